"""The real assistant in a browser: ask, choose, read the answer with its source, change the language."""

from __future__ import annotations

import os
import re
from typing import Callable, Iterator, Literal

import pytest
import requests
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.running import Running, running

from .chat import Chat
from .stub_server import ROOT

pytestmark = pytest.mark.model
SHOTS = ROOT / "docs" / "screenshots"
LARGEST_BYTES = 200_000
PATIENCE = 30_000
"""Milliseconds: the first answers of a model are slow on a busy machine."""


@pytest.fixture(scope="module")
def assistant() -> Iterator[Running]:
    with running() as started:
        requests.post(f"{started.url}/webhooks/rest/webhook", json={"message": "边境证要多久"}, timeout=60)  # the first turn loads what is lazy
        yield started


@pytest.fixture
def opened(browser: Browser, assistant: Running) -> Iterator[Callable[[str], Page]]:
    """Open pages of the real site; at the end no page may have raised, broken the policy or called another host."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN")
    context.set_default_timeout(PATIENCE)
    faults: list[str] = []

    def open_page(path: str) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        page.on("request", lambda sent: None if sent.url.startswith((assistant.url, "data:", "blob:")) else faults.append(sent.url))
        page.goto(f"{assistant.url}/{path}")
        return page

    yield open_page
    context.close()
    assert faults == []


def test_the_page_answers_at_its_bare_address(assistant: Running) -> None:
    page = requests.get(f"{assistant.url}/", headers={"Accept-Encoding": "gzip"}, timeout=20)
    assert (page.status_code, page.headers["Content-Encoding"]) == (200, "gzip")
    assert "wenguan-chat" in page.text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    kept = requests.get(f"{assistant.url}/", headers={"If-None-Match": page.headers["ETag"]}, timeout=20)
    assert kept.status_code == 304


def test_a_question_in_chinese_gets_its_answer_with_the_source(opened: Callable[[str], Page]) -> None:
    chat = Chat(opened("")).open()
    card = chat.ask("边境通行证可以延期吗")
    expect(card).to_contain_text("不能延期", timeout=PATIENCE)
    card.locator("summary").click()
    expect(card.locator("details.source")).to_contain_text("电子边境管理区通行证签发服务指南")


def test_a_choice_leads_on(opened: Callable[[str], Page]) -> None:
    chat = Chat(opened("")).open()
    chat.ask("边境通行证可以延期吗")
    choices = chat.cards.last.get_by_role("button", name=re.compile("材料|有效期|网上|多久|多少钱"))
    label = choices.first.inner_text()
    before = chat.cards.count()
    choices.first.click()
    chat.cards.nth(before + 1).wait_for()
    assert label in chat.words()[-2]
    expect(chat.cards.last.locator("details.source")).to_be_visible()
    expect(chat.cards.last).not_to_contain_text("没听懂")


def test_a_follow_up_keeps_the_subject(opened: Callable[[str], Page]) -> None:
    chat = Chat(opened("")).open()
    chat.ask("边境通行证可以延期吗")
    expect(chat.ask("那要多少钱")).to_contain_text(re.compile("免费|不收费"))


def test_a_question_in_english_gets_an_english_answer(opened: Callable[[str], Page]) -> None:
    chat = Chat(opened("en.html")).open()
    card = chat.ask("How much does a border permit cost?")
    expect(card).to_contain_text(re.compile("free", re.IGNORECASE))
    card.locator("summary").click()
    expect(card.locator("details.source")).to_contain_text("Electronic Border Management Area Permit")


def test_the_counter_sheet_has_both_languages_side_by_side(opened: Callable[[str], Page]) -> None:
    chat = Chat(opened("")).open()
    card = chat.ask("边境通行证要带什么材料")
    chat.page.evaluate("window.print = () => undefined")
    card.get_by_role("button", name="打印").click()
    sheet = chat.page.locator("wenguan-sheet main")
    expect(sheet).to_contain_text("免冠照片")
    expect(sheet).to_contain_text(re.compile("photo", re.IGNORECASE))
    expect(sheet).to_contain_text("不收费")
    expect(sheet).to_contain_text(re.compile("free of charge", re.IGNORECASE))


def test_the_language_can_be_switched_in_the_middle(opened: Callable[[str], Page]) -> None:
    chat = Chat(opened("")).open()
    chat.ask("边境通行证要多少钱")
    chat.host.get_by_role("button", name="EN English").click()
    expect(chat.panel.locator("h2")).to_have_text("Ask Wenguan")
    expect(chat.ask("how long does it take")).to_contain_text(re.compile("working days|on the spot"))


def test_traditional_characters_are_answered_in_kind(opened: Callable[[str], Page]) -> None:
    chat = Chat(opened("")).open()
    expect(chat.ask("邊境通行證要繳費嗎")).to_contain_text(re.compile("免費|不收費"))


def test_without_a_desk_a_wish_for_a_person_brings_the_hotline_at_once(opened: Callable[[str], Page]) -> None:
    chat = Chat(opened("")).open()
    chat.person.click()
    expect(chat.cards.last).to_contain_text("12367")
    expect(chat.cards.last).to_contain_text("窗口")
    expect(chat.status).not_to_have_text("正在等待工作人员接入")


def test_a_reload_keeps_the_talk_and_its_subject(opened: Callable[[str], Page]) -> None:
    chat = Chat(opened("")).open()
    chat.ask("边境通行证可以延期吗")
    chat.page.reload()
    expect(chat.cards.last).to_contain_text("不能延期")
    expect(chat.ask("那要多少钱")).to_contain_text(re.compile("免费|不收费"))


def test_two_tabs_have_a_subject_each(opened: Callable[[str], Page]) -> None:
    permit, passport = Chat(opened("")).open(), Chat(opened("")).open()
    permit.ask("边境通行证可以延期吗")
    passport.ask("护照丢了怎么补办")
    expect(permit.ask("要多少钱")).to_contain_text(re.compile("免费|不收费"))
    expect(passport.ask("要带什么材料")).to_contain_text("护照")
    assert "护照丢了" not in "".join(permit.words())


def test_a_lost_connection_loses_neither_words_nor_subject(opened: Callable[[str], Page]) -> None:
    chat = Chat(opened("")).open()
    chat.ask("边境通行证可以延期吗")
    chat.page.context.set_offline(True)
    chat.type("那要多少钱")
    chat.page.keyboard.press("Enter")
    expect(chat.banner).to_contain_text("网络断开了")
    chat.page.context.set_offline(False)
    expect(chat.banner).to_be_empty()
    chat.page.keyboard.press("Enter")
    expect(chat.cards.last).to_contain_text(re.compile("免费|不收费"))


# -- pictures for the README

on_request = pytest.mark.skipif(not os.environ.get("WENGUAN_SCREENSHOTS"), reason="pictures are taken on request: WENGUAN_SCREENSHOTS=1")
DESKTOP, PHONE = ("desktop", "", "15岁的孩子能自己办边境证吗"), ("phone", "en.html", "How long does the online border permit take?")


@on_request
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("device", "path", "question"), [DESKTOP, PHONE])
def test_take_pictures(browser: Browser, assistant: Running, device: str, path: str, question: str, scheme: Literal["light", "dark"]) -> None:
    size = {"desktop": ViewportSize(width=1280, height=820), "phone": ViewportSize(width=390, height=844)}[device]
    page = browser.new_page(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{assistant.url}/{path}")
    page.screenshot(path=SHOTS / f"page-{device}-{scheme}.png")
    chat = Chat(page).open()
    card = chat.ask(question)
    card.locator(".tools").wait_for()
    card.locator("summary").click()
    page.wait_for_timeout(500)
    page.screenshot(path=SHOTS / f"chat-{device}-{scheme}.png")
    page.close()


@on_request
def test_take_a_picture_of_the_counter_sheet(opened: Callable[[str], Page]) -> None:
    chat = Chat(opened("")).open()
    card = chat.ask("外国人办边境通行证要带什么材料")
    chat.page.evaluate("window.print = () => undefined")
    card.get_by_role("button", name="打印").click()
    chat.page.emulate_media(media="print")
    chat.page.set_viewport_size({"width": 760, "height": 900})
    chat.page.locator("wenguan-sheet").evaluate("sheet => Object.assign(sheet.style, {display: 'block', padding: '24px'})")
    chat.page.locator("wenguan-sheet").screenshot(path=SHOTS / "counter-sheet.png")


def test_pictures_are_small_and_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for picture in SHOTS.glob("*.png"):
        assert picture.stat().st_size < LARGEST_BYTES
    shown = re.findall(r"docs/screenshots/([\w-]+\.png)", readme)
    assert {f"chat-{device}-{scheme}.png" for device in ("desktop", "phone") for scheme in ("light", "dark")} <= set(shown)
    assert all((SHOTS / name).exists() for name in shown)
