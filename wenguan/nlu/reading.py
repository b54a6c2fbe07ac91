"""What understanding made of one message: plain data, as it travels from the NLU pipeline to the dialogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping


@dataclass(frozen=True)
class Candidate:
    """A label of the phrase bank with its probability."""

    label: str
    score: float


@dataclass(frozen=True)
class Question:
    """One question of the message: its words, what it asks for (best first), the services it names."""

    text: str
    candidates: tuple[Candidate, ...]
    services: tuple[str, ...] = ()
    bare: bool = False
    """Whether nothing is left beside a service's name ("护照呢")."""
    mentioned: tuple[str, ...] = ()
    """Services that a word often, but not always, names."""
    hints: tuple[str, ...] = ()
    """Services that telling words point to, the most pointed-to first; none for a question that could be asked of any."""


@dataclass(frozen=True)
class Reading:
    """A whole message in the order of its questions; the first is what Rasa's intent names."""

    text: str
    language: str
    questions: tuple[Question, ...]

    def to_json(self) -> dict[str, Any]:
        questions = [{**vars(question), "candidates": [[c.label, c.score] for c in question.candidates]} for question in self.questions]
        return {"text": self.text, "language": self.language, "questions": questions}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Reading:
        """Rebuild a reading; raises KeyError, TypeError or ValueError when `data` is not one."""
        return cls(
            text=data["text"],
            language=data["language"],
            questions=tuple(
                Question(
                    text=q["text"],
                    candidates=tuple(Candidate(label, float(score)) for label, score in q["candidates"]),
                    services=tuple(q["services"]),
                    bare=bool(q["bare"]),
                    mentioned=tuple(q["mentioned"]),
                    hints=tuple(q["hints"]),
                )
                for q in data["questions"]
            ),
        )
