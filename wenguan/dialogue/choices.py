"""Understand an answer to offered choices: its number, its ordinal, its label or a clear part of it."""

from __future__ import annotations

import re
from typing import Sequence

from .state import Offer

_ORDINALS = {
    "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "两": 2,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4,
    "one": 1, "two": 2, "three": 3, "four": 4,
}
_NUMBER = re.compile(r"^(?:选|选择|回复|第|option|number|no\.?|choice|#)?\s*([1-9])\s*(?:个|项|条|种|号|\.|、|。|吧)?$", re.IGNORECASE)
_ZH_ORDINAL = re.compile(r"^(?:我?(?:选|要|问|说的?)?是?)?第([一二三四五六七八九])(?:个|项|条|种)?(?:吧|啊|呢)?$")
_EN_ORDINAL = re.compile(
    r"^(?:the |i mean the |option )?(first|second|third|fourth|fifth|sixth|1st|2nd|3rd|4th|one|two|three|four)(?: one| option)?(?: please)?$"
)
_LAST = re.compile(r"^(?:the )?(?:last(?: one)?|最后一?个|最后那个)$")
_TRIM = re.compile(r"[\s。．.!！?？,，、；;:：“”\"'’()（）]+")


def chosen(text: str, offered: Sequence[Offer]) -> Offer | None:
    """Return the offer that `text` takes, or None when it takes none of them clearly."""
    if not offered:
        return None
    number = ordinal(text, len(offered))
    if number is not None:
        return offered[number - 1]
    return _by_label(text, offered)


def ordinal(text: str, count: int) -> int | None:
    """Read a number from 1 to `count` out of a short answer ("2", "第二个", "the last one")."""
    said = text.strip().lower().rstrip("。.!！?？")
    if _LAST.match(said):
        return count
    match = _NUMBER.match(said) or _ZH_ORDINAL.match(said) or _EN_ORDINAL.match(said)
    if match is None:
        return None
    number = int(match.group(1)) if match.group(1).isdigit() else _ORDINALS[match.group(1)]
    return number if number <= count else None


def _by_label(text: str, offered: Sequence[Offer]) -> Offer | None:
    said = _key(text)
    if not said:
        return None
    exact = [offer for offer in offered if _key(offer.label) == said]
    if exact:
        return exact[0]
    if len(said) < 2 or len(said) > 24:
        return None
    near = [offer for offer in offered if said in _key(offer.label)]
    return near[0] if len(near) == 1 else None


def _key(text: str) -> str:
    return _TRIM.sub("", text.lower())
