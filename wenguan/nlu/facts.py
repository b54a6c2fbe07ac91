"""What a citizen tells about a case: the declared facts that one message states."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Collection, Iterable, Iterator, Mapping

from wenguan.rulebook.model import Choice, FactDef, FactValue, ListDef

from .figures import Assigned, FigureFacts, Limits, Talk
from .lexicon import Hit, Lexicon
from .quantities import quantities
from .stance import (
    Stance,
    corrected,
    joins_negation,
    lived_in,
    named_as_own,
    namesake,
    no_longer,
    of_somebody_else,
    place_not_person,
    refused,
    registered,
    stance,
)

_LIST_NAME = ""
"""What a document's name says: nothing about the person."""

_YES = re.compile(
    r"^\W*(?:是的?|对的?|有的?|嗯+|没错|要的?|会的?|属于|当然|好的?|yes|yeah"
    r"|yep|yup|correct|right|true|sure|i am|i do|he is|she is|i have)(?:啊"
    r"|呀|了|哦)?(?:\W|$)"
)
_NO = re.compile(
    r"^\W*(?:不是的?|不对|没有|没|不|否|无|不在|不属于|都不是|并不|no(?! (?:idea|clue))|nope|nah|not(?! (?:sure|certain))|false"
    r"|i'm not(?! (?:sure|certain))|i am not(?! (?:sure|certain))|i don't(?! know)|he isn't|she isn't)(?:啊|呀|了|哦)?(?:\W|$)"
)
_WITH_NATIONS = ("欧", "英", "中", "北", "南")
"""What makes 美国家 part of "nations of Europe and America"."""
_BOUND = re.compile(r"以[内下上]$|^(?:up to|at most|at least) ")
"""What an answer leaves out of a choice's name: 三个月 for 三个月以内."""
_JOINED = re.compile(r"\s*(?:and|or|,|、|和|与|及|或|跟)\s*")
_PRONOUNS = frozenset(
    ["us", "it", "in", "no", "at", "is", "am", "so", "do", "me", "he", "id", "as", "be", "by", "to", "my", "or", "an", "of", "on", "we", "if", "up"]
)


@dataclass(frozen=True)
class FoundFact:
    """A fact stated at `text[start:end]`; choice and item facts carry the id."""

    fact: str
    value: FactValue
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class _Half:
    """A choice that these words say only beside what it narrows."""

    choice: Choice


Said = tuple[str, "FactValue | _Half"]
Mention = tuple[Hit[Said], Stance]


class Extractor:
    """Finds the declared facts in normalised messages. Build it once from knowledge; it keeps nothing of any message."""

    def __init__(
        self,
        facts: Iterable[FactDef],
        lists: Mapping[str, ListDef] | Iterable[ListDef],
        *,
        names: Iterable[str] = (),
        limits: Limits | None = None,
        service_limits: Mapping[str, Limits] | None = None,
    ) -> None:
        """Take in the facts and the lists they name.

        `names` are documents' names, which say nothing about the person (港澳居民来往内地通行证). `limits` are the figures that rules test
        for each fact: 未满16岁 is read as 15 where 16 is one of them and states no age where it is not. Without them it always is.
        `service_limits` are those of each service, used when the talk is of one.
        """
        self._facts = {fact.id: fact for fact in facts}
        self._figures = FigureFacts(self._facts.values(), limits, service_limits or {})
        self._said: Lexicon[Said] = Lexicon()
        self._when_asked: Lexicon[Said] = Lexicon()
        every = lists.values() if isinstance(lists, Mapping) else lists
        by_id = {listed.id: listed for listed in every}
        for fact in self._facts.values():
            self._declare(fact, by_id.get(fact.list or ""))
        for name in names:
            self._said.add(name, (_LIST_NAME, name))

    def extract(
        self,
        text: str,
        *,
        today: date,
        relevant: Collection[str] | None = None,
        pending: str | None = None,
        told: Iterable[str] = (),
        service: str = "",
        settled: bool = False,
    ) -> list[FoundFact]:
        """Return the facts that normalised `text` states, in the order of the text.

        `pending` is the fact just asked for: a bare figure, date, yes or no answers it. `relevant` are the facts that still matter:
        a figure with a unit but no telling word beside it goes to the only one of them it fits, or to the last that was `told` before.
        When they are those of what the message asks (`settled`), a date that belongs to none of them goes to the only one left open.
        Under `service` a bound states a figure only where one of its rules tests it. Choice, yes/no and figure facts come once;
        list items each for itself. What is said of two values at once is left out.
        """
        asked = self._facts.get(pending or "")
        found = [*self._named(text, asked)]
        if asked is not None and asked.type == "yesno" and all(f.fact != asked.id for f in found):
            found += _yes_or_no(text, asked)
        figures = quantities(text, today) if self._figures.any else []
        talk = Talk(asked, relevant or (), tuple(told), service, settled, today)
        found += [_found(a, text) for a in self._figures.assign(text, figures, talk)]
        found += self._implied(found, told)
        return sorted(found, key=lambda f: (f.start, f.end))

    # -- names

    def _declare(self, fact: FactDef, listed: ListDef | None) -> None:
        for choice in fact.values:
            for alias in (*choice.aliases.zh, *choice.aliases.en):
                self._said.add(alias, (fact.id, choice.id), slips=True)
            for alias in (*choice.beside.zh, *choice.beside.en):
                self._said.add(alias, (fact.id, _Half(choice)))
            for name in (choice.name.zh, choice.name.en):
                self._when_asked.add(plain := re.sub(r"[（(].*?[）)]", "", name), (fact.id, choice.id))
                self._when_asked.add(_BOUND.sub("", plain), (fact.id, choice.id))
                self._when_asked.add(name, (fact.id, choice.id))
        for value, phrases in fact.aliases.items():
            for alias in (*phrases.zh, *phrases.en):
                self._said.add(alias, (fact.id, value), slips=True)
        for item in listed.items if listed else ():
            for name in (item.name.zh, item.name.en, *item.aliases.zh, *item.aliases.en):
                self._said.add(name, (fact.id, item.id), slips=True)

    def _named(self, text: str, asked: FactDef | None) -> Iterator[FoundFact]:
        hits = self._said.find(text)
        if asked is not None:
            hits += [hit for hit in self._when_asked.find(text) if hit.said[0] == asked.id]
        exact = _longest(hits)
        slips = [s for s in self._said.slips(text) if all(s.end <= e.start or s.start >= e.end for e in exact)]
        by_fact: dict[str, list[Mention]] = defaultdict(list)
        for hit, held in _held(text, [*exact, *_longest(slips)]):
            by_fact[hit.said[0]].append((hit, held))
        for fact in by_fact:
            yield from self._settle(text, self._facts[fact], _narrowed(text, self._facts[fact], by_fact))

    def _implied(self, found: list[FoundFact], told: Iterable[str]) -> list[FoundFact]:
        """Take what another fact implies, where nothing was said of the fact itself."""
        said = {f.fact for f in found} | set(told)
        return [
            FoundFact(fact.id, choice.id, sign.start, sign.end, sign.text)
            for fact in self._facts.values() if fact.id not in said
            for choice in fact.values
            for sign in found if sign.fact in choice.implied_by
        ][:1]  # fmt: skip

    def _settle(self, text: str, fact: FactDef, mentions: list[Mention]) -> Iterator[FoundFact]:
        """Decide what several mentions of one fact, in the order of the text, state together."""
        meant = [hit for hit, held in mentions if held == "meant"]
        if fact.type == "item":
            places = [hit for hit in meant if not namesake(text, hit.start, hit.end)]
            yield from (_fact(text, hit) for hit in _about_person(text, places, fact))
            return
        if fact.type == "yesno":
            meant += [Hit(hit.start, hit.end, (fact.id, False)) for hit, held in mentions if held == "denied" and hit.said[1] is True]
        chosen = _one(text, sorted(meant, key=lambda h: h.start))
        if chosen is not None:
            yield _fact(text, chosen)


def extract_facts(
    text: str,
    facts: Iterable[FactDef],
    lists: Mapping[str, ListDef] | Iterable[ListDef],
    *,
    relevant: Collection[str] | None = None,
    pending: str | None = None,
    today: date,
) -> list[FoundFact]:
    """Extract once from facts and lists; for more than one message build an `Extractor`."""
    return Extractor(facts, lists).extract(text, relevant=relevant, pending=pending, today=today)


def _longest(hits: Iterable[Hit[Said]]) -> list[Hit[Said]]:
    """Keep, of overlapping hits of one fact, the longest; a document's name hides what it contains and what reaches into it (回到边境证)."""
    kept: list[Hit[Said]] = []
    hits = list(hits)
    names = [hit for hit in hits if hit.said[0] == _LIST_NAME]
    whole = (hit for hit in hits if not any(_crosses(hit, name) for name in names))
    for hit in sorted(whole, key=lambda h: (h.start - h.end, h.said[0] == _LIST_NAME, h.start)):
        rivals = (other for other in kept if other.said[0] in (hit.said[0], _LIST_NAME))
        if all(hit.end <= other.start or hit.start >= other.end for other in rivals):
            kept.append(hit)
    return kept


def _crosses(hit: Hit[Said], name: Hit[Said]) -> bool:
    """Whether they share words and each has some of its own."""
    return hit.start < name.start < hit.end < name.end or name.start < hit.start < name.end < hit.end


def _too_short(text: str, hit: Hit[Said]) -> bool:
    """Whether a name of one Chinese character, or one that is also an English word, lacks the neighbour that makes it a name."""
    word = text[hit.start : hit.end]
    after, before = text[hit.end :], text[: hit.start]
    if word.endswith("国") and after.startswith("家") and before.endswith(_WITH_NATIONS):
        return True
    if len(word) == 1 and not word.isascii():
        return not re.match("籍|护照", after)
    if word in _PRONOUNS:
        return not (
            re.match(r" (?:passport|citizen|national|nationality|resident|green card)", after)
            or re.search(r"\bthe $|\bfrom $", before)
            and word != "it"
        )
    return False


def _held(text: str, hits: list[Hit[Said]]) -> Iterator[tuple[Hit[Said], Stance]]:
    """Yield the names said of the person, in order, with how the citizen stands to each; a denial reaches over "or"."""
    denied_to: int | None = None
    for hit in sorted(hits, key=lambda h: h.start):
        if hit.said[0] == _LIST_NAME or _too_short(text, hit) or of_somebody_else(text, hit.start, hit.end):
            continue
        held = stance(text, hit.start)
        if held == "meant" and denied_to is not None and joins_negation(text[denied_to : hit.start]):
            held = "denied"
        denied_to = hit.end if held == "denied" else None
        yield hit, "open" if refused(text, hit.end) or no_longer(text, hit.start, hit.end) else held


def _narrowed(text: str, fact: FactDef, by_fact: Mapping[str, list[Mention]]) -> list[Mention]:
    """Return a fact's mentions with each narrower value in place of what it narrows: a Briton with a Hong Kong permanent ID card."""
    mentions = by_fact[fact.id]
    for choice in fact.values:
        said = [m for m in mentions if m[0].said[1] in (choice.id, _Half(choice)) and m[1] == "meant"] if choice.narrows else []
        if said and any(_says_wider(text, choice, hit, held) for name in (fact.id, *choice.narrows) for hit, held in by_fact.get(name, ())):
            hit = said[0][0]
            kept = [m for m in mentions if m not in said and m[0].said[1] not in choice.narrows]
            return [(Hit(hit.start, hit.end, (fact.id, choice.id)), "meant"), *kept]
    return [m for m in mentions if not isinstance(m[0].said[1], _Half)]


def _says_wider(text: str, choice: Choice, hit: Hit[Said], held: Stance) -> bool:
    fact, value = hit.said
    own = named_as_own(text, hit.start, hit.end) or hit.start == 0
    return held == "meant" and (value in choice.narrows or fact in choice.narrows and own)


def _about_person(text: str, hits: list[Hit[Said]], fact: FactDef) -> list[Hit[Said]]:
    """Of countries named in one message keep, for a fact about the person, those said of the person: 法国人 before 去日本."""
    if not fact.lasting:
        at_home = [hit for hit in hits if registered(text, hit.start, hit.end)]
        return [hit for hit in hits if hit in at_home or not (at_home and lived_in(text, hit.start))]
    plain = [hit for hit in hits if not place_not_person(text, hit.start, hit.end)]
    own = [hit for hit in plain if named_as_own(text, hit.start, hit.end)]
    return [hit for hit in plain if any(hit is o or _JOINED.fullmatch(text[hit.end : o.start]) for o in own)] or plain


def _one(text: str, hits: list[Hit[Said]]) -> Hit[Said] | None:
    """Return the value that holds: the only one, the corrected one, the one said of oneself; None when two remain."""
    if len({hit.said[1] for hit in hits}) <= 1:
        return hits[0] if hits else None
    if corrected(text[hits[-2].end : hits[-1].start]) or corrected(text[hits[-1].end :]):
        return hits[-1]
    own = [hit for hit in hits if named_as_own(text, hit.start, hit.end)]
    return own[0] if own and len({hit.said[1] for hit in own}) == 1 else None


def _yes_or_no(text: str, fact: FactDef) -> Iterator[FoundFact]:
    for pattern, value in ((_NO, False), (_YES, True)):
        match = pattern.search(text)
        if match:
            yield FoundFact(fact.id, value, match.start(), match.end(), match.group().strip())
            return


def _fact(text: str, hit: Hit[Said]) -> FoundFact:
    fact, value = hit.said
    assert not isinstance(value, _Half)  # noqa: S101  settled before
    return FoundFact(fact, value, hit.start, hit.end, text[hit.start : hit.end])


def _found(assigned: Assigned, text: str) -> FoundFact:
    return FoundFact(assigned.fact, assigned.value, assigned.start, assigned.end, text[assigned.start : assigned.end])
