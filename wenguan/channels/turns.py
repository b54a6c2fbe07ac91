"""One message through the front door and the assistant, the same for every channel: what comes back are messages, never nothing."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import Any, Awaitable, Callable, Dict, List

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from wenguan.dialogue.present import in_script, present
from wenguan.nlu.language import Language, detect
from wenguan.rulebook.model import Knowledge
from wenguan.rulebook.reply import Status, phrase_text, say

from .front_door import TURN_SECONDS, Admitted, FrontDoor, Refused

logger = logging.getLogger(__name__)

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]
Message = Dict[str, Any]
"""text, buttons and custom (the machine part) of one answer."""
LANGUAGES = ("zh-Hans", "zh-Hant", "en")


@dataclass(frozen=True)
class Answered:
    """The messages of one turn. `refused` is set when the door turned the message away, `failed` when the assistant gave no answer of its own."""

    messages: List[Message]
    conversation: str
    refused: Refused | None = None
    failed: bool = False


@dataclass(frozen=True)
class Turns:
    """The way of one channel's messages to the assistant and back."""

    door: FrontDoor
    knowledge: Knowledge
    channel: str
    seconds: float = TURN_SECONDS
    """How long a turn may take before words stand in for its answer."""

    async def take(
        self, sender: str, text: str, on_new_message: OnNewMessage, *, language: str | None = None, address: str | None = None
    ) -> Answered:
        """Admit and answer one message. `language` is the page's or caller's, used while the words leave it open."""
        admitted = self.admit(sender, text, language=language, address=address)
        if isinstance(admitted, Answered):
            return admitted
        return await self.answer(admitted, on_new_message, language=language)

    def admit(self, sender: str, text: str, *, language: str | None = None, address: str | None = None) -> Admitted | Answered:
        """Let a message through the door, or answer why it stays outside."""
        admitted = self.door.admit(self.channel, sender, text, address=address)
        if isinstance(admitted, Admitted):
            return admitted
        said = self.phrase(admitted.phrase, self.language_of(text, language), figures=admitted.figures)
        return Answered([said], self.door.conversation(self.channel, sender), refused=admitted)

    async def answer(self, admitted: Admitted, on_new_message: OnNewMessage, *, language: str | None = None) -> Answered:
        """Answer what the door admitted in `seconds`, waiting for the conversation's turn included; never raises, never empty."""
        started = time.monotonic()
        answered = await self._answer(admitted, on_new_message, language)
        _log(self.channel, admitted, answered, time.monotonic() - started)
        return answered

    async def _answer(self, admitted: Admitted, on_new_message: OnNewMessage, language: str | None) -> Answered:
        try:
            messages = await asyncio.wait_for(self._in_turn(admitted, on_new_message, language), self.seconds)
        except asyncio.TimeoutError:
            return self._failed("busy", admitted, language)
        except Exception:  # the channel's edge: whatever went wrong, the citizen gets words
            logger.exception("turn failed")
            return self._failed("failed", admitted, language)
        return Answered(messages, admitted.conversation) if messages else self._failed("failed", admitted, language)

    async def _in_turn(self, admitted: Admitted, on_new_message: OnNewMessage, language: str | None) -> List[Message]:
        async with self.door.turn(admitted.conversation):
            if self.door.takeover is not None:
                said = await self.door.takeover(self.channel, admitted)
                if said is not None:
                    return said
            answers = await self.ask(admitted.text, admitted.conversation, on_new_message, language)
            return answers if self.door.afterwards is None else await self.door.afterwards(self.channel, admitted, answers)

    async def ask(self, text: str, conversation: str, on_new_message: OnNewMessage, language: str | None = None) -> List[Message]:
        """Hand a text to Rasa as it is, past the door. For what the channel itself says (`/back`); a citizen's words go through `take`."""
        collector = CollectingOutputChannel()
        metadata = {"language": language if language in LANGUAGES else None}
        await on_new_message(UserMessage(text, collector, conversation, input_channel=self.channel, metadata=metadata))
        return merged(collector.messages)

    def _failed(self, phrase: str, admitted: Admitted, language: str | None) -> Answered:
        return Answered([self.phrase(phrase, self.language_of(admitted.text, language))], admitted.conversation, failed=True)

    # -- words of the channel itself

    def phrase(self, phrase: str, language: str, status: Status = "error", figures: Dict[str, str] | None = None) -> Message:
        """Word a phrase as a message with its machine part."""
        return present(self.knowledge, say(self.knowledge, phrase, "en" if language == "en" else "zh", status, **(figures or {})), language)

    def words(self, phrase: str, language: str, **figures: str) -> str:
        """Word a phrase as bare text, in the citizen's script."""
        return in_script(phrase_text(self.knowledge, phrase, "en" if language == "en" else "zh", **figures), language)

    @staticmethod
    def language_of(text: str, known: str | None) -> Language:
        """The language to say a phrase in: the citizen's words, else what is known of them."""
        return detect(text[:200], known)


def merged(messages: List[Message]) -> List[Message]:
    """Join each text with the machine part that follows it: one message an answer."""
    answers: List[Message] = []
    for message in messages:
        part = {key: value for key, value in message.items() if key != "recipient_id"}
        if answers and "custom" in part and "text" not in part and "custom" not in answers[-1]:
            answers[-1].update(part)
        else:
            answers.append(part)
    return answers


def _log(channel: str, admitted: Admitted, answered: Answered, seconds: float) -> None:
    """Write one line a turn, without a word of what was said."""
    statuses = ",".join(str((message.get("custom") or {}).get("status")) for message in answered.messages)
    facts = {"channel": channel, "conversation": admitted.conversation[-8:], "status": statuses, "ms": round(seconds * 1000)}
    masked = ",".join(admitted.masked) or "-"
    logger.info("turn channel=%(channel)s conversation=%(conversation)s status=%(status)s ms=%(ms)d masked=%(masked)s", {**facts, "masked": masked})
