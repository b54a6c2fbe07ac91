"""What a person is told before taking over, read from Rasa's tracker: question, facts, answers given, what failed. No personal numbers."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Mapping, Sequence

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from wenguan.dialogue.memory import from_slots
from wenguan.dialogue.present import in_script
from wenguan.nlu.privacy import mask
from wenguan.rulebook.model import DONT_KNOW, Knowledge
from wenguan.rulebook.model import Language as RuleLanguage
from wenguan.rulebook.reply import phrase_text
from wenguan.rulebook.wording import named

MOST = 4
"""Most questions, answers and failures a brief names: the newest."""
MOST_CHARACTERS = 90
_TALK = frozenset(("smalltalk", "handoff"))
_ANSWERED = frozenset(("answered", "partial", "needs_fact"))
_FAILED = frozenset(("clarify", "not_stated", "out_of_date", "out_of_scope", "personal_case", "error"))


@dataclass(frozen=True)
class Brief:
    """A conversation in a few lines, in the citizen's language."""

    questions: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()

    def to_json(self) -> dict[str, list[str]]:
        return {name: list(entries) for name, entries in asdict(self).items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Sequence[str]]) -> Brief:
        return cls(**{name: tuple(entries) for name, entries in data.items()})


@dataclass(frozen=True)
class Exchange:
    """One message of a citizen and the answers to it: text and status of each. `at` in seconds of the epoch."""

    said: str
    at: float
    answers: tuple[tuple[str, str], ...] = ()

    @property
    def statuses(self) -> frozenset[str]:
        return frozenset(status for _, status in self.answers)


def exchanges(tracker: DialogueStateTracker | None) -> list[Exchange]:
    """Read the talk of the present session, without what was taken back."""
    found: list[Exchange] = []
    for event in tracker.applied_events() if tracker else ():
        if isinstance(event, UserUttered) and event.text and not event.text.startswith("/"):
            found.append(Exchange(event.text, event.timestamp))
        elif isinstance(event, BotUttered) and event.text and found:
            answer = (event.text, str(_custom(event).get("status", "")))
            found[-1] = replace(found[-1], answers=(*found[-1].answers, answer))
    return found


def brief(knowledge: Knowledge, tracker: DialogueStateTracker | None, language: str) -> Brief:
    """Sum a conversation up for the person who takes over."""
    talk = exchanges(tracker)
    topical = [e for e in talk if not e.statuses <= _TALK]
    return Brief(
        questions=_newest(e.said for e in topical),
        facts=_facts(knowledge, tracker, language),
        answers=_newest(text.partition("\n")[0] for e in talk for text, status in e.answers if status in _ANSWERED),
        failed=_newest(e.said for e in talk if e.statuses & _FAILED),
    )


def lines_of(knowledge: Knowledge, told: Brief, language: str) -> tuple[str, ...]:
    """Word a brief, a line for each kind of thing it names."""
    rule_language: RuleLanguage = "en" if language == "en" else "zh"
    joint = "; " if language == "en" else "；"
    question = joint.join(told.questions) or phrase_text(knowledge, "brief_no_question", rule_language)
    worded = [phrase_text(knowledge, "brief_questions", rule_language, questions=question)]
    for name in ("facts", "answers", "failed"):
        if entries := getattr(told, name):
            worded.append(phrase_text(knowledge, f"brief_{name}", rule_language, **{name: joint.join(entries)}))
    return tuple(worded)


def _custom(event: BotUttered) -> Mapping[str, Any]:
    return (event.data or {}).get("custom") or {}


def _newest(entries: Any) -> tuple[str, ...]:
    """Keep the newest few, each once, short and without personal numbers."""
    return tuple(dict.fromkeys(_short(mask(entry).text) for entry in entries))[-MOST:]


def _short(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"


def _facts(knowledge: Knowledge, tracker: DialogueStateTracker | None, language: str) -> tuple[str, ...]:
    state = from_slots(tracker.current_slot_values() if tracker else {}, knowledge.facts)
    rule_language: RuleLanguage = "en" if language == "en" else "zh"
    joint = " " if language == "en" else ""
    told = []
    for fact, value in state.facts.items():
        if fact in knowledge.facts and value != DONT_KNOW:
            question = knowledge.facts[fact].question.get(rule_language)
            told.append(in_script(f"{question}{joint}{named(knowledge, fact, value, None, rule_language)}", language))
    return tuple(mask(entry).text for entry in told)
