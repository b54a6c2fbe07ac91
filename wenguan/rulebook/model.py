"""What knowledge is made of: sources, facts, lists, services, rules, points.

Everything here is frozen data. Texts are bilingual (`Text`); a figure lives in `Rule.values` and is named in texts as `{name}`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Literal, Mapping

Language = Literal["zh", "en"]
FactType = Literal["choice", "yesno", "number", "date", "datetime", "item"]
AspectKind = Literal["one", "list", "lookup", "calc"]
FactValue = str | bool | int | float | date | datetime
"""A fact's value: choice and item facts carry an id, the others their plain Python value."""

DONT_KNOW = "dont_know"
"""The value of a fact the citizen said they cannot tell: unknown, and not to be asked again."""


@dataclass(frozen=True)
class Place:
    """Where a piece of knowledge was written."""

    file: str = ""
    line: int = 0


@dataclass(frozen=True)
class Text:
    """One thing said in Chinese (simplified) and in English."""

    zh: str
    en: str

    def get(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Phrases:
    """Ways people say something; Chinese in simplified script."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    id: str
    label: Text
    place: Place = Place()


@dataclass(frozen=True)
class Source:
    """An official document; `sections` is keyed by section id."""

    id: str
    title: Text
    short: Text
    issuer: Text
    sections: Mapping[str, Section]
    number: Text | None = None
    in_force_from: date | None = None
    in_force_until: date | None = None
    checked_on: date | None = None
    note: Text | None = None
    place: Place = Place()


@dataclass(frozen=True)
class Citation:
    source: str
    section: str

    def __str__(self) -> str:
        return f"{self.source}#{self.section}"


@dataclass(frozen=True)
class Choice:
    """One value of a choice fact."""

    id: str
    name: Text
    aliases: Phrases = Phrases()
    narrows: tuple[str, ...] = ()
    """Values of the same fact, and item facts, that this value makes more precise: it wins over them."""
    beside: Phrases = Phrases()
    """Words that say this value only where one of `narrows` is said too."""
    implied_by: tuple[str, ...] = ()
    """Facts any value of which implies this one, while nothing else is said of its own fact."""


@dataclass(frozen=True)
class Derivation:
    """A computed value: an operation and its arguments (facts, values, figures or `today`)."""

    op: str
    args: tuple[str | int | float, ...]


@dataclass(frozen=True)
class FactDef:
    """Something a citizen can tell about a case."""

    id: str
    type: FactType
    question: Text
    values: tuple[Choice, ...] = ()
    aliases: Mapping[bool, Phrases] = field(default_factory=dict)
    cues: Phrases = Phrases()
    unit: str | None = None
    min: float | None = None
    max: float | None = None
    list: str | None = None
    derive: Derivation | None = None
    name: Text | None = None
    lasting: bool = False
    """Whether it is about the person, and so stays when the talk turns to another service."""
    place: Place = Place()

    def choice(self, value: str) -> Choice | None:
        return next((choice for choice in self.values if choice.id == value), None)


@dataclass(frozen=True)
class Item:
    """One entry of a list: a country, a port, a city."""

    id: str
    name: Text
    aliases: Phrases = Phrases()
    fields: Mapping[str, str | int | bool | Text] = field(default_factory=dict)


@dataclass(frozen=True)
class ListDef:
    id: str
    name: Text
    items: tuple[Item, ...]
    source: Citation | None = None
    count: int | None = None
    place: Place = Place()

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        return {item.id: item for item in self.items}


@dataclass(frozen=True)
class Test:
    """One condition on one fact. Exactly one of the fields other than `fact` is set, or a range by min/max/above/below."""

    fact: str
    any_of: tuple[FactValue, ...] = ()
    none_of: tuple[FactValue, ...] = ()
    in_list: str | None = None
    not_in_list: str | None = None
    min: float | date | None = None
    max: float | date | None = None
    above: float | date | None = None
    below: float | date | None = None


Value = str | int | float | date | Text


@dataclass(frozen=True)
class Point:
    """The smallest thing a citizen can ask for."""

    id: str
    text: Text
    asked_as: Phrases = Phrases()
    needs: tuple[str, ...] = ()
    detail: bool = False
    place: Place = Place()


@dataclass(frozen=True)
class Rule:
    id: str
    points: tuple[Point, ...]
    cite: tuple[Citation, ...]
    when: tuple[Test, ...] = ()
    under: Text | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    compute: Mapping[str, Derivation] = field(default_factory=dict)
    overrides: tuple[str, ...] = ()
    in_force_from: date | None = None
    in_force_until: date | None = None
    not_stated: bool = False
    lead: bool = False
    place: Place = Place()

    def in_force(self, on: date) -> bool:
        return (self.in_force_from or date.min) <= on <= (self.in_force_until or date.max)

    @property
    def facts(self) -> tuple[str, ...]:
        """Facts tested by `when`, in the author's order."""
        return tuple(dict.fromkeys(test.fact for test in self.when))


@dataclass(frozen=True)
class Aspect:
    """One kind of question about one service, with the rules that answer it."""

    id: str
    ask: str
    kind: AspectKind
    label: Text
    rules: tuple[Rule, ...]
    asked_as: Phrases = Phrases()
    next: tuple[str, ...] = ()
    boundary: bool = False
    place: Place = Place()

    @property
    def exclusive(self) -> bool:
        """Whether exactly one rule holds for one person."""
        return self.kind != "list"


@dataclass(frozen=True)
class Service:
    id: str
    name: Text
    short: Text
    about: Text
    source: str | None
    aliases: Phrases
    mentions: Phrases
    """Words that often name it, but stand in questions about other services too."""
    aspects: tuple[Aspect, ...]
    place: Place = Place()

    @cached_property
    def by_id(self) -> Mapping[str, Aspect]:
        return {aspect.id: aspect for aspect in self.aspects}


@dataclass(frozen=True)
class Ask:
    """A kind of question; its intent is `ask_<id>`."""

    id: str
    label: Text


@dataclass(frozen=True)
class Glossary:
    """Names that may carry digits in texts, and terms with one fixed translation."""

    digits: tuple[str, ...] = ()
    terms: tuple[Text, ...] = ()


@dataclass(frozen=True)
class LedgerItem:
    section: str
    rules: tuple[str, ...]
    none: str = ""
    place: Place = Place()


@dataclass(frozen=True)
class Ledger:
    """Which rules state each section of a source."""

    source: str
    items: tuple[LedgerItem, ...]
    place: Place = Place()


@dataclass(frozen=True, eq=False)
class Knowledge:
    """Everything the assistant may state. `version` is a digest of the files it came from."""

    sources: Mapping[str, Source]
    facts: Mapping[str, FactDef]
    lists: Mapping[str, ListDef]
    services: Mapping[str, Service]
    asks: Mapping[str, Ask]
    glossary: Glossary
    phrases: Mapping[str, Text]
    ledgers: tuple[Ledger, ...]
    version: str

    def aspect(self, service: str, aspect: str) -> Aspect:
        """Return an aspect, or raise KeyError naming what is missing."""
        return self.services[service].by_id[aspect]

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        return {rule.id: rule for s in self.services.values() for a in s.aspects for rule in a.rules}
