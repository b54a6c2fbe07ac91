"""The server's log: JSON lines without personal words."""

from __future__ import annotations

import json
import logging
from typing import Any, Iterator

import pytest
import requests

from tests.channels.serving import StubAgent, served
from wenguan.channels.front_door import FrontDoor, Settings
from wenguan.channels.rest import CitizenRestInput
from wenguan.journal import Lines
from wenguan.rulebook.model import Knowledge

WORDS = "我叫张三丰，护照E12345678丢了"


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(Lines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]


@pytest.fixture
def journal() -> Iterator[Kept]:
    kept, ours = Kept(), logging.getLogger("wenguan")
    before = ours.level
    ours.addHandler(kept)
    ours.setLevel(logging.INFO)
    yield kept
    ours.removeHandler(kept)
    ours.setLevel(before)


def say(agent: StubAgent, knowledge: Knowledge, message: str = WORDS) -> None:
    with served(agent, CitizenRestInput(FrontDoor(Settings(), b"s"), knowledge)) as url:
        requests.post(f"{url}/rest/webhook", json={"sender": "13812345678", "message": message}, timeout=20)


def test_a_turn_is_a_line_of_facts(journal: Kept, knowledge: Knowledge) -> None:
    say(StubAgent(), knowledge)
    (turn,) = journal.events()
    assert {name: turn[name] for name in ("event", "level", "channel", "status", "masked")} == {
        "event": "turn", "level": "info", "channel": "rest", "status": "answered", "masked": "passport",
    }  # fmt: skip
    assert isinstance(turn["ms"], int)


@pytest.mark.parametrize("fault", [None, ValueError(f"cannot read {WORDS}")])
def test_no_line_holds_what_was_said_or_who_said_it(journal: Kept, knowledge: Knowledge, fault: Exception | None) -> None:
    agent = StubAgent()
    if fault:
        agent.answers["护照"] = fault
    say(agent, knowledge)
    assert journal.lines
    for private in ("张三丰", "E12345678", "丢了", "13812345678", "听到"):
        assert private not in "\n".join(journal.lines)


def test_an_error_is_told_by_kind_and_place(journal: Kept, knowledge: Knowledge) -> None:
    agent = StubAgent()
    agent.answers["护照"] = ValueError(WORDS)
    say(agent, knowledge)
    failed = next(event for event in journal.events() if event["event"] == "turn failed")
    assert failed["level"] == "error"
    assert failed["error"].startswith("ValueError at ")
    assert "serving.py" in failed["error"]


def test_an_error_is_told_with_what_it_came_from() -> None:
    try:
        try:
            int("张三丰")
        except ValueError as cause:
            raise LookupError("张三丰") from cause
    except LookupError as error:
        record = logging.LogRecord("wenguan", logging.ERROR, "x.py", 1, "failed", (), (LookupError, error, error.__traceback__))
    told = json.loads(Lines().format(record))["error"]
    assert told.startswith("LookupError at test_journal.py")
    assert ", after ValueError at test_journal.py" in told
    assert "张三丰" not in told


def test_numbers_in_words_of_others_are_masked() -> None:
    record = logging.LogRecord("rasa", logging.WARNING, "x.py", 1, "cannot parse %s", ("11010519491231002X",), None)
    assert "1949" not in Lines().format(record)
