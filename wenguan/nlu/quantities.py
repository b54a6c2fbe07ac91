"""Figures of a message with their meaning: ages, durations, money, counts, dates, times; names that merely carry digits are set apart."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Callable, Iterator, Literal, Match

from wenguan.rulebook.dates import months_between

from .ages import Age, ages, births
from .days import MONTH, Clock, Day, Prefer, at, clocks, coming_month, days, in_order
from .numerals import HAN, NUMBER, Bound, bound, parse
from .rough import rough_sums

Kind = Literal["age", "birth", "duration", "money", "count", "number", "date", "datetime", "month", "name", "vague"]


@dataclass(frozen=True)
class Quantity:
    """A figure at `text[start:end]`.

    `value`: int or float in base units (`age` and `birth` in whole years, `money` in its currency's unit), `date`, `datetime`, or None where
    the words leave it open (`vague`, `name`, a date that does not exist, a birth date that leaves the age open).
    `bound`: "below" for 不到16岁, "above" for 16岁以上.
    """

    start: int
    end: int
    kind: Kind
    value: int | float | date | datetime | None
    unit: str | None
    text: str
    bound: Bound | None = None
    between: tuple[float, float] | None = None
    """For a figure said roughly, whose `value` is None: it lies from the first on and below the second."""


_TRIGGER = re.compile(
    r"[0-9〇一二三四五六七八九十两半百昨今明天后晚底初]|圣诞|国庆|元旦|day|week|month|year|tonight|morning|afternoon|evening|fortnight|next|christmas"
    r"|noon|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|a|an|half)\b|\b(?:mon|tue|wed|thu|fri|sat|sun)\b"
    r"|teen|ty\b|born|january|february|march|april|june|july|august|september|october|november|december"
)
_USED = "\x00"

# -- names that carry digits

_NAMES = re.compile(
    r"‹[^›]*›|https?://\S+|\S+@\S+\.\S+"
    r"|(?<!\d)(?:12367|12345|12305|110|119|120|122)(?!\d|\.\d| ?(?:元|块|天|岁|个|人|美|港|days?|years?|months?|hours?|yuan|rmb|cny|usd|,\d|万"
    r"|thousand|million)|[kw]\b)"
    r"|(?<![停留待呆住了满过]|\d)(?<!停留时间)(?<!stay )(?<!stayed )(?<!for )(?<! of )(?<!exactly )(?:24"
    r"|72|144|240)(?:个?小时|h(?:ours?|rs?)?\b|[ -]hours?\b)(?!前|后|内到)"
    r"|\b(?:24|72|144|240)[ -]?(?:hours?|h|hrs?)\b(?= (?:visa|transit|free|direct|policy|stay policy))"
    r"|(?<!\d)(?:24|72|144|240)个?小时(?=过境|免签|直接|政策|的?过境)"
    r"|(?<![\d.])(?:[5-9]0|[01][05]|95)后(?!天)"
    r"|\b7[x*]24\b|\b24/7\b"
    rf"|第? ?(?:\d+|[一二三四五六七八九十百]+) ?号(?:令|公告|文|窗口|线|楼|通道)"
    rf"|第(?:\d+|{HAN}) ?[条款项章节点部号类期步页次问题天日周年]|附(?:件|录) ?(?:\d+"
    rf"|[一二三四五六七八九十])|(?:19|20)\d\d年第\d+号"
    r"|\b(?:order|decree|notice|article|section|item|annex|clause|paragraph"
    r"|form|table|version|step|chapter|question|no\.|number|#|gate|room|window"
    r"|counter|line)(?: no\.?)? ?#?\d+(?:\.\d+)*(?:\(\d+\))*(?! ?(?:day|month"
    r"|year|week|people))"
    r"|第三[国方地]|三个?(?:步骤|问题)|一(?:下|样|般|直|定|起|些|点(?!半|钟"
    r"|[零一二三四五])|旦|共|并|律|切|致|代|律|卡通)|(?<![\d一二三四五六七八九十百千])万一|(?<![一二三四五六七八九十两几\d])千万|十分(?!钟)|百分之[零一二三四五六七八九十百]+"
    r"|统一|唯一|另一|之一|同一|第一|某一|"
    r"半夜|两岸|两者|两地(?!证)|两会|三证|\+?\d[\d -]{8,}\d"
    r"|(?<![a-z0-9])(?=[a-z0-9]*[a-z])(?=[a-z0-9]*\d{3})[a-z]{1,3}\d{5,}[a-z0-9]*"
)

# -- durations, money, counts

_BELOW = r"(?P<below>不到|不足|未满|不满|少于|低于|小于|没到|under |below |less than |fewer than |within less than )?"
_ABOVE = r"(?P<above>超过|多于|大于|高于|至少|over |more than |at least |above )?"
_DURATION_ZH = re.compile(
    rf"{_BELOW}{_ABOVE}(?:(?P<n>{NUMBER}) ?(?P<half>(?=个)个半(?=月|小时|星期"
    rf"|钟))?(?P<fuzzy>个?多|几|来)?(?P<u>个?工作日|个?月|天|日(?=[内之以游])|个?小时"
    rf"|个?钟头?|周(?!岁|[一二三四五六日])|个?星期(?![一二三四五六日天])|年(?!级"
    rf"|龄|满|\d|代|[一二三四五六七八九十]{{1,3}}月))(?P<tail>半)?|(?P<only>半)个?(?P<u2>年"
    rf"|月|小时|天))(?P<after>以上|以下|不到|不足|多)?"
)
_UNITS_ZH = {
    "工作日": "working_days",
    "月": "months",
    "天": "days",
    "日": "days",
    "小时": "hours",
    "钟": "hours",
    "钟头": "hours",
    "周": "weeks",
    "星期": "weeks",
    "年": "years",
}
_DURATION_EN = re.compile(
    rf"{_BELOW}{_ABOVE}(?:(?P<half>\bhalf (?:a |an )?)|(?P<n>{NUMBER}|\ban?)[ -](?:and a half |more |full |whole )?"
    rf"|(?P<n2>\d+)(?=[dhwm]\b|yrs?\b|mos?\b|hrs?\b))(?P<w>working |business )?(?P<u>days?"
    rf"|weeks?|fortnights?|months?|years?|hours?|hrs?|yrs?|mos?|[dhw])\b(?! (?:old"
    rf"|of age|ago|earlier|early|before|later)|[ -]old)(?P<tail> and a half)?"
)
_HAN_WORD = re.compile(r"[\u4e00-\u9fff]")
_UNITS_EN = {"d": "days", "w": "weeks", "m": "months", "y": "years", "h": "hours", "f": "weeks"}

_CURRENCY = (
    r"人民币|美元|美金|美刀|刀|港币|港元|港纸|澳门元|澳门币|新台币|台币|欧元"
    r"|英镑|日元|元|块钱?|圆|yuan|rmb|cny|usd|hkd|mop|twd|eur|gbp|us dollars?"
    r"|u\.s\. dollars?|hong kong dollars?|hk dollars?|dollars?|bucks|euros?"
    r"|pounds?|kuai"
)
_CODES = (
    (re.compile(r"us|美|刀|^\$"), "usd"), (re.compile(r"hk|港|hong"), "hkd"), (re.compile(r"mop|澳门"), "mop"),
    (re.compile(r"twd|台"), "twd"), (re.compile(r"eur|欧"), "eur"),
    (re.compile(r"gbp|英|pound"), "gbp"), (re.compile(r"日元"), "jpy"), (re.compile(r"dollar|buck"), "dollar"),
)  # fmt: skip
_PREFIX = r"人民币|港币|美元|美金|rmb|cny|usd|hkd|hk\$|us\$|mop|[¥￥$]"
_BEFORE_SUM = re.compile(rf"(?:{_PREFIX}) ?$")
_AFTER_SUM = re.compile(rf" ?(?:{_CURRENCY})(?![a-z])")
_MONEY = re.compile(
    rf"{_BELOW}{_ABOVE}(?:(?P<pre>{_PREFIX}) ?(?P<n>{NUMBER})(?: ?(?:{_CURRENCY}))?|(?P<n2>{NUMBER})(?P<fuzzy>多"
    rf"|几|来)? ?(?P<post>(?:{_CURRENCY})(?![a-z])))(?P<after>以上|以下|不到"
    rf"|不足)?"
)
_PEOPLE = re.compile(
    rf"(?P<n>{NUMBER})(?P<fuzzy>多|几|来)? ?(?:个)?(?:人(?!民|才|员|士|像|数)|位(?!置)"
    rf"|口人|名(?:员工|成员|申请人|乘客|人员)?(?!字|称|单)|(?:people|persons?"
    rf"|travell?ers?|passengers?|applicants?|members?|of us|adults?|kids|children"
    rf"|employees|staff)\b)|一家(?P<n2>[二三四五六七八])口|我们(?P<n3>[两三四五六])个(?!月)"
)
_THINGS = re.compile(
    rf"(?P<n>{NUMBER}) ?(?:本(?!人|地)|张|份|次|个(?!月|人|工作日|小时|星期"
    rf"|钟|半|多)|件|辆|家|项|(?:times?|copies|copy|photos?|entries|entry|trips?"
    rf"|passports?|permits?|visits?|documents?|companies|vehicles?|pieces)\b)"
)
_SCALED_BARE = re.compile(
    rf"{_BELOW}{_ABOVE}(?P<n>\d+(?:\.\d+)? ?(?:万|亿|千万|百万|million|billion"
    rf"|thousand|[wk]\b)(?:\d(?!\d))?|\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?![\d,])|{HAN}[万亿])(?P<fuzzy>多|几)?(?P<after>以上"
    rf"|以下|不到|不足)?"
)
_BARE = re.compile(
    r"(?<![\d.a-z])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])|(?<![\d.a-z])\d+(?:\.\d+)?(?![\d.]*[\da-z%])"
    r"|(?<![一二三四五六七八九十百千万两几第])[一二三四五六七八九]?[十百][一二三四五六七八九]?(?!"
    r"[几来多余分足方万倍一二三四五六七八九十百])"
)
_WHOLE_ANSWER = re.compile(
    rf"^\W*(?:(?:是|有|就|今年|大概|约|满|刚|it's|it is|he's|she's|i'm|about"
    rf"|just|only) ?)*(?P<n>{NUMBER})(?: ?(?:了|的|吧|啊|呢|哦|个))?\W*$"
)
_MONTH_ALONE = re.compile(
    r"(?:(?P<y>(?:19|20)\d\d|[一二][〇零一二三四五六七八九]{3})年|(?P<rel>[今明去前后])年)(?:(?P<m>\d{1,2}"
    r"|十[一二]?|[一二三四五六七八九])月(?:份)?)?|(?<![\d个])(?P<m2>1[0-2]|[1-9])月(?:份)?(?!\d)"
    r"|(?<![\d/])(?P<m3>0?[1-9]|1[0-2])/(?P<y3>20\d\d)\b|(?<![\d/-])(?P<y4>20\d\d)[-/](?P<m4>0?[1-9]|1[0-2])\b(?![-/])"
    rf"|\b(?:(?:next|in|until|till|by|expires?) {MONTH}(?:,? (?P<y5>20\d\d))?|(?:{MONTH.replace('mon>', 'mon2>')}),? (?P<y6>20\d\d))\b"
    r"|\b(?:in )?(?:19|20)\d\d\b"
)
_VAGUE = re.compile(
    r"[一二三四五六七八九十两]?(?:(?:一两|两三|三四|三五|四五|五六|六七|七八"
    r"|八九)(?=[个天年月周岁百千万十名位人次]|小时)|十几|几十|好几|几)[十百千万]?(?:个)?(?:工作日"
    r"|月|天|年|周|岁|小时|人|块|元)?|[十两]?[一二三四五六七八九][一二三四五六七八九](?=岁)岁?"
)


def quantities(text: str, today: date, prefer: Prefer = "nearest") -> list[Quantity]:
    """Return the figures of normalised `text` in order, none overlapping.

    A date without year or month is the one that `prefer` wants; see `Quantity` for values and units.
    """
    if not _TRIGGER.search(text):
        return []
    return _Scan(text, today, prefer).run()


class _Scan:
    """One pass over one text; what a reader has taken is blanked out for the next."""

    def __init__(self, text: str, today: date, prefer: Prefer) -> None:
        self.original, self.rest, self.today, self.prefer = text, text, today, prefer
        self.found: list[Quantity] = []

    def run(self) -> list[Quantity]:
        self._births()
        self._ages()
        self._days()
        self._take(_NAMES, lambda m: self._make(m, "name", None, None))
        self._rough()
        self._take(_VAGUE, lambda m: self._make(m, "vague", None, None))
        self._take(_MONEY, self._money)
        self._take(_MONTH_ALONE, self._month)
        self._take(_DURATION_ZH, self._duration_zh)
        self._take(_DURATION_EN, self._duration_en)
        self._take(_PEOPLE, lambda m: self._counted(m, "people"))
        self._take(_THINGS, lambda m: self._counted(m, "count"))
        self._take(_SCALED_BARE, lambda m: self._make(m, "number", parse(m["n"]), None))
        self._take(_BARE, lambda m: self._make(m, "number", parse(m.group()), None))
        self._take(_WHOLE_ANSWER, lambda m: self._number_alone(m))
        return sorted(self.found, key=lambda q: q.start)

    def _take(self, pattern: re.Pattern[str], read: Callable[[Match[str]], Quantity | None]) -> None:
        for match in pattern.finditer(self.rest):
            found = read(match)
            if found is not None and _USED not in self.rest[found.start : found.end]:
                self._keep(found)

    def _keep(self, found: Quantity) -> None:
        self.found.append(found)
        self.rest = self.rest[: found.start] + _USED * (found.end - found.start) + self.rest[found.end :]

    def _make(self, m: Match[str], kind: Kind, value: int | float | date | None, unit: str | None) -> Quantity:
        return Quantity(m.start(), m.end(), kind, value, unit, m.group(), bound(m))

    # -- dates

    def _days(self) -> None:
        spoken = in_order(list(_disjoint(days(self.rest, self.today, self.prefer))), self.today)
        times = list(clocks(self.rest))
        for day in spoken:
            clock = _beside(day, times, self.original)
            self._keep(self._dated(day, clock))

    def _dated(self, day: Day, clock: Clock | None) -> Quantity:
        start, end = day.start, day.end
        value: date | datetime | None = day.value
        if clock is not None and day.value is not None:
            start, end, value = min(start, clock.start), max(end, clock.end), at(day.value, clock)
        return Quantity(start, end, "datetime" if isinstance(value, datetime) else "date", value, None, self.original[start:end])

    def _month(self, m: Match[str]) -> Quantity:
        """Read a month without a day as the months until then; half a month of slack at its beginning, as the counting may start later than today."""
        first = coming_month(m, self.today)
        months = self._make(m, "month", None, "months")
        if first is None or first <= self.today:
            return months
        last = first.replace(day=monthrange(first.year, first.month)[1])
        return replace(months, between=(months_between(self.today, first) - 0.5, months_between(self.today, last) + 1))

    def _births(self) -> None:
        self._told_ages(births(self.rest, self.today))

    def _ages(self) -> None:
        self._told_ages(ages(self.rest, self.today))

    def _told_ages(self, told: Iterator[Age]) -> None:
        for age in told:
            if _USED not in self.rest[age.start : age.end]:
                text = self.original[age.start : age.end]
                self._keep(Quantity(age.start, age.end, age.kind, age.years, "years", text, age.bound, age.between))

    # -- durations and the rest

    def _rough(self) -> None:
        for rough in rough_sums(self.rest):
            if _USED in self.rest[rough.start : rough.end]:
                continue
            currency = _AFTER_SUM.match(self.rest, rough.end)
            before = _BEFORE_SUM.search(self.rest[: rough.start])
            start, end = before.start() if before else rough.start, currency.end() if currency else rough.end
            words = self.rest[start : rough.start] + self.rest[rough.end : end]
            kind: Kind = "money" if words else "number"
            self._keep(Quantity(start, end, kind, None, _code(words) if words else None, self.original[start:end], None, (rough.least, rough.most)))

    def _duration_zh(self, m: Match[str]) -> Quantity | None:
        unit = _UNITS_ZH[(m["u"] or m["u2"]).lstrip("个")]
        if m["only"]:
            value, unit = {"years": (6, "months"), "months": (15, "days"), "hours": (0.5, "hours"), "days": (0.5, "days")}[unit]
            return self._make(m, "duration", value, unit)
        number = parse(m["n"])
        if number is None or m["fuzzy"] and not (m["fuzzy"].endswith("多") and unit in ("months", "years")):
            return self._make(m, "vague", None, None)
        if unit == "years" and (re.fullmatch(r"\d{4}|[〇零一二三四五六七八九]{4}", m["n"]) or number > 60):
            return self._make(m, "month", None, None)
        if m["half"] or m["tail"]:
            number, unit = (number * 12 + 6, "months") if unit == "years" else (number + 0.5, unit)
        return self._make(m, "duration", number, unit)

    def _duration_en(self, m: Match[str]) -> Quantity | None:
        unit = _UNITS_EN[m["u"][0]]
        if m["u"] == "w" and _HAN_WORD.search(self.original):
            return None  # 20w税: 20万
        number = 0.5 if m["half"] else 1 if (m["n"] or m["n2"]) in ("a", "an") else parse(m["n"] or m["n2"])
        if number is None:
            return None
        number = number * (2 if m["u"].startswith("fortnight") else 1) + (0.5 if "and a half" in m.group() else 0)
        if unit == "years" and number % 1:
            number, unit = int(number * 12), "months"
        return self._make(m, "duration", number, "working_days" if m["w"] else unit)

    def _money(self, m: Match[str]) -> Quantity | None:
        number = parse(m["n"] or m["n2"])
        return None if number is None else self._make(m, "money", number, _code(f"{m['pre'] or ''}{m['post'] or ''}"))

    def _counted(self, m: Match[str], unit: str) -> Quantity | None:
        groups = m.groupdict()
        number = parse(groups["n"] or groups.get("n2") or groups.get("n3") or "")
        return None if number is None or groups.get("fuzzy") else self._make(m, "count", number, unit)

    def _number_alone(self, m: Match[str]) -> Quantity:
        return Quantity(m.start("n"), m.end("n"), "number", parse(m["n"]), None, m["n"])


def _code(words: str) -> str:
    """Return the currency that the words beside a sum name."""
    return next((code for pattern, code in _CODES if pattern.search(words)), "cny")


def _disjoint(found: Iterator[Day]) -> Iterator[Day]:
    """Yield days in pattern order, none touching what an earlier pattern took."""
    taken: list[Day] = []
    for day in found:
        if all(day.end <= other.start or day.start >= other.end for other in taken):
            taken.append(day)
            yield day


def _beside(day: Day, times: list[Clock], text: str) -> Clock | None:
    """Return the time of day that belongs to a day: overlapping it, or with no more than a joining word between."""
    for clock in times:
        between = text[day.end : clock.start] if clock.start >= day.end else text[clock.end : day.start]
        if clock.start < day.end and clock.end > day.start or re.fullmatch(r"[ ,]*(?:的|在|on|at|around|about|of)?[ ]*", between):
            return clock
    return None
