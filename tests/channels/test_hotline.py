"""The hotline's text channel over HTTP, held against its own contract: every body sent and received is checked with the OpenAPI document."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Iterator, Mapping

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, RefResolver

from wenguan.channels.front_door import FrontDoor, Notice, Settings
from wenguan.channels.hotline import HotlineInput
from wenguan.channels.hotline_auth import secrets_from, sign
from wenguan.channels.hotline_callback import Callback
from wenguan.channels.openapi import document
from wenguan.channels.sms import segment, thrifty
from wenguan.rulebook.model import Knowledge

from .serving import StubAgent, in_threads, said, served

SECRET, OLD_SECRET = b"a-secret-of-the-test", b"the-secret-before-it"
_TURNS = itertools.count()
CONTRACT = document("hotline")


def check(schema: str, value: Any) -> None:
    """Hold a value against a schema of the contract."""
    resolver = RefResolver.from_schema(CONTRACT)
    Draft202012Validator({"$ref": f"#/components/schemas/{schema}"}, resolver=resolver).validate(value)


class Platform:
    """The hotline platform's side of the line."""

    def __init__(self, url: str, secret: bytes = SECRET) -> None:
        self.url, self.secret = f"{url}/hotline", secret

    def post(self, path: str, body: Any, *, age: float = 0, headers: Mapping[str, str] | None = None) -> requests.Response:
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        timestamp = str(int(time.time() - age))
        signed = {"X-Wenguan-Timestamp": timestamp, "X-Wenguan-Signature": sign(self.secret, timestamp, sent), "Content-Type": "application/json"}
        return requests.post(f"{self.url}{path}", data=sent, headers={**signed, **(headers or {})}, timeout=30)

    def open(self, channel: str = "desk", language: str = "zh-Hans") -> Caller:
        body = {"request_id": fresh(), "language": language, "channel": channel}
        check("Open", body)
        answer = self.post("/sessions", body)
        assert answer.status_code == 201, answer.text
        check("Opened", answer.json())
        return Caller(self, answer.json())


class Caller:
    """One session."""

    def __init__(self, platform: Platform, opened: dict[str, Any]) -> None:
        self.platform, self.opened, self.id = platform, opened, opened["session"]

    def sends(self, text: str, message_id: str | None = None) -> dict[str, Any]:
        answer = self.post(text, message_id)
        assert answer.status_code == 200, answer.text
        check("Answered", answer.json())
        return dict(answer.json())

    def post(self, text: str, message_id: str | None = None) -> requests.Response:
        return self.platform.post(f"/sessions/{self.id}/messages", {"message_id": message_id or fresh(), "text": text})

    def reads(self, text: str) -> str:
        return str(self.sends(text)["reply"]["text"])

    def close(self, **more: Any) -> dict[str, Any]:
        answer = self.platform.post(f"/sessions/{self.id}/close", {"request_id": fresh(), **more})
        assert answer.status_code == 200, answer.text
        check("Closed", answer.json())
        return dict(answer.json())


def fresh() -> str:
    return f"id-{uuid.uuid4().hex}"


@pytest.fixture(scope="module")
def agent() -> StubAgent:
    return StubAgent()


@pytest.fixture(autouse=True)
def _anew(agent: StubAgent) -> None:
    agent.asked.clear()
    agent.answers.clear()
    agent.delay = 0


@pytest.fixture(scope="module")
def door() -> FrontDoor:
    return FrontDoor(Settings(), b"secret")


@pytest.fixture(scope="module")
def platform(agent: StubAgent, door: FrontDoor, knowledge: Knowledge) -> Iterator[Platform]:
    agent.slots = {"service": "border_permit", "talk": {"aspect": knowledge.services["border_permit"].aspects[0].id}, "residency": "foreigner"}
    with served(agent, HotlineInput((SECRET, OLD_SECRET), door, knowledge)) as url:
        yield Platform(url)


# -- signatures


def test_both_secrets_are_good(platform: Platform) -> None:
    assert Platform(platform.url.removesuffix("/hotline"), OLD_SECRET).open().id


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"X-Wenguan-Signature": "sha256=" + "0" * 64}, "bad_signature"), ({"X-Wenguan-Signature": ""}, "unsigned"),
        ({"X-Wenguan-Timestamp": ""}, "unsigned"), ({"X-Wenguan-Timestamp": "soon"}, "unsigned"), ({"X-Wenguan-Timestamp": "1700000000"}, "expired"),
        ({"X-Wenguan-Timestamp": "9" * 40}, "expired"),
    ],
)  # fmt: skip
def test_what_is_not_signed_is_not_read(platform: Platform, headers: dict[str, str], code: str) -> None:
    answer = platform.post("/sessions", b"not even JSON", headers=headers)
    check("Fault", answer.json())
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, code)


@pytest.mark.parametrize(("age", "status"), [(295, 201), (-295, 201), (310, 401), (-310, 401)])
def test_the_window_is_five_minutes_either_way(platform: Platform, age: float, status: int) -> None:
    assert platform.post("/sessions", {"request_id": fresh(), "language": "en", "channel": "sms"}, age=age).status_code == status


def test_a_changed_body_is_refused(platform: Platform) -> None:
    timestamp = str(int(time.time()))
    headers = {"X-Wenguan-Timestamp": timestamp, "X-Wenguan-Signature": sign(SECRET, timestamp, b"{}")}
    assert requests.post(f"{platform.url}/sessions", data=b'{"a": 1}', headers=headers, timeout=20).status_code == 401


def test_a_signed_message_cannot_be_turned_on_another_session(platform: Platform, agent: StubAgent) -> None:
    first, second = platform.open(), platform.open()
    body, timestamp = json.dumps({"message_id": fresh(), "text": "你好"}).encode(), str(int(time.time()))
    headers = {"X-Wenguan-Timestamp": timestamp, "X-Wenguan-Signature": sign(SECRET, timestamp, body)}
    paths = [f"{platform.url}/sessions/{caller.id}/messages" for caller in (first, first, second)]
    status = [requests.post(path, data=body, headers=headers, timeout=20).status_code for path in paths]
    assert status == [200, 200, 401]
    assert agent.texts == ["你好"]


def test_secrets_come_from_the_environment() -> None:
    assert secrets_from({}) == ()
    assert secrets_from({"WENGUAN_HOTLINE_SECRET": "s" * 16, "WENGUAN_HOTLINE_SECRET_PREVIOUS": "p" * 16}) == (b"s" * 16, b"p" * 16)
    with pytest.raises(SystemExit, match="16"):
        secrets_from({"WENGUAN_HOTLINE_SECRET": "short"})


# -- sessions


@pytest.mark.parametrize(("language", "word"), [("zh-Hans", "您好"), ("zh-Hant", "您好"), ("en", "Hello")])
def test_a_session_greets_in_the_callers_language(platform: Platform, language: str, word: str) -> None:
    assert word in platform.open("desk", language).opened["reply"]["text"]


def test_opening_again_under_the_same_id_is_the_same_session(platform: Platform) -> None:
    body = {"request_id": fresh(), "language": "en", "channel": "sms"}
    assert platform.post("/sessions", body).json() == platform.post("/sessions", body).json()


def test_the_callers_language_goes_along(platform: Platform, agent: StubAgent, door: FrontDoor) -> None:
    caller = platform.open("desk", "en")
    caller.sends("12367")
    (message,) = agent.asked
    assert (message.metadata, message.sender_id, message.input_channel) == ({"language": "en"}, door.conversation("hotline", caller.id), "hotline")


@pytest.mark.parametrize("name", ["nonsense", "sms.en.abc.0123456789abcdef0123", "desk.zh-Hans.x.", "%00", "a%2Fb"])
def test_a_session_nobody_opened_is_a_404(platform: Platform, name: str) -> None:
    assert platform.post(f"/sessions/{name}/messages", {"message_id": fresh(), "text": "你好"}).status_code == 404


def test_a_session_outlives_a_restart(platform: Platform, agent: StubAgent, door: FrontDoor, knowledge: Knowledge) -> None:
    caller = platform.open("sms", "en")
    with served(agent, HotlineInput((SECRET,), FrontDoor(Settings(), b"secret"), knowledge)) as url:
        assert Caller(Platform(url), caller.opened).sends("how long")["reply"]["sms"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "bad_request_id"), ({"request_id": "a b"}, "bad_request_id"), ({"request_id": "r", "language": "fr", "channel": "sms"}, "bad_language"),
        ({"request_id": "r", "language": "en", "channel": ["sms"]}, "bad_channel"),
    ],
)  # fmt: skip
def test_a_bad_opening_is_named(platform: Platform, body: dict[str, Any], code: str) -> None:
    answer = platform.post("/sessions", body)
    check("Fault", answer.json())
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)


# -- messages


def test_an_answer_brings_its_rules_and_citations(platform: Platform) -> None:
    answer = platform.open().sends("边境证多少钱")
    assert answer["answers"][0]["rule_ids"] == ["border-fee"]
    assert answer["citations"] == [{"source": "S0", "title": "指南", "section": "十", "in_force_from": "2026-04-15"}]
    assert answer["assist"] is None


def test_a_repeat_gets_the_same_reply_and_no_second_turn(platform: Platform, agent: StubAgent) -> None:
    agent.delay, caller, message_id = 0.2, platform.open(), fresh()
    answers = in_threads([lambda: caller.sends("多久", message_id)] * 3)
    assert answers == [answers[0]] * 3
    assert caller.sends("多久", message_id) == answers[0]
    assert len(agent.asked) == 1


def test_a_failed_turn_is_words_and_may_be_sent_again(platform: Platform, agent: StubAgent) -> None:
    caller, message_id = platform.open(), fresh()
    agent.answers["多久"] = ValueError("broken")
    assert "12367" in caller.sends("多久", message_id)["reply"]["text"]
    agent.answers.clear()
    assert caller.sends("多久", message_id)["reply"]["text"].startswith("听到：多久")


def test_the_assistant_sees_masked_words(platform: Platform, agent: StubAgent) -> None:
    platform.open().sends("/restart 护照E12345678丢了")
    assert agent.texts == ["restart 护照‹证件号›丢了"]


@pytest.mark.parametrize(("text", "word"), [("", "文字"), ("\u200b", "文字"), ("\ud800", "文字"), ("问" * 601, "600")])
def test_what_cannot_be_read_is_told_kindly(platform: Platform, agent: StubAgent, text: str, word: str) -> None:
    assert word in platform.open().reads(text)
    assert agent.asked == []


def test_a_pause_is_told(platform: Platform, door: FrontDoor) -> None:
    caller = platform.open()
    door.paused = Notice("今晚维护。", "Maintenance tonight.")
    try:
        assert "今晚维护。" in caller.reads("边境证要多久")
    finally:
        door.paused = None


def test_who_is_too_fast_is_told_when_to_come_back(agent: StubAgent, knowledge: Knowledge) -> None:
    with served(agent, HotlineInput((SECRET,), FrontDoor(Settings(per_sender=1), b"s"), knowledge)) as url:
        caller = Platform(url).open()
        first, second = caller.post("一"), caller.post("二")
    assert (first.status_code, second.status_code, second.headers["Retry-After"]) == (200, 429, "10")
    check("Answered", second.json())


# -- menus


def test_choices_are_numbered_and_a_number_is_its_label(platform: Platform, agent: StubAgent) -> None:
    agent.answers["谁"] = [said("您的身份是？", "内地居民", "外国人", "不清楚", status="needs_fact")]
    caller = platform.open()
    answer = caller.sends("谁来办")["reply"]
    assert answer["menu"] == [{"key": "1", "label": "内地居民"}, {"key": "2", "label": "外国人"}, {"key": "3", "label": "不清楚"}]
    assert answer["text"].splitlines()[-4:-1] == ["1 内地居民", "2 外国人", "3 不清楚"]
    caller.sends("2")
    assert agent.texts[1] == "外国人"


def test_a_number_that_is_not_on_offer_is_only_words(platform: Platform, agent: StubAgent) -> None:
    agent.answers["谁"] = [said("您的身份是？", "内地居民", "外国人")]
    caller = platform.open()
    for words in ("2", "谁来办", "7", "2"):
        caller.sends(words)
    assert agent.texts == ["2", "谁来办", "7", "2"], "the menu went with the answer to 7"


@pytest.mark.parametrize(("language", "asked"), [("zh-Hans", "转人工"), ("zh-Hant", "轉人工"), ("en", "Talk to a person")])
def test_0_is_a_person(platform: Platform, agent: StubAgent, language: str, asked: str) -> None:
    platform.open("desk", language).sends("0")
    assert agent.texts == [asked]


def test_star_repeats_without_a_turn(platform: Platform, agent: StubAgent) -> None:
    caller = platform.open()
    first = caller.reads("多久")
    assert [caller.reads("*"), caller.reads("＊"), caller.reads("重复")] == [first] * 3
    assert len(agent.asked) == 1


def test_9_goes_back_in_the_dialogue_too(platform: Platform, agent: StubAgent) -> None:
    agent.answers["谁"] = [said("您的身份是？", "内地居民", "外国人")]
    caller = platform.open()
    first = caller.reads("谁来办")
    caller.sends("2")
    assert caller.reads("9") == first
    caller.sends("1")
    assert agent.texts == ["谁来办", "外国人", "/back", "内地居民"]


def test_back_before_anything_says_so(platform: Platform, agent: StubAgent) -> None:
    caller = platform.open()
    caller.sends("多久")
    assert "您好" in caller.reads("9")
    assert "没有可以返回" in caller.reads("返回")
    assert agent.texts == ["多久", "/back"]


def test_while_a_figure_is_asked_for_every_figure_is_an_answer(platform: Platform, agent: StubAgent) -> None:
    agent.answers["年龄"] = [said("孩子几岁？", "要什么材料", status="needs_fact")]
    caller = platform.open()
    for figure in ("9", "0", "1"):
        assert "“返回”" in caller.reads("年龄")
        caller.sends(figure)
    assert agent.texts == ["年龄", "9", "年龄", "0", "年龄", "1"]


def test_a_long_menu_has_more_behind_8(platform: Platform, agent: StubAgent) -> None:
    agent.answers["事由"] = [said("您去做什么？", *(f"事由{n}" for n in range(1, 12)), "不清楚")]
    caller = platform.open()
    first = caller.sends("事由")["reply"]
    assert [entry["key"] for entry in first["menu"]] == list("12345678")
    second = caller.sends("8")["reply"]
    assert [entry["label"] for entry in second["menu"]] == ["事由8", "事由9", "事由10", "事由11", "不清楚"]
    caller.sends("5")
    assert agent.texts == ["事由", "不清楚"]


def test_eight_choices_need_no_more(platform: Platform, agent: StubAgent) -> None:
    agent.answers["事由"] = [said("您去做什么？", *(f"事由{n}" for n in range(1, 9)))]
    caller = platform.open()
    caller.sends("事由")
    caller.sends("8")
    assert agent.texts[1] == "事由8"


# -- SMS


@pytest.mark.parametrize(
    ("text", "encoding", "units"),
    [
        ("a" * 160, "gsm7", (160,)), ("a" * 161, "gsm7", (153, 8)), ("a" * 306, "gsm7", (153, 153)), ("a" * 307, "gsm7", (153, 153, 1)),
        ("€" * 80, "gsm7", (160,)), ("€" * 81, "gsm7", (152, 10)), ("边" * 70, "ucs2", (70,)), ("边" * 71, "ucs2", (67, 4)),
        ("边" * 134, "ucs2", (67, 67)), ("边" * 135, "ucs2", (67, 67, 1)), ("😀" * 35, "ucs2", (70,)), ("😀" * 36, "ucs2", (66, 6)),
        ("a" * 69 + "边", "ucs2", (70,)), ("", "gsm7", (0,)),
    ],
)  # fmt: skip
def test_segments_at_their_bounds(text: str, encoding: str, units: tuple[int, ...]) -> None:
    cut = segment(text)
    assert (cut.encoding, cut.units, "".join(cut.parts)) == (encoding, units, text)


@given(st.text(max_size=500))
def test_segments_lose_nothing_and_keep_their_bounds(text: str) -> None:
    cut = segment(text)
    alone, part = {"gsm7": (160, 153), "ucs2": (70, 67)}[cut.encoding]
    assert "".join(cut.parts) == text
    assert max(cut.units) <= (alone if len(cut.parts) == 1 else part)


def test_typography_is_plain_only_where_that_saves() -> None:
    assert thrifty("“No” – it’s free…") == '"No" - it\'s free...'
    assert thrifty("“边境”") == "“边境”"


LONG = "".join(f"第{n}点说明边境管理区通行证怎么办理，要带哪些材料。" for n in range(1, 30))


def test_a_long_answer_comes_in_pages_of_three_messages(platform: Platform, agent: StubAgent) -> None:
    agent.answers["长"] = [said(LONG, "要多久")]
    caller = platform.open("sms")
    told = [caller.sends("长的")["reply"]]
    while told[-1]["page"] < told[-1]["pages"]:
        told.append(caller.sends("1")["reply"])
    assert len(told) == told[0]["pages"] > 2
    assert all(len(page["sms"]["parts"]) <= 3 and "".join(page["sms"]["parts"]) == page["text"] for page in told)
    assert all(page["menu"] == [{"key": "1", "label": "下一页"}] for page in told[:-1])
    assert told[-1]["menu"] == [{"key": "1", "label": "要多久"}]
    assert "".join(page["text"].split("\n（第")[0].split("\n可以回复")[0] for page in told) == LONG
    caller.sends("1")
    assert agent.texts == ["长的", "要多久"]


def test_a_page_is_repeated_as_it_was(platform: Platform, agent: StubAgent) -> None:
    agent.answers["长"] = [said(LONG)]
    caller = platform.open("sms")
    caller.sends("长的")
    second = caller.sends("继续")["reply"]
    assert caller.sends("*")["reply"] == second


def test_a_desk_gets_the_whole_text(platform: Platform, agent: StubAgent) -> None:
    agent.answers["长"] = [said(LONG)]
    reply = platform.open("desk").sends("长的")["reply"]
    assert (reply["pages"], reply["sms"], LONG in reply["text"]) == (1, None, True)


# -- a human agent


def test_an_agent_gets_trace_facts_and_citations(platform: Platform) -> None:
    answer = platform.open("agent_assist").sends("边境证多少钱")
    assert answer["assist"]["facts"][0]["fact"] == "residency"
    assert any("border" in line for line in answer["assist"]["trace"])
    assert answer["citations"]
    assert "0 人工" not in answer["reply"]["text"]


# -- the end


def test_closing_asks_for_a_rating_and_sums_up(platform: Platform) -> None:
    caller = platform.open()
    caller.sends("边境证多少钱")
    caller.sends("护照E12345678要多久")
    end = caller.close()
    assert (end["state"], "打分" in end["reply"]["text"]) == ("awaiting_rating", True)
    assert end["summary"]["questions"] == ["边境证多少钱", "护照‹证件号›要多久"]
    assert (end["summary"]["rule_ids"], end["summary"]["rating"]) == (["border-fee"], None)
    assert end["summary"]["facts"][0]["fact"] == "residency"


@pytest.mark.parametrize(("said_", "rating"), [("5", 5), ("１", 1), ("4分", 4), ("3 stars", 3)])
def test_the_next_figure_rates_and_closes(platform: Platform, agent: StubAgent, said_: str, rating: int) -> None:
    caller = platform.open()
    caller.close()
    answer = caller.sends(said_)
    assert (answer["state"], "谢谢" in answer["reply"]["text"]) == ("closed", True)
    assert caller.close()["summary"]["rating"] == rating
    assert agent.asked == []


@pytest.mark.parametrize("text", ["6", "0分", "还有个问题"])
def test_anything_else_opens_the_session_again(platform: Platform, agent: StubAgent, text: str) -> None:
    caller = platform.open()
    caller.close()
    assert caller.sends(text)["state"] == "open"
    assert agent.texts == [text]


def test_a_rating_given_by_the_platform_closes_at_once(platform: Platform) -> None:
    end = platform.open().close(rating=4)
    assert (end["state"], end["reply"], end["summary"]["rating"]) == ("closed", None, 4)


def test_a_second_close_ends_it_unrated(platform: Platform) -> None:
    caller = platform.open()
    caller.close()
    assert caller.close()["state"] == "closed"


def test_a_repeated_close_is_the_same_close(platform: Platform) -> None:
    caller, body = platform.open(), {"request_id": fresh()}
    first, second = (platform.post(f"/sessions/{caller.id}/close", body).json() for _ in range(2))
    assert first == second


def test_a_closed_session_takes_no_messages(platform: Platform) -> None:
    caller = platform.open()
    caller.close(rating=5)
    answer = caller.post("还在吗")
    check("Fault", answer.json())
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "closed")


@pytest.mark.parametrize("rating", [0, 6, "5", True, 2.5, [1]])
def test_a_rating_is_a_whole_number_from_1_to_5(platform: Platform, rating: Any) -> None:
    caller = platform.open()
    assert platform.post(f"/sessions/{caller.id}/close", {"request_id": fresh(), "rating": rating}).status_code == 422


def test_an_agent_is_not_asked_for_a_rating(platform: Platform) -> None:
    assert platform.open("agent_assist").close()["state"] == "closed"


# -- the contract


def test_the_contract_is_served_to_everybody(platform: Platform) -> None:
    served_document = requests.get(f"{platform.url}/openapi.json", timeout=20).json()
    assert served_document == json.loads(json.dumps(CONTRACT))
    assert served_document["openapi"].startswith("3.1")


def test_every_schema_is_sound() -> None:
    for schema in CONTRACT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def _operations() -> Iterator[tuple[str, dict[str, Any]]]:
    return ((path, item["post"]) for path, item in CONTRACT["paths"].items() if "post" in item)


def _examples() -> Iterator[tuple[str, str, Any]]:
    for path, operation in _operations():
        content = operation["requestBody"]["content"]["application/json"]
        for example in content["examples"].values():
            yield path, content["schema"]["$ref"].rsplit("/", 1)[1], example["value"]


@pytest.mark.parametrize(("path", "schema", "body"), list(_examples()))
def test_the_examples_keep_to_the_schemas_and_work(platform: Platform, path: str, schema: str, body: dict[str, Any]) -> None:
    check(schema, body)
    answer = platform.post(path.replace("{session}", platform.open().id), body)
    documented = CONTRACT["paths"][path]["post"]["responses"][str(answer.status_code)]
    assert answer.status_code in (200, 201)
    check(documented["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1], answer.json())


PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40)
JSON = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3), max_leaves=5)
TEXTS = st.text(max_size=700) | st.sampled_from(list("0123456789*")) | JSON
IDS = st.text(alphabet="abc-.:@7", min_size=1, max_size=12) | JSON
BODIES = st.fixed_dictionaries(
    {},
    optional={
        "request_id": IDS, "message_id": IDS, "language": st.sampled_from(["zh-Hans", "zh-Hant", "en"]) | JSON,
        "channel": st.sampled_from(["sms", "desk", "agent_assist"]) | JSON, "text": TEXTS,
        "rating": st.integers(-1, 7) | JSON, "other": JSON,
    },
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from([path for path, _ in _operations()]), body=BODIES | JSON | st.binary(max_size=60), known=st.booleans())
def test_no_body_breaks_the_channel(platform: Platform, path: str, body: Any, known: bool) -> None:
    session = _some_session(platform) if known else "nobody"
    answer = platform.post(path.replace("{session}", session), body)
    responses = CONTRACT["paths"][path]["post"]["responses"]
    assert answer.status_code < 500
    assert str(answer.status_code) in responses
    if answer.status_code >= 400 and answer.status_code != 429:
        check("Fault", answer.json())
    else:
        check(responses[str(answer.status_code)]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1], answer.json())


_OPENED: list[str] = []


def _some_session(platform: Platform) -> str:
    """A session opened now and then, so that the fuzzing meets sessions in every state."""
    if not _OPENED or len(_OPENED) < 6:
        _OPENED.append(platform.open("sms").id)
    return _OPENED[next(_TURNS) % len(_OPENED)]


# -- words of a person


class _Taken(BaseHTTPRequestHandler):
    """The platform's callback address: checks signatures, refuses as often as told."""

    taken: list[dict[str, Any]] = []
    refusals = 0

    def do_POST(self) -> None:
        body, timestamp = self.rfile.read(int(self.headers["Content-Length"])), self.headers["X-Wenguan-Timestamp"]
        refused = _Taken.refusals > 0 or self.headers["X-Wenguan-Signature"] != sign(SECRET, timestamp, body)
        _Taken.refusals -= refused
        _Taken.taken.append(json.loads(body))
        self.send_response(503 if refused else 204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def callback() -> Iterator[Callback]:
    _Taken.taken, _Taken.refusals = [], 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Taken)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Callback(f"http://127.0.0.1:{server.server_port}/words", SECRET, pause=0.01)
    server.shutdown()


@pytest.mark.parametrize("refusals", [0, 2])
def test_a_persons_words_are_posted_until_they_are_taken(callback: Callback, knowledge: Knowledge, refusals: int) -> None:
    hotline = HotlineInput((SECRET,), FrontDoor(Settings(), b"secret"), knowledge, callback)
    session, _Taken.refusals = hotline.sessions.open("sms", "zh-Hans"), refusals
    assert asyncio.run(hotline.deliver(session.id, "您好，我是工作人员。"))
    assert len({words["message_id"] for words in _Taken.taken}) == 1
    assert len(_Taken.taken) == refusals + 1
    check("Words", _Taken.taken[-1])
    assert (_Taken.taken[-1]["session"], _Taken.taken[-1]["reply"]["text"]) == (session.id, "您好，我是工作人员。")


def test_words_that_nobody_takes_are_not_delivered(callback: Callback, knowledge: Knowledge) -> None:
    hotline = HotlineInput((SECRET,), FrontDoor(Settings(), b"secret"), knowledge, callback)
    session, _Taken.refusals = hotline.sessions.open("sms", "zh-Hans"), 9
    assert not asyncio.run(hotline.deliver(session.id, "您好"))
    assert not asyncio.run(hotline.deliver("nobody", "您好"))
    assert not asyncio.run(HotlineInput((SECRET,), FrontDoor(Settings(), b"secret"), knowledge).deliver(session.id, "您好"))


def test_a_callback_must_be_a_web_address() -> None:
    with pytest.raises(SystemExit, match="https"):
        Callback.from_environment(SECRET, {"WENGUAN_HOTLINE_CALLBACK": "file:///etc/passwd"})


def test_silence_while_a_person_has_the_conversation(platform: Platform, door: FrontDoor, agent: StubAgent) -> None:
    async def silent(channel: str, admitted: Any) -> list[dict[str, Any]]:
        return [{"custom": {"status": "handoff", "owner": "person", "language": "zh-Hans"}}]

    caller, door.takeover = platform.open(), silent
    try:
        answer = caller.sends("在吗")
    finally:
        door.takeover = None
    assert (answer["reply"]["text"], answer["reply"]["menu"], agent.asked) == ("", [], [])


def test_while_people_have_the_conversation_0_and_9_are_words_for_them(platform: Platform, door: FrontDoor, agent: StubAgent) -> None:
    heard: list[str] = []

    async def taken(channel: str, admitted: Any) -> list[dict[str, Any]]:
        heard.append(admitted.text)
        return [said("已转给工作人员。", "回到自动问答", status="handoff", owner="waiting")]

    caller = platform.open()
    caller.sends("边境证多少钱")
    door.takeover = taken
    try:
        text = caller.reads("在吗")
        for key in ("0", "9", "1"):
            caller.sends(key)
    finally:
        door.takeover = None
    assert text.endswith("1 回到自动问答"), "keys that do nothing are not shown"
    assert heard == ["在吗", "0", "9", "回到自动问答"]
    assert agent.texts == ["边境证多少钱"]
