"""The operators' pause switch: thrown at the desk, felt by every replica that shares the records, kept over a restart."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, Float, Integer, String, Table, Text, delete, insert, select
from sqlalchemy.engine import Engine

from wenguan.channels.front_door import Notice
from wenguan.records import TABLES, now

_pauses = Table(
    "pauses", TABLES,
    Column("id", Integer, primary_key=True),
    Column("zh", Text, nullable=False),
    Column("en", Text, nullable=False),
    Column("operator", String(80), nullable=False),
    Column("at", Float, nullable=False),
)  # fmt: skip
_THE_ONE = 1


@dataclass(frozen=True)
class Pause:
    """Who paused the assistant, when, and what citizens are told."""

    notice: Notice
    operator: str
    at: float


class Switch:
    """At most one pause, in the records."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def pause(self, notice: Notice, operator: str) -> None:
        """Pause the assistant, or change what is told while it is paused."""
        row = {"id": _THE_ONE, "zh": notice.zh, "en": notice.en, "operator": operator, "at": now()}
        with self._engine.begin() as database:
            database.execute(delete(_pauses))
            database.execute(insert(_pauses).values(**row))

    def resume(self) -> None:
        """Let the assistant answer again."""
        with self._engine.begin() as database:
            database.execute(delete(_pauses))

    def current(self) -> Pause | None:
        """Return the pause that stands; None while the assistant answers."""
        with self._engine.connect() as database:
            row = database.execute(select(_pauses)).mappings().first()
        return Pause(Notice(row["zh"], row["en"]), row["operator"], row["at"]) if row else None

    def notice(self) -> Notice | None:
        """Return what citizens are told; None while the assistant answers."""
        pause = self.current()
        return pause.notice if pause else None
