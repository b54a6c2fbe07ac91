"""The operator desk at `/desk`: its page, and the calls the page makes. Every call carries the operator's token.

Agents take, answer, close and hand back; editors read tickets and feedback; both can pause the assistant. Without operators in the environment
there is no desk.
"""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from typing import Any, Awaitable, Callable, Coroutine, Dict, Sequence

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json, redirect

from wenguan.channels.faults import Fault, guarded, json_object
from wenguan.channels.feedback import Feedback
from wenguan.channels.front_door import Notice, strip_hidden
from wenguan.channels.site import INDEX, hold, send

from .handover import Handover
from .operators import Operator, by_token
from .store import Line, Ticket
from .switch import Pause, Switch

logger = logging.getLogger(__name__)

PAGE = Path(__file__).parent / "page"
MOST_CHARACTERS = 1000
MOST_OF_A_NOTICE = 200
FAILED_LOGINS = 10
"""Wrong tokens a minute from one address that are answered as such."""
Call = Callable[[Request, Operator], Coroutine[Any, Any, HTTPResponse]]


def desk(handover: Handover, feedback: Feedback, switch: Switch, operators: Sequence[Operator]) -> Blueprint:
    """Serve the desk for these operators."""
    routes, calls, files = Blueprint("desk"), _Calls(handover, feedback, switch, operators), hold(PAGE)

    async def door(request: Request) -> HTTPResponse:
        return redirect("/desk/")

    async def page(request: Request) -> HTTPResponse:
        return send(request, files, INDEX)

    async def file(request: Request, name: str) -> HTTPResponse:
        return send(request, files, name)

    routes.add_route(door, "/desk", methods=["GET"], name="door", strict_slashes=True)
    routes.add_route(page, "/desk/", methods=["GET"], name="page", strict_slashes=True)
    routes.add_route(file, "/desk/<name:str>", methods=["GET"], name="file")
    for path, method, call in calls.listed():
        name = f"{method} {path}".replace("/", "_").replace(" ", "_").replace("<reference:str>", "one")
        routes.add_route(guarded(partial(calls.for_operator, call)), f"/desk/api/{path}", methods=[method], name=name)
    return routes


class _Calls:
    def __init__(self, handover: Handover, feedback: Feedback, switch: Switch, operators: Sequence[Operator]) -> None:
        self.handover, self.feedback, self.switch, self.operators = handover, feedback, switch, operators

    def listed(self) -> Sequence[tuple[str, str, Call]]:
        """Return path, method and handler of each call."""
        return (
            ("tickets", "GET", self.tickets), ("tickets/<reference:str>", "GET", self.ticket), ("feedback", "GET", self.verdicts),
            ("tickets/<reference:str>/take", "POST", self.take), ("tickets/<reference:str>/answer", "POST", self.answer),
            ("tickets/<reference:str>/close", "POST", self.close), ("tickets/<reference:str>/return", "POST", self.hand_back),
            ("pause", "POST", self.pause), ("resume", "POST", self.resume),
        )  # fmt: skip

    async def for_operator(self, call: Call, request: Request, **path: str) -> HTTPResponse:
        """Find out who calls before anything else is looked at."""
        scheme, _, token = str(request.headers.get("Authorization", "")).partition(" ")
        operator = by_token(self.operators, token) if scheme.lower() == "bearer" else None
        if operator is None:
            raise self._refused(request.remote_addr or request.ip)
        reply = await call(request, operator)
        reply.headers["Cache-Control"] = "no-store"
        return reply

    def _refused(self, address: str) -> Fault:
        if not self.handover.shared.allow(f"failed logins {address}", FAILED_LOGINS):
            return Fault(429, "too_many_logins", "口令错误次数过多，请一分钟后再试。", "Too many wrong tokens; please wait a minute.")
        return Fault(401, "no_operator", "口令不对，请重新登录。", "That token is not known; please sign in again.")

    # -- reading

    async def tickets(self, request: Request, operator: Operator) -> HTTPResponse:
        listed = [_entry(ticket) for ticket in self.handover.store.listed(("waiting", "person"))]
        return json({"operator": {"name": operator.name, "role": operator.role}, "tickets": listed, "pause": _pause(self.switch.current())})

    async def ticket(self, request: Request, operator: Operator) -> HTTPResponse:
        return self._shown(self._find(request))

    async def verdicts(self, request: Request, operator: Operator) -> HTTPResponse:
        return json({"feedback": self.feedback.newest()})

    # -- the pause switch

    async def pause(self, request: Request, operator: Operator) -> HTTPResponse:
        body = json_object(request)
        zh, en = (_notice(body.get(language)) for language in ("zh", "en"))
        self.switch.pause(Notice(zh or en, en or zh), operator.name)
        logger.info("assistant paused")
        return json({"pause": _pause(self.switch.current())})

    async def resume(self, request: Request, operator: Operator) -> HTTPResponse:
        self.switch.resume()
        logger.info("assistant resumed")
        return json({"pause": None})

    # -- writing

    async def take(self, request: Request, operator: Operator) -> HTTPResponse:
        return await self._change(request, operator, self.handover.take)

    async def close(self, request: Request, operator: Operator) -> HTTPResponse:
        return await self._change(request, operator, self.handover.close)

    async def hand_back(self, request: Request, operator: Operator) -> HTTPResponse:
        return await self._change(request, operator, self.handover.hand_back)

    async def answer(self, request: Request, operator: Operator) -> HTTPResponse:
        text = json_object(request).get("text")
        if not isinstance(text, str) or not 0 < len(text.strip()) <= MOST_CHARACTERS:
            raise Fault(422, "bad_text", f"答复应是1到{MOST_CHARACTERS}字。", f"`text` must be 1 to {MOST_CHARACTERS} characters.")
        return await self._change(request, operator, partial(self.handover.answer, text=text.strip()))

    async def _change(self, request: Request, operator: Operator, change: Callable[[str, str], Awaitable[bool]]) -> HTTPResponse:
        if operator.role != "agent":
            raise Fault(403, "not_an_agent", "编辑只能查看，不能答复。", "Editors can read, not answer.")
        ticket = self._find(request)
        if not await change(ticket.reference, operator.name):
            raise Fault(409, "not_yours", "这张单已由别人接手或已结束。", "Somebody else has this ticket, or it is over.")
        return self._shown(self._find(request))

    def _find(self, request: Request) -> Ticket:
        ticket = self.handover.store.find(str(request.match_info["reference"]))
        if ticket is None:
            raise Fault(404, "no_ticket", "没有这个编号，可能已被当事人删除。", "There is no such ticket; its citizen may have erased it.")
        return ticket

    def _shown(self, ticket: Ticket) -> HTTPResponse:
        told = self.handover.brief_lines(ticket)
        return json({"ticket": _entry(ticket), "brief": told, "lines": [_line(line) for line in self.handover.store.lines(ticket.reference)]})


def _notice(text: object) -> str:
    """Read one language of a notice; nothing means that the usual words do."""
    said = "" if text is None else text
    if not isinstance(said, str) or len(said) > MOST_OF_A_NOTICE:
        raise Fault(422, "bad_notice", f"通知最多{MOST_OF_A_NOTICE}字。", f"A notice is a text of up to {MOST_OF_A_NOTICE} characters.")
    return strip_hidden(said)


def _pause(pause: Pause | None) -> Dict[str, Any] | None:
    return {"zh": pause.notice.zh, "en": pause.notice.en, "operator": pause.operator, "at": pause.at} if pause else None


def _entry(ticket: Ticket) -> Dict[str, Any]:
    shown = ("reference", "channel", "language", "state", "operator", "opened_at")
    return {**{name: getattr(ticket, name) for name in shown}, "question": ticket.brief.questions[-1] if ticket.brief.questions else ""}


def _line(line: Line) -> Dict[str, Any]:
    return {"id": line.id, "author": line.author, "name": line.name, "text": line.text, "delivered": line.delivered, "at": line.at}
