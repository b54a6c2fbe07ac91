"""What a conversation remembers between turns, and what it forgets when a fact or a service changes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Collection, Mapping

from wenguan.rulebook.model import FactDef, FactValue

Language = str
"""`zh-Hans`, `zh-Hant` or `en`."""


@dataclass(frozen=True)
class Offer:
    """A choice that was shown: what it said and what taking it means."""

    label: str
    fact: str | None = None
    value: FactValue | None = None
    service: str | None = None
    aspect: str | None = None
    act: str | None = None


@dataclass(frozen=True)
class State:
    """Everything carried over; a turn is recomputed from it, never patched.

    `focus` are the point scores of the last question, so that it can be answered anew when a fact changes.
    """

    language: Language | None = None
    service: str | None = None
    aspect: str | None = None
    subject: str | None = None
    """The service that the last answer recommends, when it told documents apart: what a follow-up is about."""
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    focus: Mapping[str, float] = field(default_factory=dict)
    broad: bool = True
    pending: str | None = None
    offered: tuple[Offer, ...] = ()
    said: tuple[str, ...] = ()
    misses: int = 0
    query: str = ""
    """The words of a question that still waits for its service."""

    def offers_json(self) -> list[dict[str, Any]]:
        return [vars(offer) for offer in self.offered]


def telling(state: State, found: Mapping[str, FactValue], known: Mapping[str, FactDef]) -> State:
    """Add facts to a state; a place named anew puts the places named before out of mind."""
    moved = any(_is_place(fact, known) for fact in found)
    kept = {fact: value for fact, value in state.facts.items() if not (moved and _is_place(fact, known))}
    return replace(state, facts={**kept, **found})


def turning_to(service: str, state: State, heard: Collection[str], known: Mapping[str, FactDef]) -> State:
    """Turn to a service: what was said of another case is forgotten; what is lasting about the person stays, and what this message says."""
    if service in (state.service, state.subject) or state.service is None:
        return replace(state, service=service)
    kept = {fact: value for fact, value in state.facts.items() if fact in heard or fact in known and known[fact].lasting}
    return replace(state, service=service, facts=kept, aspect=None)


def _is_place(fact: str, known: Mapping[str, FactDef]) -> bool:
    return fact in known and known[fact].type == "item" and not known[fact].lasting
