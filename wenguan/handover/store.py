"""Tickets and what is written on them. A ticket exists only once its citizen agreed; erasing a conversation erases its tickets."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Any, Iterable, Literal, Sequence

from sqlalchemy import Boolean, Column, Float, ForeignKey, Integer, String, Table, Text, and_, delete, func, insert, select, update
from sqlalchemy.engine import Engine

# Each table is created by the engine that `records.connect` opens.
from wenguan.records import TABLES, now

from .brief import Brief

State = Literal["waiting", "person", "closed", "done"]
"""waiting for a person, answered by one, ended by one, over (the citizen writes to the assistant again)."""
Owner = Literal["assistant", "waiting", "person", "closed"]
Author = Literal["citizen", "assistant", "operator", "notice"]
Before = tuple[Author, str, float]
"""Who said what, and when, before there was a ticket."""
TO_CITIZEN: tuple[Author, ...] = ("operator", "notice")
"""Lines that a citizen has to be shown; notices are the desk's own words."""

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without characters that are taken for each other when a reference is read out."""

tickets = Table(
    "tickets", TABLES,
    Column("reference", String(12), primary_key=True),
    Column("conversation", String(80), nullable=False, index=True),
    Column("channel", String(20), nullable=False),
    Column("sender", String(200), nullable=False),
    Column("language", String(10), nullable=False),
    Column("state", String(10), nullable=False, index=True),
    Column("operator", String(80), nullable=False, default=""),
    Column("told", Boolean, nullable=False, default=False),
    Column("brief", Text, nullable=False),
    Column("opened_at", Float, nullable=False),
)
lines = Table(
    "ticket_lines", TABLES,
    Column("id", Integer, primary_key=True),
    Column("reference", String(12), ForeignKey("tickets.reference"), nullable=False, index=True),
    Column("author", String(10), nullable=False),
    Column("name", String(80), nullable=False, default=""),
    Column("text", Text, nullable=False),
    Column("delivered", Boolean, nullable=False, default=False),
    Column("at", Float, nullable=False),
    sqlite_autoincrement=True,
)  # fmt: skip


@dataclass(frozen=True)
class Ticket:
    """One conversation handed to people. `told` once the citizen heard that the assistant keeps silent."""

    reference: str
    conversation: str
    channel: str
    sender: str
    language: str
    state: State
    operator: str
    told: bool
    brief: Brief
    opened_at: float


@dataclass(frozen=True)
class Line:
    """Something said on a ticket; `name` is the operator's."""

    id: int
    author: Author
    text: str
    name: str
    delivered: bool
    at: float

    def to_citizen(self) -> dict[str, Any]:
        """Return the line as the page gets it."""
        return {"id": self.id, "text": self.text, "from": self.author, "at": self.at}


class Store:
    """Keeps tickets in one database; every change is one statement, so several processes may share it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def ping(self) -> None:
        """Raise what is wrong with the database, if anything is."""
        with self._engine.connect() as database:
            database.execute(select(1))

    # -- tickets

    def open(self, conversation: str, channel: str, sender: str, language: str, brief: Brief, before: Sequence[Before]) -> Ticket:
        """Store a ticket that waits, with what was said before it, and return it with its reference."""
        reference = "".join(secrets.choice(_ALPHABET) for _ in range(6))
        row = {
            "reference": reference, "conversation": conversation, "channel": channel, "sender": sender, "language": language,
            "state": "waiting", "brief": json.dumps(brief.to_json(), ensure_ascii=False), "opened_at": now(),
        }  # fmt: skip
        with self._engine.begin() as database:
            database.execute(insert(tickets).values(**row))
            for author, text, at in before:
                database.execute(insert(lines).values(reference=reference, author=author, text=text, delivered=True, at=at))
        return self.find(reference) or _missing(reference)

    def find(self, reference: str) -> Ticket | None:
        """Return a ticket by its reference, however it is written."""
        return next(iter(self._tickets(tickets.c.reference == reference.strip().upper())), None)

    def current(self, conversation: str) -> Ticket | None:
        """Return the conversation's ticket that is not over."""
        return next(iter(self._tickets(and_(tickets.c.conversation == conversation, tickets.c.state != "done"))), None)

    def listed(self, states: Iterable[State]) -> list[Ticket]:
        """Return the tickets in these states, the oldest first."""
        return self._tickets(tickets.c.state.in_(list(states)))

    def move(self, reference: str, to: State, *, out_of: Iterable[State], operator: str | None = None) -> bool:
        """Bring a ticket into another state, for an operator where one is named. False when it was in none of `out_of`, or is another's."""
        free = and_(tickets.c.reference == reference, tickets.c.state.in_(list(out_of)))
        change: dict[str, Any] = {"state": to}
        if operator is not None:
            free = and_(free, tickets.c.operator.in_(["", operator]))
            change["operator"] = operator
        with self._engine.begin() as database:
            return bool(database.execute(update(tickets).where(free).values(**change)).rowcount)

    def tell(self, reference: str) -> bool:
        """Note that the citizen heard of the silence; False when that was noted before."""
        untold = and_(tickets.c.reference == reference, tickets.c.told.is_(False))
        with self._engine.begin() as database:
            return bool(database.execute(update(tickets).where(untold).values(told=True)).rowcount)

    def owner(self, conversation: str) -> Owner:
        """Tell who answers a conversation."""
        ticket = self.current(conversation)
        return "assistant" if ticket is None or ticket.state == "done" else ticket.state

    def erase(self, conversation: str) -> None:
        """Delete a conversation's tickets and every line on them."""
        mine = select(tickets.c.reference).where(tickets.c.conversation == conversation)
        with self._engine.begin() as database:
            database.execute(delete(lines).where(lines.c.reference.in_(mine)))
            database.execute(delete(tickets).where(tickets.c.conversation == conversation))

    # -- lines

    def write(self, reference: str, author: Author, text: str, name: str = "") -> int:
        """Add a line and return its number; numbers grow."""
        with self._engine.begin() as database:
            row = {"reference": reference, "author": author, "name": name, "text": text, "delivered": author not in TO_CITIZEN, "at": now()}
            return int(database.execute(insert(lines).values(**row)).inserted_primary_key[0])

    def lines(self, reference: str) -> list[Line]:
        """Return all that was said on a ticket, in order."""
        return self._lines(lines.c.reference == reference)

    def since(self, conversation: str, after: int) -> list[Line]:
        """Return what people wrote to a citizen after line `after`."""
        return self._lines(and_(tickets.c.conversation == conversation, lines.c.id > after, lines.c.author.in_(TO_CITIZEN)))

    def newest_line(self) -> int:
        """Return the number of the newest line of all; 0 when there is none."""
        with self._engine.connect() as database:
            return int(database.execute(select(func.coalesce(func.max(lines.c.id), 0))).scalar_one())

    def last_lines(self) -> dict[str, float]:
        """Return when each conversation's tickets were last written on, or opened."""
        latest = func.max(func.coalesce(lines.c.at, tickets.c.opened_at))
        newest = select(tickets.c.conversation, latest).select_from(tickets.outerjoin(lines)).group_by(tickets.c.conversation)
        with self._engine.connect() as database:
            return {conversation: at for conversation, at in database.execute(newest)}

    def undelivered(self, conversation: str) -> list[Line]:
        """Return what people wrote to a citizen and no channel has carried."""
        return self._lines(and_(tickets.c.conversation == conversation, lines.c.delivered.is_(False)))

    def delivered(self, ids: Iterable[int]) -> None:
        """Note that lines reached the citizen."""
        with self._engine.begin() as database:
            database.execute(update(lines).where(lines.c.id.in_(list(ids))).values(delivered=True))

    def _tickets(self, condition: Any) -> list[Ticket]:
        with self._engine.connect() as database:
            rows = database.execute(select(tickets).where(condition).order_by(tickets.c.opened_at)).mappings().all()
        return [Ticket(**{**row, "brief": Brief.from_json(json.loads(row["brief"]))}) for row in rows]

    def _lines(self, condition: Any) -> list[Line]:
        joined = select(lines).select_from(lines.join(tickets)).where(condition).order_by(lines.c.id)
        with self._engine.connect() as database:
            rows = database.execute(joined).mappings().all()
        return [Line(row["id"], row["author"], row["text"], row["name"], row["delivered"], row["at"]) for row in rows]


def _missing(reference: str) -> Ticket:
    raise LookupError(f"ticket {reference} was stored and cannot be read back")
