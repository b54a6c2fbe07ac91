"""Decide what holds for one person on one day: a pure function over knowledge and facts.

Three-valued (Kleene) logic: a test on an unknown fact is neither true nor false, and what might still hold is told as a branch or asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Mapping, Sequence

from .compute import Facts, Known, values_of
from .model import Aspect, FactValue, Knowledge, Point, Rule, Test


@dataclass(frozen=True)
class Stated:
    """One point that may be said, with its rule's values; `sure` is False when its condition is still unknown."""

    rule: Rule
    point: Point
    values: Mapping[str, Known]
    sure: bool = True

    @property
    def key(self) -> str:
        return point_key(self.rule, self.point)


@dataclass(frozen=True)
class Decided:
    """What holds. In a list aspect some points may be conditional (`sure` False)."""

    stated: tuple[Stated, ...]


@dataclass(frozen=True)
class NeedFact:
    """More than one rule may still hold; `fact` is what to ask next, None when the citizen cannot tell."""

    fact: str | None
    branches: tuple[Stated, ...]


@dataclass(frozen=True)
class NotStated:
    """The document does not say; `stated` says so in words where an author wrote them."""

    stated: tuple[Stated, ...] = ()


@dataclass(frozen=True)
class OutOfDate:
    """No rule is in force on the day asked about."""

    starts: date | None
    ended: date | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Boundary:
    """The text itself gives several answers: say all, and send to the counter."""

    candidates: tuple[Stated, ...]


Outcome = Decided | NeedFact | NotStated | OutOfDate | Boundary


@dataclass(frozen=True)
class Trace:
    """How a rule fared: `holds` True, False or None (unknown), which facts it still lacks, what beat it."""

    rule: Rule
    holds: bool | None
    unknown: tuple[str, ...] = ()
    beaten_by: str | None = None


def point_key(rule: Rule, point: Point) -> str:
    """Name a point over all services: `<rule id>/<point id>`."""
    return f"{rule.id}/{point.id}"


def decide(knowledge: Knowledge, service: str, aspect: str, told: Mapping[str, FactValue], *, on: date) -> Outcome:
    """Return what the documents say on `on` for a person with these facts.

    Raises KeyError when the service or aspect does not exist. Unknown fact names are ignored.
    """
    return decide_aspect(knowledge, knowledge.aspect(service, aspect), Facts(knowledge.facts, told, on))


def decide_aspect(knowledge: Knowledge, aspect: Aspect, facts: Facts) -> Outcome:
    """Decide one aspect. See `decide`."""
    if not any(rule.in_force(facts.on) for rule in aspect.rules):
        return _out_of_date(aspect, facts.on)
    traces = trace(knowledge, aspect, facts)
    live = [entry for entry in traces if entry.holds is not False and entry.beaten_by is None]
    return _one(aspect, live, facts) if aspect.exclusive else _list(live, facts)


def trace(knowledge: Knowledge, aspect: Aspect, facts: Facts) -> tuple[Trace, ...]:
    """Evaluate every rule in force, and note which a true rule overrides."""
    rules = [rule for rule in aspect.rules if rule.in_force(facts.on)]
    held = {rule.id: holds(knowledge, rule.when, facts) for rule in rules}
    beaten = {beaten: rule.id for rule in rules if held[rule.id] for beaten in rule.overrides}
    return tuple(Trace(rule, held[rule.id], _unknown(knowledge, rule, facts), beaten.get(rule.id)) for rule in rules)


def holds(knowledge: Knowledge, tests: Sequence[Test], facts: Facts) -> bool | None:
    """Kleene conjunction: False wins, then unknown (None), then True."""
    results = [test_holds(knowledge, test, facts.get(test.fact)) for test in tests]
    if False in results:
        return False
    return None if None in results else True


def test_holds(knowledge: Knowledge, test: Test, value: FactValue | None) -> bool | None:
    """Evaluate one test; None when the fact is unknown."""
    if value is None:
        return None
    if test.any_of:
        return value in test.any_of
    if test.none_of:
        return value not in test.none_of
    if test.in_list is not None:
        return value in knowledge.lists[test.in_list].by_id
    if test.not_in_list is not None:
        return value not in knowledge.lists[test.not_in_list].by_id
    return _within(test, value)


def _within(test: Test, value: FactValue) -> bool:
    number: object = value.date() if isinstance(value, datetime) else value
    return not (
        (test.min is not None and number < test.min)  # type: ignore[operator]
        or (test.max is not None and number > test.max)  # type: ignore[operator]
        or (test.above is not None and number <= test.above)  # type: ignore[operator]
        or (test.below is not None and number >= test.below)  # type: ignore[operator]
    )


def _unknown(knowledge: Knowledge, rule: Rule, facts: Facts) -> tuple[str, ...]:
    return tuple(fact for fact in rule.facts if facts.get(fact) is None)


def _list(live: Sequence[Trace], facts: Facts) -> Outcome:
    stated = tuple(s for entry in live for s in _stated(entry.rule, facts, sure=entry.holds is True))
    return Decided(stated) if stated else NotStated()


def _one(aspect: Aspect, live: Sequence[Trace], facts: Facts) -> Outcome:
    true = [entry.rule for entry in live if entry.holds]
    doubts = [entry for entry in live if entry.holds is None and _could_change(entry.rule, true)]
    if true and not doubts:
        return _settled(aspect, true, facts)
    if doubts:
        branches = tuple(s for entry in live for s in _stated(entry.rule, facts, sure=entry.holds is True)[:1])
        return NeedFact(_next_fact(doubts, facts), branches)
    return NotStated()


def _could_change(rule: Rule, true: Sequence[Rule]) -> bool:
    """A rule still unknown matters when nothing is settled yet, or when it would override what is."""
    return not true or any(rule_id in rule.overrides for rule_id in (held.id for held in true))


def _settled(aspect: Aspect, true: Sequence[Rule], facts: Facts) -> Outcome:
    stated = tuple(s for rule in true for s in _stated(rule, facts, sure=True))
    if aspect.boundary and len({rule.cite for rule in true}) > 1:  # several rules of one clause give the same answer
        return Boundary(stated)
    if true[0].not_stated:
        return NotStated(stated)
    return Decided(stated)


def _stated(rule: Rule, facts: Facts, *, sure: bool) -> tuple[Stated, ...]:
    values = values_of(rule, facts)
    known = [p for p in rule.points if all(name in values or facts.get(name) is not None for name in p.needs)]
    return tuple(Stated(rule, point, values, sure) for point in known)


def _next_fact(doubts: Sequence[Trace], facts: Facts) -> str | None:
    """Pick the first fact in the author's order that the citizen has not declined to tell."""
    wanted = (leaf for entry in doubts for fact in entry.unknown for leaf in facts.inputs(fact))
    return next((fact for fact in wanted if not facts.declined(fact) and facts.get(fact) is None), None)


def _out_of_date(aspect: Aspect, on: date) -> OutOfDate:
    later = [rule.in_force_from for rule in aspect.rules if rule.in_force_from and rule.in_force_from > on]
    earlier = [rule.in_force_until for rule in aspect.rules if rule.in_force_until and rule.in_force_until < on]
    return OutOfDate(min(later, default=None), max(earlier, default=None), aspect.rules)
