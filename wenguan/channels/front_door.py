"""What every message of every channel passes before Rasa sees it: size, rate, pause, duplicates, hidden characters, slashes, personal numbers.

The door knows no web framework; a channel hands it plain strings and gets an `Admitted` message or a `Refused` one with the phrase to say.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import re
import secrets
import time
import unicodedata
from collections import OrderedDict
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_address
from typing import Any, AsyncIterator, Awaitable, Callable, Generic, TypeVar, cast

from pyrate_limiter import Duration, Limiter, Rate

from wenguan.nlu.privacy import mask
from wenguan.secret import own_secret

T = TypeVar("T")

MAX_CHARACTERS = 600
MAX_SENDER = 128
TURN_SECONDS = 4.0
"""A turn that takes longer gets a visible fallback."""

_SENDER = re.compile(r"[\w.:@+/=-]{1,128}")
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


@dataclass(frozen=True)
class Settings:
    """Limits of the door; all can be set by the operator's environment."""

    per_sender: int = 40
    per_address: int = 600
    """Messages a minute. Requests from this machine itself are not limited."""
    remembered: int = 20_000
    """Most senders, addresses and message ids kept in memory."""
    duplicate_seconds: float = 60.0

    @classmethod
    def from_environment(cls) -> Settings:
        """Read WENGUAN_RATE_SENDER and WENGUAN_RATE_ADDRESS (messages a minute)."""
        return cls(
            per_sender=int(os.environ.get("WENGUAN_RATE_SENDER", cls.per_sender)),
            per_address=int(os.environ.get("WENGUAN_RATE_ADDRESS", cls.per_address)),
        )


@dataclass(frozen=True)
class Notice:
    """What an operator tells citizens while the assistant is paused; empty where they wrote nothing."""

    zh: str = ""
    en: str = ""

    @classmethod
    def from_environment(cls) -> Notice | None:
        """Read WENGUAN_PAUSED: unset or 0 means open, 1 means paused, anything else is the notice, Chinese and English parted by `|`.

        >>> os.environ["WENGUAN_PAUSED"] = "今晚维护|Maintenance tonight"; Notice.from_environment()
        Notice(zh='今晚维护', en='Maintenance tonight')
        """
        said = os.environ.get("WENGUAN_PAUSED", "").strip()
        if said.lower() in ("", "0", "no", "false", "off"):
            return None
        if said.lower() in ("1", "yes", "true", "on"):
            return cls()
        zh, bar, en = said.partition("|")
        return cls(zh.strip(), en.strip() if bar else zh.strip())


@dataclass(frozen=True)
class Admitted:
    """A message fit for Rasa: `text` is clean and masked, `conversation` unguessable and bound to its channel."""

    text: str
    conversation: str
    masked: tuple[str, ...] = ()
    sender: str = ""
    """Who to send to on the channel itself (an OpenID, a session), for those who answer later."""


@dataclass(frozen=True)
class Refused:
    """A message that goes no further; `phrase` says why, `figures` fill it. `retry_after` in seconds where waiting helps."""

    phrase: str
    figures: dict[str, str] = field(default_factory=dict)
    retry_after: int | None = None


Takeover = Callable[[str, Admitted], Awaitable["list[dict[str, Any]] | None"]]
"""Answers a message (channel, what was admitted) in the assistant's stead while a person owns the conversation; None lets the assistant answer."""

Afterwards = Callable[[str, Admitted, "list[dict[str, Any]]"], Awaitable["list[dict[str, Any]]"]]
"""Looks at what the assistant answered (channel, what was admitted, its messages) and returns what is said: here a person can be offered."""


class FrontDoor:
    """Guards one process. Thread-unsafe by design: Sanic runs one event loop a process.

    Without a `secret` it takes the installation's own.
    Set `paused` to a Notice to close the door, to None to open it. `takeover` and `afterwards` are where a desk of people hooks in.
    """

    def __init__(self, settings: Settings | None = None, secret: bytes | None = None) -> None:
        self.settings = settings or Settings.from_environment()
        self._secret = secret or own_secret()
        self._senders: Bounded[Limiter] = Bounded(self.settings.remembered)
        self._addresses: Bounded[Limiter] = Bounded(self.settings.remembered)
        self._answers: Bounded[_Kept] = Bounded(self.settings.remembered)
        self._turns: Bounded[asyncio.Lock] = Bounded(self.settings.remembered)
        self.paused: Notice | None = Notice.from_environment()
        self.takeover: Takeover | None = None
        self.afterwards: Afterwards | None = None

    def admit(self, channel: str, sender: str, text: str, *, address: str | None = None) -> Admitted | Refused:
        """Check and clean one message; never raises on what a citizen sends.

        `address` is the citizen's own; a channel whose messages all come from a platform's machines leaves it out.
        """
        conversation = self.conversation(channel, sender)
        if self._too_fast(conversation, address):
            return Refused("too_fast", retry_after=10)
        if self.paused is not None:
            return Refused("paused", {"notice_zh": self.paused.zh, "notice_en": self.paused.en})
        if len(text) > MAX_CHARACTERS:
            return Refused("too_long", {"limit": str(MAX_CHARACTERS)})
        clean = strip_commands(strip_hidden(text))
        if not clean:
            return Refused("empty")
        masked = mask(clean)
        return Admitted(masked.text, conversation, tuple(masked.kinds), sender)

    def conversation(self, channel: str, sender: str) -> str:
        """Bind a sender to its channel: the id cannot be guessed, and one channel cannot speak in another's conversation.

        The same sender gets the same id after a restart.
        """
        return f"{channel}-{self.seal(f'{channel}{chr(0)}{sender}')}"

    def seal(self, text: str) -> str:
        """Return 32 hexadecimal characters that only the holder of the secret can compute from `text`."""
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()[:32]

    def mint(self) -> str:
        """Return a new sender id (128 random bits)."""
        return secrets.token_urlsafe(16)

    # -- rates

    def _too_fast(self, conversation: str, address: str | None) -> bool:
        if address is not None and is_local(address):
            return False
        sender = self._senders.get(conversation, lambda: _limiter(self.settings.per_sender))
        if not sender.try_acquire(blocking=False):
            return True
        if address is None:
            return False
        origin = self._addresses.get(address, lambda: _limiter(self.settings.per_address))
        return not origin.try_acquire(blocking=False)

    # -- duplicates and order

    def once(self, conversation: str, message_id: str, make: Callable[[], T], *, seconds: float | None = None) -> T:
        """Return what this message id was given before, else what `make` gives now.

        Give it a `make` that starts a task, and a repeat waits for the same turn instead of starting a second one.
        Kept for `seconds` (by default `duplicate_seconds`).
        """
        key, now = f"{conversation}\0{message_id}", time.monotonic()
        kept = self._answers.peek(key)
        if kept is None or now > kept.until:
            kept = _Kept(now + (self.settings.duplicate_seconds if seconds is None else seconds), make())
            self._answers.put(key, kept)
        return cast(T, kept.answer)

    def forget(self, conversation: str, message_id: str) -> None:
        """Let a message id be answered anew: its turn failed."""
        self._answers.drop(f"{conversation}\0{message_id}")

    @asynccontextmanager
    async def turn(self, conversation: str) -> AsyncIterator[None]:
        """Let one message of a conversation in at a time."""
        async with self._turns.get(conversation, asyncio.Lock):
            yield


@lru_cache(maxsize=1)
def own_door() -> FrontDoor:
    """Return the one door of this process, which all channels of credentials.yml share."""
    return FrontDoor()


def valid_sender(sender: object) -> bool:
    """Whether a client's own conversation id can be used: 1 to 128 plain characters."""
    return isinstance(sender, str) and bool(_SENDER.fullmatch(sender))


def strip_hidden(text: str) -> str:
    """Drop control, zero-width and unassigned characters; line breaks and tabs become blanks."""
    spaced = re.sub(r"[\r\n\t\v\f\u2028\u2029]+", " ", text)
    return "".join(c for c in spaced if unicodedata.category(c) not in _HIDDEN_CATEGORIES).strip()


def strip_commands(text: str) -> str:
    """Take the leading slashes off, full-width ones too: Rasa would obey them as intents."""
    return re.sub(r"^[\s/／\\]+", "", text)


def is_local(address: str) -> bool:
    """Whether an address is this machine's own loopback."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class _Kept:
    until: float
    answer: object


def _limiter(per_minute: int) -> Limiter:
    return Limiter(Rate(per_minute, Duration.MINUTE))


class Bounded(Generic[T]):
    """A dictionary that forgets what was used longest ago."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._entries: OrderedDict[str, T] = OrderedDict()

    def get(self, key: str, make: Callable[[], T]) -> T:
        if key not in self._entries:
            self.put(key, make())
        self._entries.move_to_end(key)
        return self._entries[key]

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def peek(self, key: str) -> T | None:
        return self._entries.get(key)

    def drop(self, key: str) -> None:
        self._entries.pop(key, None)

    def put(self, key: str, value: T) -> None:
        self._entries[key] = value
        self._entries.move_to_end(key)
        while len(self._entries) > self._size:
            self._entries.popitem(last=False)
