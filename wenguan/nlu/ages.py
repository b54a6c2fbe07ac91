"""Ages in Chinese and English: told in years or months, by the birthday that is near, or by a birth date. Text is normalised already."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Callable, Iterator, Literal, Match

from .days import year_of
from .numerals import HAN, NUMBER, Bound, bound, parse

OLDEST = 130


@dataclass(frozen=True)
class Age:
    """An age told at `text[start:end]`, in whole years.

    `years` is None where the words leave it open. `between`: it is at least the first and less than the second (虚岁16: 14 or 15).
    """

    start: int
    end: int
    kind: Literal["age", "birth"]
    years: int | None
    bound: Bound | None = None
    between: tuple[int, int] | None = None


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
_BORN_FIGURES = re.compile(
    r"\b(?:born|birth(?:day|date)?|dob|date of birth)(?: is| was|:)?(?: on)?"
    r" (?P<a>\d{1,2})[/.-](?P<b>\d{1,2})[/.-](?P<y>(?:19|20)\d\d)"
)
_MONTHS = {name: i for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}  # noqa: SIM905

# -- ages that a near birthday tells

_YEARS = rf"\d{{1,2}}|{HAN}"
_NO_THING = r"(?![条个天月年日万元页次])"
_NEAR_BIRTHDAY_ZH = re.compile(
    rf"(?:(?:还?差|还有|还要|再过|再有|只差)(?:[^,。;!?]{{1,6}}?[天日周月年期]|一点)(?:多|左右)?"
    r"|下个?月(?:\d{1,2}[日号])?|下下个?月|下周.?|下星期.?|明天|后天|月底|年底|过(?:两|几)天|快|就要|马上|即将)"
    rf"(?:他|她|孩子|小孩)?(?:就|才|要|到|便|将|刚|会)*(?:满|过)(?P<n>{_YEARS})(?:周岁|岁)?(?:生日)?{_NO_THING}"
    rf"|满?(?P<n2>{_YEARS})(?:周岁|岁)?(?:生日)?(?:还|就)?(?:差|没到|没过|还有)(?:[^,。;!?]{{1,5}}[天日周月期]|一点|一个?多?月)(?![就才]?[满到])"
    rf"|(?P<n4>{_YEARS})岁生日(?:是|在|就在)?(?:明天|后天|下|月底|年底|还没)"
    rf"|(?:没|未)过(?P<n3>{_YEARS})岁生日"
)
_MONTH_OF_BIRTHDAY = re.compile(
    r"(?:今年)?(?P<m>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?(?:才|就|要|刚|会|已经)*"
    rf"满(?:了|的)?(?P<n>{_YEARS}){_NO_THING}"
)
_YEAR_OF_BIRTHDAY = re.compile(
    r"(?P<rel>明年|去年)(?:他|她|孩子)?(?:就|才|要|刚|将)*满?(?P<n>1\d|十[一二三四五六七八九])(?=周?岁|了|[,。?!;]|$)(?:周?岁)?"
)
_REACHED = re.compile(
    rf"(?:上个?月|上周.?|前天|前几天|昨天|今天|刚刚?|最近)(?:他|她|孩子)?(?:就|才|已经|刚|过)*满(?:了|的)?(?P<n>{_YEARS})(?:周?岁)?{_NO_THING}"
)
_NOMINAL = re.compile(rf"虚[岁龄](?:是|已经|刚|都|才|有)?(?P<n>{_YEARS})岁?|(?P<n2>{_YEARS})虚岁")
_WHOLE_YEARS = re.compile(rf"周岁(?:是|才|刚|有)?(?P<n>{_YEARS}){_NO_THING}")
_NEAR_BIRTHDAY_EN = re.compile(
    r"\b(?:(?:will|he'll|she'll|going to|gonna|about to) (?:be|turn|become)"
    r"|(?:days?|weeks?|months?|little|bit|just) (?:short|shy|off|away from)(?: of)?(?: (?:his|her|my|the))?)"
    r" (?P<n>\d{1,2})(?:th)?(?: birthday)?\b(?! ?(?:days?|weeks?|months?|people|hours?))"
)
_BIRTHDAY_EN = re.compile(
    r"\b(?:(?P<had>celebrated|had|after|since|passed)(?: (?:his|her|my|the|their))* )?"
    r"(?P<n>\d{1,2})(?:st|nd|rd|th) birthday\b(?: (?P<was>was|is|will be|falls|comes))?"
)
_NOT_YET_EN = re.compile(r"(?:\bnot|n't) (?:(?:yet|quite) (?P<n>\d{1,2})\b|(?P<n2>\d{1,2})(?: years old)? yet\b)")

# -- ages

_PERSON_ZH = r"(?:[我他她]|儿子|女儿|孩子|小孩|孙子|孙女|弟弟?|妹妹?|爸爸?|妈妈?|父亲|母亲|爷爷|奶奶|外公|外婆|老公|老婆|丈夫|妻子|太太|先生)"
_AGE_ZH = re.compile(
    rf"(?P<coming>还差[^,。0-9]{{1,6}}?满?|(?:快|即将|马上|就要)(?:要|就|到"
    rf"|就要)?满?|差[^,。0-9]{{1,4}}[天月](?:到|就)?满?|(?:下个?月|明天|明年"
    rf"|下周)(?:他|她|孩子)?(?:就|才|要|刚|就要|才到)?满?)?"
    rf"(?P<below>不到|不足|未满|不满|没满|没到|未到|还没满|还没到|还不到|[不未没]够|小于|低于)?(?P<above>超过|大于|高于|已满|年满|刚满|满了?|过了)?"
    rf"(?P<n>\d{{1,3}}(?:\.\d)?|{HAN})(?P<fuzzy>多|几|来)? ?(?:个)?(?:周岁|岁)(?P<half>半)?(?:零?(?:\d+"
    rf"|{HAN})个?月)?(?:大)?(?P<after>以上|及以上|以下|不到|不满|出头|左右|多"
    rf"|的时候)?"
)
_AGE_BARE_ZH = re.compile(
    rf"(?P<coming>(?:快|就要|马上|即将|下个?月)(?:要|就|到|满)*)(?P<n>\d{{1,2}}|{HAN})(?=了)"
    rf"|(?:今年|刚满|年满|才满|刚刚满)(?:刚|才|已经|满)*(?P<n2>\d{{1,2}}|{HAN})(?=了|[,.?!;]|$)"
    rf"|(?:{_PERSON_ZH}(?:今年|现在|都|也|已经?)*|(?<![用等待住做干交存盖攒排停留])满)(?P<n3>[1-9]\d|{HAN})(?=了)"
    r"|(?:(?<![\u4e00-\u9fff])我|儿子|女儿|孩子|小孩|孙子|孙女|我[爸妈爹娘]|爸爸|妈妈|父亲|母亲|爷爷|奶奶|外公|外婆)(?P<n4>[1-9]\d)(?=[,。;?]|$)"
)
_AGE_BELOW_ZH = re.compile(
    r"(?P<below>[未不没](?:满|够|到))(?P<n>1\d|十[一二三四五六七八九])(?=[的,.?!;]|$|[能可要也就去办自怎申])"
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
    rf"|\b(?P<n2>\d{{1,3}}) ?(?:yo|y/o|y\.o\.?|yrs? old|yrs?(?=\)))|\b(?:aged?|age[: ]+is"
    rf"|age of|age:|the age of)[ :]?(?P<n3>{NUMBER})(?![\d-]))(?P<after> (?:or"
    rf"|and) (?:over|above|older|under|below|younger))?"
)
_AGE_MONTHS_EN = re.compile(rf"(?P<n>{NUMBER})[ -]months?[ -]old\b")
_WHO = (
    r"\b(?:i am|i'm|im|he is|he's|hes|she is|she's|shes|who is|who's|they are"
    r"|(?:son|daughter|child|kid|boy|girl|baby|wife|husband|mother|father|mom"
    r"|dad|brother|sister|student|applicant|niece|nephew|grandson|granddaughter)(?: is| was|,)"
    r"|is (?:he|she)|if (?:he|she|i)(?: is| am|'s)?|and if (?:he|she) is)"
)
_AGE_BARE_EN = re.compile(
    rf"{_WHO}(?: (?P<not>not))?(?: (?:now|only|just|still|already|about to be"
    rf"|exactly|currently))?(?P<coming> (?:almost|nearly|not yet|not quite))?(?P<below> (?:under"
    rf"|below))?(?P<above> (?:over|above|at least))? (?P<n>\d{{1,3}}|(?:{NUMBER}))(?= *(?:$"
    rf"|[,.?!;)]| and\b| but\b| now\b| so\b| who\b| can\b| does\b| what\b| or (?:over"
    rf"|under|older|younger)\b| with(?:out)?\b| exactly\b| in\b| on\b| next\b| this\b))"
    rf"|\b(?P<turn>turn(?:s|ed|ing)?) (?P<n2>\d{{1,2}})\b(?P<when> (?:next|in \w+"
    rf"|tomorrow|soon|this|on|at the end)\b)?|\b(?P<lim>under|over|below) (?P<n3>1[0-9]"
    rf"|[5-9])s?\b(?! ?(?:%|days?|months?|years?(?! old)|hours?|weeks?|working"
    rf"|business|yuan|rmb|cny|people|usd|k\b|million|thousand|,|\.\d|:))"
)


def births(text: str, today: date) -> Iterator[Age]:
    """Yield the ages that birth dates of `text` give on `today`."""
    for pattern, read in ((_BORN_ZH, _born_zh), (_BORN_FIGURES, _born_figures), (_BORN_EN, _born_en)):
        for match in pattern.finditer(text):
            found = read(match, today)
            if found is not None:
                yield found


def ages(text: str, today: date) -> Iterator[Age]:
    """Yield the ages told in `text`, pattern by pattern: they may overlap, and the first counts."""
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            found = read(match, today)
            if found is not None:
                yield found


def age_from(today: date, year: int, month: int | None = None, day: int | None = None) -> int | None:
    """Return the age on `today`, or None where the day that is not said decides it."""
    if month is None:
        return None
    if day is None and month == today.month:
        return None
    passed = (month, day or 1) <= (today.month, today.day)
    age = today.year - year - (0 if passed else 1)
    return age if 0 <= age <= OLDEST else None


# -- readers, one for each pattern


def _born(m: Match[str], today: date, year: int, month: int | None, day: int | None) -> Age:
    years = age_from(today, year, month, day)
    most = today.year - year
    open_ = years is None and 0 < most <= OLDEST
    return Age(m.start(), m.end(), "birth", years, between=(most - 1, most + 1) if open_ else None)


def _born_zh(m: Match[str], today: date) -> Age | None:
    if not (m["born"] or m.group().startswith(("出生", "生于", "生日", "生"))):
        return None
    month, day = (int(parse(m[key]) or 0) if m[key] else None for key in ("m", "d"))
    return _born(m, today, year_of(m["y"]), month, day)


def _born_en(m: Match[str], today: date) -> Age:
    month = _MONTHS.get(m["mon"] or "") or (int(m["m2"]) if m["m2"] else None)
    day = m["d"] or m["d2"] or m["d3"]
    return _born(m, today, int(m["y"]), month, int(day) if day else None)


def _born_figures(m: Match[str], today: date) -> Age:
    """Read 24/11/2012 or 11/24/2012; where both could be the month, only the year is certain."""
    first, second = int(m["a"]), int(m["b"])
    month, day = (second, first) if first > 12 else (first, second) if second > 12 else (None, None)
    return _born(m, today, int(m["y"]), month, day)


def _said(m: Match[str]) -> int | None:
    """Return the years that a match names in one of its groups n, n2, n3, n4."""
    number = parse(next((m[name] for name in ("n", "n2", "n3", "n4") if m.groupdict().get(name)), ""))
    return int(number) if number is not None and number <= OLDEST else None


def _age(m: Match[str], today: date) -> Age | None:
    years = _said(m)
    return None if years is None else Age(m.start(), m.end(), "age", years - bool(m.groupdict().get("coming")), bound(m))


def _age_zh(m: Match[str], today: date) -> Age | None:
    if m["fuzzy"] or re.search(r"[一二三四五六七八九]{2}$", m["n"]):
        return Age(m.start(), m.end(), "age", None)  # 十五六岁 is fifteen or sixteen
    return _age(m, today)


def _in_months(m: Match[str], today: date) -> Age | None:
    months = _said(m)
    return None if months is None else Age(m.start(), m.end(), "age", months // 12)


def _bare(m: Match[str], today: date) -> Age | None:
    if m["lim"]:
        return Age(m.start(), m.end(), "age", int(m["n3"]), "above" if m["lim"] == "over" else "below")
    if m["turn"]:
        coming = m["turn"] == "turning" or m["turn"] != "turned" and bool(m["when"])
        return Age(m.start(), m.end(), "age", int(m["n2"]) - coming)
    years = _said(m)
    return None if years is None else Age(m.start("n"), m.end(), "age", years - bool(m["coming"]), bound(m))


def _year_before(m: Match[str], today: date) -> Age | None:
    years = _said(m)
    return Age(m.start(), m.end(), "age", years - 1) if years else None


def _in_month(m: Match[str], today: date) -> Age | None:
    """Read 今年12月满16: the month tells whether it is over."""
    years, month = _said(m), int(parse(m["m"]) or 0)
    if not years or month == today.month:
        return None
    return Age(m.start(), m.end(), "age", years - (month > today.month))


def _in_year(m: Match[str], today: date) -> Age | None:
    years = _said(m)
    least = (years or 0) + {"明年": -2, "去年": 0}[m["rel"]]
    return Age(m.start(), m.end(), "age", None, between=(least, least + 2)) if years else None


def _nominal(m: Match[str], today: date) -> Age | None:
    """Read 虚岁, which counts one at birth and one more each new year."""
    years = _said(m)
    return Age(m.start(), m.end(), "age", None, between=(years - 2, years)) if years and years > 1 else None


def _birthday_en(m: Match[str], today: date) -> Age | None:
    if m["had"] or m["was"] == "was":
        return _age(m, today)
    return _year_before(m, today) if m["was"] else None


def _not_yet(m: Match[str], today: date) -> Age | None:
    years = _said(m)
    return None if years is None else Age(m.start(), m.end(), "age", years, "below")


_READERS: tuple[tuple[re.Pattern[str], Callable[[Match[str], date], Age | None]], ...] = (
    (_NOMINAL, _nominal),
    (_WHOLE_YEARS, _age),
    (_REACHED, _age),
    (_NEAR_BIRTHDAY_ZH, _year_before),
    (_MONTH_OF_BIRTHDAY, _in_month),
    (_YEAR_OF_BIRTHDAY, _in_year),
    (_AGE_ZH, _age_zh),
    (_AGE_BARE_ZH, _age),
    (_AGE_BELOW_ZH, _age),
    (_AGE_MONTHS_ZH, _in_months),
    (_NEAR_BIRTHDAY_EN, _year_before),
    (_BIRTHDAY_EN, _birthday_en),
    (_NOT_YET_EN, _not_yet),
    (_AGE_EN, _age),
    (_AGE_MONTHS_EN, _in_months),
    (_AGE_BARE_EN, _bare),
)
