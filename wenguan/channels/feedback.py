"""Whether an answer was useful, as citizens say it: kept with the rules that the answer rests on, without personal numbers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Mapping

from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import Boolean, Column, Float, Integer, String, Table, Text, delete, func, insert, select
from sqlalchemy.engine import Engine

from wenguan.nlu.privacy import mask
from wenguan.records import TABLES, now

from .front_door import strip_hidden

MOST_CHARACTERS = 500
_feedback = Table(
    "feedback", TABLES,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(80), nullable=False, index=True),
    Column("message_id", String(128), nullable=False),
    Column("useful", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("service", String(80), nullable=False),
    Column("aspect", String(80), nullable=False),
    Column("rule_ids", Text, nullable=False),
    Column("at", Float, nullable=False),
)  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """One citizen's word on one answer; the newest on an answer counts."""

    conversation: str
    message_id: str
    useful: bool
    reason: str = ""
    service: str = ""
    aspect: str = ""
    rule_ids: str = ""


class Feedback:
    """Keeps verdicts."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def store(self, verdict: Verdict) -> None:
        """Keep a verdict in the place of an earlier one on the same answer; personal numbers in the reason are masked."""
        kept = {**asdict(verdict), "reason": mask(strip_hidden(verdict.reason)).text[:MOST_CHARACTERS], "at": now()}
        with self._engine.begin() as database:
            if verdict.message_id:
                database.execute(delete(_feedback).where(_same_answer(verdict)))
            database.execute(insert(_feedback).values(**kept))

    def newest(self, most: int = 200) -> list[dict[str, Any]]:
        """Return the newest verdicts without the conversations they stem from."""
        shown = [column for column in _feedback.c if column.name not in ("conversation", "message_id")]
        with self._engine.connect() as database:
            return [dict(row) for row in database.execute(select(shown).order_by(_feedback.c.id.desc()).limit(most)).mappings()]

    def last_verdicts(self) -> dict[str, float]:
        """Return when each conversation's newest verdict was given."""
        newest = select(_feedback.c.conversation, func.max(_feedback.c.at)).group_by(_feedback.c.conversation)
        with self._engine.connect() as database:
            return {conversation: at for conversation, at in database.execute(newest)}

    def erase(self, conversation: str) -> None:
        """Delete what a conversation's citizen said."""
        with self._engine.begin() as database:
            database.execute(delete(_feedback).where(_feedback.c.conversation == conversation))


def answer_of(tracker: DialogueStateTracker | None, message_id: str) -> Mapping[str, Any]:
    """Return the machine part of the answer with this id; empty when the conversation has none."""
    for event in reversed(tracker.events if tracker else ()):
        custom = ((event.data or {}).get("custom") or {}) if isinstance(event, BotUttered) else {}
        if message_id and custom.get("message_id") == message_id:
            return dict(custom)
    return {}


def _same_answer(verdict: Verdict) -> Any:
    return (_feedback.c.conversation == verdict.conversation) & (_feedback.c.message_id == verdict.message_id)
