"""Declared facts found in messages. Today is Tuesday 24 November 2026."""

from datetime import date, datetime

import pytest

from wenguan.nlu.facts import Extractor, FoundFact, extract_facts
from wenguan.nlu.text import normalise
from wenguan.rulebook.model import Choice, FactDef, Item, ListDef, Phrases, Text

TODAY = date(2026, 11, 24)
ASK = Text("？", "?")


def phrases(zh: str, en: str) -> Phrases:
    return Phrases(tuple(zh.split()), tuple(en.split(",")))


def choice(name: str, zh: str, en: str) -> Choice:
    return Choice(name, Text(zh.split()[0], en.split(",")[0]), phrases(zh, en))


FACTS = [
    FactDef(
        "residency",
        "choice",
        ASK,
        lasting=True,
        values=(
            choice("mainland", "内地居民 大陆居民 内地人 大陆人 中国公民", "mainland resident,mainlander,chinese citizen"),
            choice("hk_macao", "港澳居民 香港居民 香港人 澳门人 港人", "hong kong resident,macao resident"),
            choice("taiwan", "台湾居民 台湾人 台胞", "taiwan resident,taiwanese"),
            choice("foreigner", "外国人 老外 外籍 外国护照", "foreigner,foreign national"),
            choice("non_chinese", "非中国籍港澳永久性居民 外籍香港永久居民", "non-chinese permanent resident"),
        ),
    ),
    FactDef(
        "loss",
        "choice",
        ASK,
        values=(
            choice("lost", "遗失 丢了 丢失 不见了", "lost,misplaced"),
            choice("stolen", "被盗 被偷 失窃", "stolen"),
            choice("damaged", "损坏 坏了", "damaged"),
        ),
    ),
    FactDef("active_military", "yesno", ASK, lasting=True, aliases={True: phrases("现役军人 军人 当兵", "soldier,in the army")}),
    FactDef("state_functionary", "yesno", ASK, lasting=True, aliases={True: phrases("国家工作人员 公务员", "civil servant")}),
    FactDef(
        "settled_abroad",
        "yesno",
        ASK,
        lasting=True,
        aliases={True: phrases("定居国外 国外定居", "settled abroad"), False: phrases("住在国内", "live in china")},
    ),
    FactDef("age", "number", ASK, lasting=True, unit="years", min=0, max=120, cues=phrases("岁 周岁", "years old,aged,age")),
    FactDef("months_left", "number", ASK, unit="months", cues=phrases("还剩 还有效", "months left")),
    FactDef("working_days_left", "number", ASK, unit="days", cues=phrases("剩余工作日 个工作日到期", "working days left")),
    FactDef("tax", "number", ASK, unit="cny", cues=phrases("纳税 交税", "tax")),
    FactDef("stay_days", "number", ASK, unit="days", cues=phrases("停留 逗留", "stay")),
    FactDef("party", "number", ASK, unit="people", cues=phrases("一行 同行", "party,group")),
    FactDef("accepted_on", "date", ASK, cues=phrases("受理 交的材料 提交", "accepted,submitted")),
    FactDef("expires_on", "date", ASK, cues=phrases("到期 过期", "expires,expire,valid until")),
    FactDef("passport_expires_on", "date", ASK, cues=phrases("护照到期 护照过期", "passport expires")),
    FactDef("arrives_at", "datetime", ASK, cues=phrases("入境 落地", "arrive,land")),
    FactDef("nationality", "item", ASK, lasting=True, list="countries"),
    FactDef("port", "item", ASK, list="ports"),
]


def item(key: str, zh: str, en: str, aliases: str = "") -> Item:
    return Item(key, Text(zh, en), Phrases((), tuple(aliases.split(",")) if aliases else ()))


LISTS = {
    "countries": ListDef(
        "countries",
        Text("国家", "countries"),
        (
            item("FR", "法国", "France", "French"),
            item("IN", "印度", "India", "Indian"),
            item("ID", "印度尼西亚", "Indonesia"),
            item("GN", "几内亚", "Guinea"),
            item("GW", "几内亚比绍", "Guinea-Bissau"),
            item("PG", "巴布亚新几内亚", "Papua New Guinea"),
            item("US", "美国", "United States", "US,USA,American"),
            item("JP", "日本", "Japan", "Japanese"),
            item("TH", "泰国", "Thailand"),
            item("FI", "芬兰", "Finland", "Finnish"),
            item("AU", "澳大利亚", "Australia"),
            item("AT", "奥地利", "Austria"),
        ),
    ),
    "ports": ListDef(
        "ports",
        Text("口岸", "ports"),
        (item("luohu", "罗湖", "Luohu", "Lo Wu"), item("futian", "福田", "Futian"), item("hzmb", "港珠澳大桥", "Hong Kong-Zhuhai-Macao Bridge")),
    ),
}

NAMES = ["港澳居民来往内地通行证", "台湾居民来往大陆通行证", "护照"]
EXTRACTOR = Extractor(FACTS, LISTS, names=NAMES, limits={"age": {16}, "working_days_left": {20}})


def told(text: str, pending: str | None = None, relevant: list[str] | None = None) -> dict[str, object]:
    return {f.fact: f.value for f in EXTRACTOR.extract(normalise(text).text, today=TODAY, pending=pending, relevant=relevant)}


STATED = [
    # choices
    ("我是香港人", {"residency": "hk_macao"}),
    ("我係香港人", {"residency": "hk_macao"}),
    ("I'm a Hong Kong resident", {"residency": "hk_macao"}),
    ("two Taiwan residents", {"residency": "taiwan"}),
    ("外籍香港永久居民", {"residency": "non_chinese"}),
    ("護照唔見咗", {"loss": "lost"}),
    ("my passport was stolen", {"loss": "stolen"}),
    # denied, corrected, asked about
    ("我不是香港人，是澳门人", {"residency": "hk_macao"}),
    ("不是内地人，是台湾人", {"residency": "taiwan"}),
    ("not lost but stolen", {"loss": "stolen"}),
    ("护照不是丢了，是被偷了", {"loss": "stolen"}),
    ("没有丢失", {}),
    ("lost, sorry, I mean damaged", {"loss": "damaged"}),
    ("是丢了还是损坏", {}),
    ("我是香港人，太太是内地人", {"residency": "hk_macao"}),
    # yes and no
    ("我是现役军人", {"active_military": True}),
    ("我不是军人", {"active_military": False}),
    ("非现役军人", {"active_military": False}),
    ("I'm not a soldier", {"active_military": False}),
    ("he is no longer in the army", {"active_military": False}),
    ("没有定居国外", {"settled_abroad": False}),
    ("我住在国内", {"settled_abroad": False}),
    ("不是军人、公务员", {"active_military": False, "state_functionary": False}),
    ("not a soldier or a civil servant", {"active_military": False, "state_functionary": False}),
    ("是不是军人", {}),
    ("退役军人", {}),
    ("军人家属", {}),
    ("a soldier's wife", {}),
    # documents' names say nothing of the person
    ("港澳居民来往内地通行证怎么办", {}),
    ("台湾居民来往大陆通行证", {}),
    ("travel permit for Hong Kong residents", {}),
    # slips of the keyboard
    ("內地局民", {"residency": "mainland"}),
    ("国家工做人员", {"state_functionary": True}),
    ("a taiwanees person", {"residency": "taiwan"}),
    ("foriegner", {"residency": "foreigner"}),
    ("外国公民", {}),
    ("外地居民", {}),
    ("finish my form", {}),
    # ages
    ("我儿子15岁", {"age": 15}),
    ("and if he is 15?", {"age": 15}),
    ("a 15-year-old", {"age": 15}),
    ("2010年5月生", {"age": 16}),
    ("2010年11月生", {}),
    ("不是14岁，是16岁", {"age": 16}),
    ("不是14岁，是16", {"age": 16}),
    ("not 15 but 16 years old", {"age": 16}),
    ("14岁和16岁有什么区别", {}),
    ("未满16周岁", {"age": 15}),
    ("16岁以上", {"age": 16}),
    ("未满18岁", {}),
    ("我35岁，给我5岁的儿子办", {"age": 5}),
    ("200岁", {}),
    ("宝宝", {}),
    ("未成年", {}),
    ("小学生", {}),
    ("3年", {}),
    # other figures
    ("还剩3个月", {"months_left": 3}),
    ("还有效一年", {"months_left": 12}),
    ("19个工作日到期", {"working_days_left": 19}),
    ("不足20个工作日到期", {"working_days_left": 19}),
    ("19 working days left", {"working_days_left": 19}),
    ("一年纳税200万", {"tax": 2_000_000}),
    ("we paid 1.5 million yuan tax", {"tax": 1_500_000}),
    ("停留两周", {"stay_days": 14}),
    ("stay for 10 days", {"stay_days": 10}),
    ("同行三个人", {"party": 3}),
    ("打12367停留", {}),
    ("240小时过境停留", {}),
    ("三本护照", {}),
    # dates
    ("11月3号交的材料，12月15日到期", {"accepted_on": date(2026, 11, 3), "expires_on": date(2026, 12, 15)}),
    ("护照过期是12月15日", {"passport_expires_on": date(2026, 12, 15)}),
    ("it expires on 15 December", {"expires_on": date(2026, 12, 15)}),
    ("submitted last Friday", {"accepted_on": date(2026, 11, 20)}),
    ("昨晚八点入境", {"arrives_at": datetime(2026, 11, 23, 20, 0)}),
    ("明天", {}),
    # lists
    ("我是法国人，从泰国到罗湖再去日本", {"nationality": "FR", "port": "luohu"}),
    ("Guinea-Bissau passport", {"nationality": "GW"}),
    ("巴布亚新几内亚护照", {"nationality": "PG"}),
    ("印度尼西亚护照", {"nationality": "ID"}),
    ("Indonesian", {"nationality": "ID"}),
    ("I am from Indonesia", {"nationality": "ID"}),
    ("US passport", {"nationality": "US"}),
    ("can you tell us", {}),
    ("欧美国家签证", {}),
    ("去日本要签证吗", {}),
    ("Austria", {"nationality": "AT"}),
    ("Austraila", {"nationality": "AU"}),
    ("法国签证", {}),
    ("从港珠澳大桥走", {"port": "hzmb"}),
]

ANSWERS = [
    ("15", "age", {"age": 15}),
    ("十五", "age", {"age": 15}),
    ("是十六了", "age", {"age": 16}),
    ("sixteen", "age", {"age": 16}),
    ("15 years", "age", {"age": 15}),
    ("8个月", "age", {"age": 0}),
    ("十五不对，十六", "age", {"age": 16}),
    ("4月15日", "expires_on", {"expires_on": date(2027, 4, 15)}),
    ("4.15", "expires_on", {"expires_on": date(2027, 4, 15)}),
    ("明天", "arrives_at", {"arrives_at": datetime(2026, 11, 25)}),
    ("明早9点", "arrives_at", {"arrives_at": datetime(2026, 11, 25, 9)}),
    ("200万", "tax", {"tax": 2_000_000}),
    ("10", "stay_days", {"stay_days": 10}),
    ("是的", "active_military", {"active_military": True}),
    ("係", "active_military", {"active_military": True}),
    ("不是", "active_military", {"active_military": False}),
    ("没有", "settled_abroad", {"settled_abroad": False}),
    ("Yes, he is", "active_military", {"active_military": True}),
    ("no", "active_military", {"active_military": False}),
    ("not sure", "active_military", {}),
    ("no idea", "active_military", {}),
    ("不知道", "active_military", {}),
    ("不清楚", "active_military", {}),
    ("内地居民", "residency", {"residency": "mainland"}),
    ("法国", "nationality", {"nationality": "FR"}),
    ("15号窗口", "age", {}),
    ("12367", "age", {}),
]


@pytest.mark.parametrize(("text", "facts"), STATED)
def test_finds_what_a_message_states(text: str, facts: dict[str, object]) -> None:
    assert told(text) == facts


@pytest.mark.parametrize(("text", "pending", "facts"), ANSWERS)
def test_takes_a_bare_answer_for_the_fact_just_asked(text: str, pending: str, facts: dict[str, object]) -> None:
    assert told(text, pending) == facts


@pytest.mark.parametrize(
    ("text", "relevant", "facts"),
    [
        ("10天", ["stay_days", "age"], {"stay_days": 10}),
        ("4月15日", ["expires_on"], {"expires_on": date(2027, 4, 15)}),
        ("4月15日", ["expires_on", "accepted_on"], {}),
        ("200万元", ["tax"], {"tax": 2_000_000}),
        ("15", ["age"], {}),
    ],
)
def test_gives_a_figure_to_the_only_fact_that_still_matters(text: str, relevant: list[str], facts: dict[str, object]) -> None:
    assert told(text, relevant=relevant) == facts


def test_names_every_item_of_a_list() -> None:
    found = EXTRACTOR.extract("罗湖和福田都可以吗", today=TODAY)

    assert [(f.fact, f.value, f.text) for f in found] == [("port", "luohu", "罗湖"), ("port", "futian", "福田")]


def test_spans_are_those_of_the_text() -> None:
    text = normalise("我是香港人，15岁，4月15日到期").text

    assert all(text[f.start : f.end] == f.text for f in EXTRACTOR.extract(text, today=TODAY))


def test_extracts_once_without_building() -> None:
    assert extract_facts("15岁", FACTS, LISTS.values(), today=TODAY) == [FoundFact("age", 15, 0, 3, "15岁")]


@pytest.mark.parametrize(
    ("text", "service", "facts"),
    [
        ("未满18岁", "border", {}),
        ("未满16岁", "border", {"age": 15}),
        ("under 18", "mainland", {"age": 17}),
        ("未满16岁", "mainland", {}),
        ("未满18岁", "", {"age": 17}),
        ("未满18岁", "another", {}),
        ("18岁", "border", {"age": 18}),
    ],
)
def test_a_bound_states_an_age_only_where_the_service_tests_it(text: str, service: str, facts: dict[str, object]) -> None:
    by_service = {"border": {"age": {16}}, "mainland": {"age": {11, 18}}}
    extractor = Extractor(FACTS, LISTS, limits={"age": {11, 16, 18}}, service_limits=by_service)

    assert {f.fact: f.value for f in extractor.extract(text, today=TODAY, service=service)} == facts


def test_without_limits_the_year_below_is_taken() -> None:
    assert [f.value for f in Extractor(FACTS, LISTS).extract("未满18岁", today=TODAY)] == [17]
