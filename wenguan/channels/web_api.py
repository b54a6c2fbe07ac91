"""What the page and the widget call beside the talk itself: health, session, feedback, erasure, counter sheets, and what people write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Dict

from rasa.core.tracker_store import TrackerStore
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from wenguan.clock import today
from wenguan.handover.handover import Handover
from wenguan.rulebook.reply import phrase_text

from .counter_sheet import counter_sheet
from .erasure import erase_tracker
from .faults import Fault, bad_message_id, guarded, json_object
from .feedback import Feedback, Verdict, answer_of
from .front_door import FrontDoor, Notice, is_local, valid_sender
from .live import Live
from .openapi import document

CHANNEL = "rest"
"""The channel whose conversations the page holds."""
CALLS_A_MINUTE = 120
"""Calls that store or delete, from one address."""
LARGEST_ID = 2**53


@dataclass(frozen=True)
class Services:
    """What the calls need. `trackers` returns Rasa's store, None while the assistant starts."""

    door: FrontDoor
    handover: Handover
    feedback: Feedback
    trackers: Callable[[], TrackerStore | None]

    async def erase(self, conversation: str) -> None:
        """Erase a conversation everywhere, once its turn under way has ended."""
        store = self.trackers()
        async with self.door.turn(conversation):
            self.handover.erase(conversation)
            self.feedback.erase(conversation)
            if store is not None:
                erase_tracker(store, conversation)


def web_api(services: Services) -> Blueprint:
    """Serve /healthz and /api/."""
    routes, calls = Blueprint("web_api"), _Calls(services)
    for path, method, handler in (
        ("/healthz", "GET", calls.health), ("/api/session", "POST", calls.session), ("/api/feedback", "POST", calls.rate),
        ("/api/erase", "POST", calls.erase), ("/api/events", "GET", calls.events),
        ("/api/events/stream", "GET", calls.stream), ("/api/sheet", "GET", calls.sheet),
        ("/api/openapi.json", "GET", calls.contract),
    ):  # fmt: skip
        routes.add_route(guarded(handler), path, methods=[method], name=path.strip("/").replace("/", "_"))
    return routes


class _Calls:
    def __init__(self, services: Services) -> None:
        self.s, self.live = services, Live(services.handover)

    async def health(self, request: Request) -> HTTPResponse:
        """Tell whether the assistant can answer: 503 while it starts or misses a store; a paused one still serves pages."""
        if self.s.trackers() is None:
            return json({"status": "starting"}, status=503)
        self.s.door.shared.ping()
        self.s.handover.store.ping()
        notice = self.s.door.notice()
        return json({"status": "ready"} if notice is None else {"status": "paused", "notice": self._worded(notice)})

    def _worded(self, notice: Notice) -> Dict[str, str]:
        """Say a notice as every channel says it."""
        knowledge = self.s.handover.knowledge
        return {"zh": phrase_text(knowledge, "paused", "zh", **notice.figures), "en": phrase_text(knowledge, "paused", "en", **notice.figures)}

    async def session(self, request: Request) -> HTTPResponse:
        self._not_too_fast(request)
        return json({"sender": self.s.door.mint()})

    async def rate(self, request: Request) -> HTTPResponse:
        self._not_too_fast(request)
        body = json_object(request)
        useful, reason, message_id = body.get("useful"), body.get("reason"), body.get("message_id")
        if not isinstance(useful, bool):
            raise Fault(422, "bad_useful", "useful应是true或false。", "`useful` must be true or false.")
        if reason is not None and not isinstance(reason, str):
            raise Fault(422, "bad_reason", "reason应是文字。", "`reason` must be a text.")
        if message_id is not None and not valid_sender(message_id):
            raise bad_message_id()
        conversation = self._conversation(body)
        about = await self._about(conversation, message_id or "")
        self.s.feedback.store(Verdict(conversation, message_id or "", useful, reason or "", **about))
        return json({"ok": True})

    async def erase(self, request: Request) -> HTTPResponse:
        self._not_too_fast(request)
        await self.s.erase(self._conversation(json_object(request)))
        return json({"ok": True})

    async def events(self, request: Request) -> HTTPResponse:
        conversation = self._conversation({"sender": request.args.get("sender")})
        written, owner = self.s.handover.events(conversation, _after(request.args.get("after")))
        return json({"messages": [line.to_citizen() for line in written], "owner": owner}, headers={"Cache-Control": "no-store"})

    async def stream(self, request: Request) -> HTTPResponse | None:
        self._not_too_fast(request)
        conversation = self._conversation({"sender": request.args.get("sender")})
        after = max(_after(request.args.get("after")), _after(request.headers.get("Last-Event-ID")))
        if self.live.full:
            raise Fault(503, "no_streams", "现在无法保持连接，请用api/events查询。", "No more streams just now; ask api/events instead.")
        await self.live.follow(request, conversation, after)
        return None

    async def sheet(self, request: Request) -> HTTPResponse:
        self._not_too_fast(request)
        conversation, message_id = self._conversation({"sender": request.args.get("sender")}), request.args.get("message_id")
        if not valid_sender(message_id):
            raise bad_message_id()
        store = self.s.trackers()
        tracker = await store.retrieve(conversation) if store is not None else None
        found = counter_sheet(self.s.handover.knowledge, tracker, answer_of(tracker, str(message_id)), today())
        return json({"sheet": found}, headers={"Cache-Control": "no-store"})

    async def contract(self, request: Request) -> HTTPResponse:
        return json(document("web"))

    def _conversation(self, body: Dict[str, Any]) -> str:
        sender = body.get("sender")
        if not valid_sender(sender):
            raise Fault(422, "bad_sender", "sender应是1到128个普通字符。", "`sender` must be 1 to 128 plain characters.")
        return self.s.door.conversation(CHANNEL, str(sender))

    async def _about(self, conversation: str, message_id: str) -> Dict[str, str]:
        store = self.s.trackers()
        found = answer_of(await store.retrieve(conversation), message_id) if store is not None and message_id else {}
        return {"service": found.get("service") or "", "aspect": found.get("aspect") or "", "rule_ids": " ".join(found.get("rule_ids") or ())}

    def _not_too_fast(self, request: Request) -> None:
        address = request.remote_addr or request.ip
        if not is_local(address) and not self.s.door.shared.allow(f"calls {address}", CALLS_A_MINUTE):
            raise Fault(429, "too_fast", "请求太快了，请稍等几秒。", "Too many requests; please wait a few seconds.")


def _after(said: str | None) -> int:
    """Read the number of the last line that the page has; nothing means none."""
    if said is None or said == "":
        return 0
    if not (said.isascii() and said.isdigit()) or len(said) > 16 or int(said) > LARGEST_ID:
        raise Fault(422, "bad_after", "after应是上一条消息的编号。", "`after` must be the id of the last message.")
    return int(said)


