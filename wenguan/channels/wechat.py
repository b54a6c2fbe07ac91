"""The WeChat Official Account bridge at `/webhooks/wechat`: a passive reply within five seconds, else a push.

Set up by WENGUAN_WECHAT_TOKEN, WENGUAN_WECHAT_APP_ID and more; see docs/integration.md.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from dataclasses import dataclass, replace
from typing import Any, Dict, Set, Tuple

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from wenguan.knowledge import knowledge as own_knowledge
from wenguan.rulebook.model import Knowledge

from . import wechat_messages as messages
from .front_door import TURN_SECONDS, Admitted, FrontDoor, own_door
from .off import Off
from .plain import Shown, Written, numbered, paged, wants_more, write
from .shared import LOOK_SECONDS, Shelf
from .turns import Answered, OnNewMessage, Turns
from .wechat_crypto import Account, Forbidden, Guard, Query
from .wechat_messages import Incoming, Malformed
from .wechat_push import Pusher

logger = logging.getLogger(__name__)

MAX_BYTES = 2048
LATE_SECONDS = 60.0
"""How long a turn may take when its answer can be pushed or fetched."""
KEPT_SECONDS = 24 * 3600.0
"""How long a repeat finds its answer, and a late answer can be fetched."""
KNOWN_SECONDS = 48 * 3600.0
"""How long after their last message we know what a follower has before their eyes."""
PASSIVE = "passive"
DONE = "success"
"""What WeChat wants to hear when there is no passive reply."""

MENU_PHRASES = {"wenguan.help": "capabilities"}
MENU_WORDS = {"wenguan.person": "human"}
"""Menu keys with a meaning of their own; any other key is asked as the question it spells."""
MEDIA = frozenset({"image", "location", "link"})


@dataclass(frozen=True)
class Page:
    """What is sent: the text as it fits, and, where it is the whole answer, its parts for a menu to press."""

    text: str
    said: str = ""
    labels: Tuple[str, ...] = ()


class WeChatInput(InputChannel):
    """Speaks with one Official Account."""

    def __init__(
        self, account: Account, door: FrontDoor, knowledge: Knowledge, *, budget: float = TURN_SECONDS, pusher: Pusher | None = None
    ) -> None:
        self.door, self.guard, self.budget = door, Guard(account, door.shared), budget
        self.turns = Turns(door, knowledge, self.name(), LATE_SECONDS)
        self.pusher = pusher or (Pusher(account, door.shared) if account.secret else None)
        self._shown: Shelf[Shown] = Shelf(door.shared, "wechat shown", Shown, KNOWN_SECONDS)
        self._late: Shelf[str] = Shelf(door.shared, "wechat late", str, KEPT_SECONDS)
        """The message whose answer could not be delivered: the follower fetches it."""
        self._pushes: Set[asyncio.Task[None]] = set()

    @classmethod
    def name(cls) -> str:
        return "wechat"

    @classmethod
    def from_credentials(cls, credentials: Dict[str, Any] | None) -> InputChannel:
        """Open the channel when the environment names an account."""
        account = Account.from_environment()
        return cls(account, own_door(), own_knowledge()) if account else Off(cls.name(), "WENGUAN_WECHAT_TOKEN and WENGUAN_WECHAT_APP_ID")

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Serve GET / (server verification) and POST / (messages), and the same at /webhook."""
        routes = Blueprint("wechat_official_account")

        async def verify(request: Request) -> HTTPResponse:
            return self._verify(Query.of(_arguments(request)), str(request.args.get("echostr") or ""))

        async def receive(request: Request) -> HTTPResponse:
            return await self._receive(Query.of(_arguments(request)), request.body, on_new_message)

        for path in ("/", "/webhook"):
            suffix = path.strip("/")
            routes.add_route(verify, path, methods=["GET"], name=f"verify{suffix}")
            routes.add_route(receive, path, methods=["POST"], name=f"receive{suffix}")
        return routes

    async def deliver(self, sender: str, text: str) -> bool:
        """Bring a person's words to a follower who has not just written; False without an AppSecret, or when WeChat did not take them."""
        if self.pusher is None:
            return False
        shown = self._seen_by(sender)
        first, *rest = paged(self.turns, Written(text, language=shown.language or "zh-Hans"), "", fits)
        self._shown.put(sender, replace(shown, waiting=tuple(rest)))
        return await self.pusher.send(sender, first)

    # -- the protocol

    def _verify(self, query: Query, echo: str) -> HTTPResponse:
        try:
            self.guard.verify(query)
        except Forbidden as reason:
            return _refused(reason)
        return response.text(echo, content_type="text/plain; charset=utf-8")

    async def _receive(self, query: Query, body: bytes, on_new_message: OnNewMessage) -> HTTPResponse:
        try:
            message, key = self._open(query, body)
        except Forbidden as reason:
            return _refused(reason)
        except Malformed:
            return response.text("not a WeChat message", status=400)
        try:
            self.guard.admit_once(query, message.identity)
            text = await self._answer_in_time(message, on_new_message)
        except Forbidden as reason:
            return _refused(reason)
        except Exception:  # the channel's edge: WeChat shows its own error for anything but a reply
            logger.exception("message failed")
            text = self.turns.words("failed", self.turns.language_of(message.text, None))
        return self._passive(message, text, key) if text else response.text(DONE)

    def _open(self, query: Query, body: bytes) -> Tuple[Incoming, bytes | None]:
        """Check a request and read its message; the key is None when it came in the open.

        Safe mode refuses plain text; compatible mode takes the envelope where there is one.
        """
        mode = self.guard.account.mode
        if mode == "plain":
            self.guard.verify(query)
            return messages.incoming(messages.read(body)), None
        fields = messages.read(body)
        if mode == "safe" or fields.get("Encrypt"):
            text, key = self.guard.open(query, fields.get("Encrypt", ""))
            return messages.incoming(messages.read(text)), key
        self.guard.verify(query)
        return messages.incoming(fields), None

    def _passive(self, message: Incoming, text: str, key: bytes | None) -> HTTPResponse:
        xml = messages.reply(message, text, int(time.time()))
        if key is not None:
            xml = messages.envelope(*self.guard.seal(xml, key))
        return response.text(xml, content_type="application/xml; charset=utf-8")

    # -- in time or late

    async def _answer_in_time(self, message: Incoming, on_new_message: OnNewMessage) -> str | None:
        """Return the passive reply; None when there is none or it comes another way. Repeats of a message share one answer."""
        if message.wants_no_answer:
            self._shown.drop(message.sender)
            self._late.drop(message.sender)
            return None
        conversation = self._conversation(message)
        page = self.door.once(conversation, message.identity, Page, lambda: self._page(message, on_new_message), seconds=KEPT_SECONDS)
        way = f"way:{conversation} {message.identity}"
        if self.door.shared.get(way) in (None, PASSIVE):
            await asyncio.wait({page}, timeout=self.budget)
        mine = PASSIVE if page.done() else secrets.token_hex(8)
        chosen = self.door.shared.claim(way, mine, KEPT_SECONDS)
        if chosen == PASSIVE:
            return (await asyncio.shield(page)).text
        return self._promise(message, page, first=chosen == mine)

    def _promise(self, message: Incoming, page: asyncio.Task[Page], *, first: bool) -> str | None:
        """Tell WeChat that all is well and see to it, once, that the answer arrives: by push, or fetched by the follower."""
        if self.pusher is None:
            if first:
                self._late.put(message.sender, message.identity)
            return self.turns.words("wechat_slow", self._language(message))
        if first:
            task = asyncio.ensure_future(self._push(message, page, self.pusher))
            self._pushes.add(task)
            task.add_done_callback(self._pushes.discard)
        return None

    async def _push(self, message: Incoming, answer: asyncio.Task[Page], pusher: Pusher) -> None:
        page = await asyncio.shield(answer)
        if not page.text:
            return
        sent = await pusher.send(message.sender, page.said, page.labels) if page.labels else await pusher.send(message.sender, page.text)
        if not sent:
            self._late.put(message.sender, message.identity)

    # -- what to say

    async def _page(self, message: Incoming, on_new_message: OnNewMessage) -> Page:
        """Return the page that answers a message; never raises."""
        try:
            await self._granted(message)
            said = self._said_by_kind(message)
            return Page(said) if said is not None else await self._turn(message, self._spoken(message), on_new_message)
        except Exception:  # the channel's edge
            logger.exception("message failed")
            return Page(self.turns.words("failed", self._language(message)))

    async def _granted(self, message: Incoming) -> None:
        """Count what WeChat lets us push after this message."""
        if self.pusher is not None:
            await (self.pusher.quota.clicked if message.kind == "event" else self.pusher.quota.wrote)(message.sender)

    def _said_by_kind(self, message: Incoming) -> str | None:
        """Answer what is no question: a welcome, a picture, a place; None for words and menu questions."""
        if message.kind == "event" and message.event in ("subscribe", "scan"):
            return self._both("wechat_subscribed")
        if message.kind == "event" and message.key in MENU_PHRASES:
            return self.turns.words(MENU_PHRASES[message.key], self._language(message))
        if message.kind == "text" or message.kind == "voice" and message.text or message.event == "click" and message.key:
            return None
        kind = message.kind if message.kind in MEDIA or message.kind == "voice" else "other"
        known = self._seen_by(message.sender).language
        return self.turns.words(f"wechat_{kind}", known) if known else self._both(f"wechat_{kind}")

    def _both(self, phrase: str) -> str:
        return "\n\n".join(self.turns.words(phrase, language) for language in ("zh-Hans", "en"))

    def _spoken(self, message: Incoming) -> str:
        """The words of a message: typed, recognised, or those of the menu key."""
        if message.kind != "event":
            return message.text
        return self.turns.words(MENU_WORDS[message.key], self._language(message)) if message.key in MENU_WORDS else message.key

    async def _turn(self, message: Incoming, text: str, on_new_message: OnNewMessage) -> Page:
        shown, late = self._seen_by(message.sender), self._late.get(message.sender)
        admitted = self.turns.admit(message.sender, text, language=shown.language)
        if isinstance(admitted, Answered):
            return Page(self._write(admitted, shown).text)
        if late is not None and wants_more(admitted.text):
            return await self._fetch(message, late)
        self._late.drop(message.sender)
        page = Page(shown.turn_page()) if shown.wants_page(admitted.text) else await self._ask(admitted, shown, on_new_message)
        self._shown.put(message.sender, shown)
        return page

    async def _fetch(self, message: Incoming, late: str) -> Page:
        """Hand over an answer that was late, waiting for it a little."""
        until = time.monotonic() + self.budget / 2
        while (page := self.door.answered(self._conversation(message), late, Page)) is None:
            if time.monotonic() > until:
                return Page(self.turns.words("wechat_unfinished", self._language(message)))
            await asyncio.sleep(LOOK_SECONDS)
        self._late.drop(message.sender)
        return page

    async def _ask(self, admitted: Admitted, shown: Shown, on_new_message: OnNewMessage) -> Page:
        label = shown.chosen(admitted.text)
        asked = replace(admitted, text=label) if label else admitted
        answered = await self.turns.answer(asked, on_new_message, language=shown.language)
        written = self._write(answered, shown)
        cut = paged(self.turns, written, numbered(self.turns, written), fits)
        text = shown.show(cut, written)
        return Page(text, written.text, written.labels) if len(cut) == 1 else Page(text)

    def _write(self, answered: Answered, shown: Shown) -> Written:
        return write(self.turns, answered.messages, shown.language or "zh-Hans")

    # -- followers

    def _conversation(self, message: Incoming) -> str:
        return self.door.conversation(self.name(), message.sender)

    def _seen_by(self, sender: str) -> Shown:
        return self._shown.get(sender) or Shown()

    def _language(self, message: Incoming) -> str:
        return self.turns.language_of(message.text, self._seen_by(message.sender).language)


def fits(text: str) -> bool:
    """Whether WeChat takes the text as one message."""
    return len(text.encode()) <= MAX_BYTES


def _arguments(request: Request) -> Dict[str, str]:
    return {name: request.args.get(name) for name in request.args}


def _refused(reason: Forbidden) -> HTTPResponse:
    logger.warning("refused a request: %s", reason)
    return response.text("forbidden", status=403)
