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
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_address
from typing import Any, AsyncContextManager, Awaitable, Callable, TypeVar

from wenguan.nlu.privacy import mask
from wenguan.secret import own_secret

from .shared import InMemory, Shared, Shelf, own_shared

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
    duplicate_seconds: float = 60.0
    proxies: int = 0
    """Proxies before the server; each adds the address it hears from to X-Forwarded-For. Without this the proxy's own address is counted."""

    @classmethod
    def from_environment(cls) -> Settings:
        """Read WENGUAN_RATE_SENDER, WENGUAN_RATE_ADDRESS (messages a minute) and WENGUAN_PROXIES."""
        return cls(
            per_sender=int(os.environ.get("WENGUAN_RATE_SENDER", cls.per_sender)),
            per_address=int(os.environ.get("WENGUAN_RATE_ADDRESS", cls.per_address)),
            proxies=int(os.environ.get("WENGUAN_PROXIES", cls.proxies)),
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

    @property
    def figures(self) -> dict[str, str]:
        """Fill the phrase `paused`, each notice a sentence of its own.

        >>> Notice("今晚维护", "Maintenance tonight.").figures
        {'notice_zh': '今晚维护。', 'notice_en': 'Maintenance tonight.'}
        """
        return {"notice_zh": _ended(self.zh, "。"), "notice_en": _ended(self.en, ".")}


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
    """Guards every replica that has the same secret and shares through the same Redis; alone in its process by default.

    Without a `secret` it takes the installation's own.
    Set `paused` to a Notice to close the door, to None to open it. `takeover`, `afterwards`, `switch` and `attended` are where a desk of people
    hooks in: `switch` tells what the desk's pause switch says, `attended` whether people have a conversation, which a pause leaves open.
    """

    def __init__(self, settings: Settings | None = None, secret: bytes | None = None, shared: Shared | None = None) -> None:
        self.settings = settings or Settings.from_environment()
        self.shared = shared or InMemory()
        self._secret = secret or own_secret()
        self._under_way: dict[str, asyncio.Task[Any]] = {}
        self.paused: Notice | None = Notice.from_environment()
        self.takeover: Takeover | None = None
        self.afterwards: Afterwards | None = None
        self.switch: Callable[[], Notice | None] = lambda: None
        self.attended: Callable[[str], bool] = lambda conversation: False

    def admit(self, channel: str, sender: str, text: str, *, address: str | None = None) -> Admitted | Refused:
        """Check and clean one message; never raises on what a citizen sends.

        `address` is the citizen's own; a channel whose messages all come from a platform's machines leaves it out.
        """
        conversation = self.conversation(channel, sender)
        if self._too_fast(conversation, address):
            return Refused("too_fast", retry_after=10)
        notice = self.notice()
        if notice is not None and not self.attended(conversation):
            return Refused("paused", notice.figures)
        if len(text) > MAX_CHARACTERS:
            return Refused("too_long", {"limit": str(MAX_CHARACTERS)})
        clean = strip_commands(strip_hidden(text))
        if not clean:
            return Refused("empty")
        masked = mask(clean)
        return Admitted(masked.text, conversation, tuple(masked.kinds), sender)

    def notice(self) -> Notice | None:
        """Return what citizens are told while the assistant is paused, by the environment or at the desk; None while it is open."""
        return self.paused if self.paused is not None else self.switch()

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
        if not self.shared.allow(conversation, self.settings.per_sender):
            return True
        return address is not None and not self.shared.allow(f"address {address}", self.settings.per_address)

    # -- duplicates and order

    def once(
        self, conversation: str, message_id: str, kind: type[T], make: Callable[[], Awaitable[T]], *, seconds: float | None = None
    ) -> asyncio.Task[T]:
        """Answer a message id: with what it was given before, here or on another replica, else with what `make` gives now.

        Repeats wait for a turn that is under way instead of starting a second one. Answers (of type `kind`) are kept for `seconds`
        (by default `duplicate_seconds`). Whoever may be cancelled shields the task: others wait for it too.
        """
        key = _message(conversation, message_id)
        if key not in self._under_way:
            task = asyncio.ensure_future(self._once(self._answers(kind), key, make, seconds))
            self._under_way[key] = task
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        return self._under_way[key]

    async def _once(self, answers: Shelf[T], key: str, make: Callable[[], Awaitable[T]], seconds: float | None) -> T:
        async with self.shared.lock(f"once:{key}"):
            if (kept := answers.get(key)) is not None:
                return kept
            made = await make()
            answers.put(key, made, seconds)
            return made

    def answered(self, conversation: str, message_id: str, kind: type[T]) -> T | None:
        """Return what a message id was given; None while that is under way, or was forgotten."""
        return self._answers(kind).get(_message(conversation, message_id))

    def forget(self, conversation: str, message_id: str) -> None:
        """Let a message id be answered anew: its turn failed."""
        self._answers(object).drop(_message(conversation, message_id))

    def _answers(self, kind: type[T]) -> Shelf[T]:
        return Shelf(self.shared, "answer", kind, self.settings.duplicate_seconds)

    def turn(self, conversation: str) -> AsyncContextManager[None]:
        """Let one message of a conversation in at a time."""
        return self.shared.lock(f"turn:{conversation}")


@lru_cache(maxsize=1)
def own_door() -> FrontDoor:
    """Return the one door of this process, which all channels of credentials.yml share."""
    return FrontDoor(shared=own_shared())


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


def _ended(text: str, stop: str) -> str:
    return text if not text or text[-1] in "。.！!？?；;" else text + stop


def _message(conversation: str, message_id: str) -> str:
    return f"{conversation} {message_id}"
