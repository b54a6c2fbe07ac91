"""Rasa's entities: the services and facts that knowledge declares, found in a message."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from wenguan.clock import today
from wenguan.paths import KNOWLEDGE
from wenguan.rulebook.load import load
from wenguan.rulebook.model import FactValue

from .known_facts import extractor
from .names import ServiceNames
from .text import normalise


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class KnowledgeEntities(GraphComponent, EntityExtractorMixin):
    """Emits `service` and one entity for each fact, with values as plain JSON."""

    def __init__(self) -> None:
        knowledge = load(KNOWLEDGE)
        self._names = ServiceNames(knowledge.services.values())
        self._facts = extractor(knowledge)

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {}

    @classmethod
    def create(
        cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> KnowledgeEntities:
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Append entities; offsets are those of the normalised text."""
        for message in messages:
            text = normalise(message.get(TEXT) or "").text
            found = [{"entity": "service", "value": n.service, "start": n.start, "end": n.end} for n in self._names.find(text)]
            found += [
                {"entity": f.fact, "value": plain(f.value), "start": f.start, "end": f.end}
                for f in self._facts.extract(text, today=today())
            ]
            message.set(ENTITIES, [*message.get(ENTITIES, []), *self.add_extractor_name(found)], add_to_output=True)
        return messages


def plain(value: FactValue) -> str | bool | int | float:
    """Return a fact's value as JSON carries it: dates in ISO form."""
    return value.isoformat() if isinstance(value, (date, datetime)) else value
