"""An extractor of facts set up from knowledge: which names say nothing about the person, which figures the rules ask for."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import lru_cache
from typing import Iterable, Iterator

from wenguan.rulebook.compute import Facts
from wenguan.rulebook.model import Aspect, Knowledge, Rule

from .facts import Extractor
from .figures import Limits


@lru_cache(maxsize=2)
def extractor(knowledge: Knowledge) -> Extractor:
    """Return the extractor for one body of knowledge; building it takes a second, so it is shared."""
    names = {name for s in knowledge.services.values() for name in (s.name.zh, s.name.en, s.short.zh, s.short.en, *s.aliases.zh, *s.aliases.en)}
    by_service = {s.id: _limits(rule for aspect in s.aspects for rule in aspect.rules) for s in knowledge.services.values()}
    every = _limits(knowledge.rules.values())
    return Extractor(knowledge.facts.values(), knowledge.lists, names=names, limits=every, service_limits=by_service)


def tested_facts(knowledge: Knowledge, aspect: Aspect) -> tuple[str, ...]:
    """Return the facts that a citizen can give to settle an aspect, derived ones resolved to their inputs."""
    named = [fact for rule in aspect.rules for fact in (*rule.facts, *(need for point in rule.points for need in point.needs))]
    computed = [fact for rule in aspect.rules for fact in counted_from(knowledge, rule)]
    return tuple(dict.fromkeys((*_inputs(knowledge, named), *computed)))


def counted_from(knowledge: Knowledge, rule: Rule) -> tuple[str, ...]:
    """Return the facts from which a rule counts its dates and sums."""
    computed = (arg for d in rule.compute.values() for arg in d.args if isinstance(arg, str) and arg in knowledge.facts)
    return tuple(dict.fromkeys(_inputs(knowledge, computed)))


def _inputs(knowledge: Knowledge, facts: Iterable[str]) -> Iterator[str]:
    """Resolve derived facts to those that a citizen can give."""
    known = Facts(knowledge.facts, {}, date.min)
    return (leaf for fact in facts for leaf in known.inputs(fact) if leaf in knowledge.facts)


def _limits(rules: Iterable[Rule]) -> Limits:
    found: dict[str, set[float]] = defaultdict(set)
    for rule in rules:
        for test in rule.when:
            bounds = (test.min, test.max, test.above, test.below, *test.any_of, *test.none_of)
            found[test.fact] |= {b for b in bounds if isinstance(b, (int, float)) and not isinstance(b, bool)}
    return dict(found)
