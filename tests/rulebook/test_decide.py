"""Deciding: unknown facts, overrides, dates in force, lists, boundaries."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from wenguan.rulebook.compute import Facts
from wenguan.rulebook.decide import (
    Boundary,
    Decided,
    NeedFact,
    NotStated,
    OutOfDate,
    decide,
    trace,
)
from wenguan.rulebook.decide import (
    test_holds as holds_one,
)
from wenguan.rulebook.explain import explain
from wenguan.rulebook.load import load
from wenguan.rulebook.model import DONT_KNOW, Knowledge, Test

from .small import FILES, write

SPRING, SUMMER = date(2026, 3, 1), date(2026, 7, 1)


def fee(small: Knowledge, on: date = SPRING, **facts: Any) -> Any:
    return decide(small, "lending", "fee", facts, on=on)


def rules(outcome: Any) -> set[str]:
    return {s.rule.id for s in outcome.stated}


@pytest.mark.parametrize(("age", "rule"), [(15, "fee-child"), (16, "fee-adult"), (0, "fee-child"), (120, "fee-adult")])
def test_exactly_one_rule_decides_on_both_sides_of_the_boundary(small: Knowledge, age: int, rule: str) -> None:
    assert rules(fee(small, age=age)) == {rule}


def test_an_unknown_fact_is_asked_for_with_its_branches(small: Knowledge) -> None:
    outcome = fee(small)
    assert isinstance(outcome, NeedFact)
    assert outcome.fact == "age"
    assert [s.rule.id for s in outcome.branches] == ["fee-child", "fee-adult"]


def test_a_declined_fact_is_not_asked_again(small: Knowledge) -> None:
    outcome = fee(small, age=DONT_KNOW)
    assert isinstance(outcome, NeedFact)
    assert outcome.fact is None


def test_a_true_override_beats_what_holds_beside_it(small: Knowledge) -> None:
    assert rules(fee(small, SUMMER, age=30, member="gold")) == {"fee-gold"}


def test_an_overridden_exception_still_overrides(root: Any) -> None:
    """Gold beats child, child beats adult: a child with a gold card gets one answer, not what the child's rule had set aside."""
    text = FILES["services/lending.yaml"].replace("when: {age: {min: 16}}", "when: {age: {min: 3}}")
    text = text.replace("overrides: [fee-adult, fee-child]", "overrides: [fee-child]")
    text = text.replace("when: {age: {below: 16}}", "when: {age: {below: 16}}\n    overrides: [fee-adult]", 1)
    outcome = decide(load(write(root, services__lending=text)), "lending", "fee", {"age": 9, "member": "gold"}, on=SUMMER)
    assert rules(outcome) == {"fee-gold"}


def test_an_open_override_of_a_true_rule_must_be_settled_first(small: Knowledge) -> None:
    outcome = fee(small, SUMMER, age=30)
    assert isinstance(outcome, NeedFact)
    assert outcome.fact == "member"


def test_a_settled_override_lets_the_general_rule_stand(small: Knowledge) -> None:
    assert rules(fee(small, SUMMER, age=30, member="plain")) == {"fee-adult"}


@pytest.mark.parametrize(("on", "starts", "ended"), [(date(2025, 12, 31), date(2026, 1, 1), None)])
def test_before_the_first_day_in_force_nothing_is_decided(small: Knowledge, on: date, starts: date, ended: date | None) -> None:
    outcome = fee(small, on, age=20)
    assert isinstance(outcome, OutOfDate)
    assert (outcome.starts, outcome.ended) == (starts, ended)


def test_a_rule_holds_on_its_first_and_last_day(small: Knowledge) -> None:
    for on in (date(2026, 6, 1), date(2026, 12, 31)):
        assert rules(fee(small, on, age=30, member="gold")) == {"fee-gold"}
    for on in (date(2026, 5, 31), date(2027, 1, 1)):
        assert rules(fee(small, on, age=30, member="gold")) == {"fee-adult"}


def test_a_list_states_what_holds_and_marks_what_is_open(small: Knowledge) -> None:
    outcome = decide(small, "lending", "papers", {}, on=SPRING)
    assert isinstance(outcome, Decided)
    assert [(s.rule.id, s.sure) for s in outcome.stated] == [
        ("papers-all", True), ("papers-child", False), ("papers-child", False), ("papers-silent", True),
    ]


def test_a_list_drops_what_does_not_hold(small: Knowledge) -> None:
    assert "papers-child" not in rules(decide(small, "lending", "papers", {"age": 40}, on=SPRING))


def test_a_list_without_any_rule_left_is_not_stated(root: Any) -> None:
    services = FILES["services/lending.yaml"].replace("lead: true", "when: {age: {below: 3}}\n    under: {zh: 小, en: small}")
    knowledge = load(write(root, services__lending=services.replace("not_stated: true", "when: {age: {below: 2}}\n    under: {zh: 小, en: tiny}", 1)))
    assert decide(knowledge, "lending", "papers", {"age": 40}, on=SPRING) == NotStated()


def test_a_point_that_needs_a_fact_waits_for_it(small: Knowledge) -> None:
    without = decide(small, "lending", "due", {}, on=SPRING)
    with_date = decide(small, "lending", "due", {"lent_on": date(2026, 9, 30)}, on=SPRING)
    assert [s.point.id for s in without.stated] == ["rule"]  # type: ignore[union-attr]
    assert [s.point.id for s in with_date.stated] == ["rule", "date"]  # type: ignore[union-attr]
    assert with_date.stated[1].values["due"] == date(2026, 10, 10)  # type: ignore[union-attr]


@pytest.mark.parametrize(("country", "kind"), [("NO", Decided), ("BR", NotStated)])
def test_a_lookup_decides_by_list(small: Knowledge, country: str, kind: type) -> None:
    assert isinstance(decide(small, "lending", "where", {"country": country}, on=SPRING), kind)


def test_a_gap_is_not_stated(root: Any) -> None:
    services = FILES["services/lending.yaml"].replace("{age: {min: 16}}", "{age: {min: 18}}")
    assert decide(load(write(root, services__lending=services)), "lending", "fee", {"age": 17}, on=SPRING) == NotStated()


def test_a_declared_boundary_tells_both(root: Any) -> None:
    services = FILES["services/lending.yaml"].replace("{age: {below: 16}}", "{age: {max: 16}}", 1).replace("kind: one", "kind: one\n  boundary: true")
    services = services.replace("cite: L#1", "cite: L#2", 1)
    outcome = decide(load(write(root, services__lending=services)), "lending", "fee", {"age": 16}, on=SPRING)
    assert isinstance(outcome, Boundary)
    assert {s.rule.id for s in outcome.candidates} == {"fee-child", "fee-adult"}


def test_measures_of_one_clause_agree(root: Any) -> None:
    services = FILES["services/lending.yaml"].replace("{age: {below: 16}}", "{age: {max: 16}}", 1).replace("kind: one", "kind: one\n  boundary: true")
    outcome = decide(load(write(root, services__lending=services)), "lending", "fee", {"age": 16}, on=SPRING)
    assert isinstance(outcome, Decided)


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        (Test("age", any_of=(1, 2)), 2, True), (Test("age", any_of=(1, 2)), 3, False), (Test("age", none_of=(1,)), 1, False),
        (Test("age", none_of=(1,)), 2, True), (Test("age", min=5), 5, True), (Test("age", min=5), 4, False), (Test("age", max=5), 5, True),
        (Test("age", max=5), 6, False), (Test("age", above=5), 5, False), (Test("age", above=5), 6, True), (Test("age", below=5), 5, False),
        (Test("age", below=5), 4, True), (Test("age", min=5), None, None), (Test("country", in_list="northern"), "NO", True),
        (Test("country", in_list="northern"), "BR", False), (Test("country", not_in_list="northern"), "BR", True),
        (Test("lent_on", min=date(2026, 1, 1)), datetime(2026, 1, 1, 8), True),
    ],
)
def test_each_kind_of_test(small: Knowledge, test: Test, value: Any, expected: bool | None) -> None:
    assert holds_one(small, test, value) is expected


def test_the_trace_names_every_rule_and_its_fate(small: Knowledge) -> None:
    lines = explain(small, "lending", "fee", Facts(small.facts, {"age": 30, "member": "gold"}, SUMMER))
    assert [line.split()[0] for line in lines] == ["does", "overridden", "holds"]
    assert "by fee-gold" in lines[1]
    assert "needs age" in explain(small, "lending", "fee", Facts(small.facts, {}, SPRING))[0]
    assert len(trace(small, small.aspect("lending", "fee"), Facts(small.facts, {}, SPRING))) == 2


def test_an_unknown_aspect_raises(small: Knowledge) -> None:
    with pytest.raises(KeyError):
        decide(small, "lending", "nothing", {}, on=SPRING)
