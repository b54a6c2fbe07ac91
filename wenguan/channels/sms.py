"""How a text travels as short messages: GSM-7 where every character is in its alphabet, else UCS-2; long texts are sent in parts.

Figures from 3GPP TS 23.038 and 23.040: 160 septets or 70 UCS-2 units alone, 153 or 67 in each part of several.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Literal, Mapping

Encoding = Literal["gsm7", "ucs2"]

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")
"""Characters that take two septets: an escape and themselves. They are never parted."""
_ALONE: Mapping[Encoding, int] = {"gsm7": 160, "ucs2": 70}
_IN_PARTS: Mapping[Encoding, int] = {"gsm7": 153, "ucs2": 67}
_TYPOGRAPHY = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "•": "-", "…": "...", "\u00a0": " ", "·": "-"})


@dataclass(frozen=True)
class Segments:
    """A text cut as it is sent; `parts` joined are the text."""

    encoding: Encoding
    parts: tuple[str, ...]

    @property
    def units(self) -> tuple[int, ...]:
        """The length of each part: septets, or UTF-16 units."""
        return tuple(sum(map(_widths(self.encoding), part)) for part in self.parts)


def segment(text: str) -> Segments:
    """Cut a text into the fewest short messages.

    >>> segment("€" * 80).units, segment("边" * 71).units
    ((160,), (67, 4))
    """
    encoding: Encoding = "gsm7" if is_gsm(text) else "ucs2"
    width = _widths(encoding)
    if sum(map(width, text)) <= _ALONE[encoding]:
        return Segments(encoding, (text,))
    return Segments(encoding, tuple(_parts(text, width, _IN_PARTS[encoding])))


def is_gsm(text: str) -> bool:
    """Whether every character is in the GSM-7 alphabet."""
    return all(character in _BASIC or character in _EXTENDED for character in text)


def thrifty(text: str) -> str:
    """Write typographic quotes, dashes and bullets plainly where that lets the whole text go as GSM-7; else leave it as it is."""
    plain = text.translate(_TYPOGRAPHY)
    return plain if is_gsm(plain) else text


def _widths(encoding: Encoding) -> Callable[[str], int]:
    return _septets if encoding == "gsm7" else _utf16


def _septets(character: str) -> int:
    return 2 if character in _EXTENDED else 1


def _utf16(character: str) -> int:
    return 2 if character > "\uffff" else 1


def _parts(text: str, width: Callable[[str], int], limit: int) -> list[str]:
    parts, start, used = [], 0, 0
    for at, character in enumerate(text):
        used += width(character)
        if used > limit:
            parts.append(text[start:at])
            start, used = at, width(character)
    return [*parts, text[start:]]
