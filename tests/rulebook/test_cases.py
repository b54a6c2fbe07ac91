"""The documents' own statements, played through the rulebook: `cases/<service>.yaml`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from wenguan.rulebook.compute import Facts
from wenguan.rulebook.decide import Boundary, Decided, NeedFact, NotStated, Outcome, OutOfDate, Stated, decide
from wenguan.rulebook.model import Knowledge
from wenguan.rulebook.wording import fill

KINDS = {"decided": Decided, "need_fact": NeedFact, "not_stated": NotStated, "out_of_date": OutOfDate, "boundary": Boundary}


def cases() -> list[Any]:
    found = []
    for path in sorted((Path(__file__).parent / "cases").glob("*.yaml")):
        data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        found += [pytest.param(case.get("service", data.get("service")), case, id=f"{path.stem}: {case['name']}") for case in data["cases"]]
    return found


@pytest.mark.parametrize(("service", "case"), cases())
def test_the_document_is_answered_as_it_says(knowledge: Knowledge, service: str, case: dict[str, Any]) -> None:
    on = case.get("on", date(2026, 11, 24))
    outcome = decide(knowledge, service, case["aspect"], case.get("facts", {}), on=on)

    assert isinstance(outcome, KINDS[case.get("outcome", "decided")]), outcome
    if "asks" in case:
        assert isinstance(outcome, NeedFact)
        assert outcome.fact == case["asks"]
    stated = sure(outcome)
    for rule in case.get("rules", ()):
        assert rule in {s.rule.id for s in stated}
    for rule in case.get("not_rules", ()):
        assert rule not in {s.rule.id for s in stated}
    facts = Facts(knowledge.facts, case.get("facts", {}), on)
    for figure in case.get("figures", ()):
        for language in ("zh", "en"):
            said = " ".join(fill(s.point.text, s.values, facts, knowledge, language) for s in stated)
            assert printed(figure, language) in said, (language, said)


def sure(outcome: Outcome) -> tuple[Stated, ...]:
    """What is said for certain; in a boundary all candidates, with an open fact the branches."""
    if isinstance(outcome, Boundary):
        return outcome.candidates
    if isinstance(outcome, NeedFact):
        return outcome.branches
    return () if isinstance(outcome, OutOfDate) else tuple(s for s in outcome.stated if s.sure)


def printed(figure: Any, language: str) -> str:
    """A figure may be written per language, or as a date."""
    from wenguan.rulebook.wording import show

    if isinstance(figure, dict):
        return str(figure[language])
    return show(figure, language)  # type: ignore[arg-type]
