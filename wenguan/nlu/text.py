"""One spelling for all messages: width, script, case, blanks and regional words, with every offset traceable."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Iterable, Iterator, Mapping, Sequence

from opencc import OpenCC

from .variants import BEFORE_SIMPLIFYING, FOLDINGS

_QUOTES = str.maketrans("‘’‚′`´“”„″«»", "''''''\"\"\"\"\"\"")
_DASHES = str.maketrans("‐‑‒–−﹣", "------")
_BLANK = re.compile(r"\s+")
_PUNCTUATION = re.compile(r"[?!,.。;:、~·]{2,}")
_SPACED_OUT = re.compile(r"(?<=(?<![\u4e00-\u9fff])[\u4e00-\u9fff]) (?=[\u4e00-\u9fff](?![\u4e00-\u9fff]))")
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


@dataclass(frozen=True)
class Normalised:
    """Normalised `text`; `offsets[i]` is where its character i began in the original, the last entry the original's length."""

    text: str
    offsets: tuple[int, ...]
    ends: tuple[int, ...] = ()
    """`ends[i]` is where character i ended in the original."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original's span for `text[start:end]`.

        >>> normalise("ＡＢＣ 護照").span(4, 6)
        (4, 6)
        """
        if start >= end:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.ends[end - 1]


@lru_cache(maxsize=512)
def normalise(text: str) -> Normalised:
    """Fold a message: NFKC, no control characters, simplified script, lower case, single blanks and marks, standard words.

    Normalising twice changes nothing. Line breaks stay, as one.
    """
    before, after = _foldings()
    tape = _Tape.of(text)
    tape.replace(before)
    tape.same_length(_simplified(tape.text))
    tape.replace(after)
    tape.substitute(_BLANK, lambda run: "\n" if "\n" in run else " ")
    tape.substitute(_PUNCTUATION, _one_mark)
    tape.substitute(_SPACED_OUT, lambda run: "")
    tape.strip()
    return tape.normalised(len(text))


class _Tape:
    """Characters with the span of the original that each came from."""

    def __init__(self, text: str, starts: list[int], ends: list[int]) -> None:
        self.text, self.starts, self.ends = text, starts, ends

    @classmethod
    def of(cls, text: str) -> _Tape:
        """Read the original, one cluster (letter with its combining marks) at a time."""
        out: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for start, end in _clusters(text):
            folded = _fold_cluster(text[start:end])
            out.append(folded)
            starts += [start] * len(folded)
            ends += [end] * len(folded)
        return cls("".join(out), starts, ends)

    def same_length(self, text: str) -> None:
        self.text = text

    def replace(self, rules: _Rules) -> None:
        """Apply a folding table."""
        self._splice(list(rules.edits(self.text)))

    def substitute(self, pattern: re.Pattern[str], shorter) -> None:  # type: ignore[no-untyped-def]
        self._splice([(m.start(), m.end(), shorter(m.group())) for m in pattern.finditer(self.text)])

    def _splice(self, edits: Sequence[tuple[int, int, str]]) -> None:
        for start, end, new in reversed(edits):
            if self.text[start:end] != new:
                aligned = _align(end - start, len(new))
                self.starts[start:end] = [self.starts[start + first] for first, _ in aligned]
                self.ends[start:end] = [self.ends[start + last] for _, last in aligned]
                self.text = self.text[:start] + new + self.text[end:]

    def strip(self) -> None:
        left = len(self.text) - len(self.text.lstrip())
        right = len(self.text.rstrip()) if self.text.strip() else left
        self.text, self.starts, self.ends = self.text[left:right], self.starts[left:right], self.ends[left:right]

    def normalised(self, length: int) -> Normalised:
        return Normalised(self.text, (*self.starts, length), tuple(self.ends))


class _Rules:
    """A folding table, looked up by the character that stands at each place: trying every rule everywhere costs ten times as much."""

    def __init__(self, table: Mapping[str, str]) -> None:
        ordered = sorted(table.items(), key=lambda rule: -len(re.sub(r"\(\?.*?\)", "", rule[0])))
        beginning: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for key, value in ordered:
            for character in set(_LETTER.findall(key)):
                beginning[character].append((key, value))
        self._at = {c: (re.compile("|".join(f"({key})" for key, _ in rules)), [value for _, value in rules]) for c, rules in beginning.items()}

    def edits(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield what is to be replaced, from left to right: the longest key of each place."""
        at = 0
        while at < len(text):
            pattern, values = self._at.get(text[at], _NO_RULE)
            match = pattern.match(text, at) if pattern is not None else None
            if match is not None and match.end() > at:
                yield at, match.end(), values[(match.lastindex or 1) - 1]
                at = match.end()
            else:
                at += 1


_LETTER = re.compile(r"[^\W\d_]")
_NO_RULE: tuple[None, list[str]] = (None, [])


@lru_cache(maxsize=1)
def _foldings() -> tuple[_Rules, _Rules]:
    return _Rules(BEFORE_SIMPLIFYING), _Rules(FOLDINGS)


def _clusters(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not unicodedata.combining(text[index]):
            yield start, index
            start = index


def _fold_cluster(cluster: str) -> str:
    if cluster.isascii() and cluster.isalnum():
        return cluster.lower()
    if cluster in "\r\n\u2028\u2029\v\f":
        return "\n"
    if cluster == "\t":
        return " "
    folded = unicodedata.normalize("NFKC", cluster).lower().translate(_QUOTES).translate(_DASHES)
    return "".join(c for c in folded if unicodedata.category(c) not in _DROPPED_CATEGORIES)


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _simplified(text: str) -> str:
    if text.isascii():
        return text
    converted = str(_converter().convert(text))
    if len(converted) == len(text):
        return converted
    return "".join(one if len(one := str(_converter().convert(c))) == 1 else c for c in text)


def _one_mark(run: str) -> str:
    """Keep the telling mark of a run, a question's before a shout's."""
    return next((mark for mark in "?!" if mark in run), run[0])


def _align(old: int, new: int) -> list[tuple[int, int]]:
    """Map each of `new` characters to the (first, last) of `old` that it stands for: one to one where lengths agree."""
    if old == new:
        return [(i, i) for i in range(new)]
    return [(0, old - 1)] * new
