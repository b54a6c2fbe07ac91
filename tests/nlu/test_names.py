"""Documents' names in a text: the longest, the spelt before the heard, in both languages."""

from __future__ import annotations

import pytest

from wenguan.nlu.names import ServiceNames, sounds
from wenguan.nlu.text import normalise
from wenguan.rulebook.model import Phrases, Service, Text


def service(service_id: str, zh: tuple[str, ...], en: tuple[str, ...]) -> Service:
    name = Text(zh[0], en[0])
    aliases = Phrases(zh[1:], en[1:])
    return Service(id=service_id, name=name, short=name, about=name, source=None, aliases=aliases, mentions=Phrases(), aspects=())


NAMES = ServiceNames(
    [
        service("card", ("借书卡", "图书证"), ("library card", "reader card")),
        service("day", ("一日借书卡", "临时卡"), ("one-day library card", "day ticket")),
    ]
)


def found(text: str) -> list[tuple[str, str]]:
    spelt = normalise(text).text
    return [(named.service, spelt[named.start : named.end]) for named in NAMES.find(spelt)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("借书卡怎么办", [("card", "借书卡")]),
        ("借書卡怎麼辦", [("card", "借书卡")]),
        ("一日借书卡和图书证", [("day", "一日借书卡"), ("card", "图书证")]),
        ("two library cards, please", [("card", "library cards")]),
        ("a LIBRARY CARD", [("card", "library card")]),
        ("one-day library card", [("day", "one-day library card")]),
        ("my library has no such thing", []),
        ("办图书正要多久", [("card", "图书正")]),
        ("", []),
    ],
)
def test_names_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_a_question_shows_without_its_names() -> None:
    assert NAMES.neutral("借书卡多少钱") == "证件多少钱"
    assert NAMES.neutral("what does a library card cost") == "what does a permit cost"
    assert NAMES.neutral("多少钱") == "多少钱"


@pytest.mark.parametrize(("one", "other"), [("户照", "护照"), ("签住", "签注"), ("图书正", "图书证")])
def test_what_sounds_alike_is_alike(one: str, other: str) -> None:
    assert sounds(one) == sounds(other)
