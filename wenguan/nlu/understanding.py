"""Read a message into its questions and rank, for each, the points of knowledge it asks for. Knows no Rasa."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Iterable, Mapping, Sequence

from wenguan.rulebook.model import Knowledge

from .bank import COMPARING, INTENT, Phrase, Topic, intent_phrases, knowledge_phrases, topics
from .encoder import english_words
from .homophones import Homophones
from .language import detect
from .names import Named, ServiceNames
from .ranker import Ranker, train
from .reading import Candidate, Question, Reading
from .segments import questions
from .specificity import Specificity
from .spelling import Spelling
from .text import normalise
from .vocabulary import Vocabulary, latin_words, normal

_FILLERS = frozenset("呢 吗 的 那 那么 请问 一下 我想问 我要问 想问 关于 what about how and the a my for about".split())

UNNAMED = 0.05
"""What is left of a label's score when the question names another service."""


class Understanding:
    """Understands messages with a trained ranker and the names that knowledge declares."""

    def __init__(self, knowledge: Knowledge, ranker: Ranker, vocabulary: Vocabulary | None = None) -> None:
        """`vocabulary` is what `Vocabulary.of(knowledge)` counts; counting takes seconds, so a trained model brings it along."""
        self._ranker, self._topics = ranker, topics(knowledge)
        self._names = ServiceNames.of(knowledge)
        counted = vocabulary or Vocabulary.of(knowledge)
        self._specificity = Specificity(counted.telling)
        self._spelling = Spelling(counted.english, english_words())
        self._latin = frozenset(counted.latin.split())
        self._homophones = Homophones(counted.chinese, (counted.pairs[i : i + 2] for i in range(0, len(counted.pairs), 2)))

    def read(self, text: str) -> Reading:
        """Read one message; without any figure or word that somebody has used before it holds no question."""
        whole = self._homophones.mend(self._spelling.mend(normalise(text).text))
        asked = questions(whole) if self._says_something(whole) else []
        if not asked:
            return Reading(text, detect(text), ())
        parts = asked if len(asked) > 1 or asked == [whole] else [*asked, whole]
        spoken = [*parts, *(self._names.neutral(part) for part in parts)]
        ranked = dict(zip(spoken, self._ranker.rank(spoken), strict=True))
        everywhere = self._names.find(whole)
        background = parts[len(asked) :]
        return Reading(text, detect(text), tuple(self._question(part, self._heard([part, *background], ranked), everywhere) for part in asked))

    def _says_something(self, text: str) -> bool:
        """Tell words and figures from keys hit at random ("asdfgh") and from languages that we do not speak."""
        words = latin_words(text)
        return any(c.isalnum() and not c.isascii() or c.isdigit() for c in text) or any(word in self._latin for word in words)

    def _heard(self, parts: Sequence[str], ranked: Mapping[str, Sequence[Candidate]]) -> list[Candidate]:
        """Average the readings of the asking sentence and of the story around it, each with and without the services' names."""
        readings = [ranked[form] for part in parts for form in (part, self._names.neutral(part))]
        sums: dict[str, float] = defaultdict(float)
        for candidate in (candidate for reading in readings for candidate in reading):
            sums[candidate.label] += candidate.score / len(readings)
        return [Candidate(label, score) for label, score in sorted(sums.items(), key=lambda entry: -entry[1])]

    def intents(self, question: Question) -> list[dict[str, Any]]:
        """Sum a question's labels by Rasa intent, best first; a named service leaves little to the others."""
        sums: dict[str, float] = defaultdict(float)
        for candidate in question.candidates:
            topic = self._topics.get(candidate.label)
            named = not question.services or topic is not None and self._is_named(topic.service, question.services)
            intent = f"ask_{topic.ask}" if topic else candidate.label.removeprefix(INTENT)
            sums[intent] += candidate.score * (1.0 if named else UNNAMED)
        return [{"name": name, "confidence": score} for name, score in sorted(sums.items(), key=lambda entry: -entry[1])]

    def _is_named(self, service: str, named: Sequence[str]) -> bool:
        return service in named or service == COMPARING and len(named) > 1

    def _question(self, text: str, candidates: Sequence[Candidate], everywhere: Sequence[Named]) -> Question:
        """Describe one question; a part that names no service means the one named elsewhere in the message."""
        here = self._names.find(text)
        named = here or everywhere
        services = tuple(dict.fromkeys(name.service for name in named if name.sure))
        mentioned = tuple(dict.fromkeys(name.service for name in named if not name.sure))
        hints = tuple(service for service, _ in self._specificity.services(text).most_common(3))
        return Question(text, tuple(candidates), services, bool(here) and _bare(text, here), mentioned, hints)


def fit(knowledge: Knowledge, examples: Iterable[tuple[str, str]]) -> tuple[Ranker, Vocabulary]:
    """Train a ranker on knowledge and on Rasa's (text, intent) examples, and count the words of both."""
    known = topics(knowledge)
    said = [(normalise(text).text, intent) for text, intent in examples]
    asked = normal(knowledge_phrases(knowledge))
    names = ServiceNames.of(knowledge)
    phrases = [*asked, *intent_phrases(said)]
    phrases = list(dict.fromkeys([*phrases, *(Phrase(names.neutral(phrase.text), phrase.label) for phrase in phrases)]))
    kind_of = {phrase.label: _kind(phrase.label, known) for phrase in phrases}
    extra = [(text, intent) for text, intent in said if intent in set(kind_of.values()) and intent.startswith("ask_")]
    group_of = {label: known[label].service if label in known else "" for label in kind_of}
    return train(phrases, kind_of, group_of, extra), Vocabulary.counted(knowledge, asked, (text for text, _ in said))


def _kind(label: str, known: Mapping[str, Topic]) -> str:
    return f"ask_{known[label].ask}" if label in known else label


def _bare(text: str, named: Sequence[Named]) -> bool:
    rest = list(text)
    for name in named:
        rest[name.start : name.end] = " " * (name.end - name.start)
    words = "".join(c if c.isalnum() else " " for c in rest).split()
    return all(word in _FILLERS for word in words)
