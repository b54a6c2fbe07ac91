"""Take numbers that name a person out of a message before it is stored: ID cards, passports, permits, telephones, e-mail, bank cards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Callable, Iterator, Match

TAGS = {
    "id_number": "‹证件号›", "passport": "‹证件号›", "permit": "‹证件号›", "phone": "‹电话›", "email": "‹邮箱›", "card": "‹卡号›",
}  # fmt: skip
"""What stands in the place of each kind. The tags name no document, so that the rest of the question reads as before."""


@dataclass(frozen=True)
class Masked:
    """The message with tags for personal numbers, and the kinds that were found, in the order of the text."""

    text: str
    kinds: tuple[str, ...]


def mask(text: str) -> Masked:
    """Replace personal numbers by tags; hotlines (12367, 110), documents' numbers, dates, amounts and other figures stay.

    >>> mask("我的护照E12345678丢了，打12367吗").text
    '我的护照‹证件号›丢了，打12367吗'
    """
    narrow = text.translate(_NARROW)
    found: list[tuple[int, int, str]] = []
    for kind, pattern, accept in _KINDS:
        for match in pattern.finditer(narrow):
            start, end = match.span("x")
            if accept(match) and all(end <= s or start >= e for s, e, _ in found):
                found.append((start, end, kind))
    found.sort()
    return Masked("".join(_pieces(text, found)), tuple(kind for _, _, kind in found))


def _pieces(text: str, found: list[tuple[int, int, str]]) -> Iterator[str]:
    at = 0
    for start, end, kind in found:
        yield text[at:start]
        yield TAGS[kind]
        at = end
    yield text[at:]


_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_FREE = r"(?<![A-Za-z0-9])"
_STOP = r"(?![A-Za-z0-9])"
_AMOUNT = re.compile(r" ?(?:元|块|万|亿|人民币|港币|美元|rmb|cny|usd|hkd|yuan|dollars?)", re.IGNORECASE)
_PHONE_CUE = re.compile(
    r"(?:电话|電話|手机|手機|号码|號碼|致电|联系|聯繫|聯絡|whatsapp|phone|mobile"
    r"|cell|tel|call|contact|number)[^0-9]{0,12}$",
    re.IGNORECASE,
)
_PAPER_CUE = re.compile(
    r"(?:护照|護照|通行证|通行證|回乡证|回鄉證|台胞证|台胞證|旅行证|旅行證"
    r"|证件|證件|证号|證號|号码|號碼|passport|permit|document|travel doc\w*"
    r"|card|number|no\.?)[^A-Za-z0-9]{0,8}(?:(?:is|no|number|num)\b[^A-Za-z0-9]{0,4}){0,2}$",
    re.IGNORECASE,
)
_CARD_CUE = re.compile(r"(?:银行卡|銀行卡|卡号|卡號|账号|帳號|account|card)[^0-9]{0,12}$", re.IGNORECASE)


def _before(m: Match[str]) -> str:
    return m.string[max(0, m.start("x") - 30) : m.start("x")]


def _is_amount(m: Match[str]) -> bool:
    return bool(_AMOUNT.match(m.string, m.end("x")))


def _digits(m: Match[str]) -> str:
    return re.sub(r"\D", "", m["x"])


def _mainland_id(m: Match[str]) -> bool:
    """Accept 18 characters whose check digit is right, or whose birth date is possible: people mistype."""
    number = re.sub(r"[\s-]", "", m["x"]).upper()
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(w * int(d) for w, d in zip(weights, number, strict=False)) % 11]
    return check == number[17] or _is_day(number[6:14])


def _old_mainland_id(m: Match[str]) -> bool:
    number = _digits(m)
    return _is_day(f"19{number[6:12]}") and "11" <= number[:2] <= "82" and not _is_amount(m)


def _is_day(figures: str) -> bool:
    try:
        return 1900 <= date(int(figures[:4]), int(figures[4:6]), int(figures[6:8])).year <= 2100
    except ValueError:
        return False


def _luhn(m: Match[str]) -> bool:
    """Accept 13 to 19 figures with a right check digit, or any that are called a card's number."""
    number = _digits(m)
    if not 13 <= len(number) <= 19 or _is_amount(m):
        return False
    doubled = (int(d) * (1 + i % 2) for i, d in enumerate(reversed(number)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0 or bool(_CARD_CUE.search(_before(m)))


def _hong_kong_id(m: Match[str]) -> bool:
    """Accept a Hong Kong identity number: its check digit in brackets, or right."""
    letters, figures, check = m["l"].upper(), m["f"], m["c"].upper()
    if "(" in m["x"]:
        return True
    codes = [36] if len(letters) == 1 else []
    codes += [ord(c) - 55 for c in letters]
    total = sum(w * v for w, v in zip(range(9, 1, -1), [*codes, *map(int, figures)], strict=True))
    return (11 - total % 11) % 11 == (10 if check == "A" else int(check))


def _with_paper(m: Match[str]) -> bool:
    """Accept figures called a passport's or permit's number, unless they are a date or an amount."""
    figures = _digits(m)
    looks_dated = m["x"].isdigit() and len(figures) == 8 and _is_day(figures)
    return len(figures) >= 5 and not looks_dated and not _is_amount(m) and bool(_PAPER_CUE.search(_before(m)))


def _with_phone_word(m: Match[str]) -> bool:
    figures = _digits(m)
    return not _is_day(figures) and not _is_amount(m) and bool(_PHONE_CUE.search(_before(m)))


def _no_amount(m: Match[str]) -> bool:
    return not _is_amount(m)


def _always(m: Match[str]) -> bool:
    return True


_READERS: tuple[tuple[str, str, Callable[[Match[str]], bool]], ...] = (
    ("email", r"(?P<x>[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)", _always),
    ("id_number", rf"{_FREE}(?P<x>\d{{6}}[ -]?\d{{4}}[ -]?\d{{4}}[ -]?\d{{3}}[\dXx]){_STOP}", _mainland_id),
    ("phone", rf"(?<![A-Za-z0-9+])(?P<x>(?:(?:\+|00)?86[ -]?)?1[3-9]\d(?:[ -]?\d{{4}}){{2}}){_STOP}", _no_amount),
    ("phone", rf"(?<![A-Za-z0-9])(?P<x>\+(?!86)\d{{1,3}}[ -]?(?:\(\d+\)[ -]?)?\d(?:[ -]?\d){{6,12}}){_STOP}", _always),
    ("phone", rf"(?<![A-Za-z0-9])(?P<x>00(?:852|853|886)[ -]?\d(?:[ -]?\d){{6,9}}){_STOP}", _always),
    ("id_number", rf"{_FREE}(?P<x>\d{{15}}){_STOP}", _old_mainland_id),
    ("card", rf"(?<![A-Za-z0-9.])(?P<x>\d(?:[ -]?\d){{12,18}}){_STOP}(?!\.\d)", _luhn),
    ("id_number", rf"{_FREE}(?P<x>[A-Za-z]{{3}}\d{{12}}){_STOP}", _always),
    ("id_number", rf"{_FREE}(?P<x>(?P<l>[A-Za-z]{{1,2}})(?P<f>\d{{6}})[ ]?(?:\((?P<c>[0-9Aa])\)|(?P<c2>(?!))))", _always),
    ("id_number", rf"{_FREE}(?P<x>(?P<l>[A-Za-z]{{1,2}})(?P<f>\d{{6}})(?P<c>[0-9Aa])){_STOP}", _hong_kong_id),
    ("id_number", rf"{_FREE}(?P<x>[157]\d{{6}}\(\d\))", _always),
    ("id_number", rf"{_FREE}(?P<x>[A-Za-z][12]\d{{8}}){_STOP}", _always),
    ("permit", rf"{_FREE}(?P<x>[HMhm](?:\d{{10}}|\d{{8}})|[CcWwLlTt]\d{{8}}|[Cc][A-Za-z]\d{{7}}){_STOP}", _always),
    ("passport", rf"{_FREE}(?P<x>[EeGgDdSsPp]\d{{8}}|[Ee][A-Za-z]\d{{7}}|(?:[Ss][Ee]|[Dd][Ee]|[Pp][Ee])\d{{7}}|[Kk][Jj]?\d{{7,8}}){_STOP}", _always),
    ("phone", r"(?<![A-Za-z0-9.])(?P<x>\(?0(?:10|2\d|[3-9]\d{2})\)?[ -]?\d{4}[ -]?\d{3,4})(?![A-Za-z0-9])", _no_amount),
    ("phone", rf"{_FREE}(?P<x>[235689]\d{{3}}[ -]?\d{{4}}){_STOP}", _with_phone_word),
    ("passport", rf"{_FREE}(?P<x>(?=[A-Za-z0-9]{{8,9}}{_STOP})[A-Za-z]{{0,3}}\d{{5,9}}[A-Za-z]{{0,2}})", _with_paper),
)
_KINDS = tuple((kind, re.compile(pattern), accept) for kind, pattern, accept in _READERS)
