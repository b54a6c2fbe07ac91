"""A State survives Rasa's slots, which are plain JSON."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from wenguan.dialogue.memory import SERVICE, TALK, from_json, from_slots, to_json, to_slots
from wenguan.dialogue.state import Offer, State
from wenguan.rulebook.model import Knowledge

FULL = State(
    language="zh-Hant", service="border_permit", aspect="time",
    facts={
        "age": 15, "residency": "foreigner", "state_functionary": False,
        "accepted_on": date(2026, 11, 24), "entered_on": datetime(2026, 11, 24, 23, 30),
    },
    focus={"border-time-online/decision": 0.9}, broad=False, pending="age",
    offered=(
        Offer("内地居民", fact="residency", value="mainland"), Offer("转人工", act="human"), Offer("费用", service="border_permit", aspect="fee"),
    ),
    misses=1, query='{"text": "多少钱"}',
)


@pytest.mark.parametrize("state", [State(), FULL], ids=["empty", "full"])
def test_what_is_remembered_comes_back(knowledge: Knowledge, state: State) -> None:
    slots = json.loads(json.dumps(to_slots(state, knowledge.facts)))
    assert from_slots(slots, knowledge.facts) == state


def test_every_fact_is_a_slot_of_its_own(knowledge: Knowledge) -> None:
    slots = to_slots(FULL, knowledge.facts)
    assert slots.keys() == {SERVICE, TALK, *knowledge.facts}
    assert slots["accepted_on"] == "2026-11-24"
    assert slots["nationality"] is None


def test_of_many_scores_the_first_dozen_is_kept(knowledge: Knowledge) -> None:
    many = {f"rule/{i}": 1.0 / (i + 1) for i in range(30)}
    assert list(to_slots(State(focus=many), knowledge.facts)[TALK]["focus"]) == list(many)[:12]


@pytest.mark.parametrize(
    ("fact", "value", "read"),
    [
        ("accepted_on", "2026-11-24", date(2026, 11, 24)), ("accepted_on", "soon", None), ("accepted_on", "dont_know", "dont_know"),
        ("entered_on", "2026-11-24T23:30:00", datetime(2026, 11, 24, 23, 30)), ("age", 15, 15), ("residency", "foreigner", "foreigner"),
    ],
)
def test_a_value_is_read_as_its_fact_declares(knowledge: Knowledge, fact: str, value: object, read: object) -> None:
    assert from_json(value, knowledge.facts[fact]) == read


def test_an_unreadable_date_is_unknown(knowledge: Knowledge) -> None:
    assert from_slots({"accepted_on": "not a day"}, knowledge.facts).facts == {}


def test_plain_values_pass() -> None:
    assert (to_json(None), to_json(3), to_json(date(2026, 1, 2))) == (None, 3, "2026-01-02")
