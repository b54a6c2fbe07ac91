"""What the page calls beside the talk: session, feedback, erasure, events, health."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Iterator

import pytest
import requests
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered

from tests.handover.office import Office, office
from wenguan.channels.erasure import erase_tracker
from wenguan.channels.front_door import Notice
from wenguan.rulebook.model import Knowledge

from .serving import said


@pytest.fixture
def opened(tmp_path: Path, knowledge: Knowledge) -> Iterator[Office]:
    with office(tmp_path, knowledge) as counter:
        yield counter


def test_sessions_are_unguessable_and_usable(opened: Office) -> None:
    senders = {opened.post("session").json()["sender"] for _ in range(5)}
    assert len(senders) == 5
    assert all(len(sender) >= 20 for sender in senders)
    assert opened.say("你好", senders.pop())


def test_feedback_is_kept_with_the_rules_of_its_answer_and_without_personal_numbers(opened: Office) -> None:
    opened.agent.answers["多少钱"] = [said("不收费。", message_id="m1")]
    opened.say("多少钱")
    assert opened.post("feedback", sender="citizen", message_id="m1", useful=False, reason="我打13812345678问，说要交钱").json() == {"ok": True}
    (verdict,) = opened.feedback.newest()
    assert (verdict["useful"], verdict["reason"]) == (False, "我打‹电话›问，说要交钱")
    assert (verdict["service"], verdict["aspect"], verdict["rule_ids"]) == ("border_permit", "fee", "border-fee")
    assert "conversation" not in verdict


def test_the_newest_word_on_an_answer_counts(opened: Office) -> None:
    for useful in (False, True):
        opened.post("feedback", sender="citizen", message_id="m1", useful=useful)
    assert [verdict["useful"] for verdict in opened.feedback.newest()] == [True]


def test_feedback_without_an_answer_is_kept_too(opened: Office) -> None:
    assert opened.post("feedback", sender="citizen", useful=True).status_code == 200
    assert len(opened.feedback.newest()) == 1


def test_erasing_takes_tickets_feedback_and_the_conversation_itself(opened: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    erased: list[str] = []
    monkeypatch.setattr("wenguan.channels.web_api.erase_tracker", lambda store, conversation: erased.append(conversation))
    reference = opened.hand_over()
    opened.hand_over(sender="another")
    opened.post("feedback", sender="citizen", useful=True)
    assert opened.post("erase", sender="citizen").json() == {"ok": True}
    assert erased == [opened.door.conversation("rest", "citizen")]
    assert opened.desk(f"tickets/{reference}").status_code == 404
    assert opened.feedback.newest() == []
    assert len(opened.tickets()) == 1
    assert opened.say("边境证要多久")[0]["text"] == "听到：边境证要多久"


def test_health_tells_ready_and_paused(opened: Office) -> None:
    assert requests.get(f"{opened.url}/healthz", timeout=20).json() == {"status": "ready"}
    opened.door.paused = Notice("今晚维护", "Maintenance tonight")
    paused = requests.get(f"{opened.url}/healthz", timeout=20)
    assert (paused.status_code, paused.json()["status"]) == (200, "paused")
    assert paused.json()["notice"]["zh"] == "自动问答暂停服务。今晚维护。急事请拨12367。"
    assert paused.json()["notice"]["en"] == "The assistant is paused. Maintenance tonight. If it is urgent, call 12367."


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("feedback", b"{", 400, "not_json"), ("feedback", b"[1]", 400, "not_an_object"), ("feedback", b"{}", 422, "bad_useful"),
        ("feedback", b'{"useful": 1, "sender": "a"}', 422, "bad_useful"), ("feedback", b'{"useful": true}', 422, "bad_sender"),
        ("feedback", b'{"useful": true, "sender": "a", "reason": []}', 422, "bad_reason"),
        ("feedback", b'{"useful": true, "sender": "a", "message_id": "a b"}', 422, "bad_message_id"),
        ("erase", b"", 400, "not_an_object"), ("erase", b'{"sender": "a b"}', 422, "bad_sender"), ("erase", b'{"sender": 5}', 422, "bad_sender"),
    ],
)  # fmt: skip
def test_faults_of_a_body_are_named(opened: Office, path: str, body: bytes, status: int, code: str) -> None:
    answer = requests.post(f"{opened.url}/api/{path}", data=body, timeout=20)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["zh"]
    assert answer.json()["error"]["en"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "bad_sender"), ({"sender": "a b"}, "bad_sender"),
        *(({"sender": "a", "after": wrong}, "bad_after") for wrong in ("-1", "x", "١", "9" * 30, "1.5")),
    ],
)  # fmt: skip
def test_faults_of_a_query_are_named(opened: Office, asked: dict[str, Any], code: str) -> None:
    answer = requests.get(f"{opened.url}/api/events", params=asked, timeout=20)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)


def test_nothing_new_is_an_empty_list(opened: Office) -> None:
    assert opened.events() == {"messages": [], "owner": "assistant"}


# -- the counter sheet


def sheet(opened: Office, message_id: str = "m1") -> Any:
    return requests.get(f"{opened.url}/api/sheet", params={"sender": "citizen", "message_id": message_id}, timeout=20).json()["sheet"]


def test_a_sheet_tells_papers_fee_place_and_time_in_both_languages(opened: Office) -> None:
    opened.agent.answers["多少钱"] = [said("不收费。", message_id="m1")]
    opened.say("多少钱")
    found = sheet(opened)
    assert found["title"] == {"zh": "电子边境管理区通行证", "en": "Electronic border management area permit"}
    assert "不收费" in found["fee"][0]["zh"]  # S0, section 10
    assert "free of charge" in found["fee"][0]["en"]
    assert all(row["zh"] and row["en"] for part in ("papers", "fee", "place", "time") for row in found[part])
    assert {citation["source"] for citation in found["citations"]} == {"S0"}
    chinese, english = found["citations"][::2], found["citations"][1::2]
    assert {citation["title"] for citation in chinese} == {"电子边境管理区通行证签发服务指南"}
    assert {citation["title"] for citation in english} == {"Guide to Issuing the Electronic Border Management Area Permit"}
    sections = [(zh["section"], en["section"].partition(" (")[0]) for zh, en in zip(chinese, english, strict=True)]
    assert ("十、收费依据及标准", "section 10") in sections


def test_a_sheet_follows_the_facts_told(opened: Office) -> None:
    opened.agent.slots = {"residency": "foreigner"}
    opened.agent.answers["材料"] = [said("见下。", message_id="m1", aspect="materials")]
    opened.say("材料")
    assert "外国人交本人有效护照" in sheet(opened)["papers"][0]["zh"]  # S0, section 6(5)


@pytest.mark.parametrize("message_id", ["unknown", "m2"])
def test_an_answer_about_no_service_has_no_sheet(opened: Office, message_id: str) -> None:
    opened.agent.answers["你好"] = [said("您好。", message_id="m2", service=None, aspect=None)]
    opened.say("你好")
    assert sheet(opened, message_id) is None


# -- the tracker store itself


def _stores(folder: Path) -> dict[str, TrackerStore]:
    domain = Domain.empty()
    return {
        "sql": SQLTrackerStore(domain, db=str(folder / "talk.db")),
        "memory": InMemoryTrackerStore(domain),
        "wrapped": FailSafeTrackerStore(SQLTrackerStore(domain, db=str(folder / "wrapped.db"))),
    }


@pytest.mark.parametrize("kind", ["sql", "memory", "wrapped"])
def test_an_erased_conversation_is_gone_and_others_stay(tmp_path: Path, kind: str) -> None:
    store = _stores(tmp_path)[kind]

    async def talk(sender: str) -> None:
        tracker = await store.get_or_create_tracker(sender)
        tracker.update(UserUttered("边境证"))
        await store.save(tracker)

    async def left() -> list[bool]:
        return [await store.retrieve(sender) is not None for sender in ("mine", "theirs")]

    asyncio.run(talk("mine"))
    asyncio.run(talk("theirs"))
    erase_tracker(store, "mine")
    assert asyncio.run(left()) == [False, True]


def test_an_unknown_store_says_so() -> None:
    with pytest.raises(NotImplementedError, match="cannot be erased"):
        erase_tracker(TrackerStore(Domain.empty()), "mine")
