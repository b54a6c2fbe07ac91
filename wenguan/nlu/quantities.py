"""Figures of a message with their meaning: ages, durations, money, counts, dates, times; names that merely carry digits are set apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Callable, Iterator, Literal, Match

from .days import Clock, Day, Prefer, at, clocks, days, in_order, year_of
from .numerals import HAN, NUMBER, parse
from .rough import rough_sums

Kind = Literal["age", "birth", "duration", "money", "count", "number", "date", "datetime", "month", "name", "vague"]
Bound = Literal["below", "above"]


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
    r"[0-9〇一二三四五六七八九十两半百昨今明天后晚底初]|day|week|month|year|tonight"
    r"|noon|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|a|an|half)\b"
    r"|teen|ty\b|born|friday"
)
_USED = "\x00"

# -- names that carry digits

_NAMES = re.compile(
    r"‹[^›]*›|https?://\S+|\S+@\S+\.\S+"
    r"|(?<!\d)(?:12367|12345|12305|110|119|120|122)(?!\d|\.\d| ?(?:元|块|天|岁|个|人|美|港|days?|years?|months?|hours?|yuan|rmb|cny|usd|,\d|万))"
    r"|(?<![停留待呆住了满过]|\d)(?<!停留时间)(?<!stay )(?<!stayed )(?<!for )(?:24"
    r"|72|144|240)(?:个?小时|h(?:ours?|rs?)?\b|[ -]hours?\b)(?!前|后|内到)"
    r"|\b(?:24|72|144|240)[ -]?(?:hours?|h|hrs?)\b(?= (?:visa|transit|free|direct|policy|stay policy))"
    r"|(?<!\d)(?:24|72|144|240)个?小时(?=过境|免签|直接|政策|的?过境)"
    r"|(?<![\d.])(?:[5-9]0|[01][05]|95)后(?!天)"
    r"|\b7[x*]24\b|\b24/7\b"
    rf"|第? ?(?:\d+|[一二三四五六七八九十百]+) ?号(?:令|公告|文|窗口|线|楼|通道)"
    rf"|第(?:\d+|{HAN}) ?[条款项章节点部号类期步页次问题]|附(?:件|录) ?(?:\d+"
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

# -- ages

_AGE_ZH = re.compile(
    rf"(?P<coming>还差[^,。0-9]{{1,6}}?满?|(?:快|即将|马上|就要)(?:要|就|到"
    rf"|就要)?满?|差[^,。0-9]{{1,4}}[天月](?:到|就)?满?|(?:下个?月|明天|明年"
    rf"|下周)(?:他|她|孩子)?(?:就|才|要|刚|就要|才到)?满?)?"
    rf"(?P<below>不到|不足|未满|不满|没满|没到|未到|还没满|还没到|还不到|小于|低于)?(?P<above>超过|大于|高于|已满|年满|刚满|满了?|过了)?"
    rf"(?P<n>\d{{1,3}}(?:\.\d)?|{HAN})(?P<fuzzy>多|几|来)? ?(?:个)?(?:周岁|岁)(?P<half>半)?(?:零?(?:\d+"
    rf"|{HAN})个?月)?(?:大)?(?P<after>以上|及以上|以下|不到|不满|出头|左右|多"
    rf"|的时候)?"
)
_AGE_BARE_ZH = re.compile(
    rf"(?P<coming>(?:快|就要|马上|即将|下个?月)(?:要|就|到|满)*)(?P<n>\d{{1,2}}|{HAN})(?=了)"
    rf"|(?:今年|刚满|年满|才满|刚刚满)(?:刚|才|已经|满)*(?P<n2>\d{{1,2}}|{HAN})(?=了|[,.?!;]|$)"
)
_AGE_MONTHS_ZH = re.compile(
    rf"(?P<n>\d{{1,2}}|{HAN})个(?P<half>半)?月大|满(?P<n2>\d{{1,2}}|{HAN})个?月的?(?=婴"
    rf"|宝|孩|娃|小)|(?P<n3>\d{{1,2}}|{HAN})个月的?(?=婴|宝|孩|娃|小孩|小宝"
    rf"|儿子|女儿|小朋友)"
)
_AGE_EN = re.compile(
    rf"(?P<coming>\b(?:almost|nearly|not quite|not yet|about to (?:be|turn)) )?(?P<below>\b(?:under"
    rf"|below|younger than|less than|just under)(?: the age of| age)? )?(?P<above>\b(?:over"
    rf"|above|older than|at least|already|more than)(?: the age of| age)? )?"
    rf"(?:(?P<n>{NUMBER})[ -]?(?:and a half )?(?:years?|yrs?)[ -]?(?:old|of age)s?\b"
    rf"|\b(?P<n2>\d{{1,3}}) ?(?:yo|y/o|y\.o\.?|yr old)\b|\b(?:aged?|age[: ]+is"
    rf"|age of|age:|the age of)[ :]?(?P<n3>{NUMBER})(?![\d-]))(?P<after> (?:or"
    rf"|and) (?:over|above|older|under|below|younger))?"
)
_AGE_MONTHS_EN = re.compile(rf"(?P<n>{NUMBER})[ -]months?[ -]old\b")
_WHO = (
    r"\b(?:i am|i'm|im|he is|he's|hes|she is|she's|shes|who is|who's|they are"
    r"|(?:son|daughter|child|kid|boy|girl|baby|wife|husband|mother|father|mom"
    r"|dad|brother|sister|student|applicant|niece|nephew|grandson|granddaughter) (?:is"
    r"|was)|is (?:he|she)|if (?:he|she|i)(?: is| am|'s)?|and if (?:he|she) is)"
)
_AGE_BARE_EN = re.compile(
    rf"{_WHO}(?: (?P<not>not))?(?: (?:now|only|just|still|already|about to be"
    rf"|exactly|currently))?(?P<coming> (?:almost|nearly|not yet|not quite))?(?P<below> (?:under"
    rf"|below))?(?P<above> (?:over|above|at least))? (?P<n>\d{{1,3}}|(?:{NUMBER}))(?= *(?:$"
    rf"|[,.?!;)]| and\b| but\b| now\b| so\b| who\b| can\b| does\b| what\b| or (?:over"
    rf"|under|older|younger)\b| with\b| in\b| on\b| next\b| this\b))"
    rf"|\b(?P<turn>turn(?:s|ed|ing)?) (?P<n2>\d{{1,2}})\b(?P<when> (?:next|in \w+"
    rf"|tomorrow|soon|this|on|at the end)\b)?|\b(?P<lim>under|over|below) (?P<n3>1[0-9]"
    rf"|[5-9])s?\b(?! ?(?:%|days?|months?|years?(?! old)|hours?|weeks?|working"
    rf"|business|yuan|rmb|cny|people|usd|k\b|million|thousand|,|\.\d|:))"
)

# -- births

_BORN_ZH = re.compile(
    r"(?:(?:出?生(?:日期|年月|于|在|是)?|生日)[是为:在]{0,2} ?)?(?P<y>(?:19"
    r"|20)\d\d|\d\d(?=年)|[一二]?[〇零一二三四五六七八九]{4}) ?[年.\-/] ?(?:(?P<m>\d{1,2}"
    r"|十[一二]?|[一二三四五六七八九])(?: ?[月.\-/] ?(?:份)?)?(?:(?P<d>\d{1,2}"
    r"|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?:日|号)?)?)? ?(?P<born>(?:出?生(?!效)"
    r"|生日|生人))?"
)
_BORN_EN = re.compile(
    r"\b(?:born|birth(?:day|date)?|dob|date of birth)(?: is| was|:)?(?: (?:in"
    r"|on))? (?:(?P<d>\d{1,2})(?:st|nd|rd|th)? (?:of )?)?(?P<mon>jan|feb|mar"
    r"|apr|may|jun|jul|aug|sep|oct|nov|dec)?[a-z]*\.?(?: (?P<d2>\d{1,2})(?:st"
    r"|nd|rd|th)?)?,? ?(?P<y>(?:19|20)\d\d)(?:-(?P<m2>\d{1,2})-(?P<d3>\d{1,2}))?"
)
_MONTHS = {name: i for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}  # noqa: SIM905

# -- durations, money, counts

_BELOW = r"(?P<below>不到|不足|未满|不满|少于|低于|小于|没到|under |below |less than |fewer than |within less than )?"
_ABOVE = r"(?P<above>超过|多于|大于|高于|至少|over |more than |at least |above )?"
_DURATION_ZH = re.compile(
    rf"{_BELOW}{_ABOVE}(?:(?P<n>{NUMBER}) ?(?P<half>(?=个)个半(?=月|小时|星期"
    rf"|钟))?(?P<fuzzy>多|几|来)?(?P<u>个?工作日|个?月|天|日(?=[内之以游])|个?小时"
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
    rf"{_BELOW}{_ABOVE}(?:(?P<half>\bhalf (?:a |an )?)|(?P<n>{NUMBER}|\ban?)[ -](?:and a half )?"
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
    rf"(?P<n>{NUMBER})(?P<fuzzy>多|几|来)? ?(?:个)?(?:人(?!民|才|员|士|像)|位(?!置)"
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
    r"|十[一二]?|[一二三四五六七八九])月(?:份)?)?|(?<![\d个])(?:1[0-2]|[1-9])月(?:份)?(?!\d)"
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
        self._days()
        self._take(_NAMES, lambda m: self._make(m, "name", None, None))
        self._ages()
        self._rough()
        self._take(_VAGUE, lambda m: self._make(m, "vague", None, None))
        self._take(_MONEY, self._money)
        self._take(_MONTH_ALONE, lambda m: self._make(m, "month", None, None))
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
        return Quantity(m.start(), m.end(), kind, value, unit, m.group(), _bound(m))

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

    def _births(self) -> None:
        if "生" in self.rest:
            self._take(_BORN_ZH, self._born_zh)
        if "b" in self.rest:
            self._take(_BORN_EN, self._born_en)

    def _born_zh(self, m: Match[str]) -> Quantity | None:
        if not (m["born"] or m.group().startswith(("出生", "生于", "生日", "生"))):
            return None
        month, day = (int(parse(m[key]) or 0) if m[key] else None for key in ("m", "d"))
        return self._make(m, "birth", age_from(self.today, year_of(m["y"]), month, day), "years")

    def _born_en(self, m: Match[str]) -> Quantity:
        month = _MONTHS.get(m["mon"] or "") or (int(m["m2"]) if m["m2"] else None)
        day = m["d"] or m["d2"] or m["d3"]
        return self._make(m, "birth", age_from(self.today, int(m["y"]), month, int(day) if day else None), "years")

    # -- ages

    def _ages(self) -> None:
        self._take(_AGE_ZH, self._age_zh)
        self._take(_AGE_BARE_ZH, lambda m: self._age(m, m["n"] or m["n2"]))
        self._take(_AGE_MONTHS_ZH, lambda m: self._age_in_months(m, m["n"] or m["n2"] or m["n3"]))
        self._take(_AGE_EN, lambda m: self._age(m, m["n"] or m["n2"] or m["n3"]))
        self._take(_AGE_MONTHS_EN, lambda m: self._age_in_months(m, m["n"]))
        self._take(_AGE_BARE_EN, self._age_bare)

    def _age_zh(self, m: Match[str]) -> Quantity | None:
        if m["fuzzy"] or _is_fuzzy(m["n"]):
            return replace(self._make(m, "vague", None, None), bound=None)
        return self._age(m, m["n"])

    def _age(self, m: Match[str], number: str) -> Quantity | None:
        years = parse(number)
        if years is None or years > 130:
            return None
        return self._make(m, "age", int(years) - bool(m["coming"]), "years")

    def _age_in_months(self, m: Match[str], number: str) -> Quantity | None:
        months = parse(number)
        return None if months is None else self._make(m, "age", int(months) // 12, "years")

    def _age_bare(self, m: Match[str]) -> Quantity | None:
        if m["lim"]:
            return replace(self._make(m, "age", int(m["n3"]), "years"), bound="above" if m["lim"] == "over" else "below")
        if m["turn"]:
            coming = m["turn"] == "turning" or m["turn"] != "turned" and bool(m["when"])
            return self._make(m, "age", int(m["n2"]) - coming, "years")
        years = parse(m["n"])
        if years is None or years > 120:
            return None
        start = m.start("n")
        return Quantity(start, m.end(), "age", int(years) - bool(m["coming"]), "years", self.original[start : m.end()], _bound(m))

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
        if number is None or m["fuzzy"]:
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


def age_from(today: date, year: int, month: int | None = None, day: int | None = None) -> int | None:
    """Return the age on `today`, or None where the day that is not said decides it."""
    if month is None:
        return None
    if day is None and month == today.month:
        return None
    passed = (month, day or 1) <= (today.month, today.day)
    age = today.year - year - (0 if passed else 1)
    return age if 0 <= age <= 120 else None


def _code(words: str) -> str:
    """Return the currency that the words beside a sum name."""
    return next((code for pattern, code in _CODES if pattern.search(words)), "cny")


def _bound(m: Match[str]) -> Bound | None:
    groups = m.groupdict()
    after = groups.get("after") or ""
    if groups.get("below") or re.search("以下|不到|不足|不满|under|below|younger", after):
        return "below"
    if groups.get("above") or re.search("以上|多|over|above|older", after):
        return "above"
    return None


def _is_fuzzy(number: str) -> bool:
    """Whether two neighbouring figures are said at once: 十五六 is fifteen or sixteen."""
    return bool(re.search(r"[一二三四五六七八九]{2}$", number))


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
