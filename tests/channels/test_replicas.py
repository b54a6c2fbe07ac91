"""Two processes of the server that share a real Redis and a real PostgreSQL behave as one."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Iterator

import pytest
import requests
from redis import Redis
from sqlalchemy import create_engine, text

from tests.handover.office import AGENT
from tests.running import free_port, running
from tests.servers import postgres_server, redis_server
from tests.waiting import await_start
from wenguan.channels.front_door import FrontDoor, Settings
from wenguan.channels.hotline import HotlineInput
from wenguan.channels.rest import CitizenRestInput
from wenguan.channels.shared import InRedis, Shelf, shared_from_environment
from wenguan.channels.wechat import WeChatInput
from wenguan.channels.wechat_crypto import Account
from wenguan.paths import ROOT
from wenguan.rulebook.model import Knowledge
from wenguan.secret import own_secret

from .serving import StubAgent, in_threads, served
from .test_hotline import SECRET, Caller, Platform
from .test_live import streaming, texts
from .test_wechat import APP_ID, TOKEN, WeChat, content

TURN_SECONDS = 0.6
RATE = 12
SETTINGS = {
    "WENGUAN_SECRET": "the same long random text", "WENGUAN_OPERATORS": f"李敏:agent:{AGENT}", "WENGUAN_WECHAT_TOKEN": TOKEN,
    "WENGUAN_WECHAT_APP_ID": APP_ID, "WENGUAN_HOTLINE_SECRET": SECRET.decode(), "WENGUAN_RATE_SENDER": str(RATE),
}  # fmt: skip


@dataclass(frozen=True)
class Replica:
    url: str

    @property
    def webhooks(self) -> str:
        return f"{self.url}/webhooks"

    def turns(self) -> list[tuple[str, float, float]]:
        return [(said, began, ended) for said, began, ended in requests.get(f"{self.url}/told", timeout=20).json()]

    def say(self, message: str, sender: str, **more: str) -> list[dict[str, Any]]:
        said = requests.post(f"{self.webhooks}/rest/webhook", json={"sender": sender, "message": message, **more}, timeout=30)
        assert said.status_code == 200, said.text
        return list(said.json())

    def desk(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        method, headers = "GET" if body is None else "POST", {"Authorization": f"Bearer {AGENT}"}
        return dict(requests.request(method, f"{self.url}/desk/api/{path}", json=body, headers=headers, timeout=20).json())

    def events(self, sender: str, after: int = 0) -> dict[str, Any]:
        return dict(requests.get(f"{self.url}/api/events", params={"sender": sender, "after": str(after)}, timeout=20).json())


Pair = tuple[Replica, Replica]


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with redis_server() as url:
        yield url


@pytest.fixture(scope="module")
def stores(redis_url: str) -> Iterator[dict[str, str]]:
    with postgres_server() as database:
        yield {"WENGUAN_REDIS_URL": redis_url, "WENGUAN_DATABASE_URL": database}


@pytest.fixture(scope="module")
def pair(stores: dict[str, str]) -> Iterator[Pair]:
    with ExitStack() as both:
        first, second = [both.enter_context(_replica(stores)) for _ in range(2)]
        for replica in (first, second):
            await_start("a replica", partial(_ready, replica), requests.RequestException)
        yield first, second


@contextmanager
def _replica(stores: dict[str, str]) -> Iterator[Replica]:
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        own = {name: value for name, value in os.environ.items() if not name.startswith("WENGUAN_")}
        environment = {**own, **SETTINGS, **stores, "WENGUAN_DB": str(Path(folder) / "unused.db"), "PYTHONWARNINGS": "ignore"}
        command = [sys.executable, "-m", "tests.channels.replica", str(port), str(TURN_SECONDS)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            yield Replica(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait(20)


def _ready(replica: Replica) -> None:
    assert requests.get(f"{replica.url}/healthz", timeout=5).json() == {"status": "ready"}


def turns_on(pair: Pair, words: str) -> list[tuple[str, float, float]]:
    return [turn for replica in pair for turn in replica.turns() if words in turn[0]]


def lines_of(pair: Pair, follower: str) -> list[WeChat]:
    """One follower as WeChat's machines pass their messages on to both replicas, no two of them under one id."""
    lines = [WeChat(replica.webhooks, follower) for replica in pair]
    lines[1]._serial += 1_000_000
    return lines


def _says(line: WeChat, xml: str) -> str:
    return content(line.post(xml))


# -- duplicates


def test_a_wechat_message_that_reaches_both_is_answered_once(pair: Pair) -> None:
    lines = lines_of(pair, "o-twice")
    xml = lines[0].xml(Content="边境证要多久")
    at_once = in_threads([partial(_says, line, xml) for line in lines])
    later = _says(lines[1], xml)
    assert [*at_once, later] == ["听到：边境证要多久"] * 3
    assert len(turns_on(pair, "边境证要多久")) == 1


def test_a_rest_message_sent_again_to_the_other_gets_the_same_answer(pair: Pair) -> None:
    said = [replica.say("通行证多少钱", "again", message_id="m-1") for replica in pair]
    assert said[0] == said[1]
    assert len(turns_on(pair, "通行证多少钱")) == 1


def test_a_wechat_signature_serves_one_message_on_all_replicas(pair: Pair) -> None:
    lines = lines_of(pair, "o-replay")
    query = lines[0].query()
    assert lines[0].post(lines[0].xml(Content="一"), query).status_code == 200
    assert lines[1].post(lines[1].xml(Content="二"), query).status_code == 403


def test_a_hotline_session_goes_on_at_the_other(pair: Pair) -> None:
    platforms = [Platform(replica.webhooks) for replica in pair]
    caller = platforms[0].open()
    assert "1 内地居民" in caller.reads("谁来办")
    moved = Caller(platforms[1], caller.opened)
    assert "听到：外国人" in moved.reads("2")
    assert "1 内地居民" in caller.reads("9")
    assert moved.close()["state"] == "awaiting_rating"
    assert caller.sends("5")["state"] == "closed"


def test_a_wechat_number_means_what_the_other_showed(pair: Pair) -> None:
    first, second = lines_of(pair, "o-number")
    assert "2 外国人" in first.says("谁来办")
    assert second.says("2") == "听到：外国人"


# -- rates and order


def test_a_rate_counts_across(pair: Pair) -> None:
    lines = lines_of(pair, "o-flood")
    said = [lines[number % 2].says("/") for number in range(RATE + 2)]
    assert len(set(said[:RATE])) == 1
    assert said[RATE] == said[RATE + 1] != said[0]


def test_one_turn_of_a_conversation_at_a_time_on_all_replicas(pair: Pair) -> None:
    in_threads([partial(pair[number % 2].say, f"轮流{number}", "in-turn") for number in range(4)])
    spans = sorted((began, ended) for _, began, ended in turns_on(pair, "轮流"))
    assert len(spans) == 4
    assert all(ended <= began for (_, ended), (began, _) in zip(spans, spans[1:], strict=False))


def test_other_conversations_go_on_meanwhile(pair: Pair) -> None:
    in_threads([partial(pair[number % 2].say, f"并行{number}", f"beside-{number}") for number in range(4)])
    spans = [(began, ended) for _, began, ended in turns_on(pair, "并行")]
    assert max(began for began, _ in spans) < min(ended for _, ended in spans)


# -- people


def test_a_person_at_one_replica_answers_a_visitor_at_the_other(pair: Pair) -> None:
    here, there = pair
    assert here.say("转人工", "visitor")[0]["custom"]["status"] == "handoff"
    agreed = there.say("同意转人工", "visitor")
    assert agreed[-1]["custom"]["owner"] == "waiting"
    (ticket,) = here.desk("tickets")["tickets"]
    here.desk(f"tickets/{ticket['reference']}/answer", {"text": "您好，我来帮您。"})
    seen = there.events("visitor")
    assert (seen["owner"], seen["messages"][-1]["text"]) == ("person", "您好，我来帮您。")
    assert [message.get("text") for message in there.say("谢谢", "visitor") if "听到" in message.get("text", "")] == []
    there.desk(f"tickets/{ticket['reference']}/return", {})
    assert here.say("边境证", "visitor")[-1]["text"] == "听到：边境证"


def test_a_pause_at_one_replica_holds_at_the_other(pair: Pair) -> None:
    here, there = pair
    here.desk("pause", {"zh": "今晚维护。"})
    try:
        refused = requests.post(f"{there.webhooks}/rest/webhook", json={"message": "边境证"}, timeout=20)
        assert (refused.status_code, requests.get(f"{there.url}/healthz", timeout=20).json()["status"]) == (503, "paused")
        assert "今晚维护。" in refused.json()["error"]["zh"]
    finally:
        there.desk("resume", {})
    assert here.say("边境证", "after-the-pause")[-1]["text"] == "听到：边境证"


def test_what_a_person_writes_at_one_replica_is_streamed_by_the_other(pair: Pair) -> None:
    here, there = pair
    here.say("转人工", "listener")
    here.say("同意转人工", "listener")
    ticket = here.desk("tickets")["tickets"][-1]["reference"]
    with streaming(there.url, "listener") as events:
        assert next(events)[1]["owner"] == "waiting"
        here.desk(f"tickets/{ticket}/answer", {"text": "您好。"})
        last, seen = next(event for event in events if "您好。" in texts(event))
    assert seen["owner"] == "person"
    there.desk(f"tickets/{ticket}/answer", {"text": "还在吗？"})
    with streaming(here.url, "listener", last=last) as events:
        assert texts(next(events)) == ["还在吗？"]


# -- the stores themselves


def test_a_lock_of_a_replica_that_died_ends_by_itself(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wenguan.channels.shared.LOCK_SECONDS", 0.3)
    dead, alive = InRedis(redis_url), InRedis(redis_url)

    async def seconds_waited() -> float:
        assert dead._redis.lock("wenguan:lock:turn:c", timeout=0.3).acquire(blocking=False)
        began = time.monotonic()
        async with alive.lock("turn:c"):
            return time.monotonic() - began

    assert 0.2 < asyncio.run(seconds_waited()) < 2


def test_a_lock_that_lasts_is_renewed(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wenguan.channels.shared.LOCK_SECONDS", 0.3)
    one, other = InRedis(redis_url), InRedis(redis_url)
    order: list[str] = []

    async def hold() -> None:
        async with one.lock("turn:d"):
            await asyncio.sleep(0.9)
            order.append("held")

    async def wait() -> None:
        await asyncio.sleep(0.1)
        async with other.lock("turn:d"):
            order.append("waited")

    async def both() -> None:
        await asyncio.gather(hold(), wait())

    asyncio.run(both())
    assert order == ["held", "waited"]


def test_nothing_is_kept_for_ever(pair: Pair, redis_url: str) -> None:
    pair[0].say("你好", "to-forget", message_id="m-1")
    WeChat(pair[0].webhooks, "o-forget").says("你好")
    store = Redis.from_url(redis_url)
    assert {key for key in store.keys("wenguan:*") if store.ttl(key) < 0} == set()


def test_values_come_back_as_they_were(redis_url: str) -> None:
    shelf: Shelf[dict[str, list[int]]] = Shelf(InRedis(redis_url), "kind", dict[str, list[int]], 5)
    shelf.put("a", {"页": [1, 2]})
    assert shelf.get("a") == {"页": [1, 2]}
    shelf.drop("a")
    assert shelf.get("a") is None


def test_without_the_same_secret_a_replica_does_not_start(stores: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WENGUAN_SECRET", raising=False)
    monkeypatch.setenv("WENGUAN_REDIS_URL", stores["WENGUAN_REDIS_URL"])
    with pytest.raises(SystemExit, match="WENGUAN_SECRET"):
        own_secret()


def test_a_redis_out_of_reach_stops_the_start_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENGUAN_REDIS_URL", f"redis://127.0.0.1:{free_port()}/0")
    with pytest.raises(SystemExit, match="WENGUAN_REDIS_URL names no Redis that answers"):
        shared_from_environment()


def test_while_redis_is_out_of_reach_every_channel_says_so(knowledge: Knowledge) -> None:
    door = FrontDoor(Settings(), b"secret", InRedis(f"redis://127.0.0.1:{free_port()}/0"))
    channels = (CitizenRestInput(door, knowledge), WeChatInput(Account(TOKEN, APP_ID), door, knowledge), HotlineInput((SECRET,), door, knowledge))
    agent = StubAgent()
    with served(agent, *channels) as url:
        rest = requests.post(f"{url}/rest/webhook", json={"message": "你好", "sender": "me", "message_id": "m-1"}, timeout=30)
        line = WeChat(url)
        wechat = line.post(line.xml(Content="你好"))
        hotline = Platform(url).post("/sessions", {"request_id": "r-1", "language": "en", "channel": "sms"})
    assert (rest.status_code, rest.json()["error"]["code"]) == (503, "unavailable")
    assert (wechat.status_code, "12367" in wechat.text) == (200, True)
    assert (hotline.status_code, hotline.json()["error"]["code"]) == (503, "unavailable")
    assert agent.asked == []


# -- the real assistant


@pytest.mark.model
def test_a_conversation_with_the_assistant_moves_between_replicas(stores: dict[str, str]) -> None:
    settings = {**SETTINGS, **stores}
    with running(**settings) as one, running(**settings) as two:
        here, there = Replica(one.url), Replica(two.url)
        here.say("边境通行证可以延期吗", "mover")
        followed = there.say("那要多少钱", "mover")
        assert followed[0]["custom"]["service"] == "border_permit"
        assert any(word in followed[0]["text"] for word in ("免费", "不收费"))
        here.say("转人工", "mover")
        assert there.say("同意转人工", "mover")[-1]["custom"]["owner"] == "waiting"
        ticket = next(ticket for ticket in here.desk("tickets")["tickets"] if ticket["question"] == "那要多少钱")
        there.desk(f"tickets/{ticket['reference']}/answer", {"text": "不收费。"})
        assert here.events("mover")["messages"][-1]["text"] == "不收费。"
        assert len(_events(stores["WENGUAN_DATABASE_URL"], "那要多少钱")) == 1


def _events(database: str, words: str) -> list[str]:
    escaped = json.dumps(words)[1:-1].replace("\\", "\\\\")
    with create_engine(database).connect() as connection:
        found = connection.execute(text("select data from events where type_name = 'user' and data like :words"), {"words": f"%{escaped}%"})
        return [str(row[0]) for row in found]
