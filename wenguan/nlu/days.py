"""Dates and times of day in Chinese and English, resolved against a given today. Text is normalised already."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Callable, Iterator, Literal, Match

from .numerals import parse

Prefer = Literal["past", "future", "nearest"]
"""Where a date without a year (or month) is looked for."""


@dataclass(frozen=True)
class Day:
    """A date found in text; None when the words name a day that does not exist or leave it open.

    `bare` for the day of a month that is not said, `past` where the words around speak of the past.
    """

    start: int
    end: int
    value: date | None
    bare: bool = False
    past: bool = False


@dataclass(frozen=True)
class Clock:
    """A time of day; `next_day` for midnight at the end of the day."""

    start: int
    end: int
    value: time
    next_day: bool = False


_MONTHS = {name: i for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}  # noqa: SIM905
_WEEKDAYS = {name: i for i, name in enumerate("mon tue wed thu fri sat sun".split())}  # noqa: SIM905
_YEARS = {"今": 0, "本": 0, "明": 1, "去": -1, "后": 2, "前": -2}
_HAN_WEEKDAYS = {c: i for i, c in enumerate("一二三四五六")} | {"日": 6, "天": 6}

_Y = r"(?:19|20)\d\d|[一二]?[〇零一二三四五六七八九]{4}|\d\d(?=年)"
_N = r"\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_COUNTED = r"[\d几来多]| ?(?:[个天年月周岁点万元块人本次张份%.:]|小时|星期)"
"""What makes a figure behind a month one of something else than days."""
_COUNT = r"\d{1,3}|[一二两三四五六七八九十百]{1,5}"
_EN_COUNT = r"\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty|sixty|ninety"
MONTH = (
    r"(?P<mon>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_NTH = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_DOING = (
    "arriv(?:e|es|ed|ing)|land(?:s|ed|ing)?|leav(?:e|es|ing)|left|enter(?:ed|ing)?|came|submitted|applied|filed"
    "|handed (?:it )?in|accepted|expires"
)
_WEEKDAY = r"(?P<wd>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_OWN_DATE = rf",? (?:the )?(?:{MONTH}|\d{{1,2}}\b(?!:| ?[ap]\.?m)|\d{{1,2}}(?:st|nd|rd|th))"
"""What makes a weekday a mere remark on the date after it."""
_TO = r" ?(?:-|~|to|until|till|through|and) ?(?:the )?"

_SPOKEN = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3,
    "昨晚": -1, "今晚": 0, "明晚": 1, "今早": 0, "明早": 1, "今晨": 0, "今夜": 0, "昨夜": -1,
    "day before yesterday": -2, "yesterday": -1, "last night": -1, "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0,
    "this evening": 0, "tomorrow": 1, "day after tomorrow": 2, "tmr": 1, "tmrw": 1,
}  # fmt: skip
_WORDS = "|".join(sorted((re.escape(w) if not w.isascii() else rf"\b(?:the )?{w}\b" for w in _SPOKEN), key=len, reverse=True))
_HOLIDAYS = {
    "元旦": (1, 1), "new year's day": (1, 1), "五一": (5, 1), "劳动节": (5, 1), "labour day": (5, 1), "labor day": (5, 1), "may day": (5, 1),
    "国庆": (10, 1), "national day": (10, 1), "christmas eve": (12, 24), "圣诞": (12, 25), "christmas": (12, 25), "new year's eve": (12, 31),
}  # fmt: skip
"""Those that fall on one date every year."""
_HOLIDAY = "(?P<holiday>" + "|".join(sorted(_HOLIDAYS, key=len, reverse=True)) + ")"
_CLAUSES = re.compile(r"[,;!?。\n]|\. ")
_DONE = re.compile(
    r"(?<![不为除算好忘])了(?![解吗])|已经|(?:交|收|发|办|来|到|换|丢|拿|领|批|签|理|请|境|改|变更|进|掉)的(?!话|时候)"
    r"|\b(?:was|were|did|had|already|entered|arrived|landed|came|flew|submitted|applied|filed|handed|accepted|changed|got|lost|received|renewed|moved|paid)\b"
)
_COMING = re.compile(
    r"[要将会想能]|就[到过]|打算|准备|计划|可以|到期|过期|截止"
    r"|\b(?:will|going|plan|planning|want|be|expires?|must|can|should|would)\b|'ll\b"
)
_SUPPOSED = re.compile(r"如果|要是|假如|假设|若|万一|\bif\b|\bsuppose")
_DAY_FIRST = re.compile(r"(?<![\d/.-])(?:1[3-9]|2\d|3[01])/(?:0?[1-9]|1[0-2])(?![\d/])")
_MONTH_FIRST = re.compile(r"[\u4e00-\u9fff]|(?<![\d/.-])(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01])(?![\d/])")
LONG_AGO = 300
"""A day without a year that would be longer past than this is taken for the coming one, whatever the tense."""
_NOW = "\x01"
_ASKED_NOW = re.compile(rf"{_NOW}(?:还|就)?(?:能|可以|可不可以|来得及)|\b(?:can|may|could) [^,.;!?\n]*{_NOW}")
"""Today as the day of asking, which dates nothing: 今天能换吗, can I renew today."""
_OFFICE_TIME = re.compile(
    rf"{_NOW}(?:才|就|再|能|可以|会|要)*(?:发(?!现|烧|生)|出证|出结果|签发|下来|办好|办完|办下|做好|做完|批|审|寄|拿到证|出来|制证)"
    rf"|\b(?:made|issued?|ready|processed|completed?|finished|decided?|approved|printed|produced|delivered|handled|done|give|renewed)\b[^,.;!?\n]{{0,16}}{_NOW}"
)
"""How long an office takes, which dates nothing: 15天后才发, must be made in 7 days."""
_EVENING = re.compile(r"晚|夜|night|evening")


def days(text: str, today: date, prefer: Prefer = "nearest") -> Iterator[Day]:
    """Yield the dates of `text`, each stretch of it read once, in the order of the patterns below."""
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span("day" if "day" in pattern.groupindex else 0)
            past = prefer == "nearest" and _of_the_past(text, start, end)
            value = _safely(read, match, today, "past" if past else prefer)
            if past and value is not None and (today - value).days > LONG_AGO:
                past, value = False, _safely(read, match, today, prefer)
            around = f"{text[:start]}{_NOW}{text[end:]}"
            takes = read in (_distance_zh, _distance_en) and value is not None and value > today and _OFFICE_TIME.search(around)
            if not (takes or value == today and _ASKED_NOW.search(around)):
                yield Day(start, end, value, read is _day_of_month, past)


def in_order(found: list[Day], today: date) -> list[Day]:
    """Return the dates in the order of the text, each bare day the next such day after the date before it: 5月1日到，10日离开."""
    ordered: list[Day] = []
    anchor: date | None = None
    for day in sorted(found, key=lambda d: d.start):
        if day.bare and day.value is not None and anchor is not None:
            after = _next_day(anchor, day.value.day)
            day = day if day.past and after > today else replace(day, value=after)
        anchor = day.value or anchor
        ordered.append(day)
    return ordered


def _next_day(anchor: date, day: int) -> date:
    months = (_maybe(*_shifted(anchor, shift), day) for shift in range(13))
    return next(made for made in months if made is not None and made >= anchor)


def _of_the_past(text: str, start: int, end: int) -> bool:
    """Whether the clause around a date tells of something done: 3月1号交的材料."""
    before, after = _CLAUSES.split(text[max(0, start - 30) : start])[-1], _CLAUSES.split(text[end : end + 30])[0]
    if _SUPPOSED.search(before):
        return False
    done = _DONE.search(after)
    if done:
        return not _COMING.search(after[: done.start()])
    return bool(_DONE.search(before)) and not _COMING.search(before) and not _COMING.search(after[:6])


def clocks(text: str) -> Iterator[Clock]:
    """Yield the times of day of `text`."""
    for match in _CLOCK_ZH.finditer(text):
        clock = _chinese_clock(match)
        if clock is not None:
            yield clock
    for match in _CLOCK_EN.finditer(text):
        clock = _english_clock(match)
        if clock is not None:
            yield clock


def coming_month(m: Match[str], today: date) -> date | None:
    """Return the first day of the month that a match names by its groups: `y` or `rel` for the year, `m` or `mon` for the month.

    A month without a year is the next one; None where no month is named.
    """
    said = {name.rstrip("123456"): text for name, text in m.groupdict().items() if text}
    month = _MONTHS[said["mon"][:3]] if "mon" in said else _int(said.get("m", ""))
    if not 1 <= month <= 12:
        return None
    if "y" in said:
        return date(year_of(said["y"]), month, 1)
    return date(today.year + (_YEARS[said["rel"]] if "rel" in said else month <= today.month), month, 1)


def at(day: date, clock: Clock) -> datetime:
    """Join a day and a time of day."""
    return datetime.combine(day + timedelta(days=clock.next_day), clock.value)


def nearest(month: int, day: int, today: date, prefer: Prefer) -> date:
    """Return the date of that month and day in the year that `prefer` wants; raises ValueError for no such day."""
    found = [made for year in range(today.year - 4, today.year + 5) if (made := _maybe(year, month, day))]
    if not found:
        raise ValueError(f"no day {month}-{day}")
    return _pick(found, today, prefer)


def _pick(found: list[date], today: date, prefer: Prefer) -> date:
    if prefer == "past":
        found = [d for d in found if d <= today] or found
    if prefer == "future":
        found = [d for d in found if d >= today] or found
    return min(found, key=lambda d: abs((d - today).days))


def _maybe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _safely(read: Callable[[Match[str], date, Prefer], date | None], match: Match[str], today: date, prefer: Prefer) -> date | None:
    try:
        return read(match, today, prefer)
    except (ValueError, OverflowError):
        return None


def _int(text: str) -> int:
    """Read a number; 元月 is the first month."""
    return 1 if text == "元" else int(parse(text) or 0)


def year_of(text: str) -> int:
    """Read a year of two or four figures, in Arabic or Chinese: 98 is 1998, 26 is 2026."""
    year = _int(text)
    if year >= 100:
        return year
    return year + (1900 if year > 50 else 2000)


# -- readers, one for each pattern


def _full(m: Match[str], today: date, prefer: Prefer) -> date:
    return date(year_of(m["y"]), _int(m["m"]), _int(m["d"]))


def _relative_year(m: Match[str], today: date, prefer: Prefer) -> date:
    return date(today.year + _YEARS[m["rel"]], _int(m["m"]), _int(m["d"]))


def _month_day(m: Match[str], today: date, prefer: Prefer) -> date:
    return nearest(_int(m["m"]), _int(m["d"]), today, prefer)


def _month_day_figures(m: Match[str], today: date, prefer: Prefer) -> date | None:
    """Read 15/4 or 4/15; where both could be the month, another such date or Chinese words (month first) settle it."""
    first, second = int(m["a"]), int(m["b"])
    if first > 12 or second <= 12 and _DAY_FIRST.search(m.string):
        return nearest(second, first, today, prefer)
    if second > 12 or first == second or _MONTH_FIRST.search(m.string):
        return nearest(first, second, today, prefer)
    return None


def _figures_year_last(m: Match[str], today: date, prefer: Prefer) -> date | None:
    first, second, year = int(m["a"]), int(m["b"]), int(m["y"])
    if first > 12 or "." in m.group():
        return date(year, second, first)
    if second > 12 or first == second:
        return date(year, first, second)
    return None


def _relative_month(m: Match[str], today: date, prefer: Prefer) -> date:
    shift = {"上": -1, "这": 0, "本": 0, "下": 1}[m["rel"]] * (2 if m["again"] else 1)
    year, month = _shifted(today, shift)
    return date(year, month, _int(m["d"]))


def _day_of_month(m: Match[str], today: date, prefer: Prefer) -> date:
    found = [made for shift in range(-2, 3) if (made := _maybe(*_shifted(today, shift), _int(m["d"])))]
    return _pick(found, today, prefer)


def _month_end(m: Match[str], today: date, prefer: Prefer) -> date:
    words = m.group()
    if m.groupdict().get("m"):
        month, said = _int(m["m"]), m.groupdict()
        year = today.year + _YEARS[said["rel"]] if said.get("rel") else year_of(said["y"]) if said.get("y") else None
        if year is None:
            return nearest(month, monthrange(today.year, month)[1], today, prefer)
        return date(year, month, monthrange(year, month)[1])
    year, month = _shifted(today, 1 if re.search("下|next", words) else -1 if re.search("上|last", words) else 0)
    return date(year, month, monthrange(year, month)[1])


def _month_start(m: Match[str], today: date, prefer: Prefer) -> date:
    return _month_end(m, today, prefer).replace(day=1)


def _shifted(today: date, months: int) -> tuple[int, int]:
    index = today.year * 12 + today.month - 1 + months
    return index // 12, index % 12 + 1


def _spoken(m: Match[str], today: date, prefer: Prefer) -> date:
    return today + timedelta(days=_SPOKEN[m.group().removeprefix("the ")])


def _week_day_zh(m: Match[str], today: date, prefer: Prefer) -> date:
    week = {"": None, "上": -1, "下": 1, "这": 0, "本": 0}[m["rel"] or ""]
    monday = today - timedelta(days=today.weekday())
    wanted = monday + timedelta(days=_HAN_WEEKDAYS[m["wd"]])
    if week is None:
        return _this_or_next(wanted, today, prefer)
    return wanted + timedelta(days=7 * week * (2 if m["again"] else 1))


def _week_day_en(m: Match[str], today: date, prefer: Prefer) -> date:
    """Read "next Friday" as the Friday of next week, "last Friday" as the latest one before today."""
    weekday = _WEEKDAYS[m["wd"][:3]]
    wanted = today - timedelta(days=today.weekday()) + timedelta(days=weekday)
    if m["rel"] == "next":
        return wanted + timedelta(days=7)
    if m["rel"] == "last":
        return wanted if wanted < today else wanted - timedelta(days=7)
    if m["rel"] == "this" and "coming" not in m.group():
        return wanted
    return _this_or_next(wanted, today, prefer)


def _this_or_next(wanted: date, today: date, prefer: Prefer) -> date:
    """Return the weekday to come, or the latest one where the past is meant."""
    weeks = [wanted + timedelta(days=7 * w) for w in (-1, 0, 1)]
    return _pick(weeks, today, "past" if prefer == "past" else "future")


def _distance_zh(m: Match[str], today: date, prefer: Prefer) -> date:
    days = 15 if m["half"] else _int(m["n"]) * {"天": 1, "日": 1, "周": 7, "星期": 7}[m["unit"]]
    return today + timedelta(days=days * (-1 if m["way"] in ("前", "之前", "以前") else 1))


def _distance_en(m: Match[str], today: date, prefer: Prefer) -> date:
    count = 1 if m["n"] in ("a", "an") else _int(m["n"])
    return today + timedelta(days=count * {"day": 1, "week": 7, "fortnight": 14}[m["unit"]] * (-1 if m.groupdict().get("ago") else 1))


def _months_ago(m: Match[str], today: date, prefer: Prefer) -> date:
    year, month = _shifted(today, -(1 if m["n"] in ("a", "an") else _int(m["n"])))
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def _holiday(m: Match[str], today: date, prefer: Prefer) -> date:
    """Read a holiday, the day or the last such weekday before it: 国庆前一天, the Friday before National Day."""
    day = nearest(*_HOLIDAYS[m["holiday"]], today, prefer)
    weekday, before = m.groupdict().get("wd"), m.groupdict().get("before")
    if weekday:
        wanted = _WEEKDAYS[weekday[:3]] if weekday.isascii() else _HAN_WEEKDAYS[weekday]
        return day - timedelta(days=(day.weekday() - wanted - 1) % 7 + 1)
    return day - timedelta(days=bool(before))


def _english(m: Match[str], today: date, prefer: Prefer) -> date:
    month, day, year = _MONTHS[m["mon"][:3]], int(m["d"]), m["y"]
    return date(int(year), month, day) if year else nearest(month, day, today, prefer)


def _english_next_month(m: Match[str], today: date, prefer: Prefer) -> date:
    year, month = _shifted(today, {"next": 1, "this": 0, "last": -1}[m["rel"]])
    return date(year, month, int(m["d"]))


_READERS: tuple[tuple[str, Callable[[Match[str], date, Prefer], date | None]], ...] = (
    (rf"(?P<y>{_Y})年(?P<m>{_N}|元)月(?P<d>{_N})(?:日|号|(?![\d个]))", _full),
    (r"(?<![\d.])(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?![\d])", _full),
    (r"(?<![\d.a-z])(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?![\da-z])", _full),
    (r"(?<![\d.])(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>(?:19|20)\d\d)(?!\d)", _figures_year_last),
    (rf"(?P<rel>[今明去后前本])年(?P<m>{_N}|元)月(?:份)?(?P<d>{_N})(?:日|号|(?![\d个]))", _relative_year),
    (rf"(?P<rel>[上下])(?P<again>[上下])?个?月(?P<d>{_N})(?:日|号|(?!了|{_COUNTED}))", _relative_month),
    (rf"(?P<rel>[这本])(?P<again>)个?月(?P<d>{_N})(?:日|号)", _relative_month),
    (
        rf"(?:(?:这个|本|上个|下个|上|下)月|(?:(?P<rel>[今明去前后本])年|(?P<y>{_Y})年)?(?P<m>\d{{1,2}}|十[一二]?|[一二三四五六七八九])月)(?:份)?(?:底|末)",
        _month_end,
    ),
    (r"(?<!年)(?<!年度)(?:月底|月末)", _month_end),
    (r"(?:(?:这个|本|上个|下个|上|下)月|(?P<m>\d{1,2}|十[一二]?|[一二三四五六七八九])月)(?:份)?初(?![一二三四五六七八九十])", _month_start),
    (r"(?<![年腊正])月初(?![一二三四五六七八九十])", _month_start),
    (r"\b(?:the )?(?:beginning|start) of (?:the |this |next |last )?month\b", _month_start),
    (rf"(?<![\d.个])(?<![^新过]年)(?P<m>{_N}|元)月(?:份)?(?P<d>{_N})(?:日|号|(?![\d个]))", _month_day),
    (rf"\b{_NTH}(?={_TO}\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{MONTH}(?:,? (?P<y>(?:19|20)\d\d))?\b)", _english),
    (rf"\b{MONTH} (?:the )?\d{{1,2}}(?:st|nd|rd|th)?{_TO}(?P<day>{_NTH})\b(?!:|,?\d| ?(?:[ap]\.?m|days?|weeks?|people))(?P<y>)", _english),
    (rf"\b{_NTH}[ -](?:of )?{MONTH}(?:,?[ -](?P<y>(?:19|20)\d\d))?\b", _english),
    (rf"\b{MONTH} (?:the )?{_NTH}\b(?! ?%)(?:,? (?P<y>(?:19|20)\d\d)\b)?", _english),
    (r"\b(?:on )?the (?P<d>\d{1,2})(?:st|nd|rd|th) (?:of )?(?P<rel>next|this|last) month\b", _english_next_month),
    (r"\b(?P<d>\d{1,2})(?:st|nd|rd|th) (?:of )?(?P<rel>next|this|last) month\b", _english_next_month),
    (
        r"\b(?P<rel>next|this|last) month,? (?:on )?(?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)?\b(?! ?(?:days?|weeks?|months?|people|of us|[ap]\.?m))",
        _english_next_month,
    ),
    (r"\b(?:the )?end of (?:the |this |next |last )?month\b|\b(?:next |this )?month[- ]end\b", _month_end),
    (rf"(?<!零)(?:(?P<n>{_COUNT})个?(?P<unit>天|日|周|星期)|(?<!个)(?P<half>半)个月)(?P<way>之?前|以前|之?后|以后)(?!来)", _distance_zh),
    (
        r"(?:护照|通行证|证件?|卡|有效期)(?:还有|还剩|只剩|就剩|剩下?)(?P<day>(?P<n>\d{1,3}|[一二两三四五六七八九十百]{1,5})(?P<unit>天)(?P<way>)(?P<half>))"
        r"(?!之?[前后]|以)",
        _distance_zh,
    ),
    (rf"(?<![期境前发提])(?P<n>{_COUNT})个月(?:之?前|以前)(?!来)", _months_ago),
    (rf"\b(?P<n>{_EN_COUNT}) months? ago\b", _months_ago),
    (rf"\b(?P<n>{_EN_COUNT}) (?P<unit>day|week|fortnight)s? (?P<ago>ago|back)\b", _distance_en),
    (rf"\bin (?P<n>{_EN_COUNT}) (?P<unit>day|week|fortnight)s?\b", _distance_en),
    (rf"\b(?P<n>{_EN_COUNT}) (?P<unit>day|week|fortnight)s? from (?:now|today)\b", _distance_en),
    (rf"(?:{_WORDS})", _spoken),
    (rf"{_HOLIDAY}节?(?:放假)?前(?:的?(?:最后|上)?一?个?|那个?)(?:周|星期)(?P<wd>[一二三四五六日天])", _holiday),
    (rf"{_HOLIDAY}节?(?P<before>前)[一1]天", _holiday),
    (rf"(?<=[到至]){_HOLIDAY}(?!节?[前后假期])", _holiday),
    (rf"{_HOLIDAY}节?(?:那天|当天|当日|(?=[到入抵落飞走离]))", _holiday),
    (rf"\b(?:the )?{_WEEKDAY} before {_HOLIDAY}\b", _holiday),
    (rf"\b(?:the )?(?P<before>day) before {_HOLIDAY}\b", _holiday),
    (rf"\b(?:on|by|until) {_HOLIDAY}\b", _holiday),
    (
        r"(?<![日号])(?<![日号][(, ])(?<![一二三四五六日天][到至])"
        r"(?P<rel>[上下这本]?)(?P<again>(?<=[上下])[上下])?(?:一)?个?(?:周|星期)(?P<wd>[一二三四五六日天])"
        r"(?!周|个|[到至](?:周|星期)?[一二三四五六日天\d]|[(, ]?\d{1,2}[月日号/])",
        _week_day_zh,
    ),
    (rf"\b(?:(?P<rel>next|last|this|coming|on|by|until|before|since) )(?:coming )?{_WEEKDAY}\b(?!{_OWN_DATE})", _week_day_en),
    (rf"\b(?:{_DOING}) (?P<day>(?P<rel>){_WEEKDAY})\b(?!{_OWN_DATE})", _week_day_en),
    (r"(?<![\d年月第/.:])(?<!\D-)(?P<d>\d{1,2}|[一二三]?十[一二三四五六七八九]?)号(?![窗线楼码门馆厅口院令公])", _day_of_month),
    (r"(?<![\d年月第/.:])(?<!\D-)(?P<d>\d{1,2})日(?![内之以游元本间])", _day_of_month),
    (r"\b(?:on |by |until |before )?the (?P<d>\d{1,2})(?:st|nd|rd|th)\b(?! (?:time|floor|item|article|party|country|section|day))", _day_of_month),
    (r"(?<![\d/.-])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![\d/]|年)", _month_day_figures),
    (
        r"(?<![\d/.-])(?P<m>0?[1-9]|1[0-2])\.(?P<d>[12]\d|3[01]|0[1-9])(?![\d.%]"
        r"| ?(?:万|亿|元|块|美|港|岁|年|个|天|小时|月|人|million|k\b|%|cm|m\b|months?"
        r"|years?|days?|hours?|weeks?))",
        _month_day,
    ),
)
_PATTERNS = tuple((re.compile(pattern), read) for pattern, read in _READERS)


# -- times of day

_PERIOD = r"凌晨|清晨|早上|早晨|今早|明早|上午|中午|下午|傍晚|晚上|晚间|夜里|夜晚|深夜|半夜|今晚|昨晚|明晚|晚|早"
_CLOCK_ZH = re.compile(
    rf"(?P<p>{_PERIOD})?(?P<h>\d{{1,2}}|二十[一二三四]?|十[一二三四五六七八九]?"
    rf"|[一二两三四五六七八九零])(?:(?:点钟?|时)(?!间|长|限)(?:(?P<half>半)"
    rf"|(?P<q>[一三])刻|(?P<m>\d{{1,2}}|[一二三四五]?十[一二三四五六七八九]?)分?)?"
    rf"|:(?P<m2>\d\d)(?![:\d]| ?[ap]\.?m))"
)
_CLOCK_EN = re.compile(
    r"\b(?:at |by )?(?P<h>\d{1,2})(?:[:.](?P<m>\d\d))? ?(?P<p>a\.?m\.?|p\.?m\.?)(?![a-z])"
    r"|\b(?:at )?(?P<noon>noon|midnight)\b|\bat (?P<oc>\d{1,2}) o'?clock\b"
)


def _chinese_clock(m: Match[str]) -> Clock | None:
    hour, minute = _int(m["h"]), _minutes(m)
    if "分" not in m.group() and not m["p"] and not (m["half"] or m["q"] or m["m2"]) and m.string[m.end() : m.end() + 1] == "几":
        return None
    return _clock(m, *_of_day(m["p"] or "", hour), minute)


def _of_day(period: str, hour: int) -> tuple[int, bool]:
    """Return the hour by 24 and whether it is the next day's midnight."""
    if period in ("晚上", "晚间", "夜里", "夜晚", "深夜", "半夜", "今晚", "昨晚", "明晚", "晚"):
        if hour == 12:
            return 0, True
        return (hour + 12, False) if 5 <= hour < 12 else (hour, hour < 5)
    if period in ("下午", "傍晚") or period == "中午" and hour < 3:
        return (hour + 12 if hour < 12 else hour), False
    if period == "凌晨" and hour == 12:
        return 0, False
    return hour, False


def _minutes(m: Match[str]) -> int:
    if m["half"]:
        return 30
    if m["q"]:
        return 15 * _int(m["q"])
    return _int(m["m"] or m["m2"] or "0") if (m["m"] or m["m2"]) else 0


def _english_clock(m: Match[str]) -> Clock | None:
    if m["noon"]:
        return _clock(m, 12 if m["noon"] == "noon" else 0, m["noon"] == "midnight", 0)
    if m["oc"]:
        return _clock(m, int(m["oc"]), False, 0)
    hour = int(m["h"]) % 12 + (12 if m["p"].startswith("p") else 0)
    return _clock(m, hour, False, int(m["m"] or 0)) if int(m["h"]) <= 12 else None


def _clock(m: Match[str], hour: int, next_day: bool, minute: int) -> Clock | None:
    if hour == 24 and minute == 0:
        return Clock(m.start(), m.end(), time(0), next_day=True)
    if hour > 23 or minute > 59:
        return None
    return Clock(m.start(), m.end(), time(hour, minute), next_day)


def evening(word: str) -> bool:
    """Whether a word for a day (昨晚, tonight) means its evening."""
    return bool(_EVENING.search(word))
