"""The pause switch at the desk."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from wenguan.channels.front_door import Notice
from wenguan.handover.switch import Switch
from wenguan.records import connect
from wenguan.rulebook.model import Knowledge

from .office import AGENT, EDITOR, Office, office


def send(opened: Office, message: str = "边境证要多久", sender: str = "citizen") -> requests.Response:
    return requests.post(f"{opened.url}/webhooks/rest/webhook", json={"sender": sender, "message": message}, timeout=20)


@pytest.mark.parametrize("token", [AGENT, EDITOR])
def test_an_operator_pauses_with_a_notice_and_resumes(open_office: Office, token: str) -> None:
    assert open_office.desk("pause", token, {"zh": "今晚维护。", "en": "Maintenance tonight."}).status_code == 200
    refused = send(open_office)
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "paused")
    assert "今晚维护。" in refused.json()["error"]["zh"]
    assert "Maintenance tonight." in refused.json()["error"]["en"]
    told = {language: refused.json()["error"][language] for language in ("zh", "en")}
    assert requests.get(f"{open_office.url}/healthz", timeout=20).json() == {"status": "paused", "notice": told}
    assert open_office.agent.asked == []
    assert open_office.desk("resume", token, {}).json() == {"pause": None}
    assert send(open_office).json()[0]["text"] == "听到：边境证要多久"


def test_the_desk_shows_who_paused(open_office: Office) -> None:
    assert open_office.desk("tickets").json()["pause"] is None
    open_office.desk("pause", AGENT, {"zh": "今晚\u200b维护。"})
    shown = open_office.desk("tickets", EDITOR).json()["pause"]
    assert (shown["operator"], shown["zh"], shown["en"]) == ("李敏", "今晚维护。", "今晚维护。")


def test_without_a_notice_the_usual_words_are_said(open_office: Office) -> None:
    open_office.desk("pause", AGENT, {})
    assert send(open_office).json()["error"]["zh"] == "自动问答暂停服务。急事请拨12367。"


def test_a_pause_leaves_open_what_people_have_taken(open_office: Office) -> None:
    reference = open_office.hand_over()
    open_office.desk("pause", AGENT, {})
    assert send(open_office, "在吗").status_code == 200
    assert open_office.desk(f"tickets/{reference}").json()["lines"][-1]["text"] == "在吗"
    open_office.desk(f"tickets/{reference}/close", body={})
    assert send(open_office).status_code == 503


@pytest.mark.parametrize(("token", "body", "status"), [("wrong", {}, 401), (AGENT, {"zh": 1}, 422), (AGENT, {"en": "a" * 201}, 422)])
def test_what_is_no_pause_changes_nothing(open_office: Office, token: str, body: dict[str, object], status: int) -> None:
    assert open_office.desk("pause", token, body).status_code == status
    assert send(open_office).status_code == 200


def test_a_pause_outlives_the_process_and_the_newest_counts(tmp_path: Path, knowledge: Knowledge) -> None:
    with office(tmp_path, knowledge) as opened:
        opened.desk("pause", AGENT, {"zh": "旧"})
        opened.desk("pause", EDITOR, {"zh": "新"})
    with office(tmp_path, knowledge) as opened:
        assert send(opened).status_code == 503
        pause = Switch(connect(f"sqlite:///{tmp_path / 'records.db'}")).current()
        assert pause is not None
        assert (pause.notice, pause.operator) == (Notice("新", "新"), "Chen")
