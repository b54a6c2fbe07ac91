"""Read a message into its questions and rank, for each, the points of knowledge it asks for. Knows no Rasa."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Iterable, Mapping, Sequence

from wenguan.rulebook.model import Knowledge

from .bank import INTENT, Phrase, Topic, intent_phrases, knowledge_phrases, topics
from .language import detect
from .names import Named, ServiceNames
from .ranker import Ranker, train
from .reading import Candidate, Question, Reading
from .segments import questions
from .specificity import Specificity
from .text import normalise

_FILLERS = frozenset("呢 吗 的 那 那么 请问 一下 我想问 我要问 想问 关于 what about how and the a my for about".split())


class Understanding:
    """Understands messages with a trained ranker and the names that knowledge declares."""

    def __init__(self, knowledge: Knowledge, ranker: Ranker) -> None:
        self._ranker, self._topics = ranker, topics(knowledge)
        self._names = ServiceNames(knowledge.services.values())
        self._specificity = Specificity(normal(knowledge_phrases(knowledge)), self._topics)

    def read(self, text: str) -> Reading:
        """Read one message; without any letter or figure it holds no question."""
        normal = normalise(text).text
        asked = questions(normal) if any(map(str.isalnum, normal)) else []
        ranked = self._ranker.rank(asked) if asked else []
        return Reading(text, detect(text), tuple(self._question(part, found) for part, found in zip(asked, ranked)))

    def intents(self, candidates: Sequence[Candidate]) -> list[dict[str, Any]]:
        """Sum the labels' scores by Rasa intent, best first."""
        sums: dict[str, float] = defaultdict(float)
        for candidate in candidates:
            topic = self._topics.get(candidate.label)
            sums[f"ask_{topic.ask}" if topic else candidate.label.removeprefix(INTENT)] += candidate.score
        return [{"name": name, "confidence": score} for name, score in sorted(sums.items(), key=lambda entry: -entry[1])]

    def _question(self, text: str, candidates: Sequence[Candidate]) -> Question:
        named = self._names.find(text)
        services = tuple(dict.fromkeys(name.service for name in named))
        hints = tuple(service for service, _ in self._specificity.services(text).most_common(3))
        return Question(text, tuple(candidates), services, bool(named) and _bare(text, named), hints)


def fit(knowledge: Knowledge, examples: Iterable[tuple[str, str]]) -> Ranker:
    """Train a ranker on knowledge and on Rasa's (text, intent) examples."""
    known = topics(knowledge)
    phrases = normal([*knowledge_phrases(knowledge), *intent_phrases(examples := list(examples))])
    kind_of = {phrase.label: _kind(phrase.label, known) for phrase in phrases}
    extra = [(normalise(text).text, intent) for text, intent in examples if intent in set(kind_of.values()) and intent.startswith("ask_")]
    return train(phrases, kind_of, extra)


def normal(phrases: Iterable[Phrase]) -> list[Phrase]:
    """Return the phrases in normalised spelling."""
    return [Phrase(normalise(phrase.text).text, phrase.label) for phrase in phrases]


def _kind(label: str, known: Mapping[str, Topic]) -> str:
    return f"ask_{known[label].ask}" if label in known else label


def _bare(text: str, named: Sequence[Named]) -> bool:
    rest = list(text)
    for name in named:
        rest[name.start : name.end] = " " * (name.end - name.start)
    words = "".join(c if c.isalnum() else " " for c in rest).split()
    return all(word in _FILLERS for word in words)
