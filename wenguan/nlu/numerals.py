"""Numbers as people write them: figures, Chinese numerals, English number words. Text is normalised already."""

from __future__ import annotations

import re
from typing import Literal, Match

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_BIG = {
    "万": 10**4,
    "亿": 10**8,
    "w": 10**4,
    "k": 1000,
    "mn": 10**6,
    "mln": 10**6,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "千": 1000,
    "百": 100,
    "百万": 10**6,
    "千万": 10**7,
}
_WORDS = {
    w: i
    for i, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS_WORDS = {w: 10 * i for i, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)}
_HAN = "零〇一二三四五六七八九两十百千万亿"
_WORD = "|".join(sorted([*_WORDS, *_TENS_WORDS], key=len, reverse=True))

FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
SCALED = rf"(?:{FIGURE}) ?(?:(?:万|亿|千万|百万|千|百)|(?:w|k|mn|mln|thousand|million|billion)(?![a-z]))(?:\d(?!\d))?|(?:{FIGURE})"
HAN = rf"[{_HAN}]*[一二三四五六七八九两十百千][{_HAN}]*(?:点[零一二三四五六七八九]+[万亿]?)?"
ENGLISH = rf"\b(?:(?:{_WORD})(?:[- ](?:and )?)?)+(?:hundred|thousand|million)?(?:(?: and)?(?: (?:{_WORD}|hundred|thousand|million)|-(?:{_WORD})))*\b"
NUMBER = rf"(?:{SCALED}|{HAN}|{ENGLISH})"
"""A number in any writing, without groups; `parse` reads what it matches."""


def parse(text: str) -> float | None:
    """Return the number, whole ones as int; None for what is no number.

    >>> parse("十六"), parse("一百二十万"), parse("1.5万"), parse("1,500"), parse("3k"), parse("twenty-one"), parse("1万5")
    (16, 1200000, 15000, 1500, 3000, 21, 15000)
    """
    text = text.strip().lower()
    if not text:
        return None
    if text[0].isdigit():
        return _figure(text)
    return _english(text) if text[0].isascii() else _chinese(text)


def _figure(text: str) -> float | None:
    match = re.fullmatch(rf"({FIGURE}) ?([a-z]+|[百千万亿]+)?(\d)?", text)
    if not match:
        return None
    number = float(match[1].replace(",", ""))
    if match[2] is None:
        return _whole(number)
    scale = _BIG.get(match[2])
    if scale is None:
        return None
    return _whole(number * scale + (int(match[3]) * scale / 10 if match[3] else 0))


def _chinese(text: str) -> float | None:
    whole, _, fraction = text.partition("点")
    if fraction:
        scale = _BIG.get(fraction[-1], 1)
        digits = "".join(str(_DIGITS[c]) for c in fraction if c in _DIGITS)
        base = _chinese(whole)
        return None if base is None or not digits else _whole((base + float(f"0.{digits}")) * scale)
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    return _sections(text)


def _sections(text: str) -> float | None:
    total = section = digit = 0
    last_scale = 1
    after_zero = False
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
            after_zero = digit == 0
        elif c in _TENS:
            section += (digit or 1) * _TENS[c]
            digit, last_scale = 0, _TENS[c]
        elif c in "万亿":
            scale = _BIG[c]
            total = total + (section + digit) * scale if total > scale else (total + section + digit) * scale
            if not total:
                return None
            section = digit = 0
            last_scale = scale
        else:
            return None
    if digit and last_scale > 10 and not after_zero and text[-1] in _DIGITS and len(text) > 1 and text[-2] in "百千万亿":
        digit *= last_scale // 10
    return total + section + digit


def _english(text: str) -> float | None:
    total = current = 0
    for word in re.split(r"[\s-]+", text):
        if word in _WORDS:
            current += _WORDS[word]
        elif word in _TENS_WORDS:
            current += _TENS_WORDS[word]
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in ("thousand", "million"):
            total, current = total + (current or 1) * _BIG[word], 0
        elif word not in ("and", ""):
            return None
    return total + current


def _whole(number: float) -> float:
    return int(round(number)) if abs(number - round(number)) < 1e-6 else number


Bound = Literal["below", "above"]
"""On which side of its figure something lies: 不到16岁, 16岁以上."""


def bound(m: Match[str]) -> Bound | None:
    """Return what a match says by its groups `below`, `above` and `after`."""
    groups = m.groupdict()
    after = groups.get("after") or ""
    if groups.get("below") or re.search("以下|不到|不足|不满|under|below|younger", after):
        return "below"
    if groups.get("above") or re.search("以上|多|over|above|older", after):
        return "above"
    return None
