"""Serve channels on a real loopback port with a stub assistant behind them."""

from __future__ import annotations

import asyncio
import itertools
import socket
import threading
from contextlib import contextmanager
from typing import Any, Callable, Dict, Iterator, List, Sequence

from rasa.core.channels.channel import InputChannel, UserMessage, register
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic

Sanic.test_mode = True  # several applications in one process
_NUMBERS = itertools.count()
Message = Dict[str, Any]


def said(text: str, *labels: str, status: str = "answered", language: str = "zh-Hans", **custom: Any) -> Message:
    """An answer as the assistant gives it."""
    machine = {
        "status": status, "service": "border_permit", "aspect": "fee", "rule_ids": ["border-fee"], "point_keys": [], "as_of": "2026-11-24",
        "citations": [{"source": "S0", "title": "指南", "section": "十", "in_force_from": "2026-04-15"}], "language": language,
        "knowledge_version": "test", **custom,
    }  # fmt: skip
    return {"text": text, "custom": machine, "buttons": [{"title": label, "payload": label} for label in labels]}


class StubAgent:
    """Answers by `answers` (the first key that the text holds), else echoes; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: List[UserMessage] = []
        self.answers: Dict[str, Sequence[Message] | Exception] = {}
        self.delay = 0.0
        self.at_once = 0
        self.most_at_once = 0
        self.slots: Dict[str, Any] = {}
        self._trackers: Dict[str, DialogueStateTracker] = {}
        self.tracker_store = self

    @property
    def texts(self) -> List[str]:
        return [message.text for message in self.asked]

    async def handle_message(self, message: UserMessage) -> None:
        self.asked.append(message)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.delay)
            await self._answer(message)
        finally:
            self.at_once -= 1

    async def _answer(self, message: UserMessage) -> None:
        found = next((answer for word, answer in self.answers.items() if word in message.text), [said(f"听到：{message.text}")])
        if isinstance(found, Exception):
            raise found
        tracker = self._tracker(message.sender_id)
        tracker.update(UserUttered(message.text))
        for answer in [] if message.text == "/back" else found:
            tracker.update(BotUttered(answer["text"], {"custom": answer["custom"]}))
            sent = {"text": answer["text"], "buttons": answer["buttons"] or None, "custom": answer["custom"]}
            await message.output_channel.send_response(message.sender_id, sent)

    def _tracker(self, sender: str) -> DialogueStateTracker:
        if sender not in self._trackers:
            self._trackers[sender] = DialogueStateTracker(sender, [AnySlot(name, mappings=[{}]) for name in self.slots])
            for name, value in self.slots.items():
                self._trackers[sender].update(SlotSet(name, value))
        return self._trackers[sender]

    async def retrieve(self, sender: str) -> DialogueStateTracker | None:
        return self._trackers.get(sender)


@contextmanager
def served(agent: StubAgent, *channels: InputChannel) -> Iterator[str]:
    """Yield the address of `/webhooks`."""
    app = Sanic(f"channels_{next(_NUMBERS)}", configure_logging=False)
    app.ctx.agent = agent
    app.config.REQUEST_MAX_SIZE = 64_000
    register(list(channels), app, route="/webhooks/")
    with listening(app) as address:
        yield f"{address}/webhooks"


@contextmanager
def listening(app: Sanic) -> Iterator[str]:
    """Run a Sanic application in a thread of its own."""
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    loop, ready = asyncio.new_event_loop(), threading.Event()

    async def start() -> Any:
        server = await app.create_server(sock=taken, return_asyncio_server=True, access_log=False)
        assert server is not None
        await server.startup()
        await server.before_start()
        await server.after_start()
        ready.set()
        return server

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.create_task(start())
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(20), "the server did not start"
    yield f"http://127.0.0.1:{taken.getsockname()[1]}"
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)


def in_threads(calls: Sequence[Callable[[], Any]]) -> List[Any]:
    """Make calls at the same time; return their results in order."""
    results: List[Any] = [None] * len(calls)

    def keep(at: int) -> None:
        results[at] = calls[at]()

    threads = [threading.Thread(target=keep, args=(at,)) for at in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results
