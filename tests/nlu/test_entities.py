"""Rasa's entities: at the citizen's own words, side by side, as plain JSON."""

from __future__ import annotations

import json

import pytest
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from wenguan.nlu.entities import KnowledgeEntities, apart


@pytest.fixture(scope="module")
def component() -> KnowledgeEntities:
    return KnowledgeEntities()


def entities(component: KnowledgeEntities, text: str) -> list[tuple[str, object, str]]:
    (message,) = component.process([Message({TEXT: text})])
    json.dumps(message.get(ENTITIES))
    return [(e["entity"], e["value"], text[e["start"] : e["end"]]) for e in message.get(ENTITIES)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("邊防證多少錢", [("service", "border_permit", "邊防證")]),
        ("啥时候能拿边防证，孩子15岁", [("service", "border_permit", "边防证"), ("age", 15, "15岁")]),
        ("ＢＯＲＤＥＲ  ＰＥＲＭＩＴ please", [("service", "border_permit", "ＢＯＲＤＥＲ  ＰＥＲＭＩＴ")]),
        ("", []),
    ],
)
def test_names_and_facts_stand_where_the_citizen_wrote_them(
    component: KnowledgeEntities, text: str, expected: list[tuple[str, object, str]]
) -> None:
    assert entities(component, text) == expected


def test_dates_travel_as_text(component: KnowledgeEntities) -> None:
    assert entities(component, "护照2027年4月15日到期")[1:] == [("expires_on", "2027-04-15", "2027年4月15日")]


@pytest.mark.parametrize(
    ("spans", "kept"),
    [
        ([(0, 4), (2, 6)], [(0, 4)]),
        ([(0, 2), (0, 4)], [(0, 4)]),
        ([(0, 4), (0, 4)], [(0, 4), (0, 4)]),
        ([(4, 6), (0, 4)], [(0, 4), (4, 6)]),
    ],
)
def test_entities_do_not_cross(spans: list[tuple[int, int]], kept: list[tuple[int, int]]) -> None:
    found = [{"entity": f"e{i}", "start": start, "end": end} for i, (start, end) in enumerate(spans)]
    assert [(e["start"], e["end"]) for e in apart(found)] == kept
