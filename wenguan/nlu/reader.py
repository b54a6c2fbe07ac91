"""The intent classifier: reads a message into its questions and ranks, for each, the points of knowledge it asks for.

Rasa's intent is the kind of question of the first one (`ask_fee`, `greet`, ...); the whole reading travels beside it as `reading`.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Dict, List, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from wenguan.knowledge import knowledge as own_knowledge
from wenguan.paths import KNOWLEDGE
from wenguan.rulebook.load import version_of

from .ranker import FILE as RANKER
from .ranker import Ranker
from .understanding import Understanding, fit
from .vocabulary import FILE as VOCABULARY
from .vocabulary import Vocabulary


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class QuestionReader(GraphComponent, IntentClassifier):
    """Trains a `Ranker` on knowledge and on the examples of `data/nlu`, and reads messages with it."""

    def __init__(self, model_storage: ModelStorage, resource: Resource, understanding: Understanding | None = None) -> None:
        self._storage, self._resource = model_storage, resource
        self._understanding = understanding

    @classmethod
    def required_components(cls) -> List[Type[Any]]:
        return [Featurizer]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {}

    @classmethod
    def create(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> QuestionReader:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> QuestionReader:
        with model_storage.read_from(resource) as folder:
            vocabulary = Vocabulary.from_json((folder / VOCABULARY).read_bytes())
            return cls(model_storage, resource, Understanding(own_knowledge(), Ranker.load(folder / RANKER), vocabulary))

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        """Knowledge is training data too, and another way to learn wants another training."""
        code = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
        return version_of(KNOWLEDGE) + hashlib.sha256(code).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the ranker, count the words, and store both."""
        examples = [(e.get(TEXT), e.get(INTENT)) for e in training_data.intent_examples if e.get(TEXT)]
        ranker, vocabulary = fit(own_knowledge(), examples)
        self._understanding = Understanding(own_knowledge(), ranker, vocabulary)
        with self._storage.write_to(self._resource) as folder:
            ranker.save(folder / RANKER)
            (folder / VOCABULARY).write_text(vocabulary.to_json(), encoding="utf-8")
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set intent, ranking and reading on each message; a blank one gets no intent."""
        if self._understanding is None:
            raise RuntimeError("the reader was not trained")
        for message in messages:
            reading = self._understanding.read(message.get(TEXT) or "")
            ranking = self._understanding.intents(reading.questions[0]) if reading.questions else []
            message.set("reading", reading.to_json(), add_to_output=True)
            message.set(INTENT, ranking[0] if ranking else {"name": None, "confidence": 0.0}, add_to_output=True)
            message.set("intent_ranking", ranking[:10], add_to_output=True)
        return messages
