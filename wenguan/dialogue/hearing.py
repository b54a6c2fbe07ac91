"""The facts that one message tells, read in the light of what it asks."""

from __future__ import annotations

from datetime import date
from typing import Collection, Iterable, Mapping

from wenguan.nlu.facts import Extractor, FoundFact
from wenguan.rulebook.model import FactValue

from .followup import leftover

Aspect = tuple[str, str]
"""A service and one of its aspects."""


class Hearing:
    """Reads one message (normalised `text`) as often as its meaning becomes clearer; each reading is made once."""

    def __init__(self, extractor: Extractor, tested: Mapping[Aspect, Collection[str]], text: str, about: Aspect, today: date) -> None:
        """`about` is the aspect answered before; `tested` names the facts that each aspect's rules test."""
        self._extractor, self._tested, self._text, self._today = extractor, tested, text, today
        self._about, self._settled = about, False
        self._readings: dict[tuple[str | None, bool, Aspect, tuple[str, ...]], list[FoundFact]] = {}

    def settle(self, about: Aspect) -> None:
        """From now on read the message as a question about this aspect."""
        self._about, self._settled = about, True

    def found(self, told: Iterable[str], pending: str | None = None) -> list[FoundFact]:
        """Return the facts with their spans. `told` are the facts known before, `pending` the one that was asked for."""
        key = (pending, self._settled, self._about, tuple(told))
        if key not in self._readings:
            self._readings[key] = self._extractor.extract(
                self._text, pending=pending, relevant=self._tested.get(self._about, ()), told=key[3], service=self._about[0],
                settled=self._settled, today=self._today,
            )
        return self._readings[key]

    def facts(self, told: Iterable[str], pending: str | None = None) -> dict[str, FactValue]:
        """Return the value of each fact found."""
        return {found.fact: found.value for found in self.found(told, pending)}

    def rest(self, told: Iterable[str], pending: str | None = None) -> str:
        """Return what the message says beside its facts."""
        return leftover(self._text, [(found.start, found.end) for found in self.found(told, pending)])
