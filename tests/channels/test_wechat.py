"""The WeChat bridge over HTTP. The peer is wechatpy: its crypto seals and opens, its parser reads what we reply."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Iterator

import pytest
import requests
import xmltodict
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto
from wechatpy.parser import parse_message
from wechatpy.utils import check_signature

from wenguan.channels.front_door import FrontDoor, Notice, Settings
from wenguan.channels.paging import pages
from wenguan.channels.shared import InMemory
from wenguan.channels.wechat import MAX_BYTES, WeChatInput, fits
from wenguan.channels.wechat_crypto import Account, Forbidden, Guard, Query, aes_key, decrypt, encrypt, sign
from wenguan.channels.wechat_messages import Malformed, quoted, read
from wenguan.channels.wechat_push import Pusher, Quota
from wenguan.rulebook.model import Knowledge

from .serving import StubAgent, in_threads, said, served

TOKEN, APP_ID, OUR_ID = "token-of-the-test", "wx0123456789abcdef", "gh_ourselves"
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OLD_KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
PLAIN = Account(TOKEN, APP_ID)
SAFE = Account(TOKEN, APP_ID, "safe", (aes_key(KEY, "key"), aes_key(OLD_KEY, "old key")))


class WeChat:
    """WeChat's side of the line: makes messages, signs and seals them, reads replies."""

    def __init__(self, url: str, follower: str = "o-follower-1") -> None:
        self.url, self.follower, self._serial = f"{url}/wechat", follower, int(time.time() * 1000)

    def query(self, *, age: float = 0, **more: str) -> dict[str, str]:
        self._serial += 1
        timestamp, nonce = str(int(time.time() - age)), str(self._serial)
        return {"timestamp": timestamp, "nonce": nonce, "signature": sign(TOKEN, timestamp, nonce), "openid": self.follower, **more}

    def xml(self, kind: str = "text", message_id: str | None = None, **fields: str) -> str:
        self._serial += 1
        common = {"ToUserName": OUR_ID, "FromUserName": self.follower, "CreateTime": str(int(time.time())), "MsgType": kind}
        if kind != "event":
            common["MsgId"] = message_id or str(self._serial)
        return str(xmltodict.unparse({"xml": {**common, **fields}}))

    def post(self, xml: str, query: dict[str, str] | None = None) -> requests.Response:
        return requests.post(self.url, params=query or self.query(), data=xml.encode(), headers={"Content-Type": "text/xml"}, timeout=30)

    def post_sealed(self, xml: str, key: str = KEY, app_id: str = APP_ID) -> requests.Response:
        query = self.query(encrypt_type="aes")
        sealed = xmltodict.parse(WeChatCrypto(TOKEN, key, app_id).encrypt_message(xml, query["nonce"], query["timestamp"]))["xml"]
        body = xmltodict.unparse({"xml": {"ToUserName": OUR_ID, "Encrypt": sealed["Encrypt"]}})
        return self.post(body, {**query, "msg_signature": sealed["MsgSignature"]})

    def says(self, text: str, **fields: str) -> str:
        """Send a text and return what the follower reads."""
        return content(self.post(self.xml(Content=text, **fields)))


def content(response: requests.Response) -> str:
    assert response.status_code == 200, response.text
    reply = parse_message(response.text)
    assert (reply.type, reply.source, reply.target) == ("text", OUR_ID, reply.target)
    return str(reply.content)


def unsealed(response: requests.Response, key: str = KEY) -> str:
    sealed = xmltodict.parse(response.text)["xml"]
    opened = WeChatCrypto(TOKEN, key, APP_ID).decrypt_message(response.text, sealed["MsgSignature"], sealed["TimeStamp"], sealed["Nonce"])
    return str(parse_message(opened).content)


@pytest.fixture
def agent() -> StubAgent:
    return StubAgent()


@pytest.fixture
def door() -> FrontDoor:
    return FrontDoor(Settings(), b"secret")


Bridge = Callable[..., WeChat]


@pytest.fixture
def bridge(agent: StubAgent, door: FrontDoor, knowledge: Knowledge) -> Iterator[Bridge]:
    """Serve bridges; what they are served with is given at the call."""
    opened: list[Any] = []

    def serve(account: Account = PLAIN, **settings: Any) -> WeChat:
        serving = served(agent, WeChatInput(account, door, knowledge, **settings))
        opened.append(serving)
        return WeChat(serving.__enter__())

    yield serve
    for serving in opened:
        serving.__exit__(None, None, None)


# -- server verification and signatures


def test_the_server_is_verified_as_wechat_does_it(bridge: Bridge) -> None:
    wechat = bridge()
    query = wechat.query(echostr="echo-<1>")
    check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
    answer = requests.get(wechat.url, params=query, timeout=20)
    assert (answer.status_code, answer.text) == (200, "echo-<1>")
    assert answer.headers["Content-Type"].startswith("text/plain")


WRONG = [{"signature": "0" * 40}, {"signature": ""}, {"nonce": "other"}, {"timestamp": "1"}, {"timestamp": "x"}, {"signature": "é"}]


@pytest.mark.parametrize("change", WRONG)
def test_a_wrong_signature_verifies_nothing(bridge: Bridge, change: dict[str, str]) -> None:
    wechat = bridge()
    assert requests.get(wechat.url, params={**wechat.query(echostr="e"), **change}, timeout=20).status_code == 403


@pytest.mark.parametrize("change", WRONG)
def test_a_wrong_signature_says_nothing(bridge: Bridge, agent: StubAgent, change: dict[str, str]) -> None:
    wechat = bridge()
    assert wechat.post(wechat.xml(Content="你好"), {**wechat.query(), **change}).status_code == 403
    assert agent.asked == []


@pytest.mark.parametrize(("age", "status"), [(295, 200), (-295, 200), (310, 403), (-310, 403)])
def test_the_window_is_five_minutes_either_way(bridge: Bridge, age: float, status: int) -> None:
    wechat = bridge()
    assert wechat.post(wechat.xml(Content="你好"), wechat.query(age=age)).status_code == status


def test_a_signature_serves_one_message_only(bridge: Bridge, agent: StubAgent) -> None:
    wechat = bridge()
    query, first = wechat.query(), wechat.xml(Content="第一条")
    assert [wechat.post(first, query).status_code, wechat.post(first, query).status_code] == [200, 200]
    assert wechat.post(wechat.xml(Content="冒充"), query).status_code == 403
    assert agent.texts == ["第一条"]


# -- sealed messages


def test_safe_mode_speaks_with_wechatpy(bridge: Bridge, agent: StubAgent) -> None:
    wechat = bridge(SAFE)
    assert unsealed(wechat.post_sealed(wechat.xml(Content="边境证要多久]]>"))) == "听到：边境证要多久]]>"


def test_the_previous_key_still_opens_and_seals_the_reply(bridge: Bridge) -> None:
    wechat = bridge(SAFE)
    assert unsealed(wechat.post_sealed(wechat.xml(Content="你好"), key=OLD_KEY), key=OLD_KEY) == "听到：你好"


def test_safe_mode_refuses_plain_text(bridge: Bridge, agent: StubAgent) -> None:
    wechat = bridge(SAFE)
    assert wechat.post(wechat.xml(Content="你好")).status_code == 403
    assert agent.asked == []


@pytest.mark.parametrize("more", [{"key": "z" * 42 + "A"}, {"app_id": "wx-of-another"}])
def test_another_key_or_app_is_refused(bridge: Bridge, agent: StubAgent, more: dict[str, str]) -> None:
    wechat = bridge(SAFE)
    assert wechat.post_sealed(wechat.xml(Content="你好"), **more).status_code == 403
    assert agent.asked == []


def test_a_changed_envelope_is_refused(bridge: Bridge) -> None:
    wechat = bridge(SAFE)
    query = wechat.query(encrypt_type="aes")
    sealed = encrypt(wechat.xml(Content="你好"), SAFE.keys[0], APP_ID)
    query["msg_signature"] = sign(TOKEN, query["timestamp"], query["nonce"], sealed)
    assert wechat.post(f"<xml><Encrypt>{sealed[:-6]}AAAA==</Encrypt></xml>", query).status_code == 403
    assert wechat.post(f"<xml><Encrypt>{sealed}</Encrypt></xml>", {**query, "msg_signature": ""}).status_code == 403


def test_compatible_mode_takes_both(bridge: Bridge) -> None:
    wechat = bridge(replace(SAFE, mode="compatible"))
    assert wechat.says("明文") == "听到：明文"
    assert unsealed(wechat.post_sealed(wechat.xml(Content="密文"))) == "听到：密文"


def test_compatible_mode_believes_the_envelope_not_the_text_beside_it(bridge: Bridge, agent: StubAgent) -> None:
    wechat = bridge(replace(SAFE, mode="compatible"))
    query = wechat.query()
    sealed = encrypt(wechat.xml(Content="真的"), SAFE.keys[0], APP_ID)
    beside = wechat.xml(Content="假的").replace("</xml>", f"<Encrypt>{sealed}</Encrypt></xml>")
    assert wechat.post(beside, query).status_code == 403
    query["msg_signature"] = sign(TOKEN, query["timestamp"], query["nonce"], sealed)
    assert unsealed(wechat.post(beside, query)) == "听到：真的"


@given(st.text(max_size=300))
def test_our_envelopes_open_with_wechatpy_and_theirs_with_ours(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    theirs = WeChatCrypto(TOKEN, KEY, APP_ID)
    sealed = encrypt(text, SAFE.keys[0], APP_ID)
    assert theirs.decrypt_message({"Encrypt": sealed}, sign(TOKEN, "1", "n", sealed), "1", "n") == text
    back = xmltodict.parse(theirs.encrypt_message(text, "n", "1"))["xml"]["Encrypt"]
    assert decrypt(back, SAFE.keys[0], APP_ID) == text


@given(st.binary(max_size=200))
def test_garbage_is_forbidden_never_an_error(garbage: bytes) -> None:
    import base64

    with pytest.raises(Forbidden):
        decrypt(base64.b64encode(garbage).decode(), SAFE.keys[0], APP_ID)


def test_signatures_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr("hmac.compare_digest", compare)
    query = Query(str(int(time.time())), "n", sign(TOKEN, str(int(time.time())), "n"))
    Guard(PLAIN).verify(query)
    assert len(compared) == 1


# -- XML


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><Content>&b;</Content></xml>',
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Content>&f;</Content></xml>',
        "<xml>", "", "no xml", '{"json": 1}', "<xml><FromUserName>a</FromUserName></xml>", '<?xml version="1.0" encoding="nonsense"?><xml/>',
    ],
)  # fmt: skip
def test_bad_xml_is_a_400(bridge: Bridge, agent: StubAgent, xml: str) -> None:
    assert bridge().post(xml).status_code == 400
    assert agent.asked == []


@pytest.mark.parametrize("text", ["a]]>b", "]]>]]>", "<b>&amp;</b>", "]]", "控制\x08字符"])
def test_what_we_quote_reads_back_the_same(text: str) -> None:
    assert read(f"<xml><Content>{quoted(text)}</Content></xml>") == {"Content": text.replace("\x08", "")}


def test_a_reply_cannot_add_elements(bridge: Bridge, agent: StubAgent) -> None:
    agent.answers["注入"] = [said("好]]></Content><MsgType>image</MsgType><Content><![CDATA[坏")]
    assert bridge().says("注入") == "好]]></Content><MsgType>image</MsgType><Content><![CDATA[坏"


def test_read_refuses_document_types() -> None:
    with pytest.raises(Malformed):
        read("<!DOCTYPE xml><xml/>")


# -- kinds of message


def test_recognised_speech_is_asked(bridge: Bridge, agent: StubAgent) -> None:
    wechat = bridge()
    assert content(wechat.post(wechat.xml("voice", MediaId="m", Format="amr", Recognition="边境证要多久"))) == "听到：边境证要多久"


@pytest.mark.parametrize(
    ("kind", "fields", "zh", "en"),
    [
        ("voice", {"MediaId": "m", "Format": "amr", "Recognition": ""}, "没听清", "voice"),
        ("image", {"PicUrl": "http://x", "MediaId": "m"}, "图片", "pictures"),
        ("location", {"Location_X": "1", "Location_Y": "2", "Scale": "1", "Label": "l"}, "位置", "location"),
        ("link", {"Title": "t", "Description": "d", "Url": "u"}, "链接", "links"),
        ("video", {"MediaId": "m", "ThumbMediaId": "t"}, "这类消息", "this kind"),
        ("hologram", {}, "这类消息", "this kind"),
    ],
)  # fmt: skip
def test_other_kinds_are_answered_in_both_languages(
    bridge: Bridge, agent: StubAgent, kind: str, fields: dict[str, str], zh: str, en: str
) -> None:
    wechat = bridge()
    answer = content(wechat.post(wechat.xml(kind, **fields)))
    assert zh in answer
    assert en in answer
    assert agent.asked == []


def test_a_known_language_is_answered_alone(bridge: Bridge, agent: StubAgent) -> None:
    agent.answers["how long"] = [said("On the spot.", language="en")]
    wechat = bridge()
    wechat.says("how long")
    answer = content(wechat.post(wechat.xml("image", PicUrl="http://x", MediaId="m")))
    assert "pictures" in answer
    assert "图片" not in answer


@pytest.mark.parametrize(("event", "key"), [("subscribe", ""), ("subscribe", "qrscene_123"), ("SCAN", "123")])
def test_a_new_follower_is_welcomed_in_both_languages(bridge: Bridge, event: str, key: str) -> None:
    wechat = bridge()
    answer = content(wechat.post(wechat.xml("event", Event=event, EventKey=key)))
    assert "问关" in answer
    assert "Wenguan" in answer


@pytest.mark.parametrize("event", ["unsubscribe", "VIEW", "LOCATION"])
def test_events_without_an_answer_end_at_once(bridge: Bridge, agent: StubAgent, event: str) -> None:
    wechat = bridge()
    answer = wechat.post(wechat.xml("event", Event=event, EventKey="x"))
    assert (answer.status_code, answer.text, agent.asked) == (200, "success", [])


@pytest.mark.parametrize(("key", "asked"), [("边境证要多久", ["边境证要多久"]), ("wenguan.person", ["转人工"]), ("wenguan.help", [])])
def test_a_menu_key_is_a_question_a_person_or_help(bridge: Bridge, agent: StubAgent, key: str, asked: list[str]) -> None:
    wechat = bridge()
    assert content(wechat.post(wechat.xml("event", Event="CLICK", EventKey=key)))
    assert agent.texts == asked


# -- the front door


def test_the_assistant_sees_masked_words_and_a_bound_id(bridge: Bridge, agent: StubAgent, door: FrontDoor) -> None:
    bridge().says("/restart 护照E12345678丢了")
    (message,) = agent.asked
    assert message.text == "restart 护照‹证件号›丢了"
    assert message.sender_id == door.conversation("wechat", "o-follower-1")


def test_a_pause_is_told(bridge: Bridge, agent: StubAgent, door: FrontDoor) -> None:
    door.paused = Notice("今晚维护。", "Maintenance tonight.")
    wechat = bridge()
    assert "今晚维护。" in wechat.says("你好啊")
    assert "Maintenance tonight." in wechat.says("how long does it take")
    assert agent.asked == []


def test_one_follower_cannot_flood(agent: StubAgent, knowledge: Knowledge) -> None:
    with served(agent, WeChatInput(PLAIN, FrontDoor(Settings(per_sender=2), b"s"), knowledge)) as url:
        answers = [WeChat(url).says(f"第{n}问") for n in range(3)]
    assert "太快" in answers[2]
    assert len(agent.asked) == 2


# -- duplicates


def test_a_repeat_gets_the_same_reply_and_no_second_turn(bridge: Bridge, agent: StubAgent) -> None:
    wechat = bridge()
    xml = wechat.xml(Content="你好")
    assert [content(wechat.post(xml)) for _ in range(3)] == ["听到：你好"] * 3
    assert len(agent.asked) == 1


def test_repeats_while_the_turn_runs_share_it(bridge: Bridge, agent: StubAgent) -> None:
    agent.delay, wechat = 0.3, bridge()
    xml = wechat.xml(Content="你好")
    assert in_threads([lambda: content(wechat.post(xml))] * 3) == ["听到：你好"] * 3
    assert len(agent.asked) == 1


def test_a_repeated_event_is_known_by_sender_and_time(bridge: Bridge, agent: StubAgent) -> None:
    wechat = bridge()
    xml = wechat.xml("event", Event="CLICK", EventKey="边境证要多久", CreateTime="1700000000")
    other = wechat.xml("event", Event="CLICK", EventKey="边境证要多久", CreateTime="1700000001")
    assert [content(wechat.post(x)) for x in (xml, xml, other)] == ["听到：边境证要多久"] * 3
    assert len(agent.asked) == 2


def test_the_same_words_under_another_id_are_a_new_question(bridge: Bridge, agent: StubAgent) -> None:
    wechat = bridge()
    assert [wechat.says("你好"), wechat.says("你好")] == ["听到：你好"] * 2
    assert len(agent.asked) == 2


def test_two_followers_do_not_share_ids(bridge: Bridge, agent: StubAgent) -> None:
    first = bridge()
    second = WeChat(first.url.removesuffix("/wechat"), "o-follower-2")
    first.post(first.xml(message_id="77", Content="甲"))
    second.post(second.xml(message_id="77", Content="乙"))
    assert agent.texts == ["甲", "乙"]


# -- choices and pages


def test_choices_are_numbered_lines_and_a_number_is_its_label(bridge: Bridge, agent: StubAgent) -> None:
    agent.answers["谁"] = [said("您的身份是？", "内地居民", "外国人", "不清楚", status="needs_fact")]
    wechat = bridge()
    assert wechat.says("谁来办").splitlines()[-3:] == ["1 内地居民", "2 外国人", "3 不清楚"]
    wechat.says("２")
    wechat.says("9")
    assert agent.texts[1:] == ["外国人", "9"]


def test_a_number_that_is_not_on_offer_is_only_words(bridge: Bridge, agent: StubAgent) -> None:
    agent.answers["谁"] = [said("您的身份是？", "内地居民", "外国人")]
    wechat = bridge()
    for words in ("2", "谁来办", "7", "2"):
        wechat.says(words)
    assert agent.texts == ["2", "谁来办", "7", "2"], "the menu went with the answer to 7"


def test_choices_of_two_answers_make_one_list(bridge: Bridge, agent: StubAgent) -> None:
    agent.answers["两问"] = [said("一。", "甲"), said("二。", "乙", "甲")]
    wechat = bridge()
    assert wechat.says("两问").endswith("1 甲\n2 乙")
    wechat.says("1")
    assert agent.texts[1] == "甲"


def test_while_a_figure_is_asked_for_numbers_go_through(bridge: Bridge, agent: StubAgent) -> None:
    agent.answers["年龄"] = [said("孩子几岁？", "要什么材料", "要多久", status="needs_fact")]
    wechat = bridge()
    assert "1 " not in wechat.says("年龄")
    wechat.says("2")
    assert agent.texts[1] == "2"


LONG = "".join(f"第{n}点说明边境管理区通行证怎么办理，要带哪些材料，去哪里办。" for n in range(1, 60))


def test_a_long_answer_comes_in_pages_that_fit_and_end_with_sentences(bridge: Bridge, agent: StubAgent) -> None:
    agent.answers["长"] = [said(LONG, "要多久", "多少钱")]
    wechat = bridge()
    read_pages = [wechat.says("长的"), *(wechat.says(more) for more in ("1", "继续", "更多"))]
    told = [page for page in read_pages if not page.startswith("听到")]
    assert all(len(page.encode()) <= MAX_BYTES for page in told)
    assert all(page.splitlines()[-1].startswith("（第") and page.splitlines()[-2].endswith("。") for page in told[:-1])
    assert told[-1].endswith("1 要多久\n2 多少钱")
    assert "".join(page.split("\n（第")[0].split("\n可以回复")[0] for page in told) == LONG
    assert "1 要多久" not in told[0]


def test_a_number_is_a_page_while_one_waits_and_a_choice_after(bridge: Bridge, agent: StubAgent) -> None:
    agent.answers["长"] = [said(LONG[: len(LONG) // 2], "要多久")]
    wechat = bridge()
    wechat.says("长的")
    assert wechat.says("1").endswith("1 要多久")
    wechat.says("1")
    assert agent.texts == ["长的", "要多久"]


def test_a_new_question_lets_the_waiting_pages_go(bridge: Bridge, agent: StubAgent) -> None:
    agent.answers["长"] = [said(LONG)]
    wechat = bridge()
    wechat.says("长的")
    wechat.says("多少钱")
    wechat.says("1")
    assert agent.texts == ["长的", "多少钱", "1"]


@given(st.text(alphabet="边境。！\n，a. b😀“”", max_size=900), st.integers(60, 200))
def test_pages_lose_nothing_and_fit(text: str, limit: int) -> None:
    cut = pages(text, "1 甲\n2 乙", lambda said: len(said.encode()) <= limit)
    assert all(len(page.encode()) <= limit for page in cut)
    assert "".join("".join(cut).split()) == "".join((text + "1 甲\n2 乙").split())
    assert cut[-1].endswith("1 甲\n2 乙")


def test_the_limit_is_in_bytes() -> None:
    assert fits("a" * 2048)
    assert fits("问" * 682)
    assert not fits("问" * 683)


# -- late answers


class Api:
    """A stand-in of WeChat's API: gives tokens, takes messages, fails as told."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.tokens = 0
        self.codes: list[int | str] = []
        """What the next sends get: an errcode, `drop` (the answer is lost), `502`."""
        self.life = 7200
        self.arrived = threading.Event()

    def token(self, body: dict[str, Any]) -> dict[str, Any]:
        assert body == {"grant_type": "client_credential", "appid": APP_ID, "secret": "app-secret"}
        self.tokens += 1
        return {"access_token": f"token-{self.tokens}", "expires_in": self.life}

    def send(self, token: str, body: dict[str, Any]) -> int | str:
        code = self.codes.pop(0) if self.codes else 0
        self.sent.append({**body, "token": token, "code": code})
        if code == 0:
            self.arrived.set()
        return code


@pytest.fixture
def api() -> Iterator[tuple[Api, Account]]:
    state = Api()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            path, _, query = self.path.partition("?")
            answer: Any = state.token(body) if path == "/cgi-bin/stable_token" else state.send(query.partition("=")[2], body)
            if answer == "drop":
                self.close_connection = True
                return
            self.send_response(502 if answer == "502" else 200)
            self.end_headers()
            self.wfile.write(json.dumps(answer if isinstance(answer, dict) else {"errcode": answer, "errmsg": "x"}).encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield state, replace(PLAIN, secret="app-secret", api=f"http://127.0.0.1:{server.server_port}")
    server.shutdown()


def test_a_late_answer_is_success_at_once_and_a_push(bridge: Bridge, agent: StubAgent, api: tuple[Api, Account]) -> None:
    state, account = api
    agent.delay, wechat = 0.6, bridge(account, budget=0.1)
    started = time.monotonic()
    assert wechat.post(wechat.xml(Content="你好")).text == "success"
    assert time.monotonic() - started < 0.5
    assert state.arrived.wait(10)
    (sent,) = state.sent
    assert (sent["touser"], sent["msgtype"], sent["text"], sent["token"]) == ("o-follower-1", "text", {"content": "听到：你好"}, "token-1")


def test_a_repeat_of_a_late_message_is_no_second_answer(bridge: Bridge, agent: StubAgent, api: tuple[Api, Account]) -> None:
    state, account = api
    agent.delay, wechat = 0.4, bridge(account, budget=0.1)
    xml = wechat.xml(Content="你好")
    assert [wechat.post(xml).text for _ in range(3)] == ["success"] * 3
    assert state.arrived.wait(10)
    assert wechat.post(xml).text == "success"
    assert (len(agent.asked), len(state.sent)) == (1, 1)


def test_choices_are_pushed_as_a_menu_to_press(bridge: Bridge, agent: StubAgent, api: tuple[Api, Account]) -> None:
    state, account = api
    agent.answers["谁"] = [said("您的身份是？", "内地居民", "外国人")]
    agent.delay, wechat = 0.3, bridge(account, budget=0.05)
    wechat.post(wechat.xml(Content="谁来办"))
    assert state.arrived.wait(10)
    menu = state.sent[0]["msgmenu"]
    assert (menu["head_content"], [item["content"] for item in menu["list"]]) == ("您的身份是？", ["内地居民", "外国人"])


def test_a_token_is_used_again_and_renewed_when_it_ends(bridge: Bridge, agent: StubAgent, api: tuple[Api, Account]) -> None:
    state, account = api
    state.codes = [0, 42001, 0]
    pusher = Pusher(account, pause=0.01)
    for _ in range(2):
        run(pusher.quota.wrote("o1"))
        assert run(pusher.send("o1", "你好"))
    assert [sent["token"] for sent in state.sent] == ["token-1", "token-1", "token-2"]


def test_a_token_near_its_end_is_renewed_first(api: tuple[Api, Account]) -> None:
    state, account = api
    now = [1_000_000.0]
    pusher = Pusher(account, clock=lambda: now[0])
    run(pusher.quota.wrote("o1"))
    run(pusher.send("o1", "一"))
    now[0] += 7200 - 299
    run(pusher.send("o1", "二"))
    assert state.tokens == 2


@pytest.mark.parametrize(
    ("codes", "delivered", "sends"),
    [([-1, 0], True, 2), ([-1, -1, -1], False, 3), ([45015], False, 1), (["drop"], False, 1), (["502"], False, 1)],
)
def test_only_what_was_surely_not_taken_is_sent_again(api: tuple[Api, Account], codes: list[int | str], delivered: bool, sends: int) -> None:
    state, account = api
    state.codes, pusher = codes, Pusher(account, pause=0.01)
    run(pusher.quota.wrote("o1"))
    assert (run(pusher.send("o1", "你好")), len(state.sent)) == (delivered, sends)


def test_an_api_out_of_reach_is_a_no(api: tuple[Api, Account]) -> None:
    pusher = Pusher(replace(api[1], api="http://127.0.0.1:9"), pause=0.01)
    run(pusher.quota.wrote("o1"))
    assert not run(pusher.send("o1", "你好"))


def test_the_quota_is_five_in_48_hours_and_starts_anew_with_a_message() -> None:
    now = [0.0]
    quota = Quota(InMemory(), lambda: now[0])
    assert not run(quota.take("o1"))
    run(quota.wrote("o1"))
    assert [run(quota.take("o1")) for _ in range(6)] == [True] * 5 + [False]
    run(quota.wrote("o1"))
    now[0] += 48 * 3600 - 1
    assert run(quota.take("o1"))
    now[0] += 2
    assert not run(quota.take("o1"))


def test_a_click_grants_three_in_a_minute() -> None:
    now = [0.0]
    quota = Quota(InMemory(), lambda: now[0])
    run(quota.clicked("o1"))
    assert [run(quota.take("o1")) for _ in range(4)] == [True] * 3 + [False]
    run(quota.clicked("o1"))
    now[0] += 61
    assert not run(quota.take("o1"))


def test_what_cannot_be_pushed_can_be_fetched(bridge: Bridge, agent: StubAgent, api: tuple[Api, Account]) -> None:
    state, account = api
    state.codes = [45015]
    agent.delay, wechat = 0.3, bridge(account, budget=0.1)
    wechat.post(wechat.xml(Content="你好"))
    wait_for(lambda: bool(state.sent))
    wait_for(lambda: not agent.at_once)
    time.sleep(0.1)
    agent.delay = 0
    assert wechat.says("继续") == "听到：你好"


def test_without_an_app_secret_a_late_answer_is_fetched(bridge: Bridge, agent: StubAgent) -> None:
    agent.delay, wechat = 0.5, bridge(budget=0.1)
    assert "继续" in wechat.says("你好")
    assert "再过几秒" in wechat.says("继续")
    wait_for(lambda: agent.asked != [] and not agent.at_once)
    assert wechat.says("1") == "听到：你好"
    assert agent.texts == ["你好"]


def test_a_failed_turn_is_words(bridge: Bridge, agent: StubAgent) -> None:
    agent.answers["坏"] = ValueError("broken")
    assert "12367" in bridge().says("坏的")


# -- settings


def test_without_token_or_app_id_there_is_no_account() -> None:
    assert Account.from_environment({}) is None
    assert Account.from_environment({"WENGUAN_WECHAT_TOKEN": "t"}) is None


def test_a_key_makes_the_mode_safe() -> None:
    base = {"WENGUAN_WECHAT_TOKEN": "t", "WENGUAN_WECHAT_APP_ID": "a"}
    keys = {"WENGUAN_WECHAT_AES_KEY": KEY, "WENGUAN_WECHAT_AES_KEY_PREVIOUS": OLD_KEY}
    plain, safe = Account.from_environment(base), Account.from_environment({**base, **keys})
    assert plain is not None
    assert safe is not None
    assert (plain.mode, safe.mode, len(safe.keys)) == ("plain", "safe", 2)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"WENGUAN_WECHAT_MODE": "safe"}, "WENGUAN_WECHAT_AES_KEY"), ({"WENGUAN_WECHAT_MODE": "secret"}, "plain, compatible or safe"),
        ({"WENGUAN_WECHAT_AES_KEY": "short"}, "43"),
    ],
)  # fmt: skip
def test_settings_that_cannot_work_stop_the_start_with_a_sentence(more: dict[str, str], told: str) -> None:
    with pytest.raises(SystemExit, match=told):
        Account.from_environment({"WENGUAN_WECHAT_TOKEN": "t", "WENGUAN_WECHAT_APP_ID": "a", **more})


def run(coroutine: Any) -> Any:
    import asyncio

    return asyncio.run(coroutine)


def wait_for(holds: Callable[[], bool], seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.02)


# -- words of a person


def test_a_persons_words_are_pushed(door: FrontDoor, knowledge: Knowledge, api: tuple[Api, Account]) -> None:
    state, account = api
    channel = WeChatInput(account, door, knowledge)
    assert channel.pusher is not None
    run(channel.pusher.quota.wrote("o1"))
    assert run(channel.deliver("o1", "您好，我是工作人员。"))
    assert state.sent[0]["text"] == {"content": "您好，我是工作人员。"}


def test_without_an_app_secret_nothing_is_pushed(door: FrontDoor, knowledge: Knowledge) -> None:
    assert not run(WeChatInput(PLAIN, door, knowledge).deliver("o1", "您好"))


def test_silence_while_a_person_has_the_conversation(bridge: Bridge, door: FrontDoor, agent: StubAgent) -> None:
    async def silent(channel: str, admitted: Any) -> list[dict[str, Any]]:
        return [{"custom": {"status": "handoff", "owner": "person", "language": "zh-Hans"}}]

    door.takeover, wechat = silent, bridge()
    answer = wechat.post(wechat.xml(Content="在吗"))
    assert (answer.status_code, answer.text, agent.asked) == (200, "success", [])
