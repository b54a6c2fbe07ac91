"""What people write, as server-sent events: each page that waits holds one request open, on whatever replica it is.

An event's id is the number of the last line in it, so a page that lost its connection goes on where it was (`Last-Event-ID`).
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from contextlib import contextmanager
from typing import Any, Dict, Iterator

from sanic.request import Request

from wenguan.handover.handover import Handover

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
"""How often the records are looked at for words written on any replica: one small query for all pages together."""
BEAT_SECONDS = 10.0
"""An idle stream carries a comment so often: proxies, and Sanic itself, end what is silent."""
STREAM_SECONDS = 600.0
"""A stream ends after so long; the browser opens the next by itself, perhaps on another replica."""
MOST_STREAMS = 1000
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Live:
    """The open streams of one process."""

    def __init__(self, handover: Handover) -> None:
        self._handover = handover
        self._open = 0
        self._changed = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None

    @property
    def full(self) -> bool:
        """Whether no more pages can be served; they ask now and then instead."""
        return self._open >= MOST_STREAMS

    async def follow(self, request: Request, conversation: str, after: int) -> None:
        """Send a page what there is, and then what comes, until it leaves or the stream's time is over."""
        stream = await request.respond(content_type="text/event-stream; charset=utf-8", headers=HEADERS)
        assert stream is not None
        until, owner = time.monotonic() + STREAM_SECONDS, ""
        with self._watched():
            while time.monotonic() < until:
                changed = self._changed
                written, owner_now = self._handover.events(conversation, after)
                if written or owner_now != owner:
                    after, owner = written[-1].id if written else after, owner_now
                    await stream.send(event({"messages": [line.to_citizen() for line in written], "owner": owner}, after))
                if not await _happened(changed, BEAT_SECONDS):
                    await stream.send(": still here\n\n")
        await stream.eof()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Look at the records while anybody waits for them."""
        self._open += 1
        if self._looking is None:
            self._looking = asyncio.ensure_future(self._look())
        try:
            yield
        finally:
            self._open -= 1
            if not self._open:
                self._looking.cancel()
                self._looking = None

    async def _look(self) -> None:
        newest = -1
        while True:
            try:
                found = self._handover.store.newest_line()
            except Exception:  # the edge of a task of its own: the next look may find the database again
                logger.exception("the records cannot be read")
                found = newest
            if found != newest:
                newest, done, self._changed = found, self._changed, asyncio.Event()
                done.set()
            await asyncio.sleep(LOOK_SECONDS)


def event(said: Dict[str, Any], number: int) -> str:
    """Write one event; its data is one line of JSON."""
    return f"id: {number}\ndata: {json.dumps(said, ensure_ascii=False)}\n\n"


async def _happened(changed: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(changed.wait(), seconds)
    except asyncio.TimeoutError:
        return False
    return True
