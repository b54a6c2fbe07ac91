"""What people write, streamed: at once, in order, once each, and on from where a lost connection was."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
import requests

from tests.handover.office import Office, office
from wenguan.channels import live
from wenguan.rulebook.model import Knowledge

Event = tuple[int, dict[str, Any]]


@pytest.fixture
def opened(tmp_path: Path, knowledge: Knowledge) -> Iterator[Office]:
    with office(tmp_path, knowledge) as counter:
        yield counter


@contextmanager
def streaming(url: str, sender: str = "citizen", last: int | None = None, **query: str) -> Iterator[Iterator[Event]]:
    """Open a stream and yield its events."""
    headers = {"Accept": "text/event-stream", **({} if last is None else {"Last-Event-ID": str(last)})}
    with requests.get(f"{url}/api/events/stream", params={"sender": sender, **query}, headers=headers, stream=True, timeout=20) as answer:
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/event-stream; charset=utf-8")
        assert (answer.headers["Cache-Control"], answer.headers["X-Accel-Buffering"]) == ("no-store", "no")
        yield read(answer.iter_lines(chunk_size=1, decode_unicode=True))


def read(lines: Iterator[Any]) -> Iterator[Event]:
    number, until = 0, time.monotonic() + 30
    for line in lines:
        assert time.monotonic() < until, "no event came"
        if line.startswith("id: "):
            number = int(line[4:])
        elif line.startswith("data: "):
            yield number, json.loads(line[6:])


def texts(event: Event) -> list[str]:
    return [message["text"] for message in event[1]["messages"]]


def test_a_stream_says_first_how_things_stand(opened: Office) -> None:
    with streaming(opened.url) as events:
        assert next(events) == (0, {"messages": [], "owner": "assistant"})


def test_words_come_as_they_are_written_with_who_has_the_conversation(opened: Office) -> None:
    reference = opened.hand_over()
    with streaming(opened.url) as events:
        assert next(events)[1]["owner"] == "waiting"
        opened.desk(f"tickets/{reference}/answer", body={"text": "您好。"})
        began, seen = time.monotonic(), []
        while "您好。" not in seen:
            event = next(events)
            seen += texts(event)
        assert time.monotonic() - began < 5
        assert event[1]["owner"] == "person"
        assert event[0] == event[1]["messages"][-1]["id"]
        opened.desk(f"tickets/{reference}/close", body={})
        assert next(events)[1]["owner"] == "closed"


def test_a_lost_connection_goes_on_where_it_was(opened: Office) -> None:
    reference = opened.hand_over()
    opened.desk(f"tickets/{reference}/answer", body={"text": "一"})
    with streaming(opened.url) as events:
        last = next(events)[0]
    for words in ("二", "三"):
        opened.desk(f"tickets/{reference}/answer", body={"text": words})
    with streaming(opened.url, last=last) as events:
        assert texts(next(events)) == ["二", "三"]
    with streaming(opened.url, after=str(last)) as events:
        assert texts(next(events)) == ["二", "三"]


def test_the_newer_of_address_and_header_counts(opened: Office) -> None:
    reference = opened.hand_over()
    for words in ("一", "二"):
        opened.desk(f"tickets/{reference}/answer", body={"text": words})
    newest = opened.events()["messages"][-1]["id"]
    with streaming(opened.url, last=newest, after="0") as events:
        assert texts(next(events)) == []


def test_nobody_hears_another_conversation(opened: Office) -> None:
    reference = opened.hand_over()
    with streaming(opened.url, sender="another") as events:
        next(events)
        opened.desk(f"tickets/{reference}/answer", body={"text": "您好。"})
        opened.hand_over(sender="another")
        assert texts(next(events)) == []


def test_a_stream_ends_in_its_time_and_leaves_nothing_running(opened: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "STREAM_SECONDS", 0.3)
    monkeypatch.setattr(live, "BEAT_SECONDS", 0.1)
    with streaming(opened.url) as events:
        assert len(list(events)) == 1


def test_when_there_is_no_room_the_page_is_sent_to_ask(opened: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST_STREAMS", 1)
    with streaming(opened.url) as events:
        next(events)
        refused = requests.get(f"{opened.url}/api/events/stream", params={"sender": "another"}, timeout=20)
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "no_streams")
    _soon(lambda: requests.get(f"{opened.url}/api/events/stream", params={"sender": "a"}, stream=True, timeout=20).status_code == 200)


@pytest.mark.parametrize(("query", "headers", "code"), [({}, {}, "bad_sender"), ({"sender": "a"}, {"Last-Event-ID": "x"}, "bad_after")])
def test_faults_are_named_before_a_stream_begins(opened: Office, query: dict[str, str], headers: dict[str, str], code: str) -> None:
    answer = requests.get(f"{opened.url}/api/events/stream", params=query, headers=headers, timeout=20)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)


def _soon(holds: Callable[[], bool], seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.05)
