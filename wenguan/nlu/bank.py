"""The labelled phrases that understanding is trained on.

A label says what a phrase asks for: a point (`border-fee-free/free`), a whole aspect (`@border_permit.fee`), or something that is no
question about a document (`#greet`). Point and aspect phrases come from knowledge (`asked_as`), the others from `data/nlu`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable, Iterator

from wenguan.rulebook.decide import point_key
from wenguan.rulebook.model import Aspect, Knowledge, Phrases, Service

ASPECT = "@"
INTENT = "#"
COMPARING = "which_document"
"""The service that tells documents apart: meant when several are named."""


@dataclass(frozen=True)
class Topic:
    """Where a label belongs: its service and aspect, and the kind of question it is."""

    service: str
    aspect: str
    ask: str


@dataclass(frozen=True)
class Phrase:
    text: str
    label: str


def aspect_label(service: str, aspect: str) -> str:
    return f"{ASPECT}{service}.{aspect}"


def topics(knowledge: Knowledge) -> dict[str, Topic]:
    """Map every point and aspect label to its topic."""
    found: dict[str, Topic] = {}
    for service, aspect in _aspects(knowledge):
        topic = Topic(service.id, aspect.id, aspect.ask)
        found[aspect_label(service.id, aspect.id)] = topic
        for rule in aspect.rules:
            found.update({point_key(rule, point): topic for point in rule.points})
    return found


def knowledge_phrases(knowledge: Knowledge) -> Iterator[Phrase]:
    """Yield the ways people ask for each point and aspect, and the points' own words."""
    for service, aspect in _aspects(knowledge):
        label = aspect_label(service.id, aspect.id)
        yield from _spoken(aspect.asked_as, label)
        yield from _spoken(Phrases((f"{service.short.zh}{aspect.label.zh}",), (f"{service.short.en} {aspect.label.en}",)), label)
        for rule in aspect.rules:
            for point in rule.points:
                yield from _spoken(point.asked_as, point_key(rule, point))


def intent_phrases(examples: Iterable[tuple[str, str]]) -> Iterator[Phrase]:
    """Yield Rasa's (text, intent) examples of intents that are no question about a document."""
    for text, intent in examples:
        if not intent.startswith("ask_"):
            yield Phrase(text, f"{INTENT}{intent}")


def _aspects(knowledge: Knowledge) -> Iterator[tuple[Service, Aspect]]:
    for service in knowledge.services.values():
        for aspect in service.aspects:
            yield service, aspect


def _spoken(phrases: Phrases, label: str) -> Iterator[Phrase]:
    yield from (Phrase(text, label) for text in (*phrases.zh, *phrases.en) if text)
