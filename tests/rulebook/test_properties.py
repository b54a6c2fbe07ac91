"""Two promises for any facts: telling more never flips a decision, and the order of rules never matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from wenguan.paths import KNOWLEDGE
from wenguan.rulebook.compute import Facts
from wenguan.rulebook.decide import Decided, decide_aspect
from wenguan.rulebook.load import load
from wenguan.rulebook.model import Aspect, FactDef

K = load(KNOWLEDGE)
ON = date(2026, 11, 24)
ASPECTS = [(s.id, a.id) for s in K.services.values() for a in s.aspects if any(r.when for r in a.rules)]


def values(fact: FactDef) -> st.SearchStrategy[Any]:
    if fact.type == "choice":
        return st.sampled_from([choice.id for choice in fact.values])
    if fact.type == "yesno":
        return st.booleans()
    if fact.type == "item":
        return st.sampled_from([item.id for item in K.lists[fact.list or ""].items])
    if fact.type == "number":
        return st.integers(int(fact.min or 0), int(fact.max or 10_000_000))
    return st.dates(date(2025, 1, 1), date(2027, 12, 31))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Aspect, dict[str, Any], dict[str, Any]]:
    service, aspect_id = draw(st.sampled_from(ASPECTS))
    aspect = K.aspect(service, aspect_id)
    names = sorted({leaf for rule in aspect.rules for fact in rule.facts for leaf in Facts(K.facts, {}, ON).inputs(fact)})
    told = {name: draw(values(K.facts[name])) for name in names}
    return aspect, {name: value for name, value in told.items() if draw(st.booleans())}, told


def held(aspect: Aspect, told: dict[str, Any]) -> frozenset[str] | None:
    outcome = decide_aspect(K, aspect, Facts(K.facts, told, ON))
    return frozenset(s.rule.id for s in outcome.stated if s.sure) if isinstance(outcome, Decided) else None


@given(cases())
def test_telling_more_never_flips_a_decision(case: tuple[Aspect, dict[str, Any], dict[str, Any]]) -> None:
    aspect, some, told = case
    before, after = held(aspect, some), held(aspect, told)
    if before is not None and aspect.exclusive:
        assert after == before
    if before is not None and not aspect.exclusive and after is not None:
        overridden = {beaten for rule in aspect.rules if rule.id in after for beaten in rule.overrides}
        assert before - overridden <= after


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_rules_never_matters(case: tuple[Aspect, dict[str, Any], dict[str, Any]], random: Random) -> None:
    aspect, some, _ = case
    rules = list(aspect.rules)
    random.shuffle(rules)
    assert held(replace(aspect, rules=tuple(rules)), some) == held(aspect, some)
