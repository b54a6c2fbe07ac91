"""Prove that knowledge is sound: references, languages, figures, coverage, and that exactly one answer exists for everybody.

`check` returns every problem with file, line and mend. It reads loaded knowledge only; reading faults come from `load`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from itertools import product
from typing import Callable, Iterator, Mapping, Sequence

from .compute import OPERATIONS, Facts
from .decide import holds
from .errors import Problem, did_you_mean
from .model import Aspect, FactDef, FactValue, Knowledge, Place, Point, Rule, Service, Test, Text
from .wording import PLACEHOLDER

MAX_COMBINATIONS = 20_000
"""Above this many fact combinations an aspect cannot be proven and must be split."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_DIGIT = re.compile(r"[0-9０-９]")


def check(knowledge: Knowledge) -> list[Problem]:
    """Return all problems, in file order."""
    names = {problem for run in _NAMES for problem in run(knowledge)}
    proofs = {problem for run in _PROOFS for problem in run(knowledge)} if not names else set()
    return sorted({problem for run in _REST for problem in run(knowledge)} | names | proofs)


def _problem(place: Place, what: str, fix: str = "") -> Problem:
    return Problem(place.file, place.line, what, fix)


def _aspects(knowledge: Knowledge) -> Iterator[tuple[Service, Aspect]]:
    for service in knowledge.services.values():
        for aspect in service.aspects:
            yield service, aspect


def _rules(knowledge: Knowledge) -> Iterator[tuple[Aspect, Rule]]:
    for _, aspect in _aspects(knowledge):
        for rule in aspect.rules:
            yield aspect, rule


# -- names that must exist


def _references(knowledge: Knowledge) -> Iterator[Problem]:
    seen: dict[str, Place] = {}
    for service, aspect in _aspects(knowledge):
        if aspect.ask not in knowledge.asks:
            yield _problem(aspect.place, f"Unknown ask `{aspect.ask}`.", did_you_mean(aspect.ask, knowledge.asks))
        for following in aspect.next:
            if following not in service.by_id:
                yield _problem(aspect.place, f"`next` names aspect `{following}`, which does not exist.", did_you_mean(following, service.by_id))
        for rule in aspect.rules:
            if rule.id in seen:
                yield _problem(rule.place, f"Rule id `{rule.id}` is used twice (also {seen[rule.id].file}:{seen[rule.id].line}).", "Rename one.")
            seen[rule.id] = rule.place
            yield from _rule_references(knowledge, aspect, rule)
    yield from _repeated_aspects(knowledge)


def _repeated_aspects(knowledge: Knowledge) -> Iterator[Problem]:
    for service in knowledge.services.values():
        ids = [aspect.id for aspect in service.aspects]
        for aspect in service.aspects:
            if ids.count(aspect.id) > 1:
                yield _problem(aspect.place, f"Aspect id `{aspect.id}` is used twice in `{service.id}`.", "Rename one.")


def _rule_references(knowledge: Knowledge, aspect: Aspect, rule: Rule) -> Iterator[Problem]:
    siblings = {sibling.id for sibling in aspect.rules}
    for beaten in rule.overrides:
        if beaten not in siblings:
            yield _problem(rule.place, f"Rule `{rule.id}` overrides `{beaten}`, which does not exist in this aspect.", did_you_mean(beaten, siblings))
    for test in rule.when:
        yield from _test_references(knowledge, rule, test)
    for name, derivation in rule.compute.items():
        yield from _derivation(knowledge, rule.place, derivation.op, derivation.args, {*rule.values, *rule.compute}, name)
    if rule.when and rule.under is None:
        yield _problem(rule.place, f"Rule `{rule.id}` has `when` but no `under`.", "Say the condition in words: under: {zh: ..., en: ...}.")
    if not rule.points:
        yield _problem(rule.place, f"Rule `{rule.id}` has no answer.", "Give it at least one point.")
    yield from _point_references(knowledge, rule)


def _point_references(knowledge: Knowledge, rule: Rule) -> Iterator[Problem]:
    ids = [point.id for point in rule.points]
    for point in rule.points:
        if ids.count(point.id) > 1:
            yield _problem(point.place, f"Point id `{point.id}` is used twice in rule `{rule.id}`.", "Rename one.")
        for name in point.needs:
            if name not in knowledge.facts and name not in rule.compute:
                yield _problem(point.place, f"`needs` names `{name}`, which is no fact.", did_you_mean(name, knowledge.facts))


def _test_references(knowledge: Knowledge, rule: Rule, test: Test) -> Iterator[Problem]:
    fact = knowledge.facts.get(test.fact)
    if fact is None:
        yield _problem(rule.place, f"Rule `{rule.id}` tests fact `{test.fact}`, which is not declared.", did_you_mean(test.fact, knowledge.facts))
        return
    for list_id in filter(None, (test.in_list, test.not_in_list)):
        if list_id not in knowledge.lists:
            yield _problem(rule.place, f"Rule `{rule.id}` names list `{list_id}`, which does not exist.", did_you_mean(list_id, knowledge.lists))
    for value in (*test.any_of, *test.none_of):
        yield from _value_fits(knowledge, rule, fact, value)
    ranged = any(bound is not None for bound in (test.min, test.max, test.above, test.below))
    if ranged and fact.type not in ("number", "date", "datetime"):
        yield _problem(rule.place, f"`{fact.id}` is a {fact.type}; it has no min or max.", "Name its values instead.")


def _value_fits(knowledge: Knowledge, rule: Rule, fact: FactDef, value: FactValue) -> Iterator[Problem]:
    known: Sequence[object] = ()
    if fact.type == "choice":
        known = [choice.id for choice in fact.values]
    elif fact.type == "yesno":
        known = [True, False]
    elif fact.type == "item" and (listed := knowledge.lists.get(fact.list or "")):
        known = list(listed.by_id)
    if known and value not in known:
        yield _problem(rule.place, f"Rule `{rule.id}`: `{value}` is no value of `{fact.id}`.", did_you_mean(str(value), map(str, known)))


def _derivation(knowledge: Knowledge, place: Place, op: str, args: Sequence[object], values: set[str], name: str) -> Iterator[Problem]:
    if op not in OPERATIONS:
        yield _problem(place, f"`{name}` uses unknown operation `{op}`.", did_you_mean(op, OPERATIONS))
        return
    operation = OPERATIONS[op]
    if not operation.repeats and len(operation.takes) != len(args):
        yield _problem(place, f"`{name}`: {op} takes {len(operation.takes)} arguments, not {len(args)}.")
    for arg in args:
        if isinstance(arg, str) and arg != "today" and arg not in values and arg not in knowledge.facts:
            yield _problem(place, f"`{name}`: `{arg}` is neither a fact nor a value.", did_you_mean(arg, [*values, *knowledge.facts]))


def _citations(knowledge: Knowledge) -> Iterator[Problem]:
    cited = [(rule.place, citation) for _, rule in _rules(knowledge) for citation in rule.cite]
    cited += [(listed.place, listed.source) for listed in knowledge.lists.values() if listed.source]
    for place, citation in cited:
        source = knowledge.sources.get(citation.source)
        if source is None:
            yield _problem(place, f"Cites document `{citation.source}`, which does not exist.", did_you_mean(citation.source, knowledge.sources))
        elif citation.section not in source.sections:
            yield _problem(place, f"Cites section `{citation}`, which {source.id} does not have.", did_you_mean(citation.section, source.sections))
    for service in knowledge.services.values():
        if service.source and service.source not in knowledge.sources:
            yield _problem(service.place, f"Unknown source `{service.source}`.", did_you_mean(service.source, knowledge.sources))


# -- texts


def _texts(knowledge: Knowledge) -> Iterator[Problem]:
    for _, rule in _rules(knowledge):
        for name in sorted(_named(rule.under) - rule.values.keys() - set(rule.facts)) if rule.under else ():
            yield _problem(rule.place, f"`under` of `{rule.id}`: nothing gives `{{{name}}}`.", "Add it to values.")
        for point in rule.points:
            yield from _placeholders(knowledge, rule, point)
            if not _HAN.search(point.text.zh):
                yield _problem(point.place, f"Point `{point.id}`: the zh text holds no Chinese.")
            if not re.search(r"[A-Za-z]{2}", point.text.en):
                yield _problem(point.place, f"Point `{point.id}`: the en text holds no English.")


def _named(text: Text) -> set[str]:
    return {match.group(1) for spoken in (text.zh, text.en) for match in PLACEHOLDER.finditer(spoken)}


def _placeholders(knowledge: Knowledge, rule: Rule, point: Point) -> Iterator[Problem]:
    zh, en = ({match.group(1) for match in PLACEHOLDER.finditer(text)} for text in (point.text.zh, point.text.en))
    for name in sorted(zh ^ en):
        yield _problem(point.place, f"Point `{point.id}`: `{{{name}}}` stands in one language only.", "Print it in both.")
    tested = {*rule.facts, *point.needs}
    for name in sorted(zh | en):
        if name in rule.values or name in tested:
            continue
        if name in rule.compute:
            if name not in point.needs and not _computable(knowledge, rule, name, point):
                text = f"Point `{point.id}` prints computed `{{{name}}}` without needing what it is computed from."
                yield _problem(point.place, text, f"Add needs: [{name}].")
            continue
        yield _problem(point.place, f"Point `{point.id}`: nothing gives `{{{name}}}`.", "Add it to values, or name the fact in `needs`.")


def _computable(knowledge: Knowledge, rule: Rule, name: str, point: Point) -> bool:
    args = [arg for arg in rule.compute[name].args if isinstance(arg, str)]
    known = {*rule.values, *point.needs, *rule.facts, "today"}
    return all(arg in known or (arg in rule.compute and _computable(knowledge, rule, arg, point)) for arg in args)


def _figures(knowledge: Knowledge) -> Iterator[Problem]:
    names = sorted(knowledge.glossary.digits, key=len, reverse=True)
    for place, where, text in _prose(knowledge):
        for spoken in (text.zh, text.en):
            rest = PLACEHOLDER.sub("", spoken)
            for name in names:
                rest = rest.replace(name, "")
            if _DIGIT.search(rest):
                figure = re.findall(r"\S*[0-9０-９]\S*", rest)[0]
                fix = "Put it in `values`, or the name in the glossary's `digits`."
                yield _problem(place, f"{where}: figure `{figure[:30]}` stands in prose.", fix)


def _prose(knowledge: Knowledge) -> Iterator[tuple[Place, str, Text]]:
    for _service, aspect in _aspects(knowledge):
        yield aspect.place, f"Label of `{aspect.id}`", aspect.label
        for rule in aspect.rules:
            if rule.under:
                yield rule.place, f"`under` of `{rule.id}`", rule.under
            for point in rule.points:
                yield point.place, f"Point `{point.id}` of `{rule.id}`", point.text


def _terms(knowledge: Knowledge) -> Iterator[Problem]:
    fixed: dict[str, set[str]] = defaultdict(set)
    for term in knowledge.glossary.terms:
        fixed[term.zh].add(term.en)
    for zh, wordings in fixed.items():
        if len({wording.lower() for wording in wordings}) > 1:
            yield Problem("glossary", 1, f"`{zh}` is translated in several ways: {', '.join(sorted(wordings))}.", "Keep one.")


def _aliases(knowledge: Knowledge) -> Iterator[Problem]:
    owners: dict[str, set[str]] = defaultdict(set)
    places = {service.id: service.place for service in knowledge.services.values()}
    for service in knowledge.services.values():
        for alias in {a.lower() for a in (*service.aliases.zh, *service.aliases.en)}:
            owners[alias].add(service.id)
    for alias, ids in sorted(owners.items()):
        if len(ids) > 1:
            text = f"Alias `{alias}` names several services: {', '.join(sorted(ids))}."
            yield _problem(places[min(ids)], text, "Keep it in none, or in one.")
    for fact in knowledge.facts.values():
        yield from _value_aliases(fact)


def _value_aliases(fact: FactDef) -> Iterator[Problem]:
    owners: dict[str, set[str]] = defaultdict(set)
    for choice in fact.values:
        for alias in (*choice.aliases.zh, *choice.aliases.en):
            owners[alias.lower()].add(choice.id)
    for alias, ids in sorted(owners.items()):
        if len(ids) > 1:
            yield _problem(fact.place, f"Fact `{fact.id}`: alias `{alias}` means several values: {', '.join(sorted(ids))}.", "Keep it in one.")


# -- lists, facts, ledgers


def _lists(knowledge: Knowledge) -> Iterator[Problem]:
    for listed in knowledge.lists.values():
        ids = [item.id for item in listed.items]
        for item_id in sorted({i for i in ids if ids.count(i) > 1}):
            yield _problem(listed.place, f"List `{listed.id}` holds `{item_id}` twice.")
        if listed.count is not None and listed.count != len(ids):
            yield _problem(listed.place, f"List `{listed.id}` has {len(ids)} items; the source states {listed.count}.")


def _facts(knowledge: Knowledge) -> Iterator[Problem]:
    for fact in knowledge.facts.values():
        if fact.type == "choice" and not fact.values:
            yield _problem(fact.place, f"Choice fact `{fact.id}` has no values.")
        if fact.type == "item" and fact.list not in knowledge.lists:
            text = f"Fact `{fact.id}` names list `{fact.list}`, which does not exist."
            yield _problem(fact.place, text, did_you_mean(str(fact.list), knowledge.lists))
        if fact.derive is None and not fact.question.zh:
            yield _problem(fact.place, f"Fact `{fact.id}` has no question.")
        if fact.derive is not None:
            yield from _derivation(knowledge, fact.place, fact.derive.op, fact.derive.args, set(), fact.id)


def _ledgers(knowledge: Knowledge) -> Iterator[Problem]:
    for ledger in knowledge.ledgers:
        source = knowledge.sources.get(ledger.source)
        if source is None:
            yield _problem(ledger.place, f"Ledger of unknown document `{ledger.source}`.", did_you_mean(ledger.source, knowledge.sources))
            continue
        covered = {item.section for item in ledger.items}
        for section in source.sections.values():
            if section.id not in covered:
                fix = "Name the rules that state it, or say why none is needed."
                yield _problem(section.place, f"Section `{source.id}#{section.id}` is in no ledger line.", fix)
        for item in ledger.items:
            yield from _ledger_item(knowledge, source.id, item.section, item.rules, item.none, item.place)
    for missing in knowledge.sources.keys() - {ledger.source for ledger in knowledge.ledgers}:
        yield _problem(knowledge.sources[missing].place, f"Document `{missing}` has no ledger.", f"Add coverage/{missing}.yaml.")


def _ledger_item(knowledge: Knowledge, source: str, section: str, rules: Sequence[str], none: str, place: Place) -> Iterator[Problem]:
    sections = knowledge.sources[source].sections
    if section not in sections:
        yield _problem(place, f"Ledger names section `{section}`, which {source} does not have.", did_you_mean(section, sections))
    if not rules and not none:
        yield _problem(place, f"Ledger line `{section}` names no rule and no reason.")
    for rule_id in rules:
        if rule_id not in knowledge.rules:
            yield _problem(place, f"Ledger names rule `{rule_id}`, which does not exist.", did_you_mean(rule_id, knowledge.rules))


# -- exactly one answer


def _exactly_one(knowledge: Knowledge) -> Iterator[Problem]:
    for _, aspect in _aspects(knowledge):
        if not aspect.exclusive:
            continue
        combinations = 1
        samples = _samples(knowledge, aspect)
        for values in samples.values():
            combinations *= len(values)
        if combinations > MAX_COMBINATIONS:
            text = f"Aspect `{aspect.id}` has {combinations} combinations of facts; too many to prove."
            yield _problem(aspect.place, text, "Split it, or test fewer facts.")
            continue
        yield from _prove(knowledge, aspect, samples)


def _prove(knowledge: Knowledge, aspect: Aspect, samples: Mapping[str, Sequence[FactValue]]) -> Iterator[Problem]:
    for on in _change_dates(aspect):
        rules = [rule for rule in aspect.rules if rule.in_force(on)]
        if not rules:
            continue
        for combination in product(*samples.values()):
            told = dict(zip(samples, combination, strict=True))
            facts = Facts({}, told, on)
            true = [rule for rule in rules if holds(knowledge, rule.when, facts)]
            beaten = {rule_id for rule in true for rule_id in rule.overrides}
            winners = [rule for rule in true if rule.id not in beaten]
            if not winners:
                yield _problem(aspect.place, f"Aspect `{aspect.id}` has no answer for {_case(told)} on {on}.", "Add a rule (or a not_stated one).")
                return
            if len(winners) > 1 and not aspect.boundary:
                names = ", ".join(f"`{rule.id}`" for rule in winners)
                text = f"Aspect `{aspect.id}` has several answers for {_case(told)} on {on}: {names}."
                yield _problem(aspect.place, text, "Let one override the other, or make it a list.")
                return


def _case(told: Mapping[str, FactValue]) -> str:
    return ", ".join(f"{fact}={value}" for fact, value in told.items()) or "everybody"


def _change_dates(aspect: Aspect) -> list[date]:
    """Return a day of each stretch of time in which the same rules are in force, from the first start on."""
    starts = {rule.in_force_from for rule in aspect.rules if rule.in_force_from}
    ends = {rule.in_force_until for rule in aspect.rules if rule.in_force_until}
    return sorted(starts | ends) or [date(2026, 1, 1)]


def _samples(knowledge: Knowledge, aspect: Aspect) -> dict[str, list[FactValue]]:
    """Return, for each fact that the aspect tests, values on both sides of every boundary."""
    tests: dict[str, list[Test]] = defaultdict(list)
    for rule in aspect.rules:
        for test in rule.when:
            tests[test.fact].append(test)
    return {fact: _sample_values(knowledge, knowledge.facts[fact], found) for fact, found in tests.items() if fact in knowledge.facts}


def _sample_values(knowledge: Knowledge, fact: FactDef, tests: Sequence[Test]) -> list[FactValue]:
    if fact.type == "choice":
        return [choice.id for choice in fact.values]
    if fact.type == "yesno":
        return [True, False]
    if fact.type == "item":
        return _sample_items(knowledge, fact, tests)
    bounds = {bound for test in tests for bound in (test.min, test.max, test.above, test.below, *test.any_of, *test.none_of)}
    days = [bound for bound in bounds if isinstance(bound, date)]
    figures = [bound for bound in bounds if isinstance(bound, (int, float))]
    return [*sorted(days)] if days else [*sorted({near for figure in figures for near in (figure - 1, figure, figure + 1)})]


def _sample_items(knowledge: Knowledge, fact: FactDef, tests: Sequence[Test]) -> list[FactValue]:
    """One item for each way the tests can come out."""
    listed = knowledge.lists.get(fact.list or "")
    samples: dict[tuple[bool | None, ...], FactValue] = {}
    for item in listed.items if listed else ():
        facts = Facts({}, {fact.id: item.id}, date(2026, 1, 1))
        samples.setdefault(tuple(holds(knowledge, [test], facts) for test in tests), item.id)
    return list(samples.values()) or ["unlisted"]


def _unreachable(knowledge: Knowledge) -> Iterator[Problem]:
    for _aspect, rule in _rules(knowledge):
        for test in rule.when:
            low = max((b for b in (test.min, test.above) if b is not None), default=None)
            high = min((b for b in (test.max, test.below) if b is not None), default=None)
            if low is not None and high is not None and low > high:  # type: ignore[operator]
                yield _problem(rule.place, f"Rule `{rule.id}` can never hold: `{test.fact}` from {low} to {high}.")
        if rule.in_force_from and rule.in_force_until and rule.in_force_from > rule.in_force_until:
            yield _problem(rule.place, f"Rule `{rule.id}` ends before it begins.")


_Check = Callable[[Knowledge], Iterator[Problem]]
_NAMES: Sequence[_Check] = (_references, _facts)
_PROOFS: Sequence[_Check] = (_exactly_one, _unreachable)
"""Proofs need every name to exist, so they wait until it does."""
_REST: Sequence[_Check] = (_citations, _texts, _figures, _terms, _aliases, _lists, _ledgers)
