"""Counting days: holidays, make-up workdays, months of unequal length, years not yet published."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from wenguan.rulebook import dates
from wenguan.rulebook.compute import OPERATIONS, Facts, run
from wenguan.rulebook.model import Derivation, FactDef, Text

NO_QUESTION = Text("", "")


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (date(2026, 9, 30), 1, date(2026, 10, 8)),   # National Day, 1 to 7 October
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # Saturday the 10th is a make-up workday
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Friday to Monday
        (date(2026, 11, 23), 3, date(2026, 11, 26)),
        (date(2026, 11, 24), -7, date(2026, 11, 13)),
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
    ],
)
def test_working_days(start: date, days: int, expected: date) -> None:
    assert dates.add_working_days(start, days) == expected


@pytest.mark.parametrize(("start", "end", "count"), [(date(2026, 9, 30), date(2026, 10, 10), 3), (date(2026, 10, 10), date(2026, 9, 30), -3)])
def test_working_days_between(start: date, end: date, count: int) -> None:
    assert dates.working_days_between(start, end) == count


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), 1), (date(2026, 1, 31), date(2026, 2, 27), 0), (date(2026, 5, 24), date(2026, 11, 24), 6),
        (date(2026, 5, 25), date(2026, 11, 24), 5), (date(2026, 11, 24), date(2026, 10, 24), -1), (date(2026, 11, 24), date(2026, 10, 25), -1),
    ],
)
def test_months_between(start: date, end: date, months: int) -> None:
    assert dates.months_between(start, end) == months


def test_a_stay_ends_on_the_tenth_day_after_entry() -> None:
    assert dates.end_of_stay(date(2026, 12, 25), 10) == date(2027, 1, 4)


def test_a_year_without_published_arrangement_is_known_as_such() -> None:
    year = dates.last_published_year()
    assert dates.published(date(year, 12, 31))
    assert not dates.published(date(year + 1, 1, 1))


@pytest.mark.parametrize("days", [dates.MAX_DAYS + 1, -dates.MAX_DAYS - 1])
def test_absurd_spans_are_refused(days: int) -> None:
    with pytest.raises(OverflowError):
        dates.add_days(date(2026, 1, 1), days)


@pytest.mark.parametrize(
    ("op", "args", "expected"),
    [
        ("add_days", ("start", 30), date(2026, 1, 31)), ("add_months", ("start", 12), date(2027, 1, 1)),
        ("add_years", ("start", 3), date(2029, 1, 1)),
        ("subtract_days", ("start", 1), date(2025, 12, 31)), ("subtract_months", ("start", 1), date(2025, 12, 1)),
        ("subtract_working_days", ("today", 7), date(2026, 11, 13)), ("days_between", ("start", "today"), 327), ("plus", (1, 2, "three"), 6),
        ("times", ("three", 2.0), 6), ("add_days", ("unknown", 3), None), ("add_days", ("start", 99_999), None),
    ],
)
def test_operations(op: str, args: tuple[str | int | float, ...], expected: object) -> None:
    facts = Facts({}, {"start": datetime(2026, 1, 1, 23, 30)}, date(2026, 11, 24))
    assert run(Derivation(op, args), {"three": 3}, facts) == expected


def test_every_operation_is_described() -> None:
    assert all(operation.takes for operation in OPERATIONS.values())


def test_a_derived_fact_asks_for_what_it_is_derived_from() -> None:
    derived = FactDef("left", "number", NO_QUESTION, derive=Derivation("months_between", ("today", "expires")))
    facts = Facts({"left": derived, "expires": FactDef("expires", "date", NO_QUESTION)}, {"expires": date(2027, 2, 1)}, date(2026, 11, 24))
    assert facts.inputs("left") == ("expires",)
    assert facts.get("left") == 2
    assert facts.all() == {"left": 2, "expires": date(2027, 2, 1)}
