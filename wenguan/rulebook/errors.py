"""Faults in knowledge, told so that a content author can mend them."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Iterable

if TYPE_CHECKING:
    from .model import Knowledge


@dataclass(frozen=True, order=True)
class Problem:
    """One fault: where it is, what is wrong, what to do."""

    file: str
    line: int
    what: str
    fix: str = ""

    def __str__(self) -> str:
        tail = f" {self.fix}" if self.fix else ""
        return f"{self.file}:{self.line}: {self.what}{tail}"


class KnowledgeError(Exception):
    """Knowledge that cannot be loaded; carries every problem found, and what could be read in spite of them."""

    def __init__(self, problems: Iterable[Problem], partial: Knowledge | None = None) -> None:
        self.problems, self.partial = tuple(problems), partial
        super().__init__("\n".join(map(str, self.problems)))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the nearest known word, or the whole list when it is short."""
    names = sorted(map(str, known))
    near = get_close_matches(str(word), names, n=1, cutoff=0.6)
    if near:
        return f"Did you mean `{near[0]}`?"
    if len(names) <= 12:
        return f"Known: {', '.join(names)}."
    return ""
