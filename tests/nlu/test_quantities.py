"""Figures with their meaning. Today is Tuesday 24 November 2026."""

from datetime import date, datetime

import pytest

from wenguan.nlu.ages import age_from
from wenguan.nlu.numerals import parse
from wenguan.nlu.quantities import Quantity, quantities
from wenguan.nlu.text import normalise

TODAY = date(2026, 11, 24)


def read(text: str, prefer: str = "nearest") -> list[Quantity]:
    return quantities(normalise(text).text, TODAY, prefer)  # type: ignore[arg-type]


NUMERALS = [
    ("十六", 16),
    ("二十", 20),
    ("一百零五", 105),
    ("一百五", 150),
    ("一百二十万", 1_200_000),
    ("两千五百", 2500),
    ("二〇二六", 2026),
    ("十二点五万", 125_000),
    ("1.5万", 15_000),
    ("200万", 2_000_000),
    ("1万5", 15_000),
    ("3k", 3000),
    ("20w", 200_000),
    ("1,500,000", 1_500_000),
    ("2 million", 2_000_000),
    ("sixteen", 16),
    ("twenty-one", 21),
    ("one hundred and twenty", 120),
    ("two hundred thousand", 200_000),
    ("", None),
    ("护照", None),
    ("soon", None),
]

AGES = [
    ("我儿子16岁", 16),
    ("十六周岁", 16),
    ("１６岁", 16),
    ("15岁半", 15),
    ("十五岁零八个月", 15),
    ("刚满16岁", 16),
    ("下个月满16岁", 15),
    ("快16岁了", 15),
    ("马上就16岁了", 15),
    ("8个月大的宝宝", 0),
    ("16 years old", 16),
    ("a 15-year-old", 15),
    ("he is 15", 15),
    ("my son is 15 and wants one", 15),
    ("I'm 16, can I?", 16),
    ("and if he is 15?", 15),
    ("aged 16", 16),
    ("at the age of 16", 16),
    ("16yo", 16),
    ("fifteen years old", 15),
    ("turning 16 next month", 15),
    ("she just turned 16", 16),
    ("almost 16 years old", 15),
    ("18 months old", 1),
    ("6-month-old baby", 0),
    ("my 20-year-old son", 20),
    ("9-year-old daughter", 9),
    ("阿仔14歲", 14),
    ("两岁半", 2),
    ("十七岁零十一个月", 17),
    ("快16了", 15),
    ("孩子快十六了", 15),
    ("儿子读高三满17了", 17),
    ("我62了", 62),
    ("我25，退伍了", 25),
    ("my husband, he's 58?", 58),
    ("孩子快16了能自己办吗", 15),
    ("就要满18了", 17),
    ("他今年16了", 16),
    ("孩子今年十五", 15),
    ("他刚满16", 16),
    ("差两个月满16", 15),
    ("还有三天就满16", 15),
    ("满十六还差几天", 15),
    ("还没过16岁生日", 15),
    ("下个月过16岁生日", 15),
    ("上个月满的16", 16),
    ("今年12月满16", 15),
    ("今年3月满了16", 16),
    ("周岁15", 15),
    ("14岁生日是明天", 13),
    ("he will be 16 next month", 15),
    ("just shy of his 16th birthday", 15),
    ("her 16th birthday is next week", 15),
    ("celebrated his 16th birthday", 16),
    ("my kid is fifteen and a half", 15),
]

AGES_BETWEEN = [
    ("虚岁16", (14, 16)),
    ("明年才16", (14, 16)),
    ("去年满16", (16, 18)),
    ("2011年生", (14, 16)),
    ("born in 2010", (15, 17)),
    ("2010年11月生", (15, 17)),
]

BIRTHS = [
    ("2010年5月生", 16),
    ("2010年12月生的", 15),
    ("2010年11月24日出生", 16),
    ("2010年11月25日出生", 15),
    ("出生于2010年12月1日", 15),
    ("born in May 2010", 16),
    ("born on 3 December 2010", 15),
    ("born 2010-05-03", 16),
    ("DOB 24/11/2012", 14),
    ("DOB: 11/25/2012", 13),
    ("2010年11月生", None),
    ("2010年生的", None),
    ("born in 2010", None),
]

OTHERS = [
    ("停留3个月", "duration", 3, "months"),
    ("三个月", "duration", 3, "months"),
    ("半年", "duration", 6, "months"),
    ("一年半", "duration", 18, "months"),
    ("两年", "duration", 2, "years"),
    ("九十天", "duration", 90, "days"),
    ("两周", "duration", 2, "weeks"),
    ("两个星期", "duration", 2, "weeks"),
    ("20个工作日", "duration", 20, "working_days"),
    ("15日内", "duration", 15, "days"),
    ("停留240小时", "duration", 240, "hours"),
    ("stay 90 days", "duration", 90, "days"),
    ("for two weeks", "duration", 2, "weeks"),
    ("20 working days left", "duration", 20, "working_days"),
    ("a 5-year permit", "duration", 5, "years"),
    ("half a year", "duration", 6, "months"),
    ("a year and a half", "duration", 18, "months"),
    ("36 hours", "duration", 36, "hours"),
    ("300块", "money", 300, "cny"),
    ("200万元", "money", 2_000_000, "cny"),
    ("人民币两百万", "money", 2_000_000, "cny"),
    ("RMB 300", "money", 300, "cny"),
    ("50万美金", "money", 500_000, "usd"),
    ("USD 2 million", "money", 2_000_000, "usd"),
    ("260港币", "money", 260, "hkd"),
    ("HK$260", "money", 260, "hkd"),
    ("260蚊", "money", 260, "cny"),
    ("10k yuan", "money", 10_000, "cny"),
    ("3个人", "count", 3, "people"),
    ("一家三口", "count", 3, "people"),
    ("我们两个", "count", 2, "people"),
    ("two people", "count", 2, "people"),
    ("the five of us", "count", 5, "people"),
    ("三本护照", "count", 3, "count"),
    ("两次签注", "count", 2, "count"),
    ("two copies", "count", 2, "count"),
    ("纳税200万", "number", 2_000_000, None),
    ("纳税1,500,000", "number", 1_500_000, None),
    ("十六", "number", 16, None),
    ("15", "number", 15, None),
    ("是十六了", "number", 16, None),
]

DATES = [
    ("逗留期到元旦", date(2027, 1, 1)),
    ("新年1月5号走", date(2027, 1, 5)),
    ("廿五号入境", date(2026, 11, 25)),
    ("下个月十六去香港", date(2026, 12, 16)),
    ("2026年4月15日", date(2026, 4, 15)),
    ("二〇二六年四月十五日", date(2026, 4, 15)),
    ("2026-04-15", date(2026, 4, 15)),
    ("2026/4/15", date(2026, 4, 15)),
    ("2026.4.15", date(2026, 4, 15)),
    ("20260415", date(2026, 4, 15)),
    ("4月15日", date(2027, 4, 15)),
    ("四月十五号", date(2027, 4, 15)),
    ("10月8号", date(2026, 10, 8)),
    ("4.15", date(2027, 4, 15)),
    ("今年4月15", date(2026, 4, 15)),
    ("明年3月8号", date(2027, 3, 8)),
    ("下个月3号", date(2026, 12, 3)),
    ("上个月30号", date(2026, 10, 30)),
    ("3号", date(2026, 12, 3)),
    ("20号", date(2026, 11, 20)),
    ("今天", TODAY),
    ("明天", date(2026, 11, 25)),
    ("听日", date(2026, 11, 25)),
    ("昨天", date(2026, 11, 23)),
    ("前天", date(2026, 11, 22)),
    ("大后天", date(2026, 11, 27)),
    ("三天前", date(2026, 11, 21)),
    ("两周后", date(2026, 12, 8)),
    ("下周三", date(2026, 12, 2)),
    ("上周五", date(2026, 11, 20)),
    ("下礼拜一", date(2026, 11, 30)),
    ("周五", date(2026, 11, 27)),
    ("月底", date(2026, 11, 30)),
    ("15 April 2026", date(2026, 4, 15)),
    ("April 15th, 2026", date(2026, 4, 15)),
    ("the 15th of April", date(2027, 4, 15)),
    ("Oct 8", date(2026, 10, 8)),
    ("15/4", date(2027, 4, 15)),
    ("4/15", date(2027, 4, 15)),
    ("15/04/2026", date(2026, 4, 15)),
    ("next Friday", date(2026, 12, 4)),
    ("last Friday", date(2026, 11, 20)),
    ("on Friday", date(2026, 11, 27)),
    ("in 3 days", date(2026, 11, 27)),
    ("two weeks ago", date(2026, 11, 10)),
    ("a week ago", date(2026, 11, 17)),
    ("end of the month", date(2026, 11, 30)),
    ("end of next month", date(2026, 12, 31)),
    ("the day after tomorrow", date(2026, 11, 26)),
    ("the 3rd", date(2026, 12, 3)),
    ("2028年2月29日", date(2028, 2, 29)),
    ("我5月1日换了新护照", date(2026, 5, 1)),
    ("3月1号交的材料", date(2026, 3, 1)),
    ("材料已经交了，3月1号交的", date(2026, 3, 1)),
    ("3号交的材料", date(2026, 11, 3)),
    ("4月15日已经入境", date(2026, 4, 15)),
    ("I entered on 15 April", date(2026, 4, 15)),
    ("On May 1 I changed my passport", date(2026, 5, 1)),
    ("it was accepted on April 15", date(2026, 4, 15)),
    ("4月15日就要到期了", date(2027, 4, 15)),
    ("办了护照4月15日到期", date(2027, 4, 15)),
    ("如果5月1日换了新护照", date(2027, 5, 1)),
    ("5月1日去不了", date(2027, 5, 1)),
    ("5月1日到的话", date(2027, 5, 1)),
    ("I will enter on May 1", date(2027, 5, 1)),
    ("next month 3", date(2026, 12, 3)),
    ("3rd next month", date(2026, 12, 3)),
    ("下个月3", date(2026, 12, 3)),
    ("月初", date(2026, 11, 1)),
    ("下月初", date(2026, 12, 1)),
    ("4月初", date(2027, 4, 1)),
    ("beginning of next month", date(2026, 12, 1)),
    ("两个月前", date(2026, 9, 24)),
    ("two months ago", date(2026, 9, 24)),
    ("on Wednesday 25 November", date(2026, 11, 25)),
    ("11月25日星期三", date(2026, 11, 25)),
    ("submitted Friday", date(2026, 11, 20)),
    ("arriving Monday", date(2026, 11, 30)),
    ("this coming Monday", date(2026, 11, 30)),
    ("next Wed", date(2026, 12, 2)),
    ("周一入境", date(2026, 11, 30)),
    ("3月1号收的材料", date(2026, 3, 1)),
    ("周一交的材料", date(2026, 11, 23)),
    ("a fortnight ago", date(2026, 11, 10)),
    ("半个月前", date(2026, 11, 9)),
    ("今年2月底", date(2026, 2, 28)),
    ("明年元月8日", date(2027, 1, 8)),
    ("handed in this morning", TODAY),
    ("通行证还有25天到期", date(2026, 12, 19)),
    ("我今天要入境", TODAY),
    ("3-Dec-2026", date(2026, 12, 3)),
    ("5.12.2026", date(2026, 12, 5)),
    ("圣诞节那天", date(2026, 12, 25)),
    ("国庆前一天交的", date(2026, 9, 30)),
    ("handed in the Friday before National Day", date(2026, 9, 25)),
]

MONTHS = [
    ("expires next March", (2.5, 5)),
    ("明年3月到期", (2.5, 5)),
    ("valid till 03/2027", (2.5, 5)),
    ("有效期至2027-05", (4.5, 7)),
    ("until May 2027", (4.5, 7)),
    ("12月到期", (-0.5, 2)),
    ("2025年3月到期", None),
    ("I may apply in person", None),
]

MOMENTS = [
    ("4月15日晚上11点半", datetime(2027, 4, 15, 23, 30)),
    ("2026年4月15日 23:30", datetime(2026, 4, 15, 23, 30)),
    ("11:30pm on April 15", datetime(2027, 4, 15, 23, 30)),
    ("昨晚八点", datetime(2026, 11, 23, 20)),
    ("明早9点", datetime(2026, 11, 25, 9)),
    ("今天下午三点一刻", datetime(2026, 11, 24, 15, 15)),
    ("明天凌晨1点", datetime(2026, 11, 25, 1)),
    ("4月15日晚上12点", datetime(2027, 4, 16)),
    ("4月15日24:00", datetime(2027, 4, 16)),
    ("tomorrow at 9 am", datetime(2026, 11, 25, 9)),
    ("April 15 at noon", datetime(2027, 4, 15, 12)),
    ("last night at 11pm", datetime(2026, 11, 23, 23)),
]

NO_FIGURES = [
    "打12367可以吗",
    "call 12367",
    "报警110",
    "我的电话13800138000",
    "身份证110101199003077758",
    "护照E12345678",
    "240小时过境免签",
    "过境240小时政策",
    "240-hour visa-free transit",
    "24小时直接过境",
    "24-hour direct transit",
    "Order 96",
    "第96号令",
    "第3条",
    "第三条",
    "2025年第4号公告",
    "section 9.1",
    "item 7",
    "问一下",
    "千万别",
    "万一丢了",
    "十分着急",
    "一般要什么",
    "十五六岁",
    "三四天",
    "好几个月",
    "4/5",
    "2月30日",
    "2026年",
    "11月",
    "S0#9.1",
    "第三国",
    "第二天",
    "a soldier",
    "which one",
    "4号窗口",
    "60后",
    "快到期了",
    "",
    "护照",
]


@pytest.mark.parametrize(("text", "number"), NUMERALS)
def test_reads_numerals(text: str, number: float | None) -> None:
    assert parse(text) == number


@pytest.mark.parametrize(("text", "age"), AGES)
def test_reads_ages(text: str, age: int) -> None:
    assert [(q.kind, q.value, q.unit) for q in read(text)] == [("age", age, "years")]


@pytest.mark.parametrize(("text", "age"), BIRTHS)
def test_reads_the_age_from_a_birth_date_where_it_decides(text: str, age: int | None) -> None:
    assert [(q.kind, q.value) for q in read(text)] == [("birth", age)]


@pytest.mark.parametrize(("text", "between"), AGES_BETWEEN)
def test_says_between_which_ages_somebody_is(text: str, between: tuple[int, int]) -> None:
    assert [(q.value, q.between) for q in read(text)] == [(None, between)]


@pytest.mark.parametrize(("text", "between"), MONTHS)
def test_reads_the_whole_months_until_a_month(text: str, between: tuple[float, float] | None) -> None:
    assert [q.between for q in read(text) if q.kind == "month"] == ([between] if between or "2025" in text else [])


@pytest.mark.parametrize(("text", "kind", "value", "unit"), OTHERS)
def test_reads_durations_money_and_counts(text: str, kind: str, value: float, unit: str | None) -> None:
    assert [(q.kind, q.value, q.unit) for q in read(text)] == [(kind, value, unit)]


@pytest.mark.parametrize(("text", "day"), DATES)
def test_reads_dates(text: str, day: date) -> None:
    assert [(q.kind, q.value) for q in read(text)] == [("date", day)]


@pytest.mark.parametrize(("text", "moment"), MOMENTS)
def test_reads_moments(text: str, moment: datetime) -> None:
    assert [(q.kind, q.value) for q in read(text)] == [("datetime", moment)]


@pytest.mark.parametrize("text", NO_FIGURES)
def test_takes_no_name_or_vague_word_for_a_figure(text: str) -> None:
    assert [q for q in read(text) if q.value is not None] == []


@pytest.mark.parametrize(
    ("text", "prefer", "day"),
    [
        ("4月15日", "past", date(2026, 4, 15)),
        ("4月15日", "future", date(2027, 4, 15)),
        ("1月3号", "past", date(2026, 1, 3)),
        ("3号", "past", date(2026, 11, 3)),
        ("20号", "future", date(2026, 12, 20)),
        ("on Friday", "past", date(2026, 11, 20)),
    ],
)
def test_a_bare_date_lies_where_it_is_preferred(text: str, prefer: str, day: date) -> None:
    assert [q.value for q in read(text, prefer)] == [day]


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("未满16周岁", "below"),
        ("小朋友未夠16歲", "below"),
        ("唔够16岁", "below"),
        ("不够16能自己办吗", "below"),
        ("够16岁了", None),
        ("under 16", "below"),
        ("16岁以下", "below"),
        ("不足20个工作日", "below"),
        ("16岁以上", "above"),
        ("over 16", "above"),
        ("超过200万", "above"),
        ("16岁", None),
    ],
)
def test_says_on_which_side_of_a_figure(text: str, bound: str | None) -> None:
    assert [q.bound for q in read(text)] == [bound]


def test_reads_several_figures_in_order() -> None:
    found = read("我儿子15岁，4月15日受理，停留3个月，两个人，交300元")

    assert [(q.kind, q.text) for q in found] == [
        ("age", "15岁"),
        ("date", "4月15日"),
        ("duration", "3个月"),
        ("count", "两个人"),
        ("money", "300元"),
    ]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("5月1日到北京，10日离开", [date(2027, 5, 1), date(2027, 5, 10)]),
        ("4月28日到，3号走", [date(2027, 4, 28), date(2027, 5, 3)]),
        ("12月3日到10日", [date(2026, 12, 3), date(2026, 12, 10)]),
        ("arrive on May 1, leave on the 10th", [date(2027, 5, 1), date(2027, 5, 10)]),
        ("明天到，10号走", [date(2026, 11, 25), date(2026, 12, 10)]),
        ("我5月1日到的，10日离开", [date(2026, 5, 1), date(2026, 5, 10)]),
        ("12月15日到期，3号交的材料", [date(2026, 12, 15), date(2026, 11, 3)]),
        ("3号到，10号走", [date(2026, 12, 3), date(2026, 12, 10)]),
    ],
)
def test_a_bare_day_follows_the_date_before_it(text: str, dates: list[date]) -> None:
    assert [q.value for q in read(text)] == dates


@pytest.mark.parametrize("text", ["护照还有半年到期，今天能换吗", "passport expires in half a year, can I renew today"])
def test_the_day_of_asking_dates_nothing(text: str) -> None:
    assert [q.kind for q in read(text)] == ["duration"]


@pytest.mark.parametrize("text", ["护照到期三个月前", "提前两个月"])
def test_months_before_something_else_are_no_date(text: str) -> None:
    assert [q.kind for q in read(text)] == ["duration"]


def test_spans_are_those_of_the_text() -> None:
    text = normalise("请问我16岁，4月15日晚上8点到，在华停留10天").text

    assert all(text[q.start : q.end] == q.text for q in quantities(text, TODAY))


@pytest.mark.parametrize(("birth", "age"), [((2010, 11, 24), 16), ((2010, 11, 25), 15), ((2010, 11, None), None), ((2030, 1, 1), None)])
def test_age_turns_on_the_birthday(birth: tuple[int, int, int | None], age: int | None) -> None:
    assert age_from(TODAY, *birth) == age
