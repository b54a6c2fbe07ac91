"""Which declared fact a figure or date belongs to: by its unit, by the telling word beside it, by what was asked."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import pairwise
from math import ceil
from typing import Collection, Iterable, Iterator, Mapping, Sequence

from wenguan.rulebook.dates import months_between
from wenguan.rulebook.model import FactDef, FactValue

from .counts import counts
from .lexicon import Hit, Lexicon
from .quantities import Quantity
from .stance import corrected, refused, stance

_FURTHEST = 40
"""How far a telling word may stand from its figure, a Chinese character counting two."""
_CLAUSE, _SENTENCE = 12, 30
"""What a comma or a full stop between them adds."""
_LARGE = 10_000
"""From here on a number without a unit is read as a sum of money, where one is wanted."""
_MONEY = ("cny", "usd", "hkd")
_MORE = re.compile(r"超过|多于|大于|高于|以上$|\bover\b|\bmore than\b|\babove\b")
_AGE_CUE = re.compile(r"岁|\bage|\bold\b")
_OVER_CUE = re.compile(r"逾期|\boverdue")
_END_CUE = re.compile(r"到期|期满|届满|\bexpires?\b|\bends\b")
_WORKING_CUE = re.compile(r"工作日|working day|business day")
_WHEN = re.compile(
    r"哪[天日一]|几[号日天时]|(?:周|星期)几|什么时[候间]|何时|多久|多长|最[晚迟早]|能?[待住留]到|截止|来得及|之前"
    r"|\b(?:when|until|till|deadline|latest|earliest|by which|what date|which day|how long|in time)\b"
)
"""Words that ask for a day: then a bare date is where the counting starts."""
_JOINED = re.compile(r" ?(?:到|至|-|~|\bto|\buntil|\btill|\bthrough|到?[,;]? ?(?:待|住|玩|停?留)到)(?: the)? ?")
"""What stands between the first and the last day of a stay."""
_MY = re.compile(r"(?<![给帮为替])(?:我|本人)(?:今年|已经|现在|都)?$|\b(?:i am|i'm|im) $")
_CHILD = re.compile(r"儿子|女儿|孩子|小孩|宝宝|婴儿|孙子|孙女|\b(?:sons?|daughters?|child(?:ren)?|kids?|baby|boy|girl|grandson|granddaughter)\b")
_SINCE = re.compile(
    r"(?:(?<![离距])(?:过期|超期|逾期|失效)|过了期|到期了)(?:了|已经?|有|都|快|将近|大概|差不多|大约|超过|刚|才)*$"
    r"|\b(?:expired|lapsed|overdue|ran out)(?: (?:for|by|about|over|some|already|more than|nearly|almost))* $"
)
"""What stands before the time for which something has been invalid: 过期一年了."""
_TRIP = re.compile(r"(?:[我就]|要|想|打算|准备|计划|得|必须)*(?:去(?!续|换|办)|出国|出发|出差|旅游|开学|结婚|入境)")
"""What follows the day of a trip, on which nothing ends: 护照快到期，下个月初要出国."""
_ELAPSED = re.compile(r"(?:入境|来|待|住|到|停留)(?:了|已经|有)*$")
"""What stands before the time that somebody has spent already: 入境5天了."""
_LEFT = re.compile(r"还|剩|只有|\b(?:left|more|remaining|still)\b")
_EXPIRED_ALREADY = re.compile(r"(?:过期|到期|失效)了[,;。][^,;。]*$")
_TRAVEL = re.compile(r"到(?!期)|飞|走|回|来|落地|上岸|离开")
"""What follows the day of a journey when the end of the document has been told: 过期了，明天到机场."""
_FOR_A_TIME = re.compile(
    r"(?:了|已经?|有|都|快|大概)*(?:\d{1,2}|[半一二两三四五六七八九十几好]{1,3})多?(?:年(?!\d|[一二三四五六七八九十]{1,2}月)|个多?月|天|周|个?星期)(?!之?前|以前)"
    r"| (?:for|by) (?:\d{1,3}|an?|one|two|three|four|five|six) (?:days?|weeks?|months?|years?)\b"
)
"""What gives a telling word its own time."""
_REQUIRED = re.compile(r"(?:要求|规定)[^,。;!?\n]{0,8}$|\b(?:requires?|required|demands?|insists? on)\b[^,.;!?\n]{0,30}$")
"""What stands before a time that somebody demands: 俄罗斯要求18个月."""
_DOCUMENTS = (
    re.compile(r"护照|\bpassports?\b"),
    re.compile(r"通行证|回乡证|台胞证|\bpermits?\b"),
    re.compile(r"签注|\bendorsements?\b"),
    re.compile(r"签证(?=[还只就快剩也]|有效|到期|过期)|\bvisas?\b(?= (?:is valid|has|expires|runs|ends|still|only))"),
)
"""Each paper that runs out at its own time."""
_CLAUSE_ENDS = re.compile(r"[,.;!?。\n]|\b(?:but|and|while|whereas)\b|但是?|而")
_FACTORS: Mapping[tuple[str, str], float] = {
    ("weeks", "days"): 7, ("years", "months"): 12, ("days", "hours"): 24, ("weeks", "hours"): 168,
}  # fmt: skip
"""(said unit, fact's unit): how many of the latter one of the former is."""


Limits = Mapping[str, Collection[float]]
"""The figures that rules test for each fact."""


@dataclass(frozen=True)
class Talk:
    """What the talk is about: the fact just asked for, those that still matter, those told before, the service."""

    asked: FactDef | None = None
    relevant: Collection[str] = ()
    told: Sequence[str] = ()
    service: str = ""
    settled: bool = False
    """Whether `relevant` are the facts of what this very message asks, not of what was answered last."""
    today: date = date.min


@dataclass(frozen=True)
class Assigned:
    fact: str
    value: FactValue
    start: int
    end: int


@dataclass(frozen=True)
class _Fit:
    """A figure that fits a fact; `cost` tells how near its telling word is, `others` are the facts whose words stand next nearest."""

    fact: FactDef
    quantity: Quantity
    value: FactValue
    cost: float
    others: tuple[_Fit, ...] = ()


class FigureFacts:
    """The number, date and datetime facts, ready to receive figures."""

    def __init__(self, facts: Iterable[FactDef], limits: Limits | None, service_limits: Mapping[str, Limits]) -> None:
        facts = list(facts)
        self._facts = [fact for fact in facts if fact.type in ("number", "date", "datetime")]
        self._by_id = {fact.id: fact for fact in self._facts}
        self._limits = limits
        self._service_limits = service_limits
        self._order = {fact.id: i for i, fact in enumerate(self._facts)}
        self._ages = {fact.id for fact in self._facts if fact.unit == "years" and any(map(_AGE_CUE.search, (*fact.cues.zh, *fact.cues.en)))}
        self._working = {fact.id for fact in self._facts if any(map(_WORKING_CUE.search, (*fact.cues.zh, *fact.cues.en)))}
        self._over = {fact.id for fact in self._facts if any(map(_OVER_CUE.search, (*fact.cues.zh, *fact.cues.en)))}
        self._ends = {f.id for f in self._facts if f.type != "number" and any(map(_END_CUE.search, (*f.cues.zh, *f.cues.en)))}
        self._documents = {fact.id: _document_of(fact) for fact in self._facts}
        self._counted = {fact.id: fact for fact in self._facts if fact.unit == "count"}
        self._spans = tuple(_spans(facts))
        self._cues: Lexicon[str] = Lexicon()
        for fact in self._facts:
            for cue in (*fact.cues.zh, *fact.cues.en):
                self._cues.add(cue, fact.id)

    @property
    def any(self) -> bool:
        return bool(self._facts)

    def assign(self, text: str, figures: list[Quantity], talk: Talk) -> list[Assigned]:
        """Give each figure to at most one fact, and each fact at most one figure."""
        cues = self._telling(text) if figures or self._counted else []
        fits: dict[str, list[_Fit]] = defaultdict(list)
        for figure in [*figures, *_between(figures)]:
            fit = self._best(text, figure, cues, talk)
            if fit is not None and self._undecided_by_then(fit, figures, talk):
                continue
            if fit is not None:
                fits[fit.fact.id].append(fit)
        self._corrections(text, figures, fits)
        _share_out(text, fits)
        self._stays(text, figures, fits, talk)
        if talk.settled:
            self._settle(fits, talk)
        chosen = (_choose(text, group) for group in fits.values())
        found = [Assigned(fit.fact.id, fit.value, fit.quantity.start, fit.quantity.end) for fit in chosen if fit is not None]
        return found + self._counts(text, cues, {assigned.fact for assigned in found})

    def _telling(self, text: str) -> list[Hit[str]]:
        """Find the telling words, those of number facts apart from those of dates: 就到期 hides 到期 from months, not from a day.

        A word that has its own time behind it tells nothing of another day: 过期两年了.
        """
        cues = self._cues.find(text)
        numbers = [cue for cue in cues if self._by_id[cue.said].type == "number"]
        days = [cue for cue in cues if cue not in numbers and not _FOR_A_TIME.match(text[cue.end :])]
        return [*_outermost(numbers), *_outermost(days)]

    def _stays(self, text: str, figures: list[Quantity], fits: dict[str, list[_Fit]], talk: Talk) -> None:
        """Read the two ends of a stay off dates that are joined: 12月1日到12日走, from 5 until 16 December."""
        dates = [figure for figure in figures if isinstance(figure.value, date)]
        for first, last in pairwise(dates):
            joined = _JOINED.fullmatch(text[first.end : last.start])
            for days, start, end in self._spans if joined else ():
                held = any(fit.quantity in (first, last) for fact in (start.id, end.id) for fit in fits.get(fact, ()))
                if held or {start.id, end.id} <= set(talk.relevant) or days.id in self._service_limits.get(talk.service, ()):
                    self._put(first, start, fits, talk)
                    self._put(last, end, fits, talk)
        for days, start, end in self._spans:
            if talk.settled and days.id in self._service_limits.get(talk.service, ()):
                self._other_end(text, dates, start, end, fits, talk)

    def _other_end(self, text: str, dates: list[Quantity], start: FactDef, end: FactDef, fits: dict[str, list[_Fit]], talk: Talk) -> None:
        """Let a date beside which nothing tells what it is be the end of the stay that is still open: 元旦到北京，1月12日去首尔."""
        held = [min(group, key=lambda fit: fit.cost) for group in fits.values() if group]
        free = [figure for figure in dates if all(fit.quantity is not figure for fit in held)]
        known = {fit.fact.id: fit.quantity for fit in held if fit.fact in (start, end)}
        ends = sorted((*known.values(), *free), key=lambda figure: str(figure.value))
        if not free or len(ends) != 2 or corrected(text) or known.get(start.id) is ends[1] or known.get(end.id) is ends[0]:
            return
        self._put(ends[0], start, fits, talk)
        self._put(ends[1], end, fits, talk)

    def _put(self, figure: Quantity, fact: FactDef, fits: dict[str, list[_Fit]], talk: Talk) -> None:
        """Give a figure to a fact, and take both from whatever held them."""
        value = self._value(figure, fact, talk)
        if value is None:
            return
        for name in list(fits):
            fits[name] = [fit for fit in fits[name] if fit.quantity is not figure]
            if not fits[name]:
                del fits[name]
        fits[fact.id] = [_Fit(fact, figure, value, 0.0)]

    def _settle(self, fits: dict[str, list[_Fit]], talk: Talk) -> None:
        """Give the end of one thing to the end of another, where only that matters: 探亲签注12月31日到期，最晚哪天续."""
        days = [fact for fact in self._facts if fact.id in self._ends]
        stays = {fact.id for _, *ends in self._spans for fact in ends}
        both = {fact.id for _, *ends in self._spans if all(end.id in fits for end in ends) for fact in ends}
        stray = [fact.id for fact in days if fact.id in fits and fact.id not in (*talk.relevant, *both)]
        open_ = [fact for fact in days if fact.id in talk.relevant and fact.id not in (*fits, *stays)]
        if len(stray) == 1 and len(open_) == 1:
            read = [(fit, self._value(fit.quantity, open_[0], talk)) for fit in fits[stray[0]]]
            group = [replace(fit, fact=open_[0], value=value) for fit, value in read if value is not None]
            if group:
                del fits[stray[0]]
                fits[open_[0].id] = group

    def _counts(self, text: str, cues: list[Hit[str]], known: Collection[str]) -> list[Assigned]:
        """Take in how many of each thing are to be paid for, where that did not answer the question."""
        found = counts(text, _longest([cue for cue in cues if cue.said in self._counted])) if self._counted else []
        fitting = (c for c in found if c.fact not in known and self._in_range(c.value, self._counted[c.fact]))
        return [Assigned(c.fact, c.value, c.start, c.end) for c in fitting]

    def _best(self, text: str, figure: Quantity, cues: list[Hit[str]], talk: Talk) -> _Fit | None:
        facts = (fact for fact in self._facts if fact is talk.asked or fact.id not in self._counted)
        fits = [fit for fact in facts if (fit := self._fit(text, figure, fact, cues, talk)) is not None]
        told = (fit for fit in fits if fit.cost < _FURTHEST)
        near = sorted(told, key=lambda fit: (fit.cost, fit.fact.id not in talk.relevant, self._order[fit.fact.id]))
        if near:
            return replace(near[0], others=tuple(near[1:]))
        answering = [fit for fit in fits if fit.fact is talk.asked]
        if answering:
            return answering[0]
        if talk.settled and figure.kind in ("date", "datetime") and not _WHEN.search(text):
            return None
        wanted = [fit for fit in fits if fit.fact.id in talk.relevant and (figure.kind != "number" or _sum(fit))]
        if not wanted and figure.kind == "duration" and _LEFT.search(text):
            wanted = [fit for fit in fits if self._months_left(text, fit, talk.service)]
        again = sorted((fit for fit in wanted if fit.fact.id in talk.told), key=lambda fit: talk.told.index(fit.fact.id))
        return again[-1] if again else wanted[0] if len(wanted) == 1 else None

    def _months_left(self, text: str, fit: _Fit, service: str) -> bool:
        """Whether a fact counts the months left of the document that is told of, if any, and the service tests it: 还有7个月."""
        counted = fit.fact.unit == "months" and fit.fact.derive is not None and fit.fact.id in self._service_limits.get(service, ())
        return counted and _document_told(text, fit.quantity) in (self._documents[fit.fact.id], None)

    def _fit(self, text: str, figure: Quantity, fact: FactDef, cues: list[Hit[str]], talk: Talk) -> _Fit | None:
        value = self._value(figure, fact, talk)
        if value is None or not self._in_range(value, fact) or self._of_another(text, figure, fact):
            return None
        cost = 0.0 if fact.id in self._ages and figure.kind in ("age", "birth") else _nearest(text, figure, [c for c in cues if c.said == fact.id])
        return _Fit(fact, figure, value, cost)

    def _undecided_by_then(self, fit: _Fit, figures: list[Quantity], talk: Talk) -> bool:
        """Whether the months left today settle nothing for a later day that is told: 护照还有4个月，明年3月入境."""
        if fit.fact.unit != "months" or not isinstance(fit.value, (int, float)):
            return False
        ahead = max((_months_until(figure, talk.today) for figure in figures if figure is not fit.quantity), default=0)
        limits = self._tested(fit.fact, talk.service) or ()
        return any(fit.value - ahead < limit <= fit.value for limit in limits)

    def _of_another(self, text: str, figure: Quantity, fact: FactDef) -> bool:
        """Whether a figure is told of another document, of a trip, of a demand, or of the time since something ran out."""
        before = text[: figure.start]
        if figure.kind == "duration" and (_REQUIRED.search(before) or fact.id not in self._over and _SINCE.search(before)):
            return True
        if figure.kind == "duration" and _ELAPSED.search(before) and text.startswith("了", figure.end):
            return True
        trip = _TRIP.match(text[figure.end :]) or _EXPIRED_ALREADY.search(before) and _TRAVEL.match(text[figure.end :])
        if fact.id in self._ends and trip:
            return True
        named = self._documents[fact.id]
        return named is not None and _document_told(text, figure) not in (named, None)

    def _value(self, figure: Quantity, fact: FactDef, talk: Talk) -> FactValue | None:
        if figure.between is not None:
            figure = replace(figure, value=self._standing(figure.between, fact, talk.service))
        if figure.value is None or isinstance(figure.value, date) != (fact.type != "number"):
            return None
        if isinstance(figure.value, date):
            return _day(figure.value, fact, fact is talk.asked)
        number = self._number(figure, fact, fact is talk.asked)
        return None if number is None else self._bounded(number, figure, fact, talk.service)

    def _number(self, figure: Quantity, fact: FactDef, asked: bool) -> float | None:
        value = figure.value
        assert not isinstance(value, (date, type(None)))  # noqa: S101  told apart by the caller
        if figure.kind in ("age", "birth") or fact.id in self._ages:
            return _age(figure, value) if fact.id in self._ages and (asked or figure.kind in ("age", "birth")) else None
        if figure.kind == "number":
            return value if asked or fact.unit in ("cny", "usd", "hkd", "count", "people") else None
        if figure.unit == "working_days" or fact.id in self._working:
            return value if fact.unit == "days" and (asked or figure.unit == "working_days" and fact.id in self._working) else None
        if figure.unit == fact.unit or figure.unit == "dollar" and fact.unit in ("usd", "hkd"):
            return value
        factor = _FACTORS.get((figure.unit or "", fact.unit or ""))
        return value * factor if factor else None

    def _standing(self, between: tuple[float, float], fact: FactDef, service: str) -> int | None:
        """Return what stands for a figure said roughly, where every rule decides alike from its one end to the other.

        That is the middle of a sum, which no rule tests, and the least number of whole years or months.
        """
        limits = self._tested(fact, service)
        least, most = between
        open_ = limits is None or any(least < limit < most for limit in limits)
        return None if open_ else int(least + most) // 2 if fact.unit in _MONEY else ceil(least)

    def _tested(self, fact: FactDef, service: str) -> Collection[float] | None:
        """Return the figures that rules (of the service, when the talk is of one) test for a fact; None when that is not known."""
        limits = self._service_limits.get(service, {}) if service and self._service_limits else self._limits
        return None if limits is None else limits.get(fact.id, ())

    def _bounded(self, number: float, figure: Quantity, fact: FactDef, service: str) -> float | None:
        """Read 不到16岁 as 15, but only where a rule (of the service, when the talk is of one) tests for 16; more than a sum is one yuan more."""
        if figure.bound != "below":
            return number + 1 if fact.unit in _MONEY and _MORE.search(figure.text) else number
        limits = self._tested(fact, service)
        return number - 1 if limits is None or number in limits else None

    def _in_range(self, value: FactValue, fact: FactDef) -> bool:
        if isinstance(value, date):
            return True
        number = float(value)
        return (fact.min is None or number >= fact.min) and (fact.max is None or number <= fact.max)

    def _corrections(self, text: str, figures: list[Quantity], fits: dict[str, list[_Fit]]) -> None:
        """Give a bare figure to the fact whose figure it corrects: 不是14岁，是16."""
        for group in fits.values():
            for figure in figures:
                held = group[0]
                bare = figure.kind == "number" and figure.value is not None and figure is not held.quantity
                if (
                    bare
                    and _denied(text, held.quantity) != _denied(text, figure)
                    and all(fit.quantity is not figure for other in fits.values() for fit in other)
                ):
                    value = figure.value
                    if isinstance(value, (int, float)) and self._in_range(value, held.fact):
                        group.append(_Fit(held.fact, figure, value, held.cost))


def _document_of(fact: FactDef) -> int | None:
    """Return which of the documents a fact is about, by what it is called."""
    called = fact.name or fact.question
    return next((i for i, document in enumerate(_DOCUMENTS) if document.search(called.zh)), None)


def _document_told(text: str, figure: Quantity) -> int | None:
    """Return which document a figure is told of: the last one named before it in its clause, the first one behind it there, the nearest."""
    named = [(m.start(), m.end(), i) for i, document in enumerate(_DOCUMENTS) for m in document.finditer(text)]
    begin = max((m.end() for m in _CLAUSE_ENDS.finditer(text, 0, figure.start)), default=0)
    stop = _CLAUSE_ENDS.search(text, figure.end)
    before = [i for start, end, i in sorted(named) if begin <= start and end <= figure.start]
    behind = [i for start, end, i in sorted(named) if figure.end <= start and (stop is None or end <= stop.start())]
    near = [i for _, i in sorted((_gap(text, figure, start, end), i) for start, end, i in named)]
    return next(iter((*before[-1:], *behind, *near)), None)


def _months_until(figure: Quantity, today: date) -> float:
    """Return how many months ahead a day or a month lies."""
    if isinstance(figure.value, date):
        day = figure.value.date() if isinstance(figure.value, datetime) else figure.value
        return max(0, months_between(today, day))
    return max(0, figure.between[0]) if figure.kind == "month" and figure.between else 0


def _between(figures: Sequence[Quantity]) -> Iterator[Quantity]:
    """Yield the hours from one of two moments to the other: 10 am today, next flight 8 am tomorrow."""
    moments = [(figure, figure.value) for figure in figures if isinstance(figure.value, datetime)]
    if len(moments) == 2:
        (first, begin), (last, end) = moments
        hours = (end - begin).total_seconds() / 3600
        if hours > 0:
            yield Quantity(first.start, last.end, "duration", int(hours) if hours % 1 == 0 else hours, "hours", "")


def _spans(facts: Sequence[FactDef]) -> Iterator[tuple[FactDef, FactDef, FactDef]]:
    """Yield the facts that count days, each with the dates between which it counts: the beginning and the end of a stay."""
    by_id = {fact.id: fact for fact in facts}
    for fact in facts:
        if fact.derive is not None and fact.derive.op == "days_between":
            ends = [by_id[arg] for arg in fact.derive.args if isinstance(arg, str) and arg in by_id and by_id[arg].derive is None]
            if len(ends) == 2:
                yield fact, ends[0], ends[1]


def _share_out(text: str, fits: dict[str, list[_Fit]]) -> None:
    """Let one of two figures that claim one fact take the fact it fits next, where that is free: 12月5日落地12月15日走."""
    for group in list(fits.values()):
        if len({fit.value for fit in group}) < 2 or any(_denied(text, fit.quantity) for fit in group) or _mended(text, group):
            continue
        moves = [(other.cost - fit.cost, fit, other) for fit in group for other in fit.others if other.fact.id not in fits]
        if moves:
            _, fit, other = min(moves, key=lambda move: move[0])
            group.remove(fit)
            fits[other.fact.id] = [other]


def _mended(text: str, group: Sequence[_Fit]) -> bool:
    """Whether the last of several figures for one fact corrects the one before it."""
    fits = sorted(group, key=lambda fit: fit.quantity.start)
    return corrected(text[fits[-2].quantity.end : fits[-1].quantity.start]) or corrected(text[fits[-1].quantity.end :])


def _sum(fit: _Fit) -> bool:
    """Whether a bare number is so large that it can only be money."""
    return fit.fact.unit in _MONEY and isinstance(fit.value, (int, float)) and fit.value >= _LARGE


def _day(value: date, fact: FactDef, asked: bool) -> FactValue | None:
    if fact.type == "date":
        return value.date() if isinstance(value, datetime) else value
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time()) if asked else None


def _age(figure: Quantity, value: int | float) -> float | None:
    if figure.kind in ("age", "birth", "number"):
        return int(value)
    if figure.unit in ("years", "months"):
        return int(value) // (1 if figure.unit == "years" else 12)
    return None


def _outermost(cues: list[Hit[str]]) -> list[Hit[str]]:
    """Drop telling words inside a longer one of another fact: 到期 in 护照到期."""
    return [
        c for c in cues
        if not any(o.said != c.said and o.start <= c.start and c.end <= o.end and o.end - o.start > c.end - c.start for o in cues)
    ]  # fmt: skip


def _longest(cues: list[Hit[str]]) -> list[Hit[str]]:
    """Drop telling words that lie within a longer one or share words with one before: 一次 in 一次签注."""
    kept: list[Hit[str]] = []
    for cue in sorted(cues, key=lambda c: (c.start - c.end, c.start)):
        if all(cue.end <= other.start or cue.start >= other.end for other in kept):
            kept.append(cue)
    return kept


def _nearest(text: str, figure: Quantity, cues: list[Hit[str]]) -> float:
    return min((_cost(text, figure, cue) for cue in cues), default=float("inf"))


def _cost(text: str, figure: Quantity, cue: Hit[str]) -> float:
    weight = _weight(text[cue.start : cue.end])
    if cue.start < figure.end and cue.end > figure.start:
        return -weight
    gap = _gap(text, figure, cue.start, cue.end)
    return gap - weight if gap < _FURTHEST else float("inf")


def _gap(text: str, figure: Quantity, start: int, end: int) -> int:
    """Return how far what stands at `text[start:end]` is from a figure."""
    between = text[end : figure.start] if end <= figure.start else text[figure.end : start]
    return _weight(between) + (_SENTENCE if re.search(r"[?!。;\n]|\. ", between) else _CLAUSE if "," in between else 0)


def _weight(words: str) -> int:
    return sum(2 if c > "\u2fff" else 1 for c in words)


def _denied(text: str, figure: Quantity) -> bool:
    return stance(text, figure.start) == "denied" or refused(text, figure.end)


def _choose(text: str, fits: list[_Fit]) -> _Fit | None:
    """Return the figure that counts for one fact: not denied, corrected last, a child's before one's own, nearest; None when open."""
    fits = sorted((fit for fit in fits if not _denied(text, fit.quantity)), key=lambda fit: fit.quantity.start)
    if len({fit.value for fit in fits}) <= 1:
        return fits[0] if fits else None
    if _mended(text, fits):
        return fits[-1]
    others = [fit for fit in fits if not _MY.search(text[: fit.quantity.start])]
    if len(others) == 1 and len(fits) == 2 and _CHILD.search(text):
        return others[0]
    best = sorted(fits, key=lambda fit: fit.cost)
    return best[0] if best[0].cost < best[1].cost and not isinstance(best[0].value, (int, float)) else None
