"""Explain a decision in words: every rule, how it fared and why."""

from __future__ import annotations

from .compute import Facts
from .decide import Trace, trace
from .model import Knowledge


def explain(knowledge: Knowledge, service: str, aspect: str, facts: Facts) -> list[str]:
    """Return one line for each rule in force, in the author's order."""
    return [_line(entry) for entry in trace(knowledge, knowledge.aspect(service, aspect), facts)]


def _line(entry: Trace) -> str:
    cited = ", ".join(map(str, entry.rule.cite))
    return f"{_verdict(entry):<10} {entry.rule.id} ({cited}){_reason(entry)}"


def _verdict(entry: Trace) -> str:
    if entry.beaten_by and entry.holds is not False:
        return "overridden"
    return {True: "holds", False: "does not", None: "open"}[entry.holds]


def _reason(entry: Trace) -> str:
    if entry.beaten_by and entry.holds is not False:
        return f" by {entry.beaten_by}"
    if entry.holds is None:
        return f": needs {', '.join(entry.unknown)}"
    return ""
