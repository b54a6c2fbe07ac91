"""The same questions through every channel of one running assistant: the same rules, figures and citations."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from typing import Any, Callable, Iterator, TypeVar

import pytest
import requests
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import BotUttered

from tests.handover.office import AGENT
from tests.running import Running, running
from wenguan.channels.front_door import FrontDoor, Settings
from wenguan.paths import KNOWLEDGE
from wenguan.rulebook.load import load

from .test_hotline import Caller, Platform
from .test_wechat import APP_ID, TOKEN, WeChat

SECRET, HOTLINE_SECRET = "parity", b"a-secret-of-the-parity-test"
START_SECONDS = 240
PHRASES = load(KNOWLEDGE).phrases
LATE = frozenset(PHRASES[phrase].get(language) for phrase in ("wechat_slow", "wechat_unfinished") for language in ("zh", "en"))
"""What a follower reads while the answer is still being made."""
T = TypeVar("T")
FIGURE = re.compile(r"\d+(?:\.\d+)?")

QUESTIONS = (
    "边境证多少钱一张", "网上申请边境证几天出结果", "办边境证要带什么材料", "外国人可以网上申请边境通行证吗", "边境证有效期满了能延期吗",
    "15岁的孩子能自己办边境证吗", "辦邊境通行證要繳規費嗎？", "請問邊境通行證要去哪個單位申請？", "How long does the online border permit take?",
    "Can a Canadian apply for the border permit online?", "what documents do foreigners need for the border permit", "护照在哪里申请",
    "护照丢了怎么补办", "普通护照几天能办好", "16岁以下孩子办护照要监护人陪吗", "出入境通行证什么时候用", "How do I renew my passport?",
    "My passport was stolen abroad, what now?", "护照上要加注什么", "非中国籍港澳居民通行证怎么申请", "非中国籍港澳通行证有效期多久",
    "非中國籍港澳居民通行證第一次申請要多少錢", "How much is the mainland travel permit for non-Chinese Hong Kong residents?",
    "I lost my mainland travel permit (non-Chinese), what do I do?", "去香港旅游签注多少钱", "往来港澳通行证要带什么材料", "探亲签注可以待多久",
    "商务签注谁能办", "How long is a tourist endorsement to Hong Kong valid?", "过境免签240小时适用哪些口岸", "哪些国家可以240小时过境免签",
    "240小时从什么时候开始算", "入境卡可以网上填吗", "刷脸通关哪些口岸有", "人才签注哪些城市可以办", "换发护照可以全程网办吗",
    "How do I fill in the arrival card online?", "Which ports have face recognition lanes?", "我要投诉窗口态度不好", "今天股市怎么样",
)  # fmt: skip


@dataclass(frozen=True)
class Heard:
    """What one channel told: its text without menu and page lines, and the machine parts behind it."""

    text: str
    rules: tuple[tuple[str, ...], ...]
    citations: tuple[tuple[tuple[str, str], ...], ...]

    @property
    def figures(self) -> list[str]:
        return sorted(FIGURE.findall(self.text))


@pytest.fixture(scope="module")
def assistant() -> Iterator[Running]:
    secrets = {
        "WENGUAN_SECRET": SECRET, "WENGUAN_WECHAT_TOKEN": TOKEN, "WENGUAN_WECHAT_APP_ID": APP_ID,
        "WENGUAN_HOTLINE_SECRET": HOTLINE_SECRET.decode(), "WENGUAN_OPERATORS": f"李敏:agent:{AGENT}",
    }  # fmt: skip
    with running(**secrets) as started:
        yield started


# -- the three ways


def over_rest(assistant: Running, name: str, question: str) -> Heard:
    body = {"sender": name, "message": question}

    def ask() -> list[dict[str, Any]]:
        return list(requests.post(f"{assistant.url}/webhooks/rest/webhook", json=body, timeout=60).json())

    answers = _patiently(ask, lambda said: said[0]["custom"]["status"] == "error")
    return _heard(answers, "\n\n".join(answer["text"] for answer in answers))


def over_wechat(assistant: Running, name: str, question: str) -> Heard:
    """WeChat gets words only; the machine parts are read from what was stored under its conversation's id."""
    wechat, told = WeChat(f"{assistant.url}/webhooks", name), ""
    page = wechat.says(question)
    if page in LATE:
        page = _patiently(lambda: wechat.says("继续"), lambda said: said in LATE)
    while (cut := page.rpartition("\n（第") if "\n（第" in page else page.rpartition("\n(Page ")) and cut[1]:
        told, page = f"{told}{cut[0]}\n", wechat.says("继续")
    return _heard(_stored(assistant, "wechat", name), told + page)


def over_hotline(assistant: Running, name: str, question: str) -> Heard:
    caller = Platform(f"{assistant.url}/webhooks", HOTLINE_SECRET).open("desk")
    answer = told(caller, question)
    return _heard([{"custom": custom} for custom in answer["answers"]], answer["reply"]["text"])


def told(caller: Caller, text: str) -> dict[str, Any]:
    return _patiently(lambda: caller.sends(text), lambda said: any(answer["status"] == "error" for answer in said["answers"]))


def _patiently(ask: Callable[[], T], not_yet: Callable[[T], bool]) -> T:
    """Ask again what a busy machine could not answer in time."""
    until, said = time.monotonic() + 60, ask()
    while not_yet(said) and time.monotonic() < until:
        time.sleep(1)
        said = ask()
    return said


def _stored(assistant: Running, channel: str, sender: str) -> list[dict[str, object]]:
    import asyncio

    conversation = FrontDoor(Settings(), SECRET.encode()).conversation(channel, sender)
    tracker = asyncio.run(SQLTrackerStore(dialect="sqlite", db=str(assistant.database), domain=None).retrieve(conversation))
    assert tracker is not None, "the conversation is not stored under the door's id"
    return [{"custom": event.data["custom"]} for event in tracker.events if isinstance(event, BotUttered) and event.data.get("custom")]


def _heard(answers: list[dict[str, object]], text: str) -> Heard:
    parts = [answer["custom"] for answer in answers]
    rules = tuple(tuple(part["rule_ids"]) for part in parts)  # type: ignore[index]
    cited = tuple(tuple((c["source"], c["section"]) for c in part["citations"]) for part in parts)  # type: ignore[index]
    return Heard(_without_menu(text), rules, cited)


def _without_menu(text: str) -> str:
    return re.split(r"\n(?:可以回复数字：|可以回覆數字：|You can reply with a number:|0 |人工请回复|人工請|Reply “person”)", text)[0].strip()


# -- the tests


def test_there_are_forty_questions() -> None:
    assert len(set(QUESTIONS)) == 40


@pytest.mark.model
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_channel_tells_the_same(assistant: Running, question: str) -> None:
    name = f"parity-{QUESTIONS.index(question)}"
    rest, wechat, hotline = (ask(assistant, name, question) for ask in (over_rest, over_wechat, over_hotline))
    assert rest.rules == wechat.rules == hotline.rules
    assert rest.citations == wechat.citations == hotline.citations
    assert rest.figures == wechat.figures == hotline.figures
    assert "".join(rest.text.split()) == "".join(wechat.text.split()) == "".join(hotline.text.split())


@pytest.mark.model
def test_most_questions_are_answered_by_rules(assistant: Running) -> None:
    answered = [over_rest(assistant, f"answered-{at}", question).rules for at, question in enumerate(QUESTIONS[:10])]
    assert sum(any(rules) for rules in answered) >= 8


@pytest.mark.model
def test_a_choice_by_number_means_the_same_everywhere(assistant: Running) -> None:
    caller = Platform(f"{assistant.url}/webhooks", HOTLINE_SECRET).open("desk")
    asked = told(caller, "边境证要什么材料")["reply"]
    over_wechat(assistant, "chooser", "边境证要什么材料")
    label = next(entry["label"] for entry in asked["menu"] if entry["key"] == "2")
    over_rest(assistant, "chooser", "边境证要什么材料")
    rest = over_rest(assistant, "chooser", label)
    wechat = over_wechat(assistant, "chooser", "2")
    assert "".join(wechat.text.split()) == "".join(rest.text.split())
    assert "".join(_without_menu(told(caller, "2")["reply"]["text"]).split()) == "".join(rest.text.split())


@pytest.mark.model
def test_going_back_on_the_hotline_undoes_the_turn(assistant: Running) -> None:
    caller = Platform(f"{assistant.url}/webhooks", HOTLINE_SECRET).open("desk")
    first = told(caller, "边境证多少钱一张")["reply"]["text"]
    told(caller, "去香港旅游签注多少钱")
    assert caller.reads("9") == first
    again = told(caller, "1")["answers"][0]
    assert again["service"] == "border_permit"


@pytest.mark.model
def test_an_agent_sees_the_trace_of_the_answer(assistant: Running) -> None:
    answer = told(Platform(f"{assistant.url}/webhooks", HOTLINE_SECRET).open("agent_assist"), "边境证多少钱一张")
    rules = answer["answers"][0]["rule_ids"]
    assert rules
    assert all(any(rule in line for line in answer["assist"]["trace"]) for rule in rules)


@pytest.mark.model
def test_a_hotline_session_sums_up_what_was_said(assistant: Running) -> None:
    caller = Platform(f"{assistant.url}/webhooks", HOTLINE_SECRET).open("desk")
    rules = told(caller, "边境证多少钱一张")["answers"][0]["rule_ids"]
    told(caller, "我的护照号码是E12345678，孩子15岁能自己办边境证吗")
    summary = caller.close(rating=5)["summary"]
    assert summary["questions"][0] == "边境证多少钱一张"
    assert "E12345678" not in str(summary)
    assert set(rules) <= set(summary["rule_ids"])
    assert summary["rating"] == 5


@pytest.mark.model
def test_a_payload_is_nothing_but_the_words_on_its_button(assistant: Running) -> None:
    offered = [button for question in QUESTIONS[:12] for answer in _asked(assistant, question) for button in answer.get("buttons") or ()]
    assert offered
    assert all(button["payload"] == button["title"] for button in offered)
    assert not [button for button in offered if button["payload"].startswith("/")]


@pytest.mark.model
@pytest.mark.parametrize(
    ("complaint", "source", "contact"),
    [
        ("我要投诉窗口态度不好", "S0", "12367"),  # section 14: the 12367 service line, and what local organs publish
        ("护照窗口乱收费去哪举报", "S1", "12367"),  # article 26: review and suit; no complaints line
        ("How do I file a complaint about the Hong Kong permit counter?", "S3", "12367"),
    ],
)
def test_a_complaint_gets_its_contact_on_every_channel(assistant: Running, complaint: str, source: str, contact: str) -> None:
    for ask in (over_rest, over_wechat, over_hotline):
        heard = ask(assistant, f"complaint-{source}", complaint)
        assert contact in heard.text
        assert source in {cited for answer in heard.citations for cited, _ in answer}


@pytest.mark.model
@pytest.mark.parametrize("channel", ["rest", "wechat", "hotline"])
def test_a_person_takes_over_and_gives_back(assistant: Running, channel: str) -> None:
    say = _speaking(assistant, channel)
    say("15岁的孩子能自己办边境证吗")
    assert "15岁的孩子能自己办边境证吗" in say("转人工"), "the brief tells what was asked"
    sent = say("同意转人工")
    ticket = next(ticket for ticket in _desk(assistant, "tickets")["tickets"] if ticket["reference"] in sent)
    assert (ticket["channel"], ticket["state"]) == (channel, "waiting")
    assert "15" in "".join(_desk(assistant, f"tickets/{ticket['reference']}")["brief"])
    assert ticket["reference"] in say("在吗"), "the assistant says that it keeps silent"
    _desk(assistant, f"tickets/{ticket['reference']}/answer", {"text": "您好，请带孩子一起来。"})
    assert "您好，请带孩子一起来。" in say("好的谢谢")
    _desk(assistant, f"tickets/{ticket['reference']}/return", {})
    assert "免费" in say("边境证多少钱一张")


@pytest.mark.model
def test_the_log_tells_turns_and_not_a_word_of_them(assistant: Running) -> None:
    over_rest(assistant, "logged", "我叫张三丰，护照E12345678在巴黎丢了怎么办")
    lines = assistant.log.read_text("utf-8")
    turns = [json.loads(line) for line in lines.splitlines() if '"event": "turn"' in line]
    assert {"rest"} <= {turn["channel"] for turn in turns}
    assert "passport" in turns[-1]["masked"]
    for private in ("张三丰", "E12345678", "巴黎", "logged"):
        assert private not in lines


def _asked(assistant: Running, question: str) -> list[dict[str, Any]]:
    return list(requests.post(f"{assistant.url}/webhooks/rest/webhook", json={"message": question}, timeout=60).json())


def _speaking(assistant: Running, channel: str) -> Callable[[str], str]:
    """A citizen on one channel: says something and reads all there is to read, what a person wrote meanwhile included."""
    webhooks, name = f"{assistant.url}/webhooks", "handed-over"
    if channel == "wechat":
        return WeChat(webhooks, name).says
    if channel == "hotline":
        caller = Platform(webhooks, HOTLINE_SECRET).open("desk")
        return lambda text: str(told(caller, text)["reply"]["text"])

    def say(text: str) -> str:
        answers = requests.post(f"{webhooks}/rest/webhook", json={"sender": name, "message": text}, timeout=60).json()
        written = requests.get(f"{assistant.url}/api/events", params={"sender": name}, timeout=20).json()["messages"]
        return "\n".join(message.get("text", "") for message in (*answers, *written))

    return say


def _desk(assistant: Running, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    method, headers = "GET" if body is None else "POST", {"Authorization": f"Bearer {AGENT}"}
    answer = requests.request(method, f"{assistant.url}/desk/api/{path}", json=body, headers=headers, timeout=20)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())
