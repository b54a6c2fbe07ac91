"""The widget on pages of other sites: whom the server lets, and to what."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import pytest
import requests

from tests.handover.office import Office, office
from wenguan.channels.embedding import origins_from
from wenguan.rulebook.model import Knowledge

FRIEND, STRANGER = "https://www.example.gov.cn", "https://www.example.com"
ALLOWED = "Access-Control-Allow-Origin"


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory, knowledge: Knowledge) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    (folder / "wenguan-chat.js").write_text("export {}", encoding="utf-8")
    with office(folder, knowledge, page=folder, origins=(FRIEND,)) as opened:
        yield opened


def asks(opened: Office, method: str, path: str, origin: str, **more: str) -> requests.Response:
    return requests.request(method, f"{opened.url}{path}", headers={"Origin": origin, **more}, timeout=20)


@pytest.mark.parametrize("path", ["/wenguan-chat.js", "/healthz", "/api/events?sender=me", "/api/openapi.json"])
def test_a_friends_page_reads_what_the_widget_fetches(embedded: Office, path: str) -> None:
    answer = asks(embedded, "GET", path, FRIEND)
    assert (answer.status_code, answer.headers[ALLOWED]) == (200, FRIEND)
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert ALLOWED not in asks(embedded, "GET", path, STRANGER).headers


@pytest.mark.parametrize("path", ["/webhooks/rest/webhook", "/api/session", "/api/feedback", "/api/erase"])
def test_a_friends_page_may_post_json(embedded: Office, path: str) -> None:
    wish = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    asked_first = asks(embedded, "OPTIONS", path, FRIEND, **wish)
    assert (asked_first.status_code, asked_first.headers[ALLOWED]) == (200, FRIEND)
    assert "content-type" in asked_first.headers["Access-Control-Allow-Headers"].lower()
    assert ALLOWED not in asks(embedded, "OPTIONS", path, STRANGER, **wish).headers


def test_an_answer_and_a_fault_reach_a_friends_page(embedded: Office) -> None:
    for body, status in (({"message": "你好"}, 200), ({}, 422)):
        answer = requests.post(f"{embedded.url}/webhooks/rest/webhook", json=body, headers={"Origin": FRIEND}, timeout=20)
        assert (answer.status_code, answer.headers[ALLOWED]) == (status, FRIEND)


def test_a_stream_reaches_a_friends_page(embedded: Office) -> None:
    with requests.get(f"{embedded.url}/api/events/stream?sender=me", headers={"Origin": FRIEND}, stream=True, timeout=20) as stream:
        assert (stream.status_code, stream.headers[ALLOWED]) == (200, FRIEND)


@pytest.mark.parametrize("path", ["/desk/", "/desk/api/tickets", "/webhooks/wechat", "/webhooks/hotline/sessions"])
def test_the_rest_is_closed_to_every_other_page(embedded: Office, path: str) -> None:
    assert ALLOWED not in asks(embedded, "GET", path, FRIEND).headers


def test_without_origins_no_other_page_is_let_in(tmp_path: Path, knowledge: Knowledge) -> None:
    with office(tmp_path, knowledge) as opened:
        assert ALLOWED not in asks(opened, "GET", "/healthz", FRIEND).headers


def test_origins_are_in_the_environment() -> None:
    assert origins_from({}) == ()
    assert origins_from({"WENGUAN_ORIGINS": " https://a.gov.cn/ ,http://localhost:8080"}) == ("https://a.gov.cn", "http://localhost:8080")
    assert origins_from({"WENGUAN_ORIGINS": "*"}) == ("*",)


@pytest.mark.parametrize("said", ["a.gov.cn", "https://a.gov.cn/page", "https://*.gov.cn", "null"])
def test_what_is_no_origin_stops_the_start_with_a_sentence(said: str) -> None:
    with pytest.raises(SystemExit, match="WENGUAN_ORIGINS"):
        origins_from({"WENGUAN_ORIGINS": said})
