"""Rasa's REST shape at `/webhooks/rest/webhook`, through the front door: clear errors, no shared conversation, never an empty answer."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Awaitable, Callable, Dict, List, Text

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from wenguan.dialogue.present import present
from wenguan.nlu.language import detect
from wenguan.paths import KNOWLEDGE
from wenguan.rulebook.load import load
from wenguan.rulebook.model import Knowledge
from wenguan.rulebook.reply import Status, say

from .front_door import TURN_SECONDS, Admitted, FrontDoor, Refused, valid_sender

logger = logging.getLogger(__name__)

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]
LANGUAGES = ("zh-Hans", "zh-Hant", "en")


class Fault(Exception):
    """A request that is not one: `code` names the fault, `zh` and `en` tell the caller what to do."""

    def __init__(self, status: int, code: str, zh: str, en: str) -> None:
        super().__init__(code)
        self.status, self.body = status, {"error": {"code": code, "zh": zh, "en": en}}


class CitizenRestInput(InputChannel):
    """The web widget's and integrators' channel."""

    def __init__(self, door: FrontDoor | None = None, knowledge: Knowledge | None = None) -> None:
        self.door = door or FrontDoor()
        self.knowledge = knowledge or load(KNOWLEDGE)

    @classmethod
    def name(cls) -> Text:
        return "rest"

    @classmethod
    def from_credentials(cls, credentials: Dict[Text, Any] | None) -> InputChannel:
        return cls()

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Serve GET / (alive) and POST /webhook."""
        routes = Blueprint("citizen_rest")

        @routes.get("/")
        async def alive(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            try:
                body = _body(request)
            except Fault as fault:
                return response.json(fault.body, status=fault.status)
            return await self._answer(body, request.remote_addr or request.ip, on_new_message)

        return routes

    async def _answer(self, body: Dict[Text, Any], address: str, on_new_message: OnNewMessage) -> HTTPResponse:
        sender = body["sender"] or self.door.mint()
        text, metadata = body["message"], body["metadata"]
        admitted = self.door.admit(self.name(), sender, text, address=address)
        if isinstance(admitted, Refused):
            messages = [self._phrase(admitted.phrase, text, metadata, "error", admitted.figures)]
            headers = {"Retry-After": str(admitted.retry_after)} if admitted.retry_after else {}
            return response.json(_addressed(messages, sender), status=429 if admitted.retry_after else 200, headers=headers)
        return response.json(_addressed(await self._turn(admitted, metadata, on_new_message), sender))

    async def _turn(self, admitted: Admitted, metadata: Dict[Text, Any], on_new_message: OnNewMessage) -> List[Dict[Text, Any]]:
        collector = CollectingOutputChannel()
        message = UserMessage(admitted.text, collector, admitted.conversation, input_channel=self.name(), metadata=metadata)
        try:
            async with self.door.turn(admitted.conversation):
                await asyncio.wait_for(on_new_message(message), TURN_SECONDS)
        except asyncio.TimeoutError:
            return [self._phrase("busy", admitted.text, metadata, "error", {})]
        except Exception:  # the channel's edge: whatever went wrong, the citizen gets words
            logger.exception("turn failed")
            return [self._phrase("failed", admitted.text, metadata, "error", {})]
        return merged(collector.messages) or [self._phrase("failed", admitted.text, metadata, "error", {})]

    def _phrase(self, phrase: str, text: str, metadata: Dict[Text, Any], status: Status, figures: Dict[str, str]) -> Dict[Text, Any]:
        language = detect(text[:200], metadata.get("language"))
        return present(self.knowledge, say(self.knowledge, phrase, "en" if language == "en" else "zh", status, **figures), language)


def merged(messages: List[Dict[Text, Any]]) -> List[Dict[Text, Any]]:
    """Join each text with the machine part that follows it: one message an answer."""
    answers: List[Dict[Text, Any]] = []
    for message in messages:
        part = {key: value for key, value in message.items() if key != "recipient_id"}
        if answers and "custom" in part and "text" not in part and "custom" not in answers[-1]:
            answers[-1].update(part)
        else:
            answers.append(part)
    return answers


def _addressed(messages: List[Dict[Text, Any]], sender: str) -> List[Dict[Text, Any]]:
    return [{"recipient_id": sender, **message} for message in messages]


def _body(request: Request) -> Dict[Text, Any]:
    """Read and check a request; raise Fault with what is wrong."""
    try:
        body = request.json
    except Exception as error:  # Sanic raises its own InvalidUsage, or ValueError, by kind of fault
        raise Fault(400, "not_json", "请求正文不是JSON。", "The body is not JSON.") from error
    if not isinstance(body, dict):
        raise Fault(400, "not_an_object", "请求正文应是JSON对象。", "The body must be a JSON object.")
    message, sender, metadata = body.get("message"), body.get("sender"), body.get("metadata") or {}
    if not isinstance(message, str):
        raise Fault(422, "no_message", "缺少文字字段message。", "`message` must be a text.")
    if sender is not None and not valid_sender(sender):
        raise Fault(422, "bad_sender", "sender应是1到128个普通字符。", "`sender` must be 1 to 128 plain characters.")
    if not isinstance(metadata, dict):
        raise Fault(422, "bad_metadata", "metadata应是JSON对象。", "`metadata` must be a JSON object.")
    language = metadata.get("language")
    return {"message": message, "sender": sender, "metadata": {"language": language if language in LANGUAGES else None}}
