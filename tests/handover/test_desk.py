"""Who may do what at the desk, and what it answers to nonsense."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from wenguan.handover.operators import Operator, operators_from_environment
from wenguan.rulebook.model import Knowledge

from .office import AGENT, EDITOR, Office, office


@pytest.mark.parametrize("token", ["", "wrong", "token-of-the-agent-", "口令"])
def test_a_wrong_token_opens_nothing(open_office: Office, token: str) -> None:
    answer = requests.get(f"{open_office.url}/desk/api/tickets", headers={"Authorization": f"Bearer {token}".encode()}, timeout=20)
    assert answer.status_code == 401
    assert set(answer.json()["error"]) == {"code", "zh", "en"}


def test_many_wrong_tokens_are_told_to_wait_and_the_right_one_still_works(open_office: Office) -> None:
    codes = [open_office.desk("tickets", "wrong").status_code for _ in range(12)]
    assert codes[-1] == 429
    assert open_office.desk("tickets").status_code == 200


def test_editors_read_and_do_not_answer(open_office: Office) -> None:
    reference = open_office.hand_over()
    open_office.post("feedback", sender="citizen", useful=False, reason="太长")
    assert open_office.desk(f"tickets/{reference}", EDITOR).status_code == 200
    assert open_office.desk("feedback", EDITOR).json()["feedback"][0]["reason"] == "太长"
    for what in ("take", "answer", "close", "return"):
        assert open_office.desk(f"tickets/{reference}/{what}", EDITOR, {"text": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("tickets/NOSUCH", None, 404), ("tickets/NOSUCH/take", {}, 404), ("tickets/{}/answer", {}, 422), ("tickets/{}/answer", {"text": 5}, 422),
        ("tickets/{}/answer", {"text": "  "}, 422), ("tickets/{}/answer", {"text": "长" * 1001}, 422),
    ],
)  # fmt: skip
def test_faults_are_named(open_office: Office, path: str, body: dict[str, object] | None, status: int) -> None:
    answer = open_office.desk(path.format(open_office.hand_over()), AGENT, body)
    assert answer.status_code == status
    assert answer.json()["error"]["zh"]
    assert answer.json()["error"]["en"]


def test_the_page_is_served_and_never_kept_when_private(open_office: Office) -> None:
    page = requests.get(f"{open_office.url}/desk", timeout=20)
    assert page.status_code == 200
    assert "人工服务台" in page.text
    assert requests.get(f"{open_office.url}/desk/desk.js", timeout=20).headers["Content-Type"].startswith("application/javascript")
    assert open_office.desk("tickets").headers["Cache-Control"] == "no-store"


def test_tickets_outlive_the_process(tmp_path: Path, knowledge: Knowledge) -> None:
    with office(tmp_path, knowledge) as opened:
        reference = opened.hand_over()
    with office(tmp_path, knowledge) as opened:
        assert [ticket["reference"] for ticket in opened.tickets()] == [reference]
        assert "text" in opened.say("在吗")[0]


def test_operators_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENGUAN_OPERATORS", "李敏:agent:0123456789abcdef, Chen:editor:fedcba9876543210:x,")
    assert operators_from_environment() == (Operator("李敏", "agent", "0123456789abcdef"), Operator("Chen", "editor", "fedcba9876543210:x"))


@pytest.mark.parametrize("said", ["李敏", "a:boss:0123456789abcdef", ":agent:0123456789abcdef", "a:agent:short"])
def test_a_faulty_entry_stops_the_start_with_a_sentence(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("WENGUAN_OPERATORS", said)
    with pytest.raises(SystemExit, match="WENGUAN_OPERATORS, entry 1"):
        operators_from_environment()


def test_a_token_is_not_printed() -> None:
    assert "0123" not in repr(Operator("a", "agent", "0123456789abcdef"))
