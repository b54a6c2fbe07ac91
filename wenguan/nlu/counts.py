"""How many of a thing that is paid for a message names: one booklet and two single-entry endorsements."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby

from .lexicon import Hit
from .numerals import HAN, NUMBER, parse

_BEFORE = re.compile(rf"(?<![第\d])(?P<n>\d{{1,2}}(?!\d)|{HAN}|{NUMBER}) ?(?:个|项|本|份|张|条)?(?:的)? ?$")
_AFTER = re.compile(rf"^ ?(?:的)? ?(?P<n>\d{{1,2}}|{HAN})(?:个|项|份|本)(?!月|人|工|小|星|多)")
_JOINING = "加连和带跟"
"""What ends a telling word that another thing follows: 换证加两个一签."""
_PER = re.compile(r"每[本张]|\beach (?=with\b|booklet|permit)")
_PLACE = re.compile(r"香港|澳门|hong kong|maca[ou]")
_NEAR = 32
"""How far behind a thing its place stands at most, in characters."""
_TOTAL = re.compile(
    r"总共|一共|合计|总计|共计|加起来|共(?:要|需|收|花|交|是)*多少|全部(?:加|多少|费用|要多少)"
    r"|\btotal\b|\baltogether\b|\bin all\b|\bsum\b"
)
_EACH = re.compile(r"各|每人|每个人|\beach\b|\bboth of us\b")
_PEOPLE = re.compile(
    rf"(?P<n>{NUMBER}) ?(?:个|位|口|名)?(?:人(?!民)|people\b|persons?\b|of us\b)|我们(?P<n2>[两三四五六])个|一家(?P<n3>[二三四五六七八])口"
)
_ADULTS_AND_CHILDREN = re.compile(rf"(?P<n>{NUMBER}) ?(?:个|位|名)?(?:大人|成人|成年人|老人|小孩|孩子|儿童|adults?\b|child(?:ren)?\b|kids?\b)")
_PAIR = re.compile(
    r"我[和跟与同](?!你)|夫妻|夫妇|两口子|爸妈|父母|双胞胎|俩"
    r"|\bparents\b|\band (?:i|me)\b|\bmy (?:wife|husband|son|daughter|friend) and\b"
)


@dataclass(frozen=True)
class Count:
    fact: str
    value: int
    start: int
    end: int


def counts(text: str, cues: list[Hit[str]]) -> list[Count]:
    """Return how many of each thing the cues name; a thing without a figure is one, where a total is asked or several things are joined."""
    found = [_count(text, cue) for cue in sorted(cues, key=lambda cue: cue.start)]
    things = {cue.said for cue in cues if cue.end - cue.start > 1} | {count.fact for count, said in found if said}
    people, each = _people(text), _EACH.search(text) is not None
    plausible = len(things) > 1 or people > 1 or _TOTAL.search(text) is not None
    kept: list[Count] = []
    for fact, group in groupby(sorted(found, key=lambda one: one[0].fact), key=lambda one: one[0].fact):
        told = [(count, said) for count, said in group if said or plausible and count.end - count.start > 1]
        if told:
            best, said = next((one for one in told if one[1]), told[0])
            value = sum(count.value for count, _ in told) if _for_both_places(text, told) else best.value
            kept.append(Count(fact, value * (people if each or not said else 1), best.start, best.end))
    return _for_each_of(text, kept)


def _for_each_of(text: str, found: list[Count]) -> list[Count]:
    """Multiply what is taken for every piece of a thing named before: 两本通行证，每本一个多次签注."""
    per = _PER.search(text)
    of = next((count for count in found if per is not None and count.end <= per.start()), None)
    if per is None or of is None:
        return found
    return [replace(count, value=count.value * of.value) if count.start >= per.start() else count for count in found]


def _for_both_places(text: str, told: list[tuple[Count, bool]]) -> bool:
    """Whether a thing is named once for each place: 一次香港签注一次澳门签注."""
    places = [_PLACE.findall(text[one.start : one.end + _NEAR]) for one, _ in told]
    return len(told) == 2 and all(places) and places[0][0] != places[1][0]


def _count(text: str, cue: Hit[str]) -> tuple[Count, bool]:
    """Return what a cue counts, and whether a figure says it."""
    before = _BEFORE.search(text[max(0, cue.start - 16) : cue.start])
    after = None if text[cue.end - 1] in _JOINING else _AFTER.match(text[cue.end :])
    match = before or after
    number = parse(match["n"]) if match else None
    if match is None or number is None:
        return Count(cue.said, 1, cue.start, cue.end), False
    start = max(0, cue.start - 16) + match.start("n") if match is before else cue.start
    return Count(cue.said, int(number), start, cue.end if match is before else cue.end + match.end()), True


def _people(text: str) -> int:
    """Return for how many people things are taken: 我和老婆各办一本, 三个人办多次签注, 两个大人一个小孩."""
    kinds = [parse(match["n"]) or 0 for match in _ADULTS_AND_CHILDREN.finditer(text)]
    if sum(kinds) > 1:
        return int(sum(kinds))
    match = _PEOPLE.search(text)
    number = parse(match["n"] or match["n2"] or match["n3"]) if match else 2 if _EACH.search(text) and _PAIR.search(text) else 1
    return int(number or 1)
