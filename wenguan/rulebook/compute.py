"""Computed values: the operations that knowledge may name, over facts, values, figures and `today`.

An argument that nobody knows makes the result unknown (None), never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Callable, Mapping

from . import dates
from .model import DONT_KNOW, Derivation, FactDef, FactValue, Rule, Value

Known = FactValue | Value
Number = int | float


@dataclass(frozen=True)
class Operation:
    """How an operation is called: what its arguments are and what computes it."""

    takes: tuple[type, ...]
    run: Callable[..., Known]
    working_days: bool = False
    repeats: bool = False
    """Takes any number of arguments of its one type."""


OPERATIONS: Mapping[str, Operation] = {
    "add_days": Operation((date, int), dates.add_days),
    "add_months": Operation((date, int), dates.add_months),
    "add_years": Operation((date, int), lambda day, years: dates.add_months(day, years * 12)),
    "add_working_days": Operation((date, int), dates.add_working_days, working_days=True),
    "subtract_days": Operation((date, int), lambda day, days: dates.add_days(day, -days)),
    "subtract_months": Operation((date, int), lambda day, months: dates.add_months(day, -months)),
    "subtract_working_days": Operation((date, int), lambda day, days: dates.add_working_days(day, -days), working_days=True),
    "end_of_stay": Operation((date, int), dates.end_of_stay),
    "days_between": Operation((date, date), lambda start, end: (end - start).days),
    "working_days_between": Operation((date, date), dates.working_days_between, working_days=True),
    "months_between": Operation((date, date), dates.months_between),
    "plus": Operation((float,), lambda *terms: sum(terms), repeats=True),
    "times": Operation((float, float), lambda a, b: a * b),
}


class Facts:
    """The facts of a case with those derived from them, on a given day."""

    def __init__(self, declared: Mapping[str, FactDef], told: Mapping[str, FactValue], on: date) -> None:
        self._declared, self._told, self.on = declared, told, on

    def get(self, fact: str) -> FactValue | None:
        """Return the fact's value, computed if it is a derived one; None when unknown."""
        value = self._told.get(fact)
        if value is not None:
            return None if value == DONT_KNOW else value
        declared = self._declared.get(fact)
        if declared is None or declared.derive is None:
            return None
        return run(declared.derive, {}, self)  # type: ignore[return-value]  # only values of rules are texts

    def declined(self, fact: str) -> bool:
        """Whether the citizen said they cannot tell this fact."""
        return self._told.get(fact) == DONT_KNOW

    def inputs(self, fact: str) -> tuple[str, ...]:
        """Return the facts a citizen can give to make this one known (itself, unless it is derived)."""
        declared = self._declared.get(fact)
        if declared is None or declared.derive is None:
            return (fact,)
        names = (arg for arg in declared.derive.args if isinstance(arg, str) and arg in self._declared)
        return tuple(leaf for name in names for leaf in self.inputs(name))

    def all(self) -> dict[str, FactValue]:
        known = ((fact, self.get(fact)) for fact in self._declared)
        return {fact: value for fact, value in known if value is not None}


def run(derivation: Derivation, values: Mapping[str, Known], facts: Facts) -> Known | None:
    """Compute one value; None when an argument is unknown or cannot be counted."""
    operation = OPERATIONS[derivation.op]
    args = [known for arg in derivation.args if (known := _argument(arg, values, facts)) is not None]
    if len(args) < len(derivation.args):
        return None
    try:
        return operation.run(*map(_fit, args))
    except (OverflowError, ValueError, TypeError):
        return None


def values_of(rule: Rule, facts: Facts) -> dict[str, Known]:
    """Return the rule's values with the computed ones that can be known, in the order written."""
    values: dict[str, Known] = dict(rule.values)
    for name, derivation in rule.compute.items():
        value = run(derivation, values, facts)
        if value is not None:
            values[name] = value
    return values


def counts_working_days(rule: Rule) -> bool:
    return any(OPERATIONS[derivation.op].working_days for derivation in rule.compute.values())


def _argument(arg: str | int | float, values: Mapping[str, Known], facts: Facts) -> Known | None:
    if not isinstance(arg, str):
        return arg
    if arg == "today":
        return facts.on
    return values[arg] if arg in values else facts.get(arg)


def _fit(arg: Known) -> Known:
    """Dates are counted as days; a whole float counts as an integer."""
    if isinstance(arg, datetime):
        return arg.date()
    if isinstance(arg, float) and arg.is_integer():
        return int(arg)
    return arg
