"""Rasa's REST shape at `/webhooks/rest/webhook`, through the front door: clear errors, no shared conversation, never an empty answer."""

from __future__ import annotations

import asyncio
from typing import Any, Awaitable, Dict, List

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from wenguan.knowledge import knowledge as own_knowledge
from wenguan.rulebook.model import Knowledge
from wenguan.warming import read_once

from .faults import Fault, bad_message_id, guarded, json_object
from .front_door import FrontDoor, own_door, valid_sender
from .turns import LANGUAGES, Answered, Message, OnNewMessage, Turns


class CitizenRestInput(InputChannel):
    """The web widget's and integrators' channel."""

    def __init__(self, door: FrontDoor, knowledge: Knowledge) -> None:
        self.door = door
        self.turns = Turns(door, knowledge, self.name())

    @classmethod
    def name(cls) -> str:
        return "rest"

    @classmethod
    def from_credentials(cls, credentials: Dict[str, Any] | None) -> InputChannel:
        """Open the channel; its file entry holds nothing."""
        return cls(own_door(), own_knowledge())

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Serve GET / (alive) and POST /webhook."""
        routes = Blueprint("citizen_rest")

        @routes.get("/")
        async def alive(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        async def receive(request: Request) -> HTTPResponse:
            return await self._answer(_body(request), request.remote_addr or request.ip, on_new_message)

        routes.add_route(guarded(receive), "/webhook", methods=["POST"], name="receive")
        routes.listener("after_server_start")(read_once)
        return routes

    async def _answer(self, body: Dict[str, Any], address: str, on_new_message: OnNewMessage) -> HTTPResponse:
        sender = body["sender"] or self.door.mint()
        answered = await self._once(sender, body, address, on_new_message)
        refused = answered.refused
        if refused is not None and refused.phrase == "paused":
            return self._paused(refused.figures)
        headers = {"Retry-After": str(refused.retry_after)} if refused and refused.retry_after else {}
        return response.json(_addressed(answered.messages, sender), status=429 if headers else 200, headers=headers)

    async def _once(self, sender: str, body: Dict[str, Any], address: str, on_new_message: OnNewMessage) -> Answered:
        """Answer a message; one sent again under the same id gets the same answer and no second turn."""

        def start() -> Awaitable[Answered]:
            return self.turns.take(sender, body["message"], on_new_message, language=body["language"], address=address)

        if body["message_id"] is None:
            return await start()
        conversation = self.door.conversation(self.name(), sender)
        answered = await asyncio.shield(self.door.once(conversation, body["message_id"], Answered, start))
        if answered.failed or answered.refused:
            self.door.forget(conversation, body["message_id"])
        return answered

    def _paused(self, figures: Dict[str, str]) -> HTTPResponse:
        zh, en = (self.turns.words("paused", language, **figures) for language in ("zh-Hans", "en"))
        return response.json({"error": {"code": "paused", "zh": zh, "en": en}}, status=503, headers={"Retry-After": "60"})


def _addressed(messages: List[Message], sender: str) -> List[Message]:
    return [{"recipient_id": sender, **message} for message in messages]


def _body(request: Request) -> Dict[str, Any]:
    """Read and check a request; raise Fault with what is wrong."""
    body = json_object(request)
    message, sender, metadata, message_id = body.get("message"), body.get("sender"), body.get("metadata") or {}, body.get("message_id")
    if not isinstance(message, str):
        raise Fault(422, "no_message", "缺少文字字段message。", "`message` must be a text.")
    if sender is not None and not valid_sender(sender):
        raise Fault(422, "bad_sender", "sender应是1到128个普通字符。", "`sender` must be 1 to 128 plain characters.")
    if message_id is not None and not valid_sender(message_id):
        raise bad_message_id()
    if not isinstance(metadata, dict):
        raise Fault(422, "bad_metadata", "metadata应是JSON对象。", "`metadata` must be a JSON object.")
    language = metadata.get("language")
    return {"message": message, "sender": sender, "message_id": message_id, "language": language if language in LANGUAGES else None}
