"""The chat widget's states, against a stub server: what a citizen sees and what goes over the line."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .chat import Chat
from .stub_server import DIST, Stub

HOW = "去西藏旅游，边境通行证怎么办"

Opened = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, stub: Stub) -> Iterator[Opened]:
    """Open pages of the demo site; at the end no page may have raised, broken the policy or called another host."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(path: str = "", *, context: BrowserContext | None = None, **options: Any) -> Page:
        if context is None:
            context = browser.new_context(**{"viewport": {"width": 1280, "height": 860}, "locale": "zh-CN", **options})
            context.set_default_timeout(10_000)
            contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        page.on("request", lambda sent: None if sent.url.startswith((stub.address, "data:", "blob:")) else faults.append(sent.url))
        page.goto(stub.address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def chat(opened: Opened) -> Chat:
    return Chat(opened()).open()


# -- the page and the launcher


def test_the_page_paints_without_the_chat_library(opened: Opened) -> None:
    fetched: list[str] = []
    page = opened("about-nothing")
    page.on("request", lambda sent: fetched.append(sent.url))
    page.goto(page.url.replace("about-nothing", ""))
    page.wait_for_load_state("networkidle")
    assert not [url for url in fetched if "deep-chat" in url]
    Chat(page).open()
    assert [url for url in fetched if "deep-chat" in url]


@pytest.mark.parametrize(("path", "language", "heading"), [("", "zh-Hans", "办证之前，先问清楚"), ("en.html", "en", "Ask before you apply")])
def test_the_page_exists_in_both_languages(opened: Opened, path: str, language: str, heading: str) -> None:
    page = opened(path)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("wenguan-chat .launcher").get_attribute("lang") == language


def test_a_page_without_https_has_all_but_what_browsers_keep_from_it(opened: Opened, stub: Stub) -> None:
    page = opened("about-nothing")
    page.add_init_script("delete Crypto.prototype.randomUUID; delete Navigator.prototype.clipboard")
    page.goto(stub.address)
    chat = Chat(page).open()
    card = chat.ask(HOW)
    expect(card).to_contain_text("可以在网上申请")
    card.get_by_role("button", name="复制").click()
    assert "可以在网上申请" in page.evaluate("getSelection().toString()"), "marked, for the citizen's own copy key"


def test_a_sample_question_on_the_page_is_asked(opened: Opened, stub: Stub) -> None:
    page = opened()
    page.get_by_role("button", name="可以延期吗？").click()
    expect(Chat(page).cards.last).to_contain_text("不可以延期")
    assert stub.requests[0]["message"] == "边境通行证可以延期吗？"


def test_the_form_on_the_page_asks(opened: Opened, stub: Stub) -> None:
    page = opened("en.html")
    page.get_by_label("What would you like to know?").fill("How does a foreigner apply?")
    page.keyboard.press("Enter")
    expect(Chat(page).cards.last).to_contain_text("Foreigners apply in person")
    assert stub.requests[0]["metadata"] == {"language": "en", "channel": "web", "message_id": stub.requests[0]["message_id"]}


def test_the_launcher_is_a_button_and_the_dialog_takes_and_returns_focus(opened: Opened) -> None:
    page = opened()
    chat = Chat(page)
    button = page.get_by_role("button", name="问一问 · 打开出入境问答")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="问关 · 出入境问答")
    expect(dialog).to_be_visible()
    assert chat.focused()["id"] == "text-input"
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert "launcher" in chat.focused()["class"]


def test_attributes_set_language_side_and_colour(opened: Opened) -> None:
    page = opened()
    page.evaluate(
        """() => { const old = document.querySelector('wenguan-chat'); const made = document.createElement('wenguan-chat');
        made.setAttribute('language', 'zh-TW'); made.setAttribute('position', 'left');
        made.setAttribute('theme-color', '#ffd400'); old.replaceWith(made); }"""
    )
    chat = Chat(page).open()
    expect(chat.panel).to_have_attribute("lang", "zh-Hant")
    assert chat.panel.bounding_box()["x"] < 100  # type: ignore[index]
    red, green, blue = map(int, re.findall(r"\d+", chat.send.evaluate("e => getComputedStyle(e).backgroundColor"))[:3])
    assert red + green + blue < 350, "a pale colour must be darkened until white stands out on it"


# -- asking and reading


def test_a_chinese_question_gets_its_answer_with_the_source_folded_out(chat: Chat, stub: Stub) -> None:
    card = chat.ask(HOW)
    expect(card.locator(".text")).to_contain_text("年满16周岁的内地居民可以在网上申请")
    assert card.locator("li").count() >= 3
    assert "依据：" not in card.locator(".text").inner_text()
    card.locator("summary").click()
    source = card.locator("details")
    for part in ("《电子边境管理区通行证签发服务指南》", "七、申请方式", "2026年4月15日起施行", "仅供参考，不是审批决定", "2026年11月24日"):
        expect(source).to_contain_text(part)
    assert stub.requests[0]["message"] == HOW
    assert stub.requests[0]["sender"].startswith("minted-1-")


def test_an_english_question_in_a_chinese_page_is_marked_as_english(chat: Chat) -> None:
    card = chat.ask("How does a foreigner get a border permit?")
    assert card.locator(".text").get_attribute("lang") == "en"
    assert chat.cards.nth(-2).locator(".text").get_attribute("lang") == "en"
    assert chat.cards.first.locator(".text").get_attribute("lang") == "zh-Hans"


def test_the_list_is_a_polite_log(chat: Chat) -> None:
    expect(chat.log).to_have_attribute("aria-live", "polite")
    expect(chat.log).to_have_attribute("role", "log")
    expect(chat.log).to_have_attribute("aria-label", "对话")
    card = chat.ask(HOW)
    expect(card.locator(".after")).to_have_attribute("aria-live", "off")


def test_a_choice_sends_its_payload_and_old_choices_go(chat: Chat, stub: Stub) -> None:
    first = chat.ask(HOW)
    first.get_by_role("button", name="要多久").click()
    expect(chat.cards).to_have_count(5)
    assert stub.requests[1]["message"] == "choice:要多久"
    assert chat.words()[3] == "要多久"
    expect(chat.cards.nth(2).locator(".choice")).to_have_count(0)
    expect(chat.cards.last.locator(".choice")).to_have_count(4)


def test_nothing_from_the_server_becomes_markup_or_a_dangerous_link(chat: Chat) -> None:
    card = chat.ask("坏")
    card.locator("summary").click()
    expect(card.locator(".choice")).to_have_text("<b>按钮</b>")
    expect(card.locator(".text")).to_contain_text("<script>")
    assert card.locator("img, script, b, i").count() == 0
    links = [link.get_attribute("href") for link in card.locator("a").all()]
    assert links == ["https://www.nia.gov.cn/", "https://example.org/a?b=1", "tel:12367"]
    assert card.locator("strong").inner_text() == "要点"
    assert chat.page.evaluate("window.hacked") is None


def test_a_link_put_there_by_other_means_cannot_be_followed(chat: Chat) -> None:
    chat.log.evaluate("e => e.append(Object.assign(document.createElement('a'), {href: 'javascript:window.hacked=1', id: 'bad', textContent: 'x'}))")
    chat.host.locator("#bad").evaluate("a => a.click()")
    assert chat.page.evaluate("window.hacked") is None


def test_what_the_citizen_types_stays_text(chat: Chat) -> None:
    chat.ask("<b>[点](javascript:alert(1))</b>\n# 标题")
    card = chat.cards.nth(1)
    expect(card.locator(".text")).to_contain_text("<b>[点](javascript:alert(1))</b>")
    assert card.locator("a, b, h1").count() == 0


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " data:text/html,x", "vbscript:x", "file:///etc/passwd", "mailto:a@b.c", "/relative"]
)
def test_only_web_and_telephone_links_are_links(chat: Chat, href: str) -> None:
    assert chat.page.evaluate("async href => (await import('/wenguan-chat.js')).safeHref(href)", href) is None


# -- when things go wrong


def test_an_empty_reply_is_put_into_words(chat: Chat) -> None:
    expect(chat.ask("空").locator(".text")).to_contain_text("没有收到答复")


def test_typing_is_shown_and_a_late_reply_is_announced_then_taken(opened: Opened, stub: Stub) -> None:
    page = opened("about-nothing")
    page.clock.install()
    page.goto(stub.address)
    chat = Chat(page).open()
    stub.delay = 1.5
    chat.type(HOW)
    page.keyboard.press("Enter")
    expect(chat.host.locator(".deep-chat-loading-message-bubble")).to_be_visible()
    expect(chat.status).to_have_text("正在查文件")
    page.clock.fast_forward(7_000)
    expect(chat.status).to_have_text("还在查，请再等一会儿")
    page.clock.fast_forward(15_000)
    asked = chat.cards.nth(1)
    expect(asked).to_contain_text("答复还没有到")
    expect(asked.get_by_role("button", name="重新发送")).to_be_visible()
    page.clock.resume()
    expect(chat.cards.last).to_contain_text("可以在网上申请")
    expect(asked).not_to_contain_text("答复还没有到")
    expect(chat.cards).to_have_count(3)


def test_a_late_reply_does_not_end_the_waiting_for_the_next_question(opened: Opened, stub: Stub) -> None:
    page = opened("about-nothing")
    page.clock.install()
    page.goto(stub.address)
    chat = Chat(page).open()
    stub.delay = 1.5
    chat.type(HOW)
    page.keyboard.press("Enter")
    page.clock.fast_forward(21_000)
    expect(chat.cards.nth(1)).to_contain_text("答复还没有到")
    stub.delay = 4
    chat.type("可以延期吗")
    page.keyboard.press("Enter")
    page.clock.resume()
    expect(chat.cards.last).to_contain_text("可以在网上申请")
    expect(chat.host.locator(".deep-chat-loading-message-bubble")).to_be_visible()
    expect(chat.cards.last).to_contain_text("不可以延期")
    expect(chat.host.locator(".deep-chat-loading-message-bubble")).to_have_count(0)


def test_a_broken_server_is_put_into_words_and_the_question_can_be_sent_again(chat: Chat, stub: Stub) -> None:
    stub.status = 500
    expect(chat.ask(HOW)).to_contain_text("刚才出了点问题")
    stub.status = 200
    chat.cards.nth(1).get_by_role("button", name="重新发送").click()
    expect(chat.cards.last).to_contain_text("可以在网上申请")
    assert stub.requests[0]["message_id"] == stub.requests[1]["message_id"]


def test_too_fast_is_said_in_the_servers_words(chat: Chat, stub: Stub) -> None:
    stub.status = 429
    expect(chat.ask(HOW)).to_contain_text("您发得太快了")


def test_a_lost_connection_keeps_what_was_written(chat: Chat, stub: Stub) -> None:
    chat.page.context.set_offline(True)
    expect(chat.banner).to_contain_text("网络断开了")
    chat.type(HOW)
    chat.page.keyboard.press("Enter")
    assert chat.shown_draft() == HOW
    assert stub.requests == []
    chat.page.context.set_offline(False)
    expect(chat.banner).to_be_empty()
    chat.page.keyboard.press("Enter")
    expect(chat.cards.last).to_contain_text("可以在网上申请")
    assert [sent["message"] for sent in stub.requests] == [HOW]


def test_a_pause_is_shown_with_its_notice_and_ends(opened: Opened, stub: Stub) -> None:
    stub.pause = {"zh": "系统维护，今晚24点恢复。", "en": "Maintenance until midnight."}
    chat = Chat(opened()).open()
    expect(chat.banner).to_contain_text("系统维护，今晚24点恢复。")
    expect(chat.send).to_be_disabled()
    stub.pause = None
    chat.banner.get_by_role("button", name="再试一次").click()
    expect(chat.banner).to_be_empty()
    expect(chat.ask(HOW)).to_contain_text("可以在网上申请")


def test_a_pause_leaves_open_what_a_person_answers(opened: Opened, stub: Stub) -> None:
    chat = Chat(opened()).open()
    chat.person.click()
    expect(chat.status).to_have_text("正在等待工作人员接入")
    stub.pause = {"zh": "系统维护。", "en": "Maintenance."}
    with chat.page.expect_response("**/healthz"):
        chat.page.reload()
    chat.ask("还在吗")
    expect(chat.banner).to_be_empty()
    assert stub.requests[-1]["message"] == "还在吗"


def test_a_notice_of_the_operator_stands_above(chat: Chat) -> None:
    chat.ask("通知")
    expect(chat.banner).to_have_text("今晚22点起系统维护。")


def test_a_server_without_the_optional_addresses_still_answers(opened: Opened, stub: Stub) -> None:
    stub.extras = False
    chat = Chat(opened()).open()
    card = chat.ask(HOW)
    expect(card).to_contain_text("可以在网上申请")
    assert re.fullmatch(r"[0-9a-f-]{32,36}", stub.requests[0]["sender"])
    card.get_by_role("button", name="有用", exact=True).click()
    expect(chat.cards.last).to_contain_text("谢谢您的反馈")
    chat.person.click()
    expect(chat.cards.last).to_contain_text("转接")
    chat.choose_menu("清除对话")
    chat.host.get_by_role("button", name="清除", exact=True).click()
    expect(chat.cards).to_have_count(1)


# -- Chinese input


@pytest.mark.parametrize("event", ["{isComposing: true, keyCode: 13}", "{isComposing: false, keyCode: 229}", "{isComposing: true, keyCode: 229}"])
def test_enter_that_accepts_a_candidate_does_not_send(chat: Chat, stub: Stub, event: str) -> None:
    chat.type("bianjing")
    chat.input.evaluate(
        "(e) => { const init = " + event + ";"
        " const key = new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, composed: true, cancelable: true, ...init});"
        " Object.defineProperty(key, 'keyCode', {value: init.keyCode}); e.dispatchEvent(key); }"
    )
    assert chat.shown_draft() == "bianjing"
    assert stub.requests == []


def test_a_real_composition_ends_in_text_and_only_the_next_enter_sends(chat: Chat, stub: Stub) -> None:
    chat.input.click()
    keyboard = chat.page.context.new_cdp_session(chat.page)
    keyboard.send("Input.imeSetComposition", {"text": "bian jing", "selectionStart": 9, "selectionEnd": 9})
    keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229})
    keyboard.send("Input.insertText", {"text": "边境证延期"})
    assert stub.requests == []
    assert chat.shown_draft() == "边境证延期"
    chat.page.keyboard.press("Enter")
    expect(chat.cards.last).to_contain_text("不可以延期")
    assert [sent["message"] for sent in stub.requests] == ["边境证延期"]


def test_shift_enter_starts_a_new_line(chat: Chat, stub: Stub) -> None:
    chat.type("一")
    chat.page.keyboard.press("Shift+Enter")
    chat.page.keyboard.insert_text("二")
    assert stub.requests == []
    chat.page.keyboard.press("Enter")
    expect(chat.cards).to_have_count(3)
    assert stub.requests[0]["message"] == "一\n二"


# -- personal numbers


@pytest.mark.parametrize(
    ("text", "masked", "kinds"),
    [
        ("我的身份证是11010519491231002X，能办吗", "我的身份证是****，能办吗", ["id"]),
        ("110105 19491231 0021", "****", ["id"]),
        ("１１０１０５１９４９１２３１００２１", "****", ["id"]),
        ("老证号110105491231002", "老证号****", ["id"]),
        ("香港身份证A123456(7)", "香港身份证****", ["id"]),
        ("电话13812345678", "电话****", ["phone"]),
        ("138-1234-5678或+852 9123 4567", "****或****", ["phone"]),
        ("护照E12345678", "护照****", ["passport"]),
        ("passport EA1234567 please", "passport **** please", ["passport"]),
        ("回乡证H1234567890", "回乡证****", ["passport"]),
        ("卡号6222 0212 3456 7890 123", "卡号****", ["bank"]),
        ("写信到 a.b+c@mail.example.com 好吗", "写信到 **** 好吗", ["email"]),
        ("12367能打吗", "12367能打吗", []),
        ("2026年4月15日，20260415", "2026年4月15日，20260415", []),
        ("纳税2000000元，240小时，16周岁", "纳税2000000元，240小时，16周岁", []),
        ("公安部令第96号 0751-8888888", "公安部令第96号 0751-8888888", []),
    ],
)
def test_personal_numbers_are_found_and_others_left_alone(chat: Chat, text: str, masked: str, kinds: list[str]) -> None:
    found = chat.page.evaluate("async text => (await import('/wenguan-chat.js')).redact(text)", text)
    assert (found["text"], found["kinds"]) == (masked, kinds)


def test_a_number_is_pointed_out_while_typing_and_masked_before_it_leaves(chat: Chat, stub: Stub) -> None:
    chat.type("我的身份证110105194912310021，怎么办边境证")
    expect(chat.foot).to_contain_text("看起来有证件号码。发送时会用 **** 遮住")
    assert "110105194912310021" not in chat.page.evaluate("JSON.stringify(sessionStorage)")
    chat.page.keyboard.press("Enter")
    expect(chat.cards).to_have_count(3)
    assert stub.requests[0]["message"] == "我的身份证****，怎么办边境证"
    expect(chat.cards.nth(1)).to_contain_text("已遮住证件号码")
    assert "110105194912310021" not in chat.host.evaluate("e => JSON.stringify(sessionStorage) + document.body.innerText")


# -- a person


def test_a_person_is_one_press_away_and_answers_in_the_same_list(chat: Chat, stub: Stub) -> None:
    chat.person.click()
    expect(chat.status).to_have_text("正在等待工作人员接入")
    assert stub.requests[0]["message"] == "转人工"
    stub.owner = "person"
    stub.staff.append({"id": 1, "text": "您好，我是窗口的小李。"})
    expect(chat.cards.last).to_contain_text("我是窗口的小李", timeout=9_000)
    expect(chat.cards.last.locator(".badge")).to_have_text("工作人员")
    expect(chat.status).to_have_text("工作人员正在答复您")
    chat.type("空")
    chat.page.keyboard.press("Enter")
    expect(chat.host.locator(".deep-chat-loading-message-bubble")).to_have_count(0)
    assert chat.words()[-1] == "空", "while a person answers, silence of the assistant is no fault"
    stub.owner = "closed"
    expect(chat.status).to_contain_text("人工答复已结束", timeout=9_000)
    expect(chat.cards.filter(has_text="小李")).to_have_count(1)


def test_a_reply_of_staff_marks_the_launcher_when_the_chat_is_closed(chat: Chat, stub: Stub) -> None:
    chat.person.click()
    expect(chat.status).to_have_text("正在等待工作人员接入")
    chat.page.keyboard.press("Escape")
    stub.staff.append({"id": 1, "text": "您好，我是窗口的小李。"})
    button = chat.page.get_by_role("button", name="问一问 · 工作人员有新回复")
    expect(button).to_be_visible(timeout=9_000)
    button.click()
    expect(chat.cards.last).to_contain_text("小李")
    expect(chat.host).not_to_have_attribute("unread", "")


# -- what is kept, and what is not


def test_a_reload_keeps_the_conversation_and_its_id(chat: Chat, stub: Stub) -> None:
    chat.ask(HOW)
    chat.type("还没写完")
    chat.page.reload()
    expect(chat.cards).to_have_count(3)
    assert chat.shown_draft() == "还没写完"
    chat.input.fill("")
    chat.ask("可以延期吗")
    assert stub.requests[0]["sender"] == stub.requests[1]["sender"]
    assert stub.sessions == 1


def test_erasing_deletes_here_and_on_the_server(chat: Chat, stub: Stub) -> None:
    chat.ask(HOW)
    chat.choose_menu("清除对话")
    chat.host.get_by_role("alertdialog").get_by_role("button", name="取消").click()
    expect(chat.cards).to_have_count(3)
    chat.choose_menu("清除对话")
    chat.host.get_by_role("alertdialog").get_by_role("button", name="清除").click()
    expect(chat.cards).to_have_count(1)
    chat.page.wait_for_timeout(100)
    assert stub.erased == [stub.requests[0]["sender"]]
    assert HOW not in chat.page.evaluate("JSON.stringify(sessionStorage)")
    chat.page.reload()
    expect(chat.cards).to_have_count(1)


def test_what_the_server_could_not_erase_is_not_called_erased(chat: Chat, stub: Stub) -> None:
    chat.ask(HOW)
    chat.page.route("**/api/erase", lambda route: route.abort())
    chat.choose_menu("清除对话")
    chat.host.get_by_role("alertdialog").get_by_role("button", name="清除").click()
    expect(chat.cards.last).to_contain_text("对话还没有清除")
    chat.page.unroute("**/api/erase")
    chat.choose_menu("清除对话")
    chat.host.get_by_role("alertdialog").get_by_role("button", name="清除").click()
    expect(chat.cards).to_have_count(1)
    assert stub.erased == [stub.requests[0]["sender"]]


def test_starting_over_takes_a_new_id(chat: Chat, stub: Stub) -> None:
    chat.ask(HOW)
    chat.choose_menu("重新开始")
    chat.host.get_by_role("alertdialog").get_by_role("button", name="重新开始").click()
    expect(chat.cards).to_have_count(1)
    chat.ask(HOW)
    assert stub.requests[0]["sender"] != stub.requests[1]["sender"]


def test_two_tabs_are_two_conversations(opened: Opened, chat: Chat, stub: Stub) -> None:
    other = Chat(opened(context=chat.page.context)).open()
    chat.ask(HOW)
    other.ask("可以延期吗")
    assert len({sent["sender"] for sent in stub.requests}) == 2
    assert "延期" not in "".join(chat.words())


def test_a_duplicated_tab_starts_its_own_conversation(opened: Opened, chat: Chat, stub: Stub) -> None:
    chat.ask(HOW)
    with chat.page.expect_popup() as popup:
        chat.page.evaluate("window.open(location.href)")
    copy = Chat(popup.value)
    copy.input.wait_for()
    expect(copy.cards).to_have_count(1)
    copy.ask("可以延期吗")
    assert len({sent["sender"] for sent in stub.requests}) == 2
    expect(chat.cards).to_have_count(3)


# -- copy, print, rate, download


def test_an_answer_is_copied_with_its_source(chat: Chat) -> None:
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    card = chat.ask(HOW)
    card.get_by_role("button", name="复制").click()
    expect(card.get_by_role("button", name="已复制")).to_be_visible()
    copied = chat.page.evaluate("navigator.clipboard.readText()")
    assert "可以在网上申请" in copied
    assert "《电子边境管理区通行证签发服务指南》" in copied


def test_useful_is_reported_once(chat: Chat, stub: Stub) -> None:
    card = chat.ask(HOW)
    card.get_by_role("button", name="有用", exact=True).click()
    expect(card).to_contain_text("谢谢您的反馈")
    expect(card.get_by_role("button", name="有用", exact=True)).to_have_count(0)
    chat.page.wait_for_timeout(100)
    assert [(sent["useful"], "reason" in sent) for sent in stub.feedback] == [(True, False)]


def test_not_useful_asks_why(chat: Chat, stub: Stub) -> None:
    card = chat.ask(HOW)
    card.get_by_role("button", name="没用").click()
    card.get_by_label("答非所问").check()
    card.get_by_label("补充说明").fill("我的电话13812345678")
    card.get_by_role("button", name="提交").click()
    expect(card).to_contain_text("谢谢您的反馈")
    chat.page.wait_for_timeout(100)
    assert stub.feedback[0]["useful"] is False
    assert stub.feedback[0]["reason"] == "off: 我的电话****"


def test_the_transcript_holds_both_sides_and_the_source(chat: Chat) -> None:
    chat.ask(HOW)
    with chat.page.expect_download() as download:
        chat.choose_menu("下载对话")
    text = Path(str(download.value.path())).read_text("utf-8-sig")
    for part in (HOW, "可以在网上申请", "《电子边境管理区通行证签发服务指南》", "不是审批决定"):
        assert part in text


def test_the_counter_sheet_is_one_page_in_both_languages(chat: Chat) -> None:
    chat.page.evaluate("window.print = () => { window.printed = true; }")
    chat.ask("How does a foreigner get a border permit?").get_by_role("button", name="打印").click()
    assert chat.page.evaluate("window.printed")
    sheet = chat.page.locator("wenguan-sheet main")
    papers = ("申请材料", "Papers to bring", "本人有效护照", "Valid passport")
    terms = ("不收费", "Free of charge", "10个工作日", "10 working days")
    source = ("七、申请方式、六、申请材料", "section 6, Papers", "2026年4月15日", "15 April 2026", "12367", "不是审批决定", "not a decision")
    for part in (*papers, *terms, *source):
        expect(sheet).to_contain_text(part)
    rows = sheet.locator("tbody tr:not(.group)")
    assert all(row.locator("td").count() == 2 for row in rows.all())
    assert [entry.get_attribute("lang") for entry in sheet.locator(".sources li").all()] == ["zh-Hans", "en"], "one entry a document"
    assert _pages(chat.page) == 1
    chat.page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(chat.page.locator("wenguan-sheet")).to_have_count(0)
    assert _pages(chat.page) > 1, "the page itself prints as before"


def test_a_long_answer_without_a_sheet_prints_on_one_page_too(chat: Chat) -> None:
    chat.page.evaluate("window.print = () => undefined")
    chat.ask("长")
    chat.choose_menu("打印办事单")
    expect(chat.page.locator("wenguan-sheet main")).to_contain_text("第14点")
    assert _pages(chat.page) == 1


def _pages(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


# -- language and looks


@pytest.mark.parametrize(
    ("button", "title", "person", "placeholder"),
    [
        ("简体中文", "问关 · 出入境问答", "转人工", "请输入问题"),
        ("繁體中文", "問關 · 出入境問答", "轉人工", "請輸入問題"),
        ("EN English", "Ask Wenguan", "Talk to a person", "Type your question"),
    ],
)
def test_every_string_follows_the_language(chat: Chat, button: str, title: str, person: str, placeholder: str) -> None:
    chat.host.get_by_role("button", name=button).click()
    expect(chat.panel.locator("h2")).to_have_text(title)
    expect(chat.person).to_have_text(person)
    expect(chat.input).to_have_attribute("aria-label", placeholder)
    chat.page.reload()
    expect(chat.panel.locator("h2")).to_have_text(title)


def test_an_english_face_shows_no_chinese_but_the_language_names(opened: Opened) -> None:
    chat = Chat(opened("en.html")).open()
    chat.ask("How does a foreigner get a border permit?")
    chat.host.locator(".menu-button").click()
    shown = chat.panel.evaluate("e => [...e.querySelectorAll('.names, .menu, .bottom')].map(n => n.innerText).join(' ')")
    assert not re.search(r"[\u4e00-\u9fff]", shown)


def test_large_text_and_dark_are_kept(chat: Chat) -> None:
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    before = chat.input.evaluate(size)
    chat.choose_menu("大号字")
    chat.page.keyboard.press("Escape")
    assert chat.input.evaluate(size) >= before * 1.25
    chat.choose_menu("深色")
    expect(chat.host).to_have_attribute("data-scheme", "dark")
    chat.page.reload()
    chat.input.wait_for()
    assert chat.input.evaluate(size) >= before * 1.25
    expect(chat.host).to_have_attribute("data-scheme", "dark")


def test_dark_follows_the_system(opened: Opened) -> None:
    chat = Chat(opened(color_scheme="dark")).open()
    expect(chat.host).to_have_attribute("data-scheme", "dark")


def test_still_when_motion_is_unwanted(opened: Opened) -> None:
    chat = Chat(opened(reduced_motion="reduce")).open()
    assert chat.panel.evaluate("e => getComputedStyle(e).animationName") == "none"


@pytest.mark.parametrize(("path", "large_text"), [("", "大号字"), ("en.html", "Large text")])
@pytest.mark.parametrize(("width", "height", "large"), [(320, 568, False), (320, 568, True), (640, 430, False), (1280, 720, True)])
def test_nothing_is_cut_off(opened: Opened, path: str, large_text: str, width: int, height: int, large: bool) -> None:
    """320 pixels wide, and 1280 x 860 at 200 % zoom (640 x 430), with and without large text."""
    chat = Chat(opened(path, viewport={"width": width, "height": height})).open()
    if large:
        chat.choose_menu(large_text)
        chat.page.keyboard.press("Escape")
    chat.ask(HOW)
    chat.page.wait_for_timeout(400)
    assert chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert chat.log.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert chat.log.evaluate("e => e.clientHeight") >= 90
    for part in (chat.input, chat.send, chat.person, chat.foot, chat.host.locator(".close"), chat.host.locator(".languages")):
        box = part.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width + 0.5
        assert box["y"] + box["height"] <= height + 0.5


def test_the_on_screen_keyboard_does_not_cover_the_input(opened: Opened) -> None:
    chat = Chat(opened(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)).open()
    chat.page.evaluate("Object.defineProperty(visualViewport, 'height', {value: 480}); visualViewport.dispatchEvent(new Event('resize'))")
    box = chat.input.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 480


def test_targets_are_large_enough(chat: Chat) -> None:
    card = chat.ask(HOW)
    card.locator(".tool").first.wait_for()
    for target in chat.panel.locator("button:visible, summary:visible").all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24, target.evaluate("e => e.outerHTML")


# -- without a mouse


def test_the_main_job_by_keyboard_alone(opened: Opened, stub: Stub) -> None:
    page = opened()
    chat = Chat(page)
    page.evaluate("document.querySelector('#contact a[href=\"tel:120\"]').focus()")
    page.keyboard.press("Tab")
    assert "launcher" in chat.focused()["class"]
    page.keyboard.press("Enter")
    chat.input.wait_for()
    page.wait_for_function("() => document.activeElement?.localName === 'wenguan-chat'")
    page.keyboard.insert_text(HOW)
    page.keyboard.press("Enter")
    expect(chat.cards.last.locator(".choice").first).to_be_visible()
    _tab_to(chat, "summary", backwards=True)
    page.keyboard.press("Enter")
    expect(chat.cards.last.locator("details")).to_have_attribute("open", "")
    _tab_to(chat, "要多久")
    page.keyboard.press("Enter")
    expect(chat.cards).to_have_count(5)
    assert stub.requests[1]["message"] == "choice:要多久"
    assert chat.focused()["id"] == "text-input"
    _tab_to(chat, "更多", backwards=True)
    page.keyboard.press("Enter")
    assert chat.focused()["name"] == "大号字"
    page.keyboard.press("Escape")
    assert chat.focused()["name"] == "更多"
    page.keyboard.press("Escape")
    expect(chat.panel).to_be_hidden()
    assert "launcher" in chat.focused()["class"]


def _tab_to(chat: Chat, wanted: str, *, backwards: bool = False) -> None:
    for _ in range(40):
        now = chat.focused()
        if wanted in (now["tag"], now["name"]):
            return
        chat.page.keyboard.press("Shift+Tab" if backwards else "Tab")
    raise AssertionError(f"{wanted} cannot be reached by Tab")


def test_on_a_phone_tab_goes_round_inside_the_dialog(opened: Opened) -> None:
    chat = Chat(opened(viewport={"width": 390, "height": 844})).open()
    expect(chat.panel).to_have_attribute("aria-modal", "true")
    seen = set()
    for _ in range(30):
        chat.page.keyboard.press("Tab")
        seen.add(chat.focused()["class"] or chat.focused()["id"])
        assert chat.page.evaluate("document.activeElement.localName") == "wenguan-chat"
    assert {"head close", "person", "send"} <= seen
    chat.choose_menu("重新开始")
    seen = set()
    for _ in range(6):
        chat.page.keyboard.press("Tab")
        seen.add(chat.focused()["name"])
    assert seen - {None, ""} == {"重新开始", "取消"}


# -- rules for all: axe


def _answered(chat: Chat) -> None:
    chat.ask(HOW).locator("summary").click()


def _complaining(chat: Chat) -> None:
    chat.ask(HOW).get_by_role("button", name="没用").click()


def _menu(chat: Chat) -> None:
    chat.ask("How does a foreigner get a border permit?")
    chat.host.locator(".menu-button").click()


def _confirming(chat: Chat) -> None:
    chat.ask(HOW)
    chat.choose_menu("清除对话")


def _failed(chat: Chat) -> None:
    chat.page.route("**/webhooks/**", lambda route: route.fulfill(status=500, json={"error": {"code": "x", "zh": "", "en": ""}}))
    chat.ask(HOW)


def _offline(chat: Chat) -> None:
    chat.page.evaluate("dispatchEvent(new Event('offline'))")
    expect(chat.banner).to_contain_text("网络断开了")


def _paused(chat: Chat) -> None:
    notice = {"code": "paused", "zh": "今晚维护。", "en": "Maintenance tonight."}
    chat.page.route("**/webhooks/**", lambda route: route.fulfill(status=503, json={"error": notice}))
    chat.type(HOW)
    chat.page.keyboard.press("Enter")
    expect(chat.banner).to_contain_text("今晚维护。")


def _thinking(chat: Chat) -> None:
    chat.page.route("**/webhooks/**", lambda route: None)
    chat.type(HOW)
    chat.page.keyboard.press("Enter")
    expect(chat.status).to_have_text("正在查文件")


def _large_and_traditional(chat: Chat) -> None:
    chat.choose_menu("大号字")
    chat.page.keyboard.press("Escape")
    chat.host.get_by_role("button", name="繁體中文").click()
    chat.ask(HOW).get_by_role("button", name="有用", exact=True).click()


STATES: dict[str, Callable[[Chat], Any]] = {
    "welcome": lambda chat: None,
    "answered": _answered,
    "asked back": lambda chat: chat.ask("谁在申请"),
    "not stated": lambda chat: chat.ask("上诉"),
    "notice": lambda chat: chat.ask("通知"),
    "complaining": _complaining,
    "menu": _menu,
    "confirming": _confirming,
    "failed": _failed,
    "offline": _offline,
    "paused": _paused,
    "thinking": _thinking,
    "large and traditional": _large_and_traditional,
    "warned": lambda chat: chat.type("我的身份证110105194912310021"),
    "person": lambda chat: chat.person.click(),
}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(opened: Opened, state: str) -> None:
    chat = Chat(opened(reduced_motion="reduce")).open()
    STATES[state](chat)
    chat.page.wait_for_timeout(350)
    assert _violations(chat.page, "wenguan-chat") == []
    chat.page.emulate_media(color_scheme="dark")
    assert _violations(chat.page, "wenguan-chat") == []


@pytest.mark.parametrize("path", ["", "en.html"])
def test_axe_finds_nothing_on_the_page(opened: Opened, path: str) -> None:
    page = opened(path)
    assert _violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert _violations(page) == []


def test_axe_finds_nothing_on_a_phone(opened: Opened) -> None:
    chat = Chat(opened("en.html", viewport={"width": 320, "height": 568}, reduced_motion="reduce")).open()
    chat.ask("How does a foreigner get a border permit?")
    chat.page.wait_for_timeout(400)
    assert _violations(chat.page) == []


def _violations(page: Page, part: str = "html") -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(url="/axe.js")
    found = page.evaluate("part => axe.run(part, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})", part)
    return [f"{v['id']}: {n['target']} {n['failureSummary']}" for v in found["violations"] for n in v["nodes"]]


# -- size


def test_our_own_code_is_small_beside_deep_chat() -> None:
    own = [f for f in DIST.rglob("*.js") if "deep-chat" not in f.name and not f.name.startswith("page-")]
    assert sum(len(gzip.compress(f.read_bytes(), 9)) for f in own) < 25_000
    assert any("deep-chat" in f.name for f in DIST.rglob("*.js"))
