"""A citizen at the chat and an operator at the desk, both in a browser, with a stub assistant between them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.channels.serving import said
from tests.handover.office import AGENT, EDITOR, Office, office
from wenguan.channels import live
from wenguan.rulebook.model import Knowledge

from .chat import Chat
from .stub_server import AXE, DIST, ROOT

SHOTS = ROOT / "docs" / "screenshots"


@pytest.fixture
def open_office(tmp_path: Path, knowledge: Knowledge) -> Iterator[Office]:
    if not (DIST / "wenguan-chat.js").exists():
        pytest.fail("The widget is not built: run `make widget`.")
    with office(tmp_path, knowledge, page=DIST) as opened:
        opened.agent.answers["延期"] = [said("不可以延期。\n依据：《指南》十")]
        yield opened


@pytest.fixture
def faults() -> list[str]:
    return []


@pytest.fixture
def new_page(browser: Browser, faults: list[str]) -> Iterator[Any]:
    contexts = []

    def make(address: str, locale: str = "zh-CN", **options: Any) -> Page:
        context = browser.new_context(locale=locale, viewport={"width": 1100, "height": 860}, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
        page.goto(address)
        return page

    yield make
    for context in contexts:
        context.close()
    assert faults == []


def sign_in(page: Page, token: str) -> Page:
    page.get_by_label("口令").fill(token)
    page.get_by_role("button", name="登录").click()
    return page


def test_a_citizen_is_answered_by_a_person(open_office: Office, new_page: Any) -> None:
    desk = sign_in(new_page(f"{open_office.url}/desk"), AGENT)
    expect(desk.get_by_text("现在没有人等候。")).to_be_visible()
    chat = Chat(new_page(f"{open_office.url}/")).open()
    chat.ask("边境证能延期吗")
    chat.person.click()
    chat.host.get_by_role("button", name="同意转人工").click()
    expect(chat.status).to_have_text("正在等待工作人员接入")

    desk.locator("#tickets button").click()
    expect(desk.locator("#brief")).to_contain_text("您问的：边境证能延期吗")
    expect(desk.locator("#lines")).to_contain_text("不可以延期。")
    desk.get_by_label("答复").fill("您好，可以重新申请。")
    desk.get_by_role("button", name="发送").click()
    expect(chat.cards.last).to_contain_text("您好，可以重新申请。")
    expect(chat.status).to_have_text("工作人员正在答复您")
    expect(chat.host.locator(".badge")).to_have_text(["工作人员"])  # the notice that somebody took over is nobody's own word

    for words in ("要带照片吗", "谢谢"):
        chat.type(words)
        chat.page.keyboard.press("Enter")
        expect(desk.locator("#lines")).to_contain_text(words)
    assert not [text for text in chat.words() if "没有收到答复" in text]
    desk.get_by_role("button", name="结束").click()
    expect(chat.status).to_have_text("人工答复已结束，您可以继续提问")
    assert "听到：边境证要多久" in chat.ask("边境证要多久").inner_text()


def ask_for_a_person(chat: Chat) -> None:
    chat.ask("边境证能延期吗")
    chat.person.click()
    chat.host.get_by_role("button", name="同意转人工").click()
    expect(chat.status).to_have_text("正在等待工作人员接入")


def answer(opened: Office, *words: str) -> None:
    (ticket,) = opened.tickets()
    for text in words:
        opened.desk(f"tickets/{ticket['reference']}/answer", body={"text": text})


def test_starting_over_lets_the_person_go(open_office: Office, new_page: Any) -> None:
    chat = Chat(new_page(f"{open_office.url}/")).open()
    ask_for_a_person(chat)
    (ticket,) = open_office.tickets()
    chat.choose_menu("重新开始")
    with chat.page.expect_response("**/webhooks/rest/webhook"):
        chat.host.get_by_role("alertdialog").get_by_role("button", name="重新开始").click()
    assert open_office.tickets() == []
    assert open_office.desk(f"tickets/{ticket['reference']}").json()["ticket"]["state"] == "done"
    assert "听到：边境证要多久" in chat.ask("边境证要多久").inner_text()


def test_a_persons_words_are_streamed_and_nobody_polls(open_office: Office, new_page: Any) -> None:
    chat = Chat(new_page(f"{open_office.url}/")).open()
    asked: list[str] = []
    chat.page.on("request", lambda sent: asked.append(sent.url))
    ask_for_a_person(chat)
    answer(open_office, "您好，我来帮您。")
    expect(chat.cards.last).to_contain_text("您好，我来帮您。", timeout=3_000)
    chat.page.wait_for_timeout(4_500)
    # the offer asks once who owns the conversation
    assert [url.partition("?")[0].rpartition("/api/")[2] for url in asked if "/api/events" in url] == ["events", "events/stream"]


def test_a_lost_stream_is_taken_up_and_says_nothing_twice(open_office: Office, new_page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "STREAM_SECONDS", 0.2)
    monkeypatch.setattr(live, "BEAT_SECONDS", 0.1)
    chat = Chat(new_page(f"{open_office.url}/")).open()
    ask_for_a_person(chat)
    for words in ("第一句", "第二句", "第三句"):
        answer(open_office, words)
        expect(chat.cards.last).to_contain_text(words)
    said = [text for text in chat.words() if text.startswith("第")]
    assert said == ["第一句", "第二句", "第三句"]


def test_where_streams_are_held_back_the_page_asks(open_office: Office, new_page: Any) -> None:
    page = new_page("about:blank")
    page.route("**/api/events/stream*", lambda route: route.fulfill(status=503, body=""))
    page.goto(f"{open_office.url}/")
    chat = Chat(page).open()
    ask_for_a_person(chat)
    answer(open_office, "您好，我来帮您。")
    expect(chat.cards.last).to_contain_text("您好，我来帮您。")


def test_the_desk_is_usable_by_everybody(open_office: Office, new_page: Any) -> None:
    reference = open_office.hand_over()
    for options in ({}, {"color_scheme": "dark"}):
        desk = new_page(f"{open_office.url}/desk/", **options)
        assert violations(desk) == []
        sign_in(desk, AGENT).locator("#tickets button").click()
        expect(desk.get_by_role("heading", name=reference)).to_be_focused()
        assert violations(desk) == []
    desk.get_by_role("button", name="English").click()
    expect(desk.get_by_role("button", name="Hand back")).to_be_visible()
    assert desk.locator("html").get_attribute("lang") == "en"


def test_a_wrong_token_is_told(open_office: Office, new_page: Any) -> None:
    desk = sign_in(new_page(f"{open_office.url}/desk/"), "wrong-token-wrong-token")
    expect(desk.get_by_role("alert")).to_have_text("口令不对，请重新登录。")
    expect(desk.get_by_text("待办")).to_be_hidden()


def test_an_editor_reads_feedback_and_has_nothing_to_answer_with(open_office: Office, new_page: Any) -> None:
    open_office.hand_over()
    open_office.post("feedback", sender="citizen", useful=False, reason="太长了")
    desk = sign_in(new_page(f"{open_office.url}/desk/"), EDITOR)
    expect(desk.locator("#list")).to_contain_text("没用 · 太长了")
    desk.locator("#tickets button").click()
    expect(desk.locator("#brief")).to_be_visible()
    expect(desk.get_by_label("答复")).to_be_hidden()


@pytest.mark.parametrize("token", [AGENT, EDITOR])
def test_an_operator_pauses_the_assistant_and_lets_it_go_on(open_office: Office, new_page: Any, token: str) -> None:
    desk = sign_in(new_page(f"{open_office.url}/desk/"), token)
    desk.get_by_text("暂停自动问答").click()
    desk.get_by_label("中文通知").fill("今晚维护。")
    desk.get_by_label("英文通知").fill("Maintenance tonight.")
    desk.get_by_role("button", name="暂停", exact=True).click()
    expect(desk.locator("#paused")).to_contain_text("自动问答已暂停")
    expect(desk.locator("#paused")).to_contain_text("今晚维护。 / Maintenance tonight.")
    expect(desk.get_by_role("button", name="恢复")).to_be_focused()
    assert violations(desk) == []
    chat = Chat(new_page(f"{open_office.url}/en.html")).open()
    expect(chat.banner).to_contain_text("The assistant is paused. Maintenance tonight.")
    expect(chat.send).to_be_disabled()
    desk.get_by_role("button", name="恢复").click()
    expect(desk.locator("#paused")).to_be_empty()
    expect(desk.get_by_text("暂停自动问答")).to_be_focused()
    chat.banner.get_by_role("button", name="Try again").click()
    expect(chat.ask("How long?")).to_contain_text("How long?")


def test_a_pause_in_the_middle_of_a_talk_is_told(open_office: Office, new_page: Any) -> None:
    chat = Chat(new_page(f"{open_office.url}/")).open()
    chat.ask("边境证能延期吗")
    open_office.desk("pause", body={"zh": "今晚维护。"})
    chat.type("要多久")
    chat.page.keyboard.press("Enter")
    expect(chat.banner).to_contain_text("今晚维护。")
    expect(chat.cards.last).to_contain_text("没有发出")


def test_signing_out_takes_everything_off_the_page(open_office: Office, new_page: Any) -> None:
    open_office.hand_over()
    desk = sign_in(new_page(f"{open_office.url}/desk/"), AGENT)
    desk.locator("#tickets button").click()
    desk.get_by_role("button", name="退出").click()
    expect(desk.get_by_label("口令")).to_be_visible()
    expect(desk.locator("li")).to_have_count(0)
    desk.reload()
    expect(desk.get_by_label("口令")).to_be_visible()


@pytest.mark.skipif(not os.environ.get("WENGUAN_SCREENSHOTS"), reason="pictures are taken on request: WENGUAN_SCREENSHOTS=1")
def test_take_pictures_of_the_desk(open_office: Office, new_page: Any) -> None:
    open_office.hand_over()
    desk = sign_in(new_page(f"{open_office.url}/desk/"), AGENT)
    desk.locator("#tickets button").click()
    answer(open_office, "您好，可以在有效期满后重新申请。")
    expect(desk.locator("#lines")).to_contain_text("您好")
    desk.screenshot(path=SHOTS / "desk-desktop-light.png")
    desk.get_by_role("button", name="English").click()
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.emulate_media(color_scheme="dark")
    expect(desk.get_by_role("button", name="Hand back")).to_be_visible()
    desk.screenshot(path=SHOTS / "desk-phone-dark.png")


def violations(page: Page) -> list[str]:
    """What axe finds wrong."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations.map(v => `${v.id}: ${v.nodes.map(n => n.target).join(' ')}`)")
    return list(found)
