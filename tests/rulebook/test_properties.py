"""Promises for any facts: telling more never flips a decision, and the order of rules never matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenguan.paths import KNOWLEDGE
from wenguan.rulebook.compute import Facts
from wenguan.rulebook.decide import Boundary, Decided, NotStated, decide, decide_aspect, trace
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
    """Rules that hold for certain; the candidates of a boundary; None while a fact is still wanted."""
    outcome = decide_aspect(K, aspect, Facts(K.facts, told, ON))
    if isinstance(outcome, Boundary):
        return frozenset(s.rule.id for s in outcome.candidates)
    return frozenset(s.rule.id for s in outcome.stated if s.sure) if isinstance(outcome, Decided | NotStated) else None


def overridden(aspect: Aspect, told: dict[str, Any]) -> frozenset[str]:
    """Rules beaten by one that holds. A rule that is itself beaten still beats: the chain of exceptions ends in the strongest."""
    return frozenset(entry.rule.id for entry in trace(K, aspect, Facts(K.facts, told, ON)) if entry.beaten_by)


@given(cases())
def test_telling_more_never_flips_a_decision(case: tuple[Aspect, dict[str, Any], dict[str, Any]]) -> None:
    """One answer stays that answer; where the text itself gives several, it stays among them."""
    aspect, some, told = case
    before, after = held(aspect, some), held(aspect, told)
    if before and aspect.exclusive:
        assert after is not None
        assert before <= after if aspect.boundary else before == after


@given(cases())
def test_telling_more_never_withdraws_what_a_list_says_but_for_an_exception(case: tuple[Aspect, dict[str, Any], dict[str, Any]]) -> None:
    aspect, some, told = case
    before, after = held(aspect, some), held(aspect, told)
    if not aspect.exclusive:
        assert (before or frozenset()) - overridden(aspect, told) <= (after or frozenset())


@pytest.mark.parametrize(("facts", "outcome"), [({}, Decided), ({"exchange_usd": 10_000_000}, Boundary)])
def test_one_measure_decides_and_another_tier_makes_a_boundary(facts: dict[str, Any], outcome: type) -> None:
    tax = {"annual_tax_cny": 400_000}
    alone = decide(K, "hk_macao_permit", "business_quota", tax, on=ON)
    found = decide(K, "hk_macao_permit", "business_quota", {**tax, **facts}, on=ON)
    assert isinstance(alone, Decided)
    assert isinstance(found, outcome)
    said = found.candidates if isinstance(found, Boundary) else found.stated  # type: ignore[union-attr]
    assert {s.rule.id for s in alone.stated} <= {s.rule.id for s in said}


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_rules_never_matters(case: tuple[Aspect, dict[str, Any], dict[str, Any]], random: Random) -> None:
    aspect, some, _ = case
    rules = list(aspect.rules)
    random.shuffle(rules)
    assert held(replace(aspect, rules=tuple(rules)), some) == held(aspect, some)
