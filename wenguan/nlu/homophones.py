"""Put Chinese characters right that were chosen by sound (边竟通行正 → 边境通行证), from the words of knowledge and the training phrases."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import Iterable, Iterator, Mapping, Sequence

from .names import sounds
from .tokenizer import HAN_RUN, segmenter

SHORTEST, LONGEST = 2, 8
"""How many characters a word has that is known by its sound."""
WRITTEN = 3
"""A word is suggested when it was written at least so often."""
ALONE = 10
"""A character that stood so often as a word of its own (拿, 纸) is hardly a slip, but in a long word."""
LONG = 4
REAL = 5
"""A word counts as one when jieba's dictionary saw it so often (遗矢 it hardly did)."""


class Homophones:
    """Knows words by how often they were written, and the pairs of characters (`pairs`) that stood side by side in any phrase.

    Only a stretch with a pair that nobody wrote is taken for a slip; so what is merely rare stays as it is.
    """

    def __init__(self, words: Mapping[str, int], pairs: Iterable[str]) -> None:
        self._pairs = frozenset(pairs)
        self._alone = frozenset(word for word, count in words.items() if len(word) == 1 and count >= ALONE)
        self._meant: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for word in sorted(words, key=lambda word: -words[word]):
            if SHORTEST <= len(word) <= LONGEST and words[word] >= WRITTEN and segmenter().FREQ.get(word):
                self._meant[sounds(word)].append(word)
        self._mended = lru_cache(maxsize=4096)(self._mend)

    def mend(self, text: str) -> str:
        """Return `text` (normalised) with slips replaced by the word that sounds the same; its length stays.

        >>> Homophones({"申请": 9}, {"申请", "么申", "怎么"}).mend("怎么申清")
        '怎么申请'
        """
        return HAN_RUN.sub(lambda run: self._mended(run.group()), text)

    def _mend(self, run: str) -> str:
        if not self._strange(run):
            return run
        heard, single, mended = sounds(run), _singles(run), list(run)
        for length in range(min(LONGEST, len(run)), SHORTEST - 1, -1):
            for start in range(len(run) - length + 1):
                span = slice(start, start + length)
                if meant := self._word(run[span], heard[span], single[span]):
                    mended[span], single[span] = meant, [False] * length
        return "".join(mended)

    def _word(self, window: str, heard: Sequence[str], single: Sequence[bool]) -> str | None:
        """Return the word that a window stands for."""
        if not any(single) or not self._strange(window):
            return None
        return next((word for word in self._meant.get(tuple(heard), ()) if self._is_slip(window, word, single)), None)

    def _is_slip(self, window: str, word: str, single: Sequence[bool]) -> bool:
        """Tell whether only characters differ that belong to no other word; of a short word one, which means nothing alone."""
        others = [at for at, (written, right) in enumerate(zip(window, word, strict=True)) if written != right]
        if not others or not all(single[at] for at in others):
            return False
        return len(word) >= LONG or len(others) < len(word) and not any(window[at] in self._alone for at in others)

    def _strange(self, run: str) -> bool:
        return any(pair not in self._pairs for pair in pairs(run))


def _singles(run: str) -> list[bool]:
    """Tell for each character of a run whether it belongs to no word of several."""
    cut = segmenter().cut(run, HMM=False)
    return [single for word in cut for single in [len(word) == 1 or segmenter().FREQ[word] < REAL] * len(word)]


def pairs(run: str) -> Iterator[str]:
    """Yield the neighbours in a run of Han characters."""
    return (run[i : i + 2] for i in range(len(run) - 1))
