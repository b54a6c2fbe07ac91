"""The one action: slots and reading in, messages and slots out."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import ActionAnswer, assistant
from wenguan.domain import ACTION
from wenguan.nlu.reading import Candidate, Question, Reading


@pytest.fixture(autouse=True)
def _on_a_known_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENGUAN_TODAY", "2026-11-24")


def reading(text: str, *asked: tuple[str, str, tuple[str, ...]]) -> dict[str, Any]:
    """Each of `asked` is (words, label, services named)."""
    return Reading(text, "zh-Hans", tuple(Question(words, (Candidate(label, 0.9),), services) for words, label, services in asked)).to_json()


def run(slots: dict[str, Any], message: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the messages sent and the slots as they are afterwards."""
    dispatcher = CollectingDispatcher()
    every = dict.fromkeys(("service", "talk", *assistant().knowledge.facts))
    tracker = SimpleNamespace(slots={**every, **slots}, latest_message=message)
    events = ActionAnswer().run(dispatcher, tracker, {})
    assert all(event["event"] == "slot" for event in events)
    changed = {event["name"]: event["value"] for event in events}
    json.dumps(changed)
    return dispatcher.messages, {**tracker.slots, **changed}


FEE = ("边境证多少钱", "@border_permit.fee", ("border_permit",))


def test_its_name_is_the_one_that_the_rules_call() -> None:
    assert ActionAnswer().name() == ACTION


def test_a_question_is_answered_and_remembered() -> None:
    (message,), slots = run({}, {"text": FEE[0], "reading": reading(FEE[0], FEE)})
    assert message["text"]
    assert message["custom"]["status"] == "answered"
    assert message["custom"]["citations"]
    assert message["custom"]["as_of"] == "2026-11-24"
    assert (slots["service"], slots["talk"]["aspect"]) == ("border_permit", "fee")


def test_each_message_has_an_id_of_its_own() -> None:
    ids = {run({}, {"text": FEE[0], "reading": reading(FEE[0], FEE)})[0][0]["custom"]["message_id"] for _ in range(2)}
    assert len(ids) == 2


def test_two_questions_are_two_messages() -> None:
    text = "边境证多少钱？要多久"
    messages, _ = run({}, {"text": text, "reading": reading(text, FEE, ("要多久", "@border_permit.time", ()))})
    assert [m["custom"]["aspect"] for m in messages] == ["fee", "time"]


def test_facts_become_slots_and_carry_over() -> None:
    text = "外国人办边境证要什么材料"
    _, slots = run({}, {"text": text, "reading": reading(text, (text, "@border_permit.materials", ("border_permit",)))})
    assert slots["residency"] == "foreigner"
    _, later = run(slots, {"text": "那香港人呢", "reading": reading("那香港人呢", ("那香港人呢", "@passport.overview", ()))})
    assert (later["residency"], later["service"], later["talk"]["aspect"]) == ("hk_macao", "border_permit", "materials")


def test_only_what_changed_is_set() -> None:
    _, slots = run({}, {"text": FEE[0], "reading": reading(FEE[0], FEE)})
    dispatcher = CollectingDispatcher()
    tracker = SimpleNamespace(slots=slots, latest_message={"text": FEE[0], "reading": reading(FEE[0], FEE)})
    assert ActionAnswer().run(dispatcher, tracker, {}) == []


def test_choices_become_buttons() -> None:
    candidates = (Candidate("@border_permit.fee", 0.5), Candidate("@passport.fee", 0.4))
    unsure = Reading("多少钱", "zh-Hans", (Question("多少钱", candidates),)).to_json()
    (message,), slots = run({}, {"text": "多少钱", "reading": unsure})
    assert message["custom"]["status"] == "clarify"
    assert [b["title"] for b in message["buttons"]] == [offer["label"] for offer in slots["talk"]["offered"]]
    (answer,), _ = run(slots, {"text": "1", "reading": reading("1", ("1", "#goodbye", ()))})
    assert answer["custom"]["aspect"] == "fee"


def test_a_message_without_a_reading_gets_a_kind_reply() -> None:
    (message,), _ = run({}, {"text": "/restart"})
    assert message["custom"]["status"] == "clarify"
    assert message["text"]


@pytest.mark.parametrize(("said", "language"), [("en", "en"), ("zh-Hant", "zh-Hant"), ("fr", "zh-Hans"), (None, "zh-Hans")])
def test_the_page_may_say_the_language(said: str | None, language: str) -> None:
    (message,), _ = run({}, {"text": "12", "reading": reading("12", ("12", "#greet", ())), "metadata": {"language": said}})
    assert message["custom"]["language"] == language


def test_a_damaged_memory_is_no_memory() -> None:
    (message,), _ = run({"accepted_on": "gibberish", "talk": None}, {"text": FEE[0], "reading": reading(FEE[0], FEE)})
    assert message["custom"]["status"] == "answered"
    assert date.fromisoformat(message["custom"]["as_of"])
