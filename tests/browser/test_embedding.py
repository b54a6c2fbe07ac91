"""The widget on a page of another site, whose policy lets in our server and nothing inline but styles."""

from __future__ import annotations

import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.channels.serving import said
from tests.handover.office import Office, office
from wenguan.rulebook.model import Knowledge

from .chat import Chat
from .stub_server import DIST


class Elsewhere(ThreadingHTTPServer):
    """Another site: one page with the script tag and the element."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), partial(_Page))
        self.widget = ""
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Page(BaseHTTPRequestHandler):
    server: Elsewhere

    def do_GET(self) -> None:
        widget = self.server.widget
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", f"default-src 'none'; script-src {widget}; connect-src {widget}; style-src 'unsafe-inline'")
        self.end_headers()
        tag = f'<script type="module" src="{widget}/wenguan-chat.js"></script><wenguan-chat language="en" position="left"></wenguan-chat>'
        self.wfile.write(f'<!doctype html><html lang="en"><title>Elsewhere</title><h1>Elsewhere</h1>{tag}'.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    site = Elsewhere()
    yield site
    site.shutdown()


@pytest.fixture
def open_office(tmp_path: Path, knowledge: Knowledge, elsewhere: Elsewhere) -> Iterator[Office]:
    with office(tmp_path, knowledge, page=DIST, origins=(elsewhere.origin,)) as opened:
        opened.agent.answers["extended"] = [said("It cannot be extended.", language="en")]
        elsewhere.widget = opened.url
        yield opened


def visited(browser: Browser, url: str, faults: list[str]) -> Page:
    page = browser.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.goto(url)
    return page


def test_one_script_tag_brings_the_chat_to_another_site(browser: Browser, elsewhere: Elsewhere, open_office: Office) -> None:
    faults: list[str] = []
    chat = Chat(visited(browser, elsewhere.origin, faults)).open()
    expect(chat.panel.locator("h2")).to_have_text("Ask Wenguan")
    expect(chat.ask("Can it be extended?")).to_contain_text("It cannot be extended.")
    chat.person.click()
    chat.host.get_by_role("button", name="Send it").click()
    (ticket,) = open_office.tickets()
    open_office.desk(f"tickets/{ticket['reference']}/answer", body={"text": "Good morning."})
    expect(chat.cards.last).to_contain_text("Good morning.")
    assert faults == []
    chat.page.close()


def test_a_site_that_is_not_named_gets_no_chat(browser: Browser, elsewhere: Elsewhere, open_office: Office) -> None:
    faults: list[str] = []
    page = visited(browser, elsewhere.origin.replace("127.0.0.1", "localhost"), faults)
    page.wait_for_timeout(500)
    assert page.evaluate("customElements.get('wenguan-chat')") is None
    assert "CORS" in " ".join(faults)
    page.close()
