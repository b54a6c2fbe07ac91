"""From ranked labels to a topic: which service and aspect a question means, and how sure that is."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Collection, Mapping, Sequence

from wenguan.nlu.bank import ASPECT, INTENT, Topic
from wenguan.nlu.reading import Candidate, Question
from wenguan.nlu.tokenizer import HAN_RUN

OTHER_THAN_NAMED = 0.02
"""What is left of a label's score when the citizen named another service."""
OTHER_THAN_MENTIONED = 0.3
"""The same, when a word that only often names a service ("passport") was said."""
COMPARED, COMPARED_ASKED = 0.15, 0.4
"""The weight of the service that tells documents apart, when one service is named; and when the words compare."""
_COMPARES = re.compile(r"还是|区别|不同|一样|代替|替代|相比|哪个好|\b(?:or|versus|vs|difference|differ|instead|compared?|same)\b")
REFERRED = 0.5
"""From this share of the best aspect's score on, talk that is no matter of ours is meant rather than a service nobody named."""
TALK_BESIDE_NAMED, TALK_IN_CONTEXT = 0.15, 0.4
"""What is left of talk's score when the message names a service, or follows an answer."""
PERSONAL, PERSONAL_BESIDE_NAMED = "personal_case", 0.5
"""Who asks for the state of a case mostly names the document."""
CONTEXT_BESIDE_MENTIONED = 4.0
"""The weight of the service under discussion when words that often name another are said."""
IN_CONTEXT = 10.0
"""How much likelier a label of the service under discussion is, when the question's words point elsewhere."""
LEANING = 2.0
"""How much likelier an aspect of the service under discussion is that tests a figure or date told before."""
ANY_SERVICE = 0.01
"""What is left of labels of services to which no word points, while one service is under discussion."""
SURE_SERVICE = 0.4
"""Share of the score that one service needs when nobody named it; the answer then says which one it took."""
OBVIOUS = 0.8
"""From this share on the service need not be said to be inferred."""
RIVAL = 0.3
"""From this share of the best aspect's score on, another aspect is worth a sentence of its own."""
NO_ANSWER = frozenset(("out_of_scope", "near_domain", PERSONAL))
"""Talk that gets a referral: seldom what a follow-up means."""
FOREIGN, FOREIGN_TOGETHER = (f"{INTENT}out_of_scope", f"{INTENT}near_domain"), 1.2
"""Two kinds of talk that are hard to tell apart, and by how much their sum must exceed a matter of ours."""
SHORT = {"zh": 7, "en": 28}
"""Up to this many characters an unnamed question could be asked of any service, unless a word points to one."""


@dataclass(frozen=True)
class Rival:
    """Another aspect of the same service that was nearly as likely, with the scores of its points."""

    topic: Topic
    scores: Mapping[str, float]


@dataclass(frozen=True)
class Topical:
    """A question about a document: its topic, the scores of the points inside it, and what else it could have been."""

    topic: Topic
    scores: Mapping[str, float]
    broad: bool
    confidence: float
    rivals: tuple[Rival, ...] = ()
    inferred: bool = False
    """Whether nobody named a service, in this message or before."""


@dataclass(frozen=True)
class Unsure:
    """Several services could be meant; best first."""

    topics: tuple[Topic, ...]


@dataclass(frozen=True)
class Act:
    """No question about a document: an intent such as `greet`."""

    intent: str
    confidence: float



def resolve(
    question: Question, known: Mapping[str, Topic], *, context: str | None, comparing: str | None = None, leaning: Collection[str] = (),
) -> Topical | Unsure | Act | None:
    """Decide what a question means; None when it has no candidates.

    `context` is the service under discussion, `leaning` its aspects that test what was told before; `comparing` the service that tells
    documents apart, wanted when several are named.
    """
    weighed = _weigh(question, known, context, comparing, leaning)
    acts = {c.label: c.score for c in weighed if c.label.startswith(INTENT)}
    asked = [c for c in weighed if c.label in known]
    act = max(acts, key=acts.__getitem__, default=None)
    if act is not None and _strength(act, acts) > _best_aspect(asked, known) and not (context and _matters_to_others(question, known, act)):
        return Act(act[len(INTENT) :], acts[act])
    if not asked:
        return None
    by_service = _shares(asked, lambda topic: topic.service, known)
    service, share = next(iter(by_service.items()))
    named = service in (*question.services, *question.mentioned, context)
    if not (question.services or named or _clear(question, service, share)):
        if act and act[len(INTENT) :] in NO_ANSWER and acts[act] > _best_aspect(asked, known) * REFERRED:
            return Act(act[len(INTENT) :], acts[act])
        return Unsure(_alternatives(asked, known, list(by_service)))
    found = _topical([c for c in asked if known[c.label].service == service], known, sum(c.score for c in weighed))
    return replace(found, inferred=not named and not question.services and share < OBVIOUS)


def _strength(act: str, acts: Mapping[str, float]) -> float:
    """Return what an act weighs against a matter of ours: talk that gets a referral counts together, for the most part."""
    if act not in FOREIGN:
        return acts[act]
    return sum(acts.get(foreign, 0.0) for foreign in FOREIGN) / FOREIGN_TOGETHER


def _matters_to_others(question: Question, known: Mapping[str, Topic], act: str) -> bool:
    """Whether a matter of ours, be it of a service that is not under discussion, is likelier than talk by the question alone."""
    alone = next(c.score for c in question.candidates if c.label == act)
    return alone < _best_aspect([c for c in question.candidates if c.label in known], known)


def _best_aspect(asked: Sequence[Candidate], known: Mapping[str, Topic]) -> float:
    """The score of the likeliest aspect: what talk has to beat."""
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for candidate in asked:
        sums[known[candidate.label].service, known[candidate.label].aspect] += candidate.score
    return max(sums.values(), default=0.0)


def _clear(question: Question, service: str, share: float) -> bool:
    """Whether an unnamed service may be taken for granted: the answer names it all the same."""
    if share >= OBVIOUS:
        return True
    language = "zh" if HAN_RUN.search(question.text) else "en"
    if service not in (*question.hints, *question.mentioned) and len(question.text) <= SHORT[language]:
        return False
    return share >= SURE_SERVICE


def _alternatives(asked: Sequence[Candidate], known: Mapping[str, Topic], services: Sequence[str]) -> tuple[Topic, ...]:
    """The likeliest services, filled up with others that answer the same kind of question."""
    best = _best_topics(asked, known, services[:4])
    others = {t.service: t for t in known.values() if t.ask == best[0].ask and t.service not in {b.service for b in best}}
    return (*best, *others.values())[:5]


def _weigh(
    question: Question, known: Mapping[str, Topic], context: str | None, comparing: str | None, leaning: Collection[str],
) -> list[Candidate]:
    named, mentioned = set(question.services), set(question.mentioned)

    def weight(label: str) -> float:
        topic = known.get(label)
        if topic is None:
            intent = label.removeprefix(INTENT)
            if intent == PERSONAL:
                return PERSONAL_BESIDE_NAMED if named else 1.0
            told = TALK_BESIDE_NAMED if named else 1.0
            return min(told, TALK_IN_CONTEXT) if context and intent in NO_ANSWER else told
        if topic.service in named:
            return 1.0
        if topic.service == comparing and named:
            return 1.0 if len(named | mentioned) > 1 else COMPARED_ASKED if _COMPARES.search(question.text) else COMPARED
        if named:
            return OTHER_THAN_NAMED
        if mentioned and context not in mentioned:
            return CONTEXT_BESIDE_MENTIONED if topic.service == context else 1.0 if topic.service in mentioned else OTHER_THAN_MENTIONED
        if topic.service == context:
            return IN_CONTEXT * (LEANING if topic.aspect in leaning else 1.0)
        if mentioned:
            return OTHER_THAN_MENTIONED
        return 1.0 if context is None or topic.service in question.hints else ANY_SERVICE

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


def _topical(candidates: Sequence[Candidate], known: Mapping[str, Topic], total: float) -> Topical:
    by_aspect = _shares(candidates, lambda topic: topic.aspect, known)
    aspect, share = next(iter(by_aspect.items()))
    inside = _inside(candidates, known, aspect)
    best = max(inside, key=inside.__getitem__)
    rivals = [name for name, other in list(by_aspect.items())[1:3] if other > share * RIVAL]
    return Topical(
        topic=known[best],
        scores=_points(inside),
        broad=best.startswith(ASPECT),
        confidence=sum(inside.values()) / (total or 1.0),
        rivals=tuple(_rival(candidates, known, name) for name in rivals),
    )


def _rival(candidates: Sequence[Candidate], known: Mapping[str, Topic], aspect: str) -> Rival:
    inside = _inside(candidates, known, aspect)
    return Rival(known[next(iter(inside))], _points(inside))


def _inside(candidates: Sequence[Candidate], known: Mapping[str, Topic], aspect: str) -> dict[str, float]:
    return {c.label: c.score for c in candidates if known[c.label].aspect == aspect}


def _points(scores: Mapping[str, float]) -> dict[str, float]:
    return {label: score for label, score in scores.items() if not label.startswith(ASPECT)}
