"""Measure whether a decision costs more when knowledge holds more services: 10, 100 and 500 copies of ours.

A decision looks at the rules of one aspect, whatever stands beside it. Result: benchmarks/decide.json and a table on the screen.
"""

from __future__ import annotations

import json
import statistics
import time
from dataclasses import dataclass, replace
from datetime import date
from typing import Callable, Iterator

from wenguan.paths import KNOWLEDGE, ROOT
from wenguan.rulebook.compute import Facts
from wenguan.rulebook.decide import decide
from wenguan.rulebook.load import load
from wenguan.rulebook.model import FactValue, Knowledge, Service
from wenguan.rulebook.reply import Reply, compose

COPIES = (1, 10, 100, 500)
ON = date(2026, 11, 24)
CASES: tuple[tuple[str, str, dict[str, FactValue]], ...] = (
    ("border_permit", "materials", {"residency": "foreigner", "age": 30}),
    ("hk_macao_permit", "business_quota", {"annual_tax_cny": 2_000_000}),
    ("transit_240h", "country_check", {"nationality": "FR"}),
    ("passport", "replacement", {"loss": "stolen"}),
    ("which_document", "need", {}),
)
ROUNDS = 200


@dataclass(frozen=True)
class Cost:
    """Median microseconds of a decision, and of a decision with its wording, over `services` services."""

    copies: int
    services: int
    decide_us: float
    answer_us: float


def main() -> int:
    """Print the table; the exit code is 1 when the largest knowledge makes a decision twice as dear as the smallest."""
    knowledge = load(KNOWLEDGE)
    costs = [measure(copied(knowledge, copies), copies) for copies in COPIES]
    ratio = round(costs[-1].decide_us / costs[0].decide_us, 2)
    report = {"costs": [vars(cost) for cost in costs], "ratio": ratio}
    (ROOT / "benchmarks" / "decide.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    for cost in costs:
        print(f"{cost.copies:>4} copies, {cost.services:>5} services: decide {cost.decide_us:6.1f} µs, with wording {cost.answer_us:6.1f} µs")
    print(f"{COPIES[-1]} copies cost {ratio} times what one costs.")
    return 0 if ratio < 2 else 1


def copied(knowledge: Knowledge, copies: int) -> Knowledge:
    """Return knowledge with every service `copies` times, the first under its own name."""
    return replace(knowledge, services={service.id: service for n in range(copies) for service in _renamed(knowledge, n)})


def _renamed(knowledge: Knowledge, n: int) -> Iterator[Service]:
    for service in knowledge.services.values():
        aspects = tuple(
            replace(aspect, rules=tuple(replace(rule, id=f"{rule.id}{_suffix(n)}") for rule in aspect.rules)) for aspect in service.aspects
        )
        yield replace(service, id=f"{service.id}{_suffix(n)}", aspects=aspects)


def _suffix(n: int) -> str:
    return f"-{n}" if n else ""


def measure(knowledge: Knowledge, copies: int) -> Cost:
    """Take the median over rounds; each round plays all cases."""
    decided = [_timed(lambda: [decide(knowledge, service, aspect, told, on=ON) for service, aspect, told in CASES]) for _ in range(ROUNDS)]
    answered = [_timed(lambda: [_answer(knowledge, service, aspect, told) for service, aspect, told in CASES]) for _ in range(ROUNDS)]
    return Cost(copies, len(knowledge.services), round(statistics.median(decided), 1), round(statistics.median(answered), 1))


def _timed(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return (time.perf_counter() - started) / len(CASES) * 1e6


def _answer(knowledge: Knowledge, service: str, aspect: str, told: dict[str, FactValue]) -> Reply:
    facts = Facts(knowledge.facts, told, ON)
    return compose(knowledge, service, aspect, decide(knowledge, service, aspect, told, on=ON), facts, language="zh")


if __name__ == "__main__":
    raise SystemExit(main())
