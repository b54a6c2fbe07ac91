"""Sums said roughly: 四千多万, 十几万, 三四十万, 两百到三百万, 将近两百万, nearly two million. Text is normalised already."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Iterator, Match

from .numerals import FIGURE, HAN, NUMBER, parse

_BIG = r"千万|百万|万|亿"
_SCALE = r"(?:千万|百万|万|亿)|(?:w|k|mn|mln|thousand|million|billion)(?![a-z])"
_AROUND = 0.1
"""How far, as a share, a sum lies at most from the figure that it is said to be near."""

_MORE = re.compile(
    rf"(?P<n>(?:{FIGURE})[百千]?|[一二三四五六七八九十两百千]+)(?P<how>多|几|来)(?P<big>{_BIG})"
    rf"|(?P<whole>(?:{FIGURE}|{HAN}) ?[万w亿])(?:多|出头)"
)
_PAIR = re.compile(
    rf"(?P<before>(?:[一二三四五六七八九]百)?(?:[一二三四五六七八九]?十)?)(?P<a>[一二两三四五六七八])(?P<b>[二两三四五六七八九])"
    rf"(?P<unit>[十百千]?)(?P<big>{_BIG})"
)
_SPAN = re.compile(
    rf"(?P<a>{NUMBER}) ?(?:到|至|-|~|to) ?(?P<b>(?:{FIGURE}) ?(?:{_SCALE})|{HAN}[万亿])"
    rf"|\bbetween (?P<a2>{NUMBER}) and (?P<b2>(?:{FIGURE}) ?(?:{_SCALE}))"
)
_NEAR = re.compile(
    rf"(?:将近|接近|(?<!最)近|快(?:到|要|有)?|(?:\bnearly|\balmost|\bclose to|\bjust under|\ba (?:bit|little) under|\bnot quite) )"
    rf"(?P<n>(?:{FIGURE}) ?(?:{_SCALE})|\d{{1,3}}(?:,\d{{3}})+|{HAN}[万亿]|(?:\w+ )?(?:hundred thousand|million))"
)


@dataclass(frozen=True)
class Rough:
    """A sum at `text[start:end]` that lies between `least` and `most`."""

    start: int
    end: int
    least: float
    most: float


def rough_sums(text: str) -> Iterator[Rough]:
    """Yield the sums that `text` tells only roughly, pattern by pattern.

    >>> [(r.least, r.most) for r in rough_sums("四千多万")]
    [(40000000, 50000000)]
    """
    for pattern, read in ((_PAIR, _pair), (_MORE, _more), (_SPAN, _span), (_NEAR, _near)):
        for match in pattern.finditer(text):
            bounds = read(match)
            if bounds is not None:
                yield Rough(match.start(), match.end(), *bounds)


Bounds = tuple[float, float]


def _more(m: Match[str]) -> Bounds | None:
    if m["whole"]:
        number = parse(m["whole"])
        return None if number is None else (number, number + _step(number))
    number, scale = parse(m["n"]), parse(f"1{m['big']}")
    if number is None or scale is None:
        return None
    step = _step(number)
    least, most = {
        "多": (number, number + step),
        "几": (number + step / 10, number + step * 9 / 10),
        "来": (number * (1 - _AROUND), number * (1 + _AROUND)),
    }[m["how"]]
    return least * scale, most * scale


def _step(number: float) -> int:
    """Return what the last figure that is said counts: a thousand in 4000, ten in 350."""
    step = 1
    while number % (step * 10) == 0:
        step *= 10
    return step


def _pair(m: Match[str]) -> Bounds | None:
    """Read two neighbouring figures said at once; others are years or house numbers."""
    first, second = parse(m["a"]) or 0, parse(m["b"]) or 0
    before, unit, scale = parse(m["before"] or "零") or 0, parse(f"一{m['unit']}") or 1, parse(f"1{m['big']}") or 1
    return ((before + first * unit) * scale, (before + second * unit) * scale) if second == first + 1 else None


def _span(m: Match[str]) -> Bounds | None:
    """Read 200到300万; a first figure without a scale takes that of the second."""
    said, end = m["a"] or m["a2"], m["b"] or m["b2"]
    first, last, scale = parse(said), parse(end), _scale(end)
    if first is None or last is None:
        return None
    if not _scale(said):
        first *= parse(f"1{scale}") or 1
    return (first, last) if first < last else None


def _scale(number: str) -> str:
    """Return the word that scales a number, nothing where there is none: 百万 in 3百万, but 万 in 三百万."""
    match = re.search(rf"(?:{_SCALE})$" if number[0].isdigit() else r"[万亿]$|million$", number)
    return match.group() if match else ""


def _near(m: Match[str]) -> Bounds | None:
    number = parse(m["n"])
    return None if number is None else (number * (1 - _AROUND), number)
