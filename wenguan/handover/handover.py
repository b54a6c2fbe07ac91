"""A person takes over: the citizen sees a brief and agrees, the assistant keeps silent, people answer, and the conversation comes back.

Hooks into the front door (`takeover` before Rasa is asked, `afterwards` on what it answered), so that every channel has it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Awaitable, Callable, List, Protocol, Sequence, runtime_checkable

from rasa.shared.core.trackers import DialogueStateTracker

from wenguan.channels.front_door import Admitted, FrontDoor
from wenguan.channels.plain import reply_key
from wenguan.channels.shared import Shelf
from wenguan.channels.turns import LANGUAGES, Message
from wenguan.dialogue.present import in_script, present
from wenguan.nlu.language import detect
from wenguan.rulebook.model import Knowledge
from wenguan.rulebook.model import Language as RuleLanguage
from wenguan.rulebook.reply import Choice, phrase_text, say

from .brief import Brief, brief, exchanges, lines_of
from .store import Author, Before, Line, Store, Ticket

logger = logging.getLogger(__name__)

TrackerOf = Callable[[str], Awaitable["DialogueStateTracker | None"]]
POLLING = frozenset(("rest",))
"""Channels whose citizens fetch what people write (`/api/events`)."""

OFFERED_SECONDS = 24 * 3600.0
"""How long a citizen may think about an offer."""

_AGREE = frozenset({"同意", "同意转接", "好", "好的", "可以", "行", "是", "是的", "发送", "yes", "yes please", "ok", "okay", "sure", "agree", "send"})
_DECLINE = frozenset({"不用", "不", "不要", "不同意", "算了", "取消", "no", "cancel", "no thanks", "no thank you"})


@runtime_checkable
class Carrier(Protocol):
    """A channel that can bring words to a citizen who has not just written."""

    async def deliver(self, sender: str, text: str) -> bool:
        """Send a text to the channel's own id of the citizen; False when it did not arrive."""


@dataclass(frozen=True)
class Offer:
    """A brief that a citizen is looking at. No ticket comes of it before they agree."""

    brief: Brief
    language: str
    before: tuple[Before, ...]


class Handover:
    """Passes conversations between the assistant and the people at the desk."""

    def __init__(self, door: FrontDoor, knowledge: Knowledge, store: Store, tracker_of: TrackerOf) -> None:
        self.store, self.shared, self.carriers = store, door.shared, dict[str, Carrier]()
        self._door, self.knowledge, self._tracker_of = door, knowledge, tracker_of
        self._offers: Shelf[Offer] = Shelf(door.shared, "offer", Offer, OFFERED_SECONDS)

    def attend(self) -> None:
        """Let people be asked for: from now on the front door looks at who owns a conversation."""
        self._door.takeover, self._door.afterwards = self.takeover, self.afterwards
        self._door.attended = lambda conversation: self.store.owner(conversation) in ("waiting", "person")

    def erase(self, conversation: str) -> None:
        """Forget a conversation's tickets and what it was offered."""
        self._offers.drop(conversation)
        self.store.erase(conversation)

    # -- before the assistant is asked

    async def takeover(self, channel: str, admitted: Admitted) -> List[Message] | None:
        """Answer a message in the assistant's stead; None lets the assistant answer."""
        ticket = self.store.current(admitted.conversation)
        if ticket is None:
            return self._consent(channel, admitted)
        if ticket.state == "closed":
            self.store.move(ticket.reference, "done", out_of=["closed"])
            return None
        if reply_key(admitted.text) in self._labels("handoff_leave"):
            return self._leave(ticket)
        return self._pass_on(ticket, admitted)

    def _consent(self, channel: str, admitted: Admitted) -> List[Message] | None:
        """Take the answer to an offer; anything that is no answer goes to the assistant and ends the offer."""
        offer = self._offers.get(admitted.conversation)
        if offer is None:
            return None
        self._offers.drop(admitted.conversation)
        said = reply_key(admitted.text)
        if said in _AGREE | self._labels("handoff_agree"):
            return [self._open(channel, admitted, offer)]
        if said in _DECLINE | self._labels("handoff_decline"):
            return [self._say("handoff_declined", offer.language, "assistant")]
        return None

    def _open(self, channel: str, admitted: Admitted, offer: Offer) -> Message:
        ticket = self.store.open(admitted.conversation, channel, admitted.sender, offer.language, offer.brief, offer.before)
        logger.info("ticket %s opened channel=%s", ticket.reference, channel)
        return self._say("handoff_sent", offer.language, "waiting", ("handoff_leave",), reference=ticket.reference)

    def _pass_on(self, ticket: Ticket, admitted: Admitted) -> List[Message]:
        """Write a citizen's words on the ticket; say once that the assistant keeps silent, and nothing after that."""
        self.store.write(ticket.reference, "citizen", admitted.text)
        said = self._missed(ticket.channel, ticket.conversation)
        if self.store.tell(ticket.reference):
            said.append(self._say("handoff_silent", ticket.language, ticket.state, ("handoff_leave",), reference=ticket.reference))
        return said or [{"custom": {"status": "handoff", "owner": ticket.state, "language": ticket.language}}]

    def _leave(self, ticket: Ticket) -> List[Message]:
        self.store.move(ticket.reference, "done", out_of=["waiting", "person"])
        self.store.delivered([self.store.write(ticket.reference, "notice", self._words("handoff_left", ticket.language))])
        return [*self._missed(ticket.channel, ticket.conversation), self._say("handoff_left", ticket.language, "assistant")]

    # -- after the assistant answered

    async def afterwards(self, channel: str, admitted: Admitted, messages: List[Message]) -> List[Message]:
        """Turn the assistant's referral into an offer with a brief, and hand over what people wrote and no channel carried."""
        said = [await self._offered(admitted, message) if _status(message) == "handoff" else message for message in messages]
        if said:
            said[-1] = {**said[-1], "custom": {**said[-1].get("custom", {}), "owner": "assistant"}}
        return [*self._missed(channel, admitted.conversation), *said]

    async def _offered(self, admitted: Admitted, referral: Message) -> Message:
        known = referral["custom"].get("language")
        language = known if known in LANGUAGES else detect(admitted.text)
        tracker = await self._tracker_of(admitted.conversation)
        told = brief(self.knowledge, tracker, language)
        self._offers.put(admitted.conversation, Offer(told, language, _transcript(tracker)))
        reply = say(self.knowledge, "handoff_brief", _rule(language), "handoff")
        points = (*reply.points, *lines_of(self.knowledge, told, language))
        question = phrase_text(self.knowledge, "handoff_ask", _rule(language))
        choices = self._choices(("handoff_agree", "handoff_decline"), language)
        return present(self.knowledge, replace(reply, points=points, question=question, choices=choices), language)

    def _missed(self, channel: str, conversation: str) -> List[Message]:
        """Return what people wrote while the citizen could not be reached."""
        if channel in POLLING:
            return []
        waiting = self.store.undelivered(conversation)
        self.store.delivered(line.id for line in waiting)
        return [{"text": line.text, "custom": {"status": "handoff"}} for line in waiting]

    # -- the desk

    async def take(self, reference: str, operator: str) -> bool:
        """Give a waiting ticket to an operator; False when it is another's or over."""
        if not self.store.move(reference, "person", out_of=["waiting"], operator=operator):
            return self._holds(reference, operator)
        await self._notify(reference, "handoff_joined")
        return True

    async def answer(self, reference: str, operator: str, text: str) -> bool:
        """Bring an operator's words to the citizen, taking the ticket if it waits; False when it is another's or over."""
        if not await self.take(reference, operator):
            return False
        await self._bring(reference, "operator", text, operator)
        return True

    async def close(self, reference: str, operator: str) -> bool:
        """End a ticket; the citizen's next message is the assistant's. False when it is another's or over."""
        return await self._end(reference, operator, "handoff_closed", back=False)

    async def hand_back(self, reference: str, operator: str) -> bool:
        """Give the conversation back to the assistant; False when the ticket is another's or over."""
        return await self._end(reference, operator, "handoff_returned", back=True)

    async def _end(self, reference: str, operator: str, phrase: str, *, back: bool) -> bool:
        if not self.store.move(reference, "done" if back else "closed", out_of=["waiting", "person"], operator=operator):
            return False
        await self._notify(reference, phrase)
        return True

    def _holds(self, reference: str, operator: str) -> bool:
        ticket = self.store.find(reference)
        return ticket is not None and ticket.state == "person" and ticket.operator == operator

    async def _notify(self, reference: str, phrase: str) -> None:
        ticket = self.store.find(reference)
        if ticket is not None:
            await self._bring(reference, "notice", self._words(phrase, ticket.language, reference=reference), "")

    async def _bring(self, reference: str, author: Author, text: str, name: str) -> None:
        """Write a line and carry it over the citizen's channel, where that can be done; else it waits for their next message."""
        line, ticket = self.store.write(reference, author, text, name), self.store.find(reference)
        carrier = self.carriers.get(ticket.channel) if ticket else None
        if ticket is None or carrier is None:
            return
        try:
            if await carrier.deliver(ticket.sender, text):
                self.store.delivered([line])
        except Exception:  # the channel's edge: the line is stored, and stays undelivered
            logger.exception("delivery failed")

    def brief_lines(self, ticket: Ticket) -> tuple[str, ...]:
        """Word a ticket's brief as its citizen saw it."""
        return lines_of(self.knowledge, ticket.brief, ticket.language)

    # -- for those who fetch

    def events(self, conversation: str, after: int) -> tuple[Sequence[Line], str]:
        """Return what people wrote after line `after`, and who owns the conversation."""
        written = self.store.since(conversation, after)
        self.store.delivered(line.id for line in written if not line.delivered)
        return written, self.store.owner(conversation)

    # -- words

    def _say(self, phrase: str, language: str, owner: str, labels: Sequence[str] = (), **figures: str) -> Message:
        reply = replace(say(self.knowledge, phrase, _rule(language), "handoff", **figures), choices=self._choices(labels, language))
        message = present(self.knowledge, reply, language)
        return {**message, "custom": {**message["custom"], "owner": owner}}

    def _choices(self, phrases: Sequence[str], language: str) -> tuple[Choice, ...]:
        return tuple(Choice(phrase_text(self.knowledge, phrase, _rule(language))) for phrase in phrases)

    def _words(self, phrase: str, language: str, **figures: str) -> str:
        return in_script(phrase_text(self.knowledge, phrase, _rule(language), **figures), language)

    def _labels(self, phrase: str) -> frozenset[str]:
        """Return a button's words in every language and script, as replies are compared."""
        return frozenset(reply_key(self._words(phrase, language)) for language in LANGUAGES)


def _transcript(tracker: DialogueStateTracker | None) -> tuple[Before, ...]:
    """Return what was said, without the wish for a person itself."""
    said: list[Before] = []
    for exchange in (e for e in exchanges(tracker) if e.statuses != {"handoff"}):
        said.append(("citizen", exchange.said, exchange.at))
        said += [("assistant", text, exchange.at) for text, _ in exchange.answers]
    return tuple(said)


def _status(message: Message) -> str | None:
    status = (message.get("custom") or {}).get("status")
    return str(status) if status else None


def _rule(language: str) -> RuleLanguage:
    return "en" if language == "en" else "zh"
