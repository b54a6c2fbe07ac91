"""Small mends of Rasa 3.6, most of them for speed. Each says what it replaces; all check the version they were made for.

Measured on this project by `benchmarks/turns.py`.
"""

from __future__ import annotations

import asyncio
import json
from functools import lru_cache
from typing import Any, Dict, List, Tuple

import rasa
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.events import Event
from rasa.shared.core.slots import Slot
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

MADE_FOR = "3.6."
ACTION_SECONDS = 10


def apply() -> None:
    """Apply every patch to this process; raise RuntimeError on another Rasa."""
    if not rasa.__version__.startswith(MADE_FOR):
        raise RuntimeError(f"rasa_patches was made for Rasa {MADE_FOR}x, not {rasa.__version__}; check each patch before raising MADE_FOR")
    _cache_event_types()
    _plan_graph_once()
    _copy_slots_plainly()
    _accept_checked_actions()
    _skip_training_schema()
    _let_outages_be_heard()


def _cache_event_types() -> None:
    """`Event.resolve_by_type` walks all subclasses for every event read back; the answer never changes."""
    original = Event.resolve_by_type
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(original))


def _plan_graph_once() -> None:
    """`DaskGraphRunner.run` rebuilds and schedules its graph for every message; the order is fixed by the schema."""

    def run(self: DaskGraphRunner, inputs: Dict[str, Any] | None = None, targets: List[str] | None = None) -> Dict[str, Any]:
        wanted = tuple(targets or self._graph_schema.target_names)
        plans = self.__dict__.setdefault("_wenguan_plans", {})
        if wanted not in plans:
            plans[wanted] = _order(self._graph_schema, wanted)
        results: Dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
        for name in plans[wanted]:
            node = self._graph_schema.nodes[name]
            results[name] = self._instantiated_nodes[name](*[results[parent] for parent in node.needs.values()])
        return {name: results[name][1] for name in wanted}

    DaskGraphRunner.run = run


def _order(schema: GraphSchema, targets: Tuple[str, ...]) -> List[str]:
    """Return the nodes that the targets need, parents first."""
    ordered: List[str] = []

    def visit(name: str) -> None:
        if name in ordered or name not in schema.nodes:
            return
        for parent in schema.nodes[name].needs.values():
            visit(parent)
        ordered.append(name)

    for target in targets:
        visit(target)
    return ordered


def _copy_slots_plainly() -> None:
    """A tracker is copied several times a turn, with a copy of every slot; `copy.copy` goes through pickling's protocol for each."""

    def copied(self: Slot) -> Slot:
        slot = object.__new__(type(self))
        slot.__dict__.update(self.__dict__)
        return slot

    setattr(Slot, "__copy__", copied)  # noqa: B010


def _accept_checked_actions() -> None:
    """`RemoteAction._validate_action_result` re-checks its JSON schema at every call; our actions run in this process and are tested."""
    from rasa.core.actions.action import RemoteAction

    RemoteAction._validate_action_result = lambda self, result: True


def _skip_training_schema() -> None:
    """`ModelMetadata.from_dict` imports every component that the model was trained with, TensorFlow among them; answering uses the other schema."""
    original = ModelMetadata.from_dict

    def from_dict(serialized: Dict[str, Any]) -> ModelMetadata:
        return original({**serialized, "train_schema": {"nodes": {}}})

    ModelMetadata.from_dict = staticmethod(from_dict)


def _let_outages_be_heard() -> None:
    """`FailSafeTrackerStore` forgets the conversation in silence when its database fails; without it the turn fails, and the citizen hears so."""
    from rasa.core import agent

    agent.FailSafeTrackerStore = lambda store: store


class InProcessActions(EndpointConfig):
    """An action endpoint that calls the actions of a package directly instead of over HTTP."""

    def __init__(self, package: str) -> None:
        super().__init__(url=f"inprocess://{package}")
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    async def request(
        self, method: str = "post", subpath: str | None = None, content_type: str | None = "application/json",
        compress: bool = False, **kwargs: Any,
    ) -> Any:
        """Run the action named in `json`; rejections and unknown actions surface as Rasa's HTTP errors would."""
        try:
            return await asyncio.wait_for(self._executor.run(kwargs["json"]), ACTION_SECONDS)
        except ActionExecutionRejection as error:
            raise ClientResponseError(400, "rejected", json.dumps({"error": error.message, "action_name": error.action_name})) from error
        except ActionNotFoundException as error:
            raise ClientResponseError(404, "not found", json.dumps({"error": error.message, "action_name": error.action_name})) from error
