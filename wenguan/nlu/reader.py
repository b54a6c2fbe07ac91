"""The intent classifier: reads a message into its questions and ranks, for each, the points of knowledge it asks for.

Rasa's intent is the kind of question of the first one (`ask_fee`, `greet`, ...); the whole reading travels beside it as `reading`.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Dict, List, Sequence, Text, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from wenguan.paths import KNOWLEDGE
from wenguan.rulebook.load import load, version_of

from .bank import INTENT as INTENT_MARK
from .bank import Phrase, Topic, intent_phrases, knowledge_phrases, topics
from .language import detect
from .names import Named, ServiceNames
from .ranker import Ranker, train
from .reading import Candidate, Question, Reading
from .segments import questions
from .text import normalise

_ARRAYS = "ranker.npz"
_FILLERS = frozenset("呢 吗 的 那 那么 请问 一下 我想问 我要问 想问 关于 what about how and the a my for about".split())


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class QuestionReader(GraphComponent, IntentClassifier):
    """Trains a `Ranker` on knowledge and on the examples of `data/nlu`, and reads messages with it."""

    def __init__(self, model_storage: ModelStorage, resource: Resource, ranker: Ranker | None = None) -> None:
        self._storage, self._resource, self._ranker = model_storage, resource, ranker
        knowledge = load(KNOWLEDGE)
        self._topics: dict[str, Topic] = topics(knowledge)
        self._names = ServiceNames(knowledge.services.values())
        self._knowledge = knowledge

    @classmethod
    def required_components(cls) -> List[Type]:
        return [Featurizer]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {}

    @classmethod
    def create(
        cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> QuestionReader:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> QuestionReader:
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, Ranker.load(folder / _ARRAYS))

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Text:
        """Knowledge is training data too."""
        return version_of(KNOWLEDGE)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the ranker and store its arrays."""
        examples = [(e.get(TEXT), e.get(INTENT)) for e in training_data.intent_examples if e.get(TEXT)]
        phrases = [*knowledge_phrases(self._knowledge), *intent_phrases(examples, self._topics)]
        self._ranker = train([Phrase(normalise(p.text).text, p.label) for p in phrases])
        with self._storage.write_to(self._resource) as folder:
            self._ranker.save(folder / _ARRAYS)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set intent, ranking and reading on each message; a blank one gets no intent."""
        for message in messages:
            reading = self.read(message.get(TEXT) or "")
            ranking = self._intents(reading.questions[0].candidates if reading.questions else ())
            message.set("reading", reading.to_json(), add_to_output=True)
            message.set(INTENT, ranking[0] if ranking else {"name": None, "confidence": 0.0}, add_to_output=True)
            message.set("intent_ranking", ranking[:10], add_to_output=True)
        return messages

    def read(self, text: str) -> Reading:
        """Read one message."""
        normal = normalise(text).text
        asked = questions(normal) if any(map(str.isalnum, normal)) else []
        ranked = self._ranker.rank(asked) if asked and self._ranker else []
        return Reading(text, detect(text), tuple(self._question(part, found) for part, found in zip(asked, ranked)))

    def _question(self, text: str, candidates: Sequence[Candidate]) -> Question:
        named = self._names.find(text)
        services = tuple(dict.fromkeys(name.service for name in named))
        return Question(text, tuple(candidates), services, bare=bool(named) and _bare(text, named))

    def _intents(self, candidates: Sequence[Candidate]) -> List[Dict[Text, Any]]:
        sums: dict[str, float] = defaultdict(float)
        for candidate in candidates:
            topic = self._topics.get(candidate.label)
            name = f"ask_{topic.ask}" if topic else candidate.label.removeprefix(INTENT_MARK)
            sums[name] += candidate.score
        return [{"name": name, "confidence": score} for name, score in sorted(sums.items(), key=lambda entry: -entry[1])]


def _bare(text: str, named: Sequence[Named]) -> bool:
    rest = list(text)
    for name in named:
        rest[name.start : name.end] = " " * (name.end - name.start)
    words = "".join(c if c.isalnum() else " " for c in rest).split()
    return all(word in _FILLERS for word in words)
