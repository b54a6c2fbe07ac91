"""The REST channel over HTTP: Rasa's shape, clear faults, one turn a message id."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Iterator

import pytest
import requests

from wenguan.channels.front_door import FrontDoor, Notice, Settings, own_door
from wenguan.channels.rest import CitizenRestInput
from wenguan.rulebook.model import Knowledge

from .replica import replica
from .serving import StubAgent, in_threads, listening, said, served


@pytest.fixture
def agent() -> StubAgent:
    return StubAgent()


@pytest.fixture
def door() -> FrontDoor:
    return FrontDoor(Settings(), b"secret")


@pytest.fixture
def url(agent: StubAgent, door: FrontDoor, knowledge: Knowledge) -> Iterator[str]:
    with served(agent, CitizenRestInput(door, knowledge)) as address:
        yield f"{address}/rest/webhook"


def ask(url: str, message: Any = "边境证要多久", **body: Any) -> requests.Response:
    return requests.post(url, json={"sender": "me", "message": message, **body}, timeout=20)


def test_an_answer_is_one_message_with_its_machine_part(url: str, agent: StubAgent) -> None:
    agent.answers["多久"] = [said("当场。", "要多少钱")]
    (answer,) = ask(url).json()
    assert (answer["recipient_id"], answer["text"], answer["custom"]["rule_ids"]) == ("me", "当场。", ["border-fee"])
    assert answer["buttons"] == [{"title": "要多少钱", "payload": "要多少钱"}]


def test_two_questions_are_two_messages(url: str, agent: StubAgent) -> None:
    agent.answers["多久"] = [said("当场。"), said("不收费。")]
    assert [answer["text"] for answer in ask(url).json()] == ["当场。", "不收费。"]


def test_the_assistant_sees_masked_words_and_a_bound_id(url: str, agent: StubAgent, door: FrontDoor) -> None:
    ask(url, "/护照E12345678丢了", metadata={"language": "en", "evil": 1})
    (message,) = agent.asked
    assert message.text == "护照‹证件号›丢了"
    assert message.sender_id == door.conversation("rest", "me")
    assert (message.input_channel, message.metadata) == ("rest", {"language": "en"})


def test_a_caller_without_an_id_gets_one_of_their_own(url: str, agent: StubAgent) -> None:
    senders = {requests.post(url, json={"message": "你好"}, timeout=20).json()[0]["recipient_id"] for _ in range(2)}
    assert len(senders) == 2
    assert "default" not in senders


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"{", 400, "not_json"), (b"", 400, "not_an_object"), (b"[]", 400, "not_an_object"), (b"\xff\xfe", 400, "not_json"),
        (b'{"sender": "me"}', 422, "no_message"), (b'{"message": 5}', 422, "no_message"), (b'{"message": "a", "sender": "a b"}', 422, "bad_sender"),
        (b'{"message": "a", "sender": ""}', 422, "bad_sender"), (b'{"message": "a", "metadata": []}', 200, None),
        (b'{"message": "a", "metadata": "x"}', 422, "bad_metadata"), (b'{"message": "a", "message_id": 5}', 422, "bad_message_id"),
    ],
)  # fmt: skip
def test_faults_are_named(url: str, sent: bytes, status: int, code: str | None) -> None:
    answer = requests.post(url, data=sent, headers={"Content-Type": "application/json"}, timeout=20)
    assert answer.status_code == status
    if code:
        assert answer.json()["error"]["code"] == code
        assert answer.json()["error"]["zh"]
        assert answer.json()["error"]["en"]


def test_a_repeated_message_id_makes_no_second_turn(url: str, agent: StubAgent) -> None:
    agent.delay = 0.2
    answers = in_threads([lambda: ask(url, message_id="m1").json()] * 3)
    assert answers == [answers[0]] * 3
    assert len(agent.asked) == 1


def test_messages_without_an_id_are_all_answered(url: str, agent: StubAgent) -> None:
    ask(url)
    ask(url)
    assert len(agent.asked) == 2


def test_an_id_of_one_sender_means_nothing_for_another(url: str, agent: StubAgent) -> None:
    ask(url, message_id="m1")
    requests.post(url, json={"sender": "you", "message": "别的", "message_id": "m1"}, timeout=20)
    assert len(agent.asked) == 2


def test_a_failed_turn_is_words_and_may_be_sent_again(url: str, agent: StubAgent) -> None:
    agent.answers["多久"] = ValueError("broken")
    (failed,) = ask(url, message_id="m1").json()
    agent.answers["多久"] = [said("当场。")]
    (answer,) = ask(url, message_id="m1").json()
    assert failed["custom"]["status"] == "error"
    assert "12367" in failed["text"]
    assert answer["text"] == "当场。"


def test_silence_of_the_assistant_becomes_words(url: str, agent: StubAgent) -> None:
    agent.answers["多久"] = []
    assert ask(url).json()[0]["text"]


def test_a_slow_turn_is_answered_in_time(agent: StubAgent, door: FrontDoor, knowledge: Knowledge) -> None:
    agent.delay = 1.0
    channel = CitizenRestInput(door, knowledge)
    channel.turns = replace(channel.turns, seconds=0.05)
    with served(agent, channel) as address:
        answer = ask(f"{address}/rest/webhook", "how long does it take")
    assert answer.status_code == 200
    assert "busy" in answer.json()[0]["text"]


def test_one_conversation_takes_one_turn_at_a_time(url: str, agent: StubAgent) -> None:
    agent.delay = 0.05
    in_threads([lambda: ask(url)] * 4)
    assert agent.most_at_once == 1


def test_too_long_and_empty_are_told_kindly(url: str, agent: StubAgent) -> None:
    assert "600" in ask(url, "问" * 601).json()[0]["text"]
    assert ask(url, " ").json()[0]["text"]
    assert agent.asked == []


def test_a_pause_is_a_503_with_the_notice(url: str, agent: StubAgent, door: FrontDoor) -> None:
    door.paused = Notice("今晚维护。", "Maintenance tonight.")
    answer = ask(url)
    assert (answer.status_code, answer.json()["error"]["code"], answer.headers["Retry-After"]) == (503, "paused", "60")
    assert "今晚维护。" in answer.json()["error"]["zh"]
    assert "Maintenance tonight." in answer.json()["error"]["en"]
    assert agent.asked == []


def test_who_is_too_fast_is_told_when_to_come_back(agent: StubAgent, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wenguan.channels.front_door.is_local", lambda address: False)
    with served(agent, CitizenRestInput(FrontDoor(Settings(per_sender=1), b"s"), knowledge)) as address:
        first, second = (ask(f"{address}/rest/webhook") for _ in range(2))
    assert (first.status_code, second.status_code, second.headers["Retry-After"]) == (200, 429, "10")
    assert second.json()[0]["text"]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The whole server as a proxy would reach it, with a stub assistant."""
    settings = {"WENGUAN_PROXIES": "1", "WENGUAN_RATE_ADDRESS": "2", "WENGUAN_SECRET": "s", "WENGUAN_DB": str(tmp_path / "conversations.db")}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    own_door.cache_clear()
    with listening(replica(0)) as address:
        yield address
    own_door.cache_clear()


def test_behind_a_proxy_the_citizens_own_address_counts(server: str) -> None:
    asked = [
        requests.post(f"{server}/webhooks/rest/webhook", json={"message": "你好"}, headers={"X-Forwarded-For": forwarded}, timeout=20)
        for forwarded in ("203.0.113.5", "203.0.113.5", "198.51.100.7, 203.0.113.5", "203.0.113.6")
    ]
    assert [answer.status_code for answer in asked] == [200, 200, 429, 200], "what a citizen writes into the header does not count"


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/webhooks/rest/webhook", b"x" * 100_000, 413, "too_large"), ("GET", "/webhooks/rest/webhook", b"", 405, "bad_method"),
        ("PUT", "/api/session", b"", 405, "bad_method"), ("POST", "/webhooks/none", b"", 405, "bad_method"),
    ],
)  # fmt: skip
def test_what_no_handler_sees_is_answered_in_our_words(server: str, method: str, path: str, body: bytes, status: int, code: str) -> None:
    answer = requests.request(method, f"{server}{path}", data=body, timeout=20)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert set(answer.json()["error"]) == {"code", "zh", "en"}
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_person_may_answer_instead(url: str, agent: StubAgent, door: FrontDoor) -> None:
    async def person(channel: str, admitted: Any) -> list[dict[str, Any]] | None:
        return [said(f"{channel}：人工")] if admitted.text == "在吗" else None

    door.takeover = person
    assert [ask(url, "在吗").json()[0]["text"], ask(url, "多久").json()[0]["text"]] == ["rest：人工", "听到：多久"]
