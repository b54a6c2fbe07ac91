"""What a conversation remembers between turns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping

from wenguan.rulebook.model import FactValue

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
