"""Say an outcome: lead first, then at most a handful of points for this person, the source, and what can be asked next.

`compose` chooses and words; how a channel shows a Reply (bubbles, buttons, XML, numbered lines) is the channel's business.
Chinese comes out in simplified script.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, Mapping, Sequence

from . import dates
from .compute import Facts, counts_working_days
from .decide import Boundary, Decided, NeedFact, NotStated, Outcome, OutOfDate, Stated
from .model import Aspect, Citation, FactDef, FactValue, Knowledge, Language, Rule, Service
from .wording import fill, named

Status = Literal[
    "answered", "partial", "needs_fact", "clarify", "not_stated", "out_of_date", "out_of_scope", "personal_case",
    "handoff", "smalltalk", "emergency", "error",
]

BUDGET: Mapping[Language, int] = {"zh": 250, "en": 800}
"""Most characters of points in one answer: about 350 Chinese characters or 150 English words with the source line."""
MAX_POINTS = 7
MAX_BRANCHES = 4
MAX_FOLLOW_UPS = 4
SILENCE = 0.7
"""What a point weighs that says what the document leaves open, beside those that say what it holds."""
POINTED = 0.6
"""Of many branches only those are told whose score is at least this share of the best one's."""
CLOSE = 0.1
"""A point joins the best one when its score is at least this share of the best score."""
CLOSE_DIFFERENCE = 0.35
"""The same among differences: each tells two things apart, and another pair is beside the question."""


@dataclass(frozen=True)
class Focus:
    """What in the aspect was asked: a score for each point key (any positive scale), and whether the question was broad."""

    scores: Mapping[str, float] = field(default_factory=dict)
    broad: bool = True

    def of(self, stated: Stated) -> float:
        return self.scores.get(stated.key, 0.0)


@dataclass(frozen=True)
class Choice:
    """Something to press or to answer with: a fact's value, an aspect, a service."""

    label: str
    fact: str | None = None
    value: FactValue | None = None
    service: str | None = None
    aspect: str | None = None


@dataclass(frozen=True)
class CitedSection:
    source: str
    title: str
    section: str
    in_force_from: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Reply:
    """One answer, ready for any channel. `points` are whole sentences; the first is the lead."""

    status: Status
    language: Language
    points: tuple[str, ...]
    heading: str = ""
    intro: str = ""
    question: str = ""
    notes: tuple[str, ...] = ()
    citations: tuple[CitedSection, ...] = ()
    choices: tuple[Choice, ...] = ()
    follow_ups: tuple[Choice, ...] = ()
    service: str | None = None
    aspect: str | None = None
    asks: str | None = None
    rule_ids: tuple[str, ...] = ()
    point_keys: tuple[str, ...] = ()
    as_of: date | None = None
    knowledge_version: str = ""


def compose(
    knowledge: Knowledge, service: str, aspect: str, outcome: Outcome, facts: Facts, *, language: Language, focus: Focus = Focus(),
) -> Reply:
    """Word an outcome of `service`/`aspect` in `language`."""
    return _Composer(knowledge, knowledge.services[service], knowledge.aspect(service, aspect), facts, language, focus).compose(outcome)


def say(knowledge: Knowledge, phrase: str, language: Language, status: Status, **figures: str) -> Reply:
    """Word a phrase that is no answer of the rulebook: a greeting, a referral, an apology."""
    return Reply(status, language, (phrase_text(knowledge, phrase, language, **figures),), knowledge_version=knowledge.version)


def phrase_text(knowledge: Knowledge, phrase: str, language: Language, **figures: str) -> str:
    text = knowledge.phrases[phrase].get(language)
    for name, figure in figures.items():
        text = text.replace("{" + name + "}", figure)
    return text


def beside(reply: Reply, other: Reply) -> Reply:
    """Add the first point of another answer about the same service, with its source, while the budget allows."""
    room = BUDGET[reply.language] - sum(map(len, reply.points))
    if not other.points or other.points[0] in reply.points or len(other.points[0]) > room:
        return reply
    return replace(
        reply, points=(*reply.points, other.points[0]), rule_ids=tuple(dict.fromkeys((*reply.rule_ids, *other.rule_ids[:1]))),
        point_keys=(*reply.point_keys, *other.point_keys[:1]), citations=tuple(dict.fromkeys((*reply.citations, *other.citations[:1]))),
    )


def together(replies: Sequence[Reply]) -> Reply:
    """Join the answers to one question for several things: the first point of each, with its source."""
    each = [
        replace(r, points=r.points[:1], rule_ids=r.rule_ids[:1], point_keys=r.point_keys[:1], citations=r.citations[:1])
        for r in replies if r.points
    ]  # fmt: skip
    names = ("points", "rule_ids", "point_keys", "citations", "notes")
    joined: dict[str, Any] = {name: tuple(dict.fromkeys(entry for r in each for entry in getattr(r, name))) for name in names}
    return replace(each[0], **joined)


@dataclass(frozen=True)
class _Composer:
    knowledge: Knowledge
    service: Service
    aspect: Aspect
    facts: Facts
    language: Language
    focus: Focus

    def compose(self, outcome: Outcome) -> Reply:
        if isinstance(outcome, Decided):
            return self._decided(outcome.stated)
        if isinstance(outcome, NeedFact):
            return self._need_fact(outcome)
        if isinstance(outcome, NotStated):
            return self._not_stated(outcome.stated)
        if isinstance(outcome, OutOfDate):
            return self._out_of_date(outcome)
        return self._boundary(outcome)

    # -- outcomes

    def _decided(self, stated: Sequence[Stated]) -> Reply:
        chosen, all_said = self._choose(stated)
        if chosen[0].rule.not_stated:
            return self._reply("not_stated", chosen)
        return self._reply("answered" if all_said else "partial", chosen)

    def _need_fact(self, outcome: NeedFact) -> Reply:
        told = self._branches(outcome.branches)
        reply = self._reply("needs_fact" if outcome.fact else "answered", told)
        if told:
            reply = replace(reply, intro=self._phrase("branches") if len(told) > 1 else "")
        if outcome.fact is None or self.knowledge.facts[outcome.fact].type == "item" and told:
            return reply
        return self._ask(reply, self.knowledge.facts[outcome.fact])

    def _branches(self, branches: Sequence[Stated]) -> list[Stated]:
        """Tell a few branches all; of many only those that the question clearly points to."""
        if len(branches) <= MAX_BRANCHES:
            return self._fit(sorted(branches, key=self.focus.of, reverse=True))
        best = max(map(self.focus.of, branches))
        pointed = [s for s in branches if best > 0 and self.focus.of(s) >= best * POINTED]
        return pointed if len(pointed) <= 2 else []

    def _ask(self, reply: Reply, fact: FactDef) -> Reply:
        question = fact.question.get(self.language)
        return replace(
            reply,
            question=self._phrase("ask_fact", question=question) if reply.points else question,
            choices=self._values(fact),
            asks=fact.id,
        )

    def _values(self, fact: FactDef) -> tuple[Choice, ...]:
        unsure = Choice(self._phrase("dont_know"), fact.id, "dont_know")
        if fact.type == "choice":
            return (*(Choice(c.name.get(self.language), fact.id, c.id) for c in fact.values), unsure)
        if fact.type == "yesno":
            return (Choice(self._phrase("yes"), fact.id, True), Choice(self._phrase("no"), fact.id, False), unsure)
        return ()

    def _not_stated(self, stated: Sequence[Stated]) -> Reply:
        if stated:
            return self._reply("not_stated", self._choose(stated)[0])
        reply = self._reply("not_stated", [])
        return replace(reply, points=(self._phrase("no_answer_for_case"),))

    def _out_of_date(self, outcome: OutOfDate) -> Reply:
        phrase, day = ("not_yet", outcome.starts) if outcome.starts else ("no_longer", outcome.ended)
        shown = named(self.knowledge, "", day, None, self.language) if day else ""
        reply = self._reply("out_of_date", [], cited=outcome.rules)
        return replace(reply, points=(self._phrase(phrase, date=shown),))

    def _boundary(self, outcome: Boundary) -> Reply:
        return replace(self._reply("partial", list(outcome.candidates)), intro=self._phrase("boundary"))

    # -- choosing

    def _choose(self, stated: Sequence[Stated]) -> tuple[list[Stated], bool]:
        """Return what to say, and whether that is everything there is to say."""
        if self.focus.broad or not any(self.focus.of(s) for s in stated):
            return self._broad(stated)
        return self._narrow(stated), False

    def _narrow(self, stated: Sequence[Stated]) -> list[Stated]:
        ranked = sorted(stated, key=self._weight, reverse=True)
        best = self._weight(ranked[0])
        share = CLOSE_DIFFERENCE if self.aspect.ask == "difference" else CLOSE
        close = [s for s in ranked if self._weight(s) >= best * share]
        return self._fit(close[:3])

    def _weight(self, stated: Stated) -> float:
        """Return how likely a point is meant; a silence must be asked for more plainly than what the document does say."""
        return self.focus.of(stated) * (SILENCE if stated.rule.not_stated else 1.0)

    def _broad(self, stated: Sequence[Stated]) -> tuple[list[Stated], bool]:
        plain = [s for s in stated if not s.point.detail]
        personal = [s for s in plain if s.sure and s.rule.when]
        leads = [s for s in plain if s.rule.lead]
        if personal:
            wanted = [s for s in plain if s.sure and not s.rule.lead] if self.aspect.exclusive or len(personal) > 1 else [*personal, *leads]
        elif leads:
            wanted = leads
        else:
            wanted = [s for s in plain if s.sure] + [s for s in plain if not s.sure]
        chosen = self._fit((wanted or list(stated))[:MAX_POINTS])
        return chosen, len(chosen) == len(plain)

    def _fit(self, wanted: Sequence[Stated]) -> list[Stated]:
        """Keep whole points while they fit the budget; always at least one."""
        chosen: list[Stated] = []
        room = BUDGET[self.language]
        for stated in wanted:
            room -= len(self._text(stated))
            if chosen and room < 0:
                break
            chosen.append(stated)
        return chosen

    # -- wording

    def _reply(self, status: Status, stated: Sequence[Stated], cited: Sequence[Rule] = ()) -> Reply:
        rules = list(dict.fromkeys([s.rule.id for s in stated]))
        by_id = {s.rule.id: s.rule for s in stated}
        return Reply(
            status=status,
            language=self.language,
            heading=self.service.short.get(self.language),
            points=tuple(self._text(s) for s in stated),
            notes=self._notes(stated),
            citations=self._cite([by_id[i] for i in rules] or list(cited)),
            follow_ups=self._follow_ups(),
            service=self.service.id,
            aspect=self.aspect.id,
            rule_ids=tuple(rules),
            point_keys=tuple(s.key for s in stated),
            as_of=self.facts.on,
            knowledge_version=self.knowledge.version,
        )

    def _text(self, stated: Stated) -> str:
        text = fill(stated.point.text, stated.values, self.facts, self.knowledge, self.language)
        if stated.sure or stated.rule.under is None:
            return text
        under = fill(stated.rule.under, stated.values, self.facts, self.knowledge, self.language)
        if _says(text, under, self.language):
            return text
        return f"{under}：{text}" if self.language == "zh" else f"{under[:1].upper()}{under[1:]}: {text}"

    def _notes(self, stated: Sequence[Stated]) -> tuple[str, ...]:
        counted = [s for s in stated if any(name in s.point.needs or "{" + name + "}" in s.point.text.zh for name in s.rule.compute)]
        if not any(counts_working_days(s.rule) for s in counted):
            return ()
        year = str(dates.last_published_year())
        counted_days = [v for s in counted for v in s.values.values() if isinstance(v, date)]
        notes = (self._phrase("working_days", year=year),)
        if dates.published(*map(dates.as_date, counted_days)):
            return notes
        return (*notes, self._phrase("working_days_unpublished", year=year))

    def _cite(self, rules: Sequence[Rule]) -> tuple[CitedSection, ...]:
        citations = dict.fromkeys(citation for rule in rules for citation in rule.cite)
        return tuple(cited_section(self.knowledge, citation, self.language) for citation in citations)

    def _follow_ups(self) -> tuple[Choice, ...]:
        aspects = [self.service.by_id[name] for name in self.aspect.next if name in self.service.by_id]
        return tuple(Choice(a.label.get(self.language), service=self.service.id, aspect=a.id) for a in aspects[:MAX_FOLLOW_UPS])

    def _phrase(self, phrase: str, **figures: str) -> str:
        return phrase_text(self.knowledge, phrase, self.language, **figures)


def cited_section(knowledge: Knowledge, citation: Citation, language: Language) -> CitedSection:
    """Name a citation in words."""
    source = knowledge.sources[citation.source]
    section = source.sections.get(citation.section)
    return CitedSection(
        source=source.id,
        title=source.title.get(language),
        section=section.label.get(language) if section else citation.section,
        in_force_from=source.in_force_from,
        note=source.note.get(language) if source.note else "",
    )


def _says(text: str, under: str, language: Language) -> bool:
    """Whether the text already names its condition: most of the condition's characters or words stand in its first half."""
    parts = [c for c in under if c not in "的，、（）"] if language == "zh" else under.lower().split()
    head = text.lower()[: max(40, len(under) * 2)]
    return sum(part in head for part in parts) >= 0.75 * len(parts)
