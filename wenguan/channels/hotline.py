"""The text channel of a 12367-style hotline at `/webhooks/hotline`: SMS, the text desk, and help for a human agent.

JSON over HTTP, signed (hotline_auth.py); the whole contract is in hotline.openapi.yaml, served as openapi.json.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, AsyncIterator, Awaitable, Callable, Coroutine, Dict, List, Tuple, cast, get_args

from rasa.core.channels.channel import InputChannel
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from wenguan.knowledge import knowledge as own_knowledge
from wenguan.rulebook.model import Knowledge

from . import hotline_record as record
from .faults import Fault, json_object
from .front_door import Admitted, FrontDoor, own_door, valid_sender
from .hotline_auth import SIGNATURE, TIMESTAMP, Gate, secrets_from
from .hotline_callback import Callback
from .hotline_session import PERSON, Medium, Session, Sessions, page, rating_of, reply
from .off import Off
from .openapi import document
from .plain import write
from .turns import LANGUAGES, Answered, Message, OnNewMessage, Turns

logger = logging.getLogger(__name__)

KEPT_SECONDS = 24 * 3600.0
"""How long a repeat of the platform's message id gets the same reply."""
UNAVAILABLE = Fault(503, "unavailable", "暂时无法处理，请稍后用同一编号重发。", "Not available just now; send it again with the same id.")
Body = Dict[str, Any]
Answering = Coroutine[Any, Any, HTTPResponse]
Handler = Callable[[Request, Body], Answering]
Replied = Tuple[Answered | None, Body]
"""The turn, where a message made one, and what the platform hears."""


class HotlineInput(InputChannel):
    """Speaks with one hotline platform."""

    def __init__(self, secrets: Tuple[bytes, ...], door: FrontDoor, knowledge: Knowledge, callback: Callback | None = None) -> None:
        self.door, self.knowledge = door, knowledge
        self.callback = callback or Callback.from_environment(secrets[0])
        self.gate, self.sessions = Gate(secrets, door.shared), Sessions(door)
        self.turns = Turns(door, knowledge, self.name())

    @classmethod
    def name(cls) -> str:
        return "hotline"

    @classmethod
    def from_credentials(cls, credentials: Dict[str, Any] | None) -> InputChannel:
        """Open the channel when the environment holds its secret."""
        secrets = secrets_from()
        return cls(secrets, own_door(), own_knowledge()) if secrets else Off(cls.name(), "WENGUAN_HOTLINE_SECRET")

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Serve the three calls and the contract."""
        routes = Blueprint("hotline_text")

        async def open_session(request: Request, body: Body) -> HTTPResponse:
            return await self._open(body)

        async def message(request: Request, body: Body) -> HTTPResponse:
            return await self._message(request, self._session(request), body, on_new_message)

        async def close(request: Request, body: Body) -> HTTPResponse:
            return await self._close(request, self._session(request), body)

        async def contract(request: Request) -> HTTPResponse:
            return response.json(document("hotline"))

        routes.add_route(self._signed(open_session), "/sessions", methods=["POST"], name="open")
        routes.add_route(self._signed(message), "/sessions/<session>/messages", methods=["POST"], name="message")
        routes.add_route(self._signed(close), "/sessions/<session>/close", methods=["POST"], name="close")
        routes.add_route(contract, "/openapi.json", methods=["GET"], name="contract")
        return routes

    def _signed(self, handler: Handler) -> Callable[..., Answering]:
        """Check the signature before anything of a request is read; answer faults, and whatever goes wrong, as JSON."""

        async def checked(request: Request, **path: str) -> HTTPResponse:
            try:
                headers = request.headers
                self.gate.check(request.path, str(headers.get(TIMESTAMP, "")), str(headers.get(SIGNATURE, "")), request.body)
                return await handler(request, json_object(request))
            except Fault as fault:
                return fault.response()
            except Exception:  # the channel's edge: a program gets JSON, whatever happened
                logger.exception("request failed")
                return UNAVAILABLE.response()

        return checked

    def _session(self, request: Request) -> Session:
        return self._found(str(request.match_info["session"]))

    def _found(self, session_id: str) -> Session:
        session = self.sessions.find(session_id)
        if session is None:
            raise Fault(404, "no_session", "没有这个会话，请重新开启。", "There is no such session; open a new one.")
        return session

    async def deliver(self, sender: str, text: str) -> bool:
        """Bring a person's words to a caller who has not just written; False without a callback, or when the platform did not take them."""
        session = self.sessions.find(sender)
        if session is None or session.state == "closed" or self.callback is None:
            return False
        return await self.callback.send(session.id, page(self.turns, session, text))

    def _conversation(self, session: Session) -> str:
        return self.door.conversation(self.name(), session.id)

    # -- open

    async def _open(self, body: Body) -> HTTPResponse:
        request_id, medium = _id(body, "request_id"), _one_of(body, "channel", get_args(Medium))
        language = _one_of(body, "language", LANGUAGES)

        async def start() -> Body:
            return self._opened(medium, language)

        opened = self.door.once("hotline", f"open {request_id}", Body, start, seconds=KEPT_SECONDS)
        return response.json(await asyncio.shield(opened), status=201)

    def _opened(self, medium: Medium, language: str) -> Body:
        session = self.sessions.open(medium, language)
        session.written = replace(session.written, text=self.turns.words("greet", language))
        session.said = reply(self.turns, session, session.written.text)
        self.sessions.keep(session)
        return {"session": session.id, "channel": medium, "language": language, "state": session.state, "reply": session.said}

    # -- messages

    async def _message(self, request: Request, session: Session, body: Body, on_new_message: OnNewMessage) -> HTTPResponse:
        message_id, text = _id(body, "message_id"), body.get("text")
        if not isinstance(text, str):
            raise Fault(422, "no_text", "缺少文字字段text。", "`text` must be a text.")
        conversation = self._conversation(session)

        def start() -> Awaitable[Replied]:
            return self._answer(request, session.id, text, on_new_message)

        under_way: asyncio.Task[Replied] = self.door.once(conversation, message_id, cast(Any, Replied), start, seconds=KEPT_SECONDS)
        status, headers, said = await self._kept(conversation, message_id, under_way)
        return response.json({"session": session.id, "message_id": message_id, **said}, status=status, headers=headers)

    async def _kept(self, conversation: str, message_id: str, under_way: asyncio.Task[Replied]) -> Tuple[int, Dict[str, str], Body]:
        """Wait for a reply; one that is no answer is not kept, so that the platform may send the message again."""
        answered, said = await asyncio.shield(under_way)
        if answered is not None and (answered.failed or answered.refused):
            self.door.forget(conversation, message_id)
        wait = answered.refused.retry_after if answered is not None and answered.refused else None
        return (429, {"Retry-After": str(wait)}, said) if wait else (200, {}, said)

    async def _answer(self, request: Request, session_id: str, text: str, on_new_message: OnNewMessage) -> Replied:
        """Answer one message of a session at a time: what a number means depends on what was shown before."""
        async with self._alone_with(session_id) as session:
            return await self._admit(request, session, text, on_new_message)

    @asynccontextmanager
    async def _alone_with(self, session_id: str) -> AsyncIterator[Session]:
        """Hold a session as it stands now, and keep what was changed in it."""
        async with self.door.turn(f"session {session_id}"):
            session = self._found(session_id)
            yield session
            self.sessions.keep(session)

    async def _admit(self, request: Request, session: Session, text: str, on_new_message: OnNewMessage) -> Replied:
        if session.state == "closed":
            raise Fault(409, "closed", "会话已结束，请重新开启。", "The session is closed; open a new one.")
        admitted = self.turns.admit(session.id, text, language=session.written.language)
        if isinstance(admitted, Answered):
            return admitted, _body(session, page(self.turns, session, str(admitted.messages[0]["text"])), admitted.messages)
        if session.state == "awaiting_rating":
            if (rating := rating_of(admitted.text)) is not None:
                return None, self._rated(session, rating)
            session.state = "open"
        return await self._move(request, session, admitted, on_new_message)

    async def _move(self, request: Request, session: Session, admitted: Admitted, on_new_message: OnNewMessage) -> Replied:
        move, words = session.read(admitted.text)
        if move == "ask":
            return await self._ask(request, session, replace(admitted, text=words), on_new_message)
        if move == "page":
            session.said = page(self.turns, session, session.shown.turn_page(), session.said["page"] + 1, session.said["pages"])
        elif move == "choices":
            session.menu_from += len(session.listed)
            session.said = reply(self.turns, session, "")
        elif move == "back":
            session.said = await self._back(session, admitted.conversation, on_new_message)
        return None, _body(session, session.said, [])

    async def _ask(self, request: Request, session: Session, admitted: Admitted, on_new_message: OnNewMessage) -> Replied:
        language = session.written.language
        if admitted.text == PERSON and not session.written.asks_figure and not session.attended:
            admitted = replace(admitted, text=self.turns.words("human", language))
        answered = await self.turns.answer(admitted, on_new_message, language=language)
        written = write(self.turns, answered.messages, language)
        if answered.failed or not written.text:
            return answered, _body(session, page(self.turns, session, written.text), answered.messages)
        session.step(written)
        session.attended = _attended(answered.messages)
        session.said = reply(self.turns, session, written.text)
        said = _body(session, session.said, answered.messages)
        if session.medium == "agent_assist":
            said["assist"] = record.assist(self.knowledge, await _tracker(request, admitted.conversation))
        return answered, said

    async def _back(self, session: Session, conversation: str, on_new_message: OnNewMessage) -> Body:
        """Undo the last turn in the dialogue too, and show again what stood before it."""
        if not session.step_back():
            return reply(self.turns, session, self.turns.words("nothing_before", session.written.language))
        async with self.door.turn(conversation):
            await self.turns.ask("/back", conversation, on_new_message)
        return reply(self.turns, session, session.written.text)

    # -- the end

    async def _close(self, request: Request, session: Session, body: Body) -> HTTPResponse:
        request_id, rating = _id(body, "request_id"), body.get("rating")
        if rating is not None and (not isinstance(rating, int) or isinstance(rating, bool) or not 1 <= rating <= 5):
            raise Fault(422, "bad_rating", "rating应是1到5的整数。", "`rating` must be a whole number from 1 to 5.")

        async def start() -> Body:
            return {"reply": await self._end(session.id, rating)}

        asked = self.door.once(self._conversation(session), f"close {request_id}", Body, start, seconds=KEPT_SECONDS)
        reply, ended = (await asyncio.shield(asked))["reply"], self._found(session.id)
        found = record.summary(self.knowledge, await _tracker(request, self._conversation(session)))
        end = {"session": ended.id, "state": ended.state, "reply": reply, "summary": {**found, "rating": ended.rating}}
        return response.json({**end, "language": ended.language, "channel": ended.medium})

    async def _end(self, session_id: str, rating: int | None) -> Body | None:
        """Close the session, or ask once for a rating; an agent is not asked."""
        async with self._alone_with(session_id) as session:
            session.rating = rating or session.rating
            ask = session.state == "open" and session.rating is None and session.medium != "agent_assist"
            session.state = "awaiting_rating" if ask else "closed"
            return page(self.turns, session, self.turns.words("rate_service", session.written.language)) if ask else None

    def _rated(self, session: Session, rating: int) -> Body:
        session.rating, session.state = rating, "closed"
        return _body(session, page(self.turns, session, self.turns.words("rated", session.written.language)), [])


def _body(session: Session, said: Body, messages: List[Message]) -> Body:
    answers = [message["custom"] for message in messages if message.get("custom")]
    return {"state": session.state, "reply": said, "answers": answers, "citations": record.citations(answers), "assist": None}


def _attended(messages: List[Message]) -> bool:
    """Whether people have the conversation after these messages."""
    return any((message.get("custom") or {}).get("owner") in ("waiting", "person") for message in messages)


async def _tracker(request: Request, conversation: str) -> DialogueStateTracker | None:
    return await request.app.ctx.agent.tracker_store.retrieve(conversation)


def _id(body: Body, name: str) -> str:
    if not valid_sender(body.get(name)):
        en = f"`{name}` must be 1 to 128 plain characters, a new one for each request."
        raise Fault(422, f"bad_{name}", f"{name}应是1到128个普通字符，每个请求不同。", en)
    return str(body[name])


def _one_of(body: Body, name: str, allowed: Tuple[str, ...]) -> Any:
    if body.get(name) not in allowed:
        raise Fault(422, f"bad_{name}", f"{name}应是{'、'.join(allowed)}之一。", f"`{name}` must be one of {', '.join(allowed)}.")
    return body[name]
