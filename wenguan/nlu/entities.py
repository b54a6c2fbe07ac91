"""Rasa's entities: the services and facts that knowledge declares, found in a message."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Dict, Iterable, List, Mapping, Tuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from wenguan.clock import today
from wenguan.knowledge import knowledge as own_knowledge
from wenguan.rulebook.model import FactValue

from .known_facts import extractor
from .names import ServiceNames
from .text import Normalised, normalise


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class KnowledgeEntities(GraphComponent, EntityExtractorMixin):
    """Emits `service` and one entity for each fact, with values as plain JSON."""

    def __init__(self) -> None:
        knowledge = own_knowledge()
        self._names = ServiceNames.of(knowledge)
        self._facts = extractor(knowledge)

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {}

    @classmethod
    def create(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> KnowledgeEntities:
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Append entities; offsets are those of the message as it was written."""
        for message in messages:
            found = apart(self._find(normalise(message.get(TEXT) or "")))
            message.set(ENTITIES, [*message.get(ENTITIES, []), *self.add_extractor_name(found)], add_to_output=True)
        return messages

    def _find(self, text: Normalised) -> List[Dict[str, Any]]:
        found: List[Tuple[str, FactValue, int, int]] = [("service", n.service, n.start, n.end) for n in self._names.find(text.text)]
        found += [(fact.fact, plain(fact.value), fact.start, fact.end) for fact in self._facts.extract(text.text, today=today())]
        spans = ((entity, value, *text.span(start, end)) for entity, value, start, end in found)
        return [{"entity": entity, "value": value, "start": start, "end": end} for entity, value, start, end in spans]


def apart(found: Iterable[Mapping[str, Any]]) -> List[Dict[str, Any]]:
    """Drop what overlaps a document's name or something longer: Rasa's stories can write entities side by side or on the same words, not across."""
    kept: List[Dict[str, Any]] = []
    for entity in sorted(found, key=lambda e: (e["entity"] != "service", e["start"] - e["end"], e["start"], e["entity"])):
        span = entity["start"], entity["end"]
        if all(span == (other["start"], other["end"]) or span[1] <= other["start"] or span[0] >= other["end"] for other in kept):
            kept.append(dict(entity))
    return sorted(kept, key=lambda e: (e["start"], e["entity"]))


def plain(value: FactValue) -> str | bool | int | float:
    """Return a fact's value as JSON carries it: dates in ISO form."""
    return value.isoformat() if isinstance(value, (date, datetime)) else value
