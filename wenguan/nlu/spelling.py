"""Put misspelt English words right, from the words that knowledge and the training phrases use."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

_WORD = re.compile(r"[a-z]{5,}")
"""Shorter words are as often other words as slips."""
LONG = 8


class Spelling:
    """Knows words by how many times they were written (those written once are not suggested), and `others` that are no slips either."""

    def __init__(self, counts: Mapping[str, int], others: Iterable[str] = ()) -> None:
        self._known = frozenset(counts).union(others)
        self._likely = sorted(word for word, count in counts.items() if count > 1)
        self._nearest = lru_cache(maxsize=4096)(self._find)

    def mend(self, text: str) -> str:
        """Return `text` with unknown words replaced by the nearest likely one: one slip, in long words two."""
        return _WORD.sub(lambda match: self._nearest(match.group()), text)

    def _find(self, word: str) -> str:
        if word in self._known:
            return word
        slips = 2 if len(word) >= LONG else 1
        found = process.extractOne(word, self._likely, scorer=OSA.distance, score_cutoff=slips)
        return str(found[0]) if found and found[0][0] == word[0] else word
