"""From ranked labels to a topic: which service and aspect a question means, and how sure that is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Mapping, Sequence

from wenguan.nlu.bank import ASPECT, INTENT, Topic
from wenguan.nlu.reading import Candidate, Question

OTHER_THAN_NAMED = 0.02
"""What is left of a label's score when the citizen named another service."""
IN_CONTEXT = 5.0
"""How much likelier a label of the service under discussion is."""
SURE_SERVICE = 0.55
"""Share of the score that one service needs when nobody named it."""


@dataclass(frozen=True)
class Topical:
    """A question about a document: its topic, the scores of the points inside it, and what else it could have been."""

    topic: Topic
    scores: Mapping[str, float]
    broad: bool
    confidence: float
    rivals: tuple[Topic, ...] = ()


@dataclass(frozen=True)
class Unsure:
    """Several services could be meant; best first."""

    topics: tuple[Topic, ...]


@dataclass(frozen=True)
class Act:
    """No question about a document: an intent such as `greet`."""

    intent: str
    confidence: float




def resolve(question: Question, known: Mapping[str, Topic], *, context: str | None, comparing: str | None = None) -> Topical | Unsure | Act | None:
    """Decide what a question means; None when it has no candidates.

    `context` is the service under discussion; `comparing` the service that tells documents apart, wanted when several are named.
    """
    weighed = _weigh(question, known, context, comparing)
    acts = {c.label: c.score for c in weighed if c.label.startswith(INTENT)}
    asked = [c for c in weighed if c.label in known]
    act = max(acts, key=acts.__getitem__, default=None)
    if act is not None and acts[act] > sum(c.score for c in asked):
        return Act(act[len(INTENT):], acts[act])
    if not asked:
        return None
    by_service = _shares(asked, lambda topic: topic.service, known)
    service, share = next(iter(by_service.items()))
    named = bool(question.services) or service == context
    if not named and share < SURE_SERVICE and len(by_service) > 1:
        return Unsure(_best_topics(asked, known, list(by_service)[:4]))
    return _topical([c for c in asked if known[c.label].service == service], known)


def _weigh(question: Question, known: Mapping[str, Topic], context: str | None, comparing: str | None) -> list[Candidate]:
    welcome = {*question.services, comparing} if len(question.services) > 1 else set(question.services)

    def weight(label: str) -> float:
        topic = known.get(label)
        if topic is None:
            return 0.3 if welcome else 1.0
        if welcome:
            return 1.0 if topic.service in welcome else OTHER_THAN_NAMED
        return IN_CONTEXT if topic.service == context else 1.0

    return [Candidate(c.label, c.score * weight(c.label)) for c in question.candidates]


def _shares(candidates: Sequence[Candidate], key, known: Mapping[str, Topic]) -> dict[str, float]:  # type: ignore[no-untyped-def]
    sums: dict[str, float] = defaultdict(float)
    for candidate in candidates:
        sums[key(known[candidate.label])] += candidate.score
    total = sum(sums.values()) or 1.0
    return {name: value / total for name, value in sorted(sums.items(), key=lambda entry: -entry[1])}


def _best_topics(candidates: Sequence[Candidate], known: Mapping[str, Topic], services: Sequence[str]) -> tuple[Topic, ...]:
    ranked = sorted(candidates, key=lambda c: -c.score)
    best = (next(known[c.label] for c in ranked if known[c.label].service == service) for service in services)
    return tuple(best)


def _topical(candidates: Sequence[Candidate], known: Mapping[str, Topic]) -> Topical:
    by_aspect = _shares(candidates, lambda topic: topic.aspect, known)
    aspect, share = next(iter(by_aspect.items()))
    inside = {c.label: c.score for c in candidates if known[c.label].aspect == aspect}
    topic = known[next(iter(inside))]
    best = max(inside, key=inside.__getitem__)
    rivals = [name for name, other in list(by_aspect.items())[1:3] if other > share / 2]
    return Topical(
        topic=topic,
        scores={label: score for label, score in inside.items() if not label.startswith(ASPECT)},
        broad=best.startswith(ASPECT),
        confidence=sum(inside.values()),
        rivals=tuple(Topic(topic.service, name, "") for name in rivals),
    )
