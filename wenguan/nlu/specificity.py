"""Whether a question's words point to one service, or could be asked of any ("how long does it take?").

Counted on the phrase bank: a word is telling when nearly all phrases that hold it belong to one service.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import Iterable, Iterator, Mapping

from .bank import Phrase, Topic
from .tokenizer import HAN_RUN

TELLING = 0.7
_WORD = re.compile(r"[a-z][a-z'-]+|\d+")


class Specificity:
    """Built once from the bank's phrases (normalised)."""

    def __init__(self, phrases: Iterable[Phrase], topics: Mapping[str, Topic]) -> None:
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for phrase in phrases:
            if phrase.label in topics:
                for word in set(_words(phrase.text)):
                    counts[word][topics[phrase.label].service] += 1
        self._telling = {word: found for word, services in counts.items() if (found := _told(services))}

    def services(self, text: str) -> Counter[str]:
        """Return how many telling words of `text` speak for each service."""
        return Counter(self._telling[word] for word in set(_words(text)) if word in self._telling)


def _told(services: Counter[str]) -> str | None:
    (service, most), total = services.most_common(1)[0], sum(services.values())
    return service if most >= 2 and most / (total + 0.5) >= TELLING else None


def _words(text: str) -> Iterator[str]:
    for run in HAN_RUN.findall(text):
        yield from (run[i : i + 2] for i in range(len(run) - 1))
    yield from _WORD.findall(text)
