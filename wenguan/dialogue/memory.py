"""A conversation's State as Rasa slots hold it: plain JSON, one slot a fact."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Mapping

from wenguan.rulebook.model import FactDef, FactValue

from .state import Offer, State

TALK = "talk"
"""The slot that keeps what is no fact: topic, offers, the last question."""
SERVICE = "service"


def to_slots(state: State, facts: Mapping[str, FactDef]) -> dict[str, Any]:
    """Return every slot's value; a fact that is not known is None."""
    talk = {
        "language": state.language, "aspect": state.aspect, "subject": state.subject,
        "focus": dict(list(state.focus.items())[:12]), "broad": state.broad, "pending": state.pending,
        "offered": [_plain_offer(offer) for offer in state.offered], "misses": state.misses, "query": state.query,
    }
    return {SERVICE: state.service, TALK: talk, **{fact: to_json(state.facts.get(fact)) for fact in facts}}


def from_slots(slots: Mapping[str, Any], facts: Mapping[str, FactDef]) -> State:
    """Rebuild a State; what is missing or unreadable counts as unknown."""
    talk = slots.get(TALK) or {}
    known = {fact: from_json(slots[fact], declared) for fact, declared in facts.items() if slots.get(fact) is not None}
    return State(
        language=talk.get("language"), service=slots.get(SERVICE), aspect=talk.get("aspect"), subject=talk.get("subject"),
        facts={fact: value for fact, value in known.items() if value is not None},
        focus=talk.get("focus") or {}, broad=talk.get("broad", True), pending=talk.get("pending"),
        offered=tuple(_offer(entry, facts) for entry in talk.get("offered") or ()), misses=talk.get("misses", 0), query=talk.get("query") or "",
    )


def to_json(value: FactValue | None) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def from_json(value: Any, declared: FactDef) -> FactValue | None:
    """Read a fact's value back; None when it does not fit the declaration."""
    if declared.type not in ("date", "datetime") or not isinstance(value, str):
        return value  # type: ignore[no-any-return]
    try:
        return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    except ValueError:
        return value if value == "dont_know" else None


def _plain_offer(offer: Offer) -> dict[str, Any]:
    return {key: to_json(value) for key, value in vars(offer).items() if value is not None}


def _offer(entry: Mapping[str, Any], facts: Mapping[str, FactDef]) -> Offer:
    return Offer(**entry)
