"""The server as the environment sets it up, with a stub assistant behind it: `python -m tests.channels.replica PORT SECONDS_A_TURN`."""

from __future__ import annotations

import sys
import time

from rasa.core.channels.channel import UserMessage
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from wenguan.server import assemble

from .serving import StubAgent, said


class Ready(StubAgent):
    """Tells over HTTP what it was asked, from when to when each."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.delay = seconds
        self.turns: list[tuple[str, float, float]] = []

    def is_ready(self) -> bool:
        return True

    async def handle_message(self, message: UserMessage) -> None:
        began = time.time()
        await super().handle_message(message)
        self.turns.append((message.text, began, time.time()))

    async def told(self, request: Request) -> HTTPResponse:
        return json(self.turns)


def replica(seconds: float) -> Sanic:
    app: Sanic = assemble()
    agent = Ready(seconds)
    agent.answers = {"转人工": [said("好的。人工咨询请拨12367。", status="handoff")], "谁": [said("您的身份是？", "内地居民", "外国人")]}
    app.ctx.agent = agent
    app.add_route(agent.told, "/told")
    return app


if __name__ == "__main__":
    replica(float(sys.argv[2])).run(host="127.0.0.1", port=int(sys.argv[1]), access_log=False, workers=1)
