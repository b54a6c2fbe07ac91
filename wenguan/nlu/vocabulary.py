"""What is counted once over all phrases when the model is trained: words of both languages, and the words that point to one service."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Iterable, Iterator, Mapping, Sequence

from wenguan.rulebook.model import Knowledge

from .bank import Phrase, Topic, knowledge_phrases, topics
from .homophones import pairs
from .text import normalise
from .tokenizer import HAN_RUN, segmenter

FILE = "vocabulary.json"
"""Its name in a trained model."""
TELLING = 0.7
"""A word points to a service when at least this share of the phrases that hold it are the service's."""
_ENGLISH = re.compile(r"[a-z]{4,}")
_LATIN = re.compile(r"[a-z]+")
_WORD = re.compile(r"[a-z][a-z'-]+|\d+")


@dataclass(frozen=True)
class Vocabulary:
    """`telling`: word -> the one service it points to; `english`, `chinese`: word -> how many times it was written;
    `pairs`: Han characters that stood side by side, one pair after the other; `latin`: words in Latin letters, talk included, between blanks."""

    telling: Mapping[str, str]
    english: Mapping[str, int]
    chinese: Mapping[str, int]
    pairs: str
    latin: str

    @classmethod
    def of(cls, knowledge: Knowledge, talk: Iterable[str] = ()) -> Vocabulary:
        """Count over the phrases of `knowledge`, and over the names that no phrase holds; `talk` shows what else people write."""
        return cls.counted(knowledge, normal(knowledge_phrases(knowledge)), [normalise(text).text for text in talk])

    @classmethod
    def counted(cls, knowledge: Knowledge, phrases: Sequence[Phrase], talk: Iterable[str]) -> Vocabulary:
        """The same for phrases and talk in normalised spelling."""
        written = [*(phrase.text for phrase in phrases), *_names(knowledge)]
        everything = [*written, *talk]
        runs = [run for text in everything for run in HAN_RUN.findall(text)]
        return cls(
            telling_words(phrases, topics(knowledge)),
            Counter(word for text in written for word in _ENGLISH.findall(text)),
            Counter(word for run in runs for word in segmenter().cut(run)),
            "".join(sorted({pair for run in runs for pair in pairs(run)})),
            " ".join(sorted({word for text in everything for word in latin_words(text)})),
        )

    def to_json(self) -> str:
        return json.dumps(vars(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Vocabulary:
        return cls(**json.loads(text))


def latin_words(text: str) -> list[str]:
    """Return the words in Latin letters of a normalised text."""
    return _LATIN.findall(text)


def normal(phrases: Iterable[Phrase]) -> list[Phrase]:
    """Return the phrases in normalised spelling."""
    return [Phrase(normalise(phrase.text).text, phrase.label) for phrase in phrases]


def words(text: str) -> Iterator[str]:
    """Yield pairs of Han characters, and the words and figures of the rest."""
    for run in HAN_RUN.findall(text):
        yield from pairs(run)
    yield from _WORD.findall(text)


def telling_words(phrases: Sequence[Phrase], known: Mapping[str, Topic]) -> dict[str, str]:
    """Map each word that nearly only one service's phrases hold to that service."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase in phrases:
        if phrase.label in known:
            for word in set(words(phrase.text)):
                counts[word][known[phrase.label].service] += 1
    return {word: found for word, services in counts.items() if (found := _told(services))}


def _told(services: Counter[str]) -> str | None:
    (service, most), total = services.most_common(1)[0], sum(services.values())
    return service if most >= 2 and most / (total + 0.5) >= TELLING else None


def _names(knowledge: Knowledge) -> Iterator[str]:
    """Yield the names that are spelt right though no phrase holds them."""
    for listed in knowledge.lists.values():
        for item in listed.items:
            yield from (normalise(name).text for name in (item.name.en, *item.aliases.en, item.name.zh, *item.aliases.zh))
    for fact in knowledge.facts.values():
        for choice in fact.values:
            yield from (normalise(alias).text for alias in (*choice.aliases.en, *choice.aliases.zh))
