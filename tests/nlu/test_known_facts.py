"""Words of everyday talk that look like a name state no fact: with the names of the real knowledge."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import TODAY
from wenguan.nlu import known_facts
from wenguan.nlu.facts import Extractor
from wenguan.nlu.text import normalise
from wenguan.rulebook.model import Knowledge


@pytest.fixture(scope="module")
def known(knowledge: Knowledge) -> Extractor:
    return known_facts.extractor(knowledge)


def told(known: Extractor, text: str) -> dict[str, object]:
    return {found.fact: found.value for found in known.extract(normalise(text).text, today=TODAY)}


@pytest.mark.parametrize(
    "text",
    [
        "What are the stages from handing in the application to getting it?",  # no citizen of the States
        "By how much did the number of ports change?",  # not Changle
        "I changed my name",  # not Changde
        "My tour guide mentioned it",
        "Who is allowed to apply while staying in the area?",  # nobody stays on
        "My employer asks for it",
        "加一个签注一共多少",  # no 个签
        "周六有人上班吗",
        "My kid is in primary school",
        "回到边境证，要收费吗",  # nobody goes to the border
        "Back to the border permit, is there a fee?",
    ],
)
def test_everyday_words_state_nothing(known: Extractor, text: str) -> None:
    assert told(known, text) == {}


def test_taiwan_is_not_taian(known: Extractor) -> None:
    assert "pilot_city" not in told(known, "Can I go to Taiwan?")


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [("I am from Canad", "nationality", "CA"), ("我从罗湖口岸进", "port", "luohu"), ("i am Switzerlnad citizen", "nationality", "CH")],
)
def test_a_slip_in_a_name_is_forgiven(known: Extractor, text: str, fact: str, value: str) -> None:
    assert told(known, text)[fact] == value


def test_the_facts_of_an_aspect_are_those_a_citizen_can_give(knowledge: Knowledge) -> None:
    assert "age" in known_facts.tested_facts(knowledge, knowledge.aspect("border_permit", "children"))
    derived = {fact.id for fact in knowledge.facts.values() if fact.derive is not None}
    for service in knowledge.services.values():
        for aspect in service.aspects:
            assert not derived & set(known_facts.tested_facts(knowledge, aspect))


NON_CHINESE = [
    "I hold a British passport and a Hong Kong permanent ID card",
    "I'm a Hong Kong permanent resident with an Australian passport",
    "I am Canadian. I am also a permanent resident of Macau",
    "foreigner here, permanent resident of Hong Kong",
    "新西兰人，有香港永久居民身份",
    "我是葡萄牙籍，澳门永久居民",
    "我有香港永久性居民身份证，拿的是加拿大护照",
    "外国人，但是我是香港永久居民",
    "我係英國籍，有香港永久居民身份證",
    "有香港永居，我是外国人",
]
NOT_NON_CHINESE = [
    ("我是香港永久居民", None),
    ("我是中国公民，香港永久居民", "mainland"),
    ("我是外国人，没有香港永久居民身份", "foreigner"),
    ("香港永久居民去日本要签证吗", None),
    ("中国籍香港永久居民", "hk_macao"),
    ("British passport, not a Hong Kong permanent resident", "foreigner"),
]


@pytest.mark.parametrize("text", NON_CHINESE)
def test_a_foreigner_with_permanent_residence_in_hong_kong_or_macao_is_the_narrower_of_the_two(known: Extractor, text: str) -> None:
    assert told(known, text)["residency"] == "hk_macao_non_chinese"


@pytest.mark.parametrize(("text", "value"), NOT_NON_CHINESE)
def test_permanent_residence_alone_does_not_say_the_nationality(known: Extractor, text: str, value: str | None) -> None:
    assert told(known, text).get("residency") == value


COUNTS = [
    ("第一次办港澳通行证外加一次旅游签注，总共多少钱", {"booklet": 1, "single": 1}),
    ("新辦港澳通行證連多次簽注", {"booklet": 1, "multiple": 1}),
    ("两个一次签注多少钱", {"single": 2}),
    ("要两个一次签注", {"single": 2}),
    ("new permit plus two-entry endorsement total", {"booklet": 1, "double": 1}),
    ("one booklet and two single-entry endorsements", {"booklet": 1, "single": 2}),
    ("本子加一次签注", {"booklet": 1, "single": 1}),
    ("我和老婆各办一本加一次签注", {"booklet": 2, "single": 2}),
    ("我们三个人每人一本通行证，每人两次签注，一共多少", {"booklet": 3, "double": 3}),
    ("三本通行证加六个一次签注", {"booklet": 3, "single": 6}),
    ("一本港澳通行证，一个两次签注和一个多次签注", {"booklet": 1, "double": 1, "multiple": 1}),
    ("how much for a new permit with a multiple-entry endorsement", {"booklet": 1, "multiple": 1}),
    ("3 double-entry endorsements, what do I pay", {"double": 3}),
    ("多次签注一共多少钱", {"multiple": 1}),
    ("多次签注多少钱", {}),
    ("换证加两个一签多少钱", {"booklet": 1, "single": 2}),
    ("给爸妈各办一本，加香港一次签注，多少钱", {"booklet": 2, "single": 2}),
    ("两次签注加工本费共多少", {"booklet": 1, "double": 1}),
    ("补办港澳通行证多少钱", {}),
    ("老人办证能免费吗", {}),
    ("一次签注能用多久", {}),
    ("两次签注有效期多长", {}),
    ("第二次办港澳通行证要带什么", {}),
    ("我本人去办", {}),
    ("How long is a multiple-entry endorsement valid", {}),
    ("加一个签注一共多少", {}),
    ("首次办港澳通行证加一次香港签注一次澳门签注一共多少钱", {"booklet": 1, "single": 2}),
    ("one single-entry endorsement for Hong Kong and one single-entry endorsement for Macao, total", {"single": 2}),
    ("办两本港澳通行证，每本一个一年多次签注，多少钱", {"booklet": 2, "multiple": 2}),
    ("two booklets, each with a single-entry endorsement", {"booklet": 2, "single": 2}),
    ("一本通行证加一次签注，一次签注多少钱", {"booklet": 1, "single": 1}),
    ("permit booklet plus one multiple-entry endorsement for Hong Kong and one double-entry for Macao", {"booklet": 1, "multiple": 1, "double": 1}),
]


@pytest.mark.parametrize(("text", "counts"), COUNTS)
def test_counts_what_is_paid_for(known: Extractor, text: str, counts: dict[str, int]) -> None:
    found = told(known, text)

    assert {f.removesuffix("_count"): v for f, v in found.items() if f.endswith("_count")} == counts


def test_a_count_answers_the_question_for_it(known: Extractor) -> None:
    found = known.extract("两本", today=TODAY, pending="booklet_count")

    assert [(f.fact, f.value) for f in found] == [("booklet_count", 2)]


MONEY = [
    ("公司一年才交了5万块税", {"annual_tax_cny": 50_000}),
    ("年纳税刚好20万", {"annual_tax_cny": 200_000}),
    ("boss pay 150 thousand tax", {"annual_tax_cny": 150_000}),
    ("the firm pays 300 thousand yuan in tax", {"annual_tax_cny": 300_000}),
    ("we pay 150k tax a year", {"annual_tax_cny": 150_000}),
    ("纳税五千万以上", {"annual_tax_cny": 50_000_001}),
    ("创汇两百万美元", {"exchange_usd": 2_000_000}),
    ("exports bring us 2 million dollars of foreign exchange", {"exchange_usd": 2_000_000}),
    ("注册资本一千五百万的免税企业", {"capital_cny": 15_000_000}),
    ("免税企业，资本1500万", {"capital_cny": 15_000_000}),
    ("创汇超过一千万美元算哪档", {"exchange_usd": 10_000_001}),
    ("年税3000万", {"annual_tax_cny": 30_000_000}),
    ("税额十八万", {"annual_tax_cny": 180_000}),
    ("一千万的税", {"annual_tax_cny": 10_000_000}),
    ("要是60万呢", {}),
    ("千万别忘了交税", {}),
]


@pytest.mark.parametrize(("text", "figures"), MONEY)
def test_reads_what_a_company_pays_earns_and_holds(known: Extractor, text: str, figures: dict[str, int]) -> None:
    found = told(known, text)

    assert {f: v for f, v in found.items() if f in ("annual_tax_cny", "exchange_usd", "capital_cny")} == figures


ROUGH_MONEY = [
    ("公司一年交税四千多万", {"annual_tax_cny": 45_000_000}),
    ("年纳税五百多万", {"annual_tax_cny": 5_500_000}),
    ("年纳税将近两百万", {"annual_tax_cny": 1_900_000}),
    ("年纳税两百多万", {"annual_tax_cny": 2_500_000}),
    ("公司交税十几万", {"annual_tax_cny": 150_000}),
    ("一年税三十来万", {"annual_tax_cny": 300_000}),
    ("一年税二十来万", {}),  # 20万 divides two tiers
    ("税交了三四十万", {"annual_tax_cny": 350_000}),
    ("年税一两百万", {"annual_tax_cny": 1_500_000}),
    ("年税一百到三百万", {}),
    ("公司一年交税20w", {"annual_tax_cny": 200_000}),
    ("公司年繳稅2千萬", {"annual_tax_cny": 20_000_000}),
    ("創匯兩三百萬美元", {"exchange_usd": 2_500_000}),
    ("注册资本一千多万的免税企业", {"capital_cny": 15_000_000}),
    ("we pay nearly 2 million in tax", {"annual_tax_cny": 1_900_000}),
    ("annual tax under 100,000", {"annual_tax_cny": 99_999}),
    ("tax about 2.5 million yuan a year", {"annual_tax_cny": 2_500_000}),
    ("foreign exchange between 2 and 3 million dollars", {"exchange_usd": 2_500_000}),
]


@pytest.mark.parametrize(("text", "figures"), ROUGH_MONEY)
def test_a_rough_sum_counts_where_every_rule_decides_alike_over_it(known: Extractor, text: str, figures: dict[str, int]) -> None:
    found = {f.fact: f.value for f in known.extract(normalise(text).text, today=TODAY, service="hk_macao_permit")}

    assert {f: v for f, v in found.items() if f in TIER} == figures


STAYS = [
    ("12月1日到12月12日走", (date(2026, 12, 1), date(2026, 12, 12))),
    ("12月5日落地12月15日走", (date(2026, 12, 5), date(2026, 12, 15))),
    ("12月5-16日在上海", (date(2026, 12, 5), date(2026, 12, 16))),
    ("我們12月5號到，住到16號", (date(2026, 12, 5), date(2026, 12, 16))),
    ("12月5日入境，不对，12月6日入境，15日离开", (date(2026, 12, 6), date(2026, 12, 15))),
    ("from December 5 until December 16", (date(2026, 12, 5), date(2026, 12, 16))),
    ("from 5 to 16 December", (date(2026, 12, 5), date(2026, 12, 16))),
    ("December 5-16", (date(2026, 12, 5), date(2026, 12, 16))),
    ("in on the 5th, out on the 14th", (date(2026, 12, 5), date(2026, 12, 14))),
    ("fly in 3/12, fly out 14/12", (date(2026, 12, 3), date(2026, 12, 14))),
    ("arriving 5 Dec 10:00, leaving 16 Dec", (date(2026, 12, 5), date(2026, 12, 16))),
    ("landing Monday 30 November and flying out Thursday 10 December", (date(2026, 11, 30), date(2026, 12, 10))),
    ("12月5日入境", (date(2026, 12, 5), None)),
    ("挪威人元旦到北京，1月12日去首尔", (date(2027, 1, 1), date(2027, 1, 12))),
    ("I come 22.12.2026 to Shanghai and fly to Tokyo 3.1.2027", (date(2026, 12, 22), date(2027, 1, 3))),
    ("下周五到，下下周二走", (date(2026, 12, 4), date(2026, 12, 8))),
    ("12月10日走，12月1日到", (date(2026, 12, 1), date(2026, 12, 10))),
    ("my passport expires on 20 February 2027, arriving 1 December", (date(2026, 12, 1), None)),
    ("从12月3号待到14号", (date(2026, 12, 3), date(2026, 12, 14))),
    ("entry 02/12 exit 13/12", (date(2026, 12, 2), date(2026, 12, 13))),
    ("my stay endorsement runs out on 15 January", (None, None)),
]


@pytest.mark.parametrize(("text", "ends"), STAYS)
def test_reads_both_ends_of_a_stay(known: Extractor, text: str, ends: tuple[date | None, date | None]) -> None:
    stay = ("entered_on", "leaves_on")
    found = known.extract(normalise(text).text, today=TODAY, relevant=stay, service="transit_240h", settled=True)

    assert tuple({f.fact: f.value for f in found}.get(end) for end in stay) == ends


TIER = ("annual_tax_cny", "exchange_usd", "capital_cny")


@pytest.mark.parametrize(
    ("text", "relevant", "before", "figures"),
    [
        ("要是60万呢", TIER, ["annual_tax_cny"], {"annual_tax_cny": 600_000}),
        ("and 2 million?", TIER, ["exchange_usd"], {"exchange_usd": 2_000_000}),
        ("那60万块呢", TIER, ["age", "capital_cny"], {"capital_cny": 600_000}),
        ("要是60万呢", ("annual_tax_cny",), [], {"annual_tax_cny": 600_000}),
        ("要是60万呢", TIER, [], {}),
        ("要是60万呢", ("age",), ["age"], {}),
        ("那3个呢", TIER, ["annual_tax_cny"], {}),
    ],
)
def test_a_bare_sum_follows_the_one_told_before(
    known: Extractor, text: str, relevant: tuple[str, ...], before: list[str], figures: dict[str, int]
) -> None:
    found = known.extract(normalise(text).text, today=TODAY, relevant=relevant, told=before)

    assert {f.fact: f.value for f in found if f.fact != "endorsement"} == figures  # which the sum of a company implies


@pytest.mark.parametrize(
    ("text", "service", "age"),
    [("未满18岁", "border_permit", None), ("未满16岁", "border_permit", 15), ("under 18", "mainland_permit", 17), ("under 14", "face_lane", 13)],
)
def test_an_age_bound_counts_where_the_service_tests_it(known: Extractor, text: str, service: str, age: int | None) -> None:
    assert {f.fact: f.value for f in known.extract(text, today=TODAY, service=service)}.get("age") == age


@pytest.mark.parametrize(
    ("text", "service", "age"),
    [
        ("2011年生", "border_permit", 14),
        ("2010年生", "border_permit", None),
        ("born in 2011", "border_permit", 14),
        ("虚岁16", "border_permit", 14),
        ("虚岁17", "border_permit", None),
        ("虚岁15", "face_lane", None),
    ],
)
def test_an_age_told_roughly_counts_where_every_rule_decides_alike_over_it(known: Extractor, text: str, service: str, age: int | None) -> None:
    assert {f.fact: f.value for f in known.extract(text, today=TODAY, service=service)}.get("age") == age


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("通行证明年3月到期", 3),
        ("permit expires next March", 3),
        ("valid until May 2027", None),
        ("permit expires in four months", 4),
        ("还剩五个多月", 5),
    ],
)
def test_counts_the_months_left_until_a_month(known: Extractor, text: str, months: int | None) -> None:
    found = known.extract(normalise(text).text, today=TODAY, service="mainland_permit")

    assert {f.fact: f.value for f in found}.get("permit_months_left") == months


ITEMS = [
    ("苏州和杭州", "pilot_city", ["suzhou", "hangzhou"]),
    ("杭州和苏州", "pilot_city", ["hangzhou", "suzhou"]),
    ("浦东和罗湖", "port", ["shanghai_pudong", "luohu"]),
    ("白云机场入境，能去桂林和张家界吗", "place", ["guilin_city", "hunan"]),
    ("enter at Baiyun, then Guilin and Zhangjiajie", "place", ["guilin_city", "hunan"]),
    ("Suzhou or Hangzhou?", "pilot_city", ["suzhou", "hangzhou"]),
]


@pytest.mark.parametrize(("text", "fact", "ids"), ITEMS)
def test_names_every_item_in_the_order_of_the_text(known: Extractor, text: str, fact: str, ids: list[str]) -> None:
    assert [f.value for f in known.extract(normalise(text).text, today=TODAY) if f.fact == fact] == ids


@pytest.mark.parametrize(
    "text",
    [
        "去北海道要什么",
        "中山路派出所",
        "大连路那个窗口",
        "住在南京东路",
        "北京西路出入境大厅",
        "珠海大道",
        "海南航空的票",
        "Nanjing Road police station",
        "Atlanta, Georgia",
    ],
)
def test_a_street_or_a_line_named_after_a_place_is_not_the_place(known: Extractor, text: str) -> None:
    assert not {"pilot_city", "port", "place", "nationality"} & told(known, text).keys()


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("从珠海路过", "pilot_city", "zhuhai"),
        ("北海户口", "pilot_city", "beihai"),
        ("中山的", "pilot_city", "zhongshan"),
        ("is Mohan road port included", "place", "xishuangbanna_city"),
        ("Georgian passport", "nationality", "GE"),
        ("I am from Georgia", "nationality", "GE"),
    ],
)
def test_a_place_stays_a_place(known: Extractor, text: str, fact: str, value: str) -> None:
    assert told(known, text)[fact] == value


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("我太太是日本人，去阿勒泰边境玩", "residency", "foreigner"),
        ("我是香港人，拿英国护照", "residency", "hk_macao"),
        ("我是苏州户口，人在北京上班", "pilot_city", "suzhou"),
        ("我老公是现役军人，我自己能网办吗", "active_military", None),
        ("我老公是现役军人，护照怎么办", "active_military", True),
        ("my husband is a soldier, can I renew online?", "active_military", None),
        ("哪些措施在2025年11月20日生效", "age", None),
        ("户口在成都能全程网办吗", "pilot_city", "chengdu"),
        ("户籍在苏州可以吗", "pilot_city", "suzhou"),
        ("合肥集体户，人在北京", "pilot_city", "hefei"),
        ("我人在深圳，户籍在成都，能全程网办吗", "pilot_city", "chengdu"),
        ("My Guangzhou hukou husband wants to visit me", "shaoguan_hukou", "guangdong"),
        ("我是海军，能办护照吗", "active_military", True),
        ("照片要海军蓝背景吗", "active_military", None),
        ("军医大学的老师", "active_military", None),
        ("我是海军退役的，能办护照吗", "active_military", None),
        ("I am in the navy, can I get a border permit", "active_military", True),
        ("I was in the navy, can I renew online", "active_military", None),
        ("我是科长，去香港要什么手续", "state_functionary", True),
        ("以前在机关当科长，去年退休了", "state_functionary", None),
        ("窗口的科长说我可以办，是吗", "state_functionary", None),
        ("退休前是公务员，去香港还要单位同意吗", "state_functionary", None),
        ("退休前是公务员，去香港还要单位同意吗", "former_functionary", True),
        ("my father was a civil servant, retired in 2019", "former_functionary", True),
        ("我登记备案了，去香港怎么办", "state_functionary", True),
        ("My wife is Chinese, does she need a border permit", "residency", "mainland"),
        ("I am French and my wife is Chinese", "residency", "foreigner"),
        ("中国籍丈夫去边境要什么证", "residency", "mainland"),
        ("台湾同事去边境要办什么证", "residency", "taiwan"),
        ("我有个台湾朋友，我能带他去边境吗", "residency", None),
        ("香港同事去边境要办什么证", "residency", "hk_macao"),
        ("我去香港看香港朋友", "residency", None),
        ("我要和香港同事一起去边境，我要办证吗", "residency", None),
        ("公司的台湾客户下周来", "residency", "taiwan"),
        ("I live in Canada now, can I renew my passport", "lives_abroad", True),
        ("no, I moved back to China", "lives_abroad", False),
        ("我女儿住在美国，我要去看她", "lives_abroad", None),
        ("我女儿住在美国，她怎么换护照", "lives_abroad", True),
        ("my uncle lives in Canada, he invited me", "lives_abroad", None),
        ("my uncle lives in Canada, can he renew his passport there", "lives_abroad", True),
        ("已经等满15了还没消息", "age", None),
        ("孩子满15了", "age", 15),
        ("上个月十几号交的", "accepted_on", None),
        ("我66岁了，退休公务员", "state_functionary", None),
        ("My colleague from Taiwan forgot his permit", "residency", "taiwan"),
        ("I am visiting my friend from Taiwan", "residency", None),
        ("my girlfriend is from Taiwan", "residency", "taiwan"),
        ("我在深圳定居", "lives_abroad", False),
        ("12月3日从厦门上岸", "entered_on", date(2026, 12, 3)),
        ("I've been here since November 20", "entered_on", date(2026, 11, 20)),
        ("已经入境5天了，还能待几天", "family_stay_days_left", None),
        ("还能待5天", "family_stay_days_left", 5),
        ("我护照6个月零3天后过期", "expires_on", None),
        ("我定居加拿大，怎么换护照", "lives_abroad", True),
        ("我定居加拿大，怎么换护照", "nationality", None),
        ("加拿大人过境", "nationality", "CA"),
        ("我持中国护照，在澳洲永居", "nationality", None),
        ("我对象是现役军人，我是公务员", "active_military", None),
        ("我对象是现役军人，我是公务员", "state_functionary", True),
        ("My husband is British and I'm Chinese, do I need a border permit", "residency", "mainland"),
        ("监护人只有奶奶，孩子12", "age", 12),
        ("俄罗斯要求护照有效期18个月", "nationality", None),
        ("我是公务员，去边境", "border_purpose", None),
        ("执行公务去边境", "border_purpose", "official"),
    ],
)
def test_who_a_fact_is_about(known: Extractor, text: str, fact: str, value: object) -> None:
    assert told(known, text).get(fact) == value


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("两个人都办多次签注一共多少", 2), ("三个人办多次签注多少钱", 3), ("一个人办多次签注一共多少钱", 1),
        ("两个大人一个小孩都办多次签注，共多少", 3), ("三个大人，每人一个多次签注，总共多少", 3),
        ("我和老婆各办一个多次签注一共多少", 2), ("办三个多次签注多少钱", 3),
    ],
)
def test_things_are_counted_for_the_people_named(known: Extractor, text: str, count: int) -> None:
    assert told(known, text).get("multiple_count") == count


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("my mainland travel permit has 8 months left", {"permit_months_left": 8}),
        ("my mainland travel permit expires in 8 months", {"permit_months_left": 8}),
        ("my passport has 8 months left", {"passport_valid_months": 8}),
        ("my passport expires in 8 months", {"passport_valid_months": 8}),
        ("my passport is valid for 8 months but my permit only 2 months", {"passport_valid_months": 8, "permit_months_left": 2}),
        ("护照还有8个月，通行证还剩2个月", {"passport_valid_months": 8, "permit_months_left": 2}),
        ("签证还有3个月，护照还有10个月", {"passport_valid_months": 10}),
        ("my home return permit is valid for 5 more months", {"permit_months_left": 5}),
        ("护照过期一年了还能换吗", {}),
        ("护照还有一年过期", {"passport_valid_months": 12}),
        ("my passport has been expired for 2 months", {}),
        ("俄罗斯要求护照有效期18个月以上，我的护照还有10个月", {"passport_valid_months": 10}),
        ("Russia requires 18 months on my passport", {}),
        ("护照还有4个月，明年3月入境", {}),
        ("护照还有10个月，12月5日入境", {"passport_valid_months": 10}),
    ],
)
def test_months_left_are_those_of_the_document_they_are_told_of(known: Extractor, text: str, months: dict[str, int]) -> None:
    assert {f: v for f, v in told(known, text).items() if f in ("passport_valid_months", "permit_months_left")} == months


@pytest.mark.parametrize(
    ("text", "fact", "day"),
    [
        ("探亲签注下周五就到期了能续吗", "expires_on", date(2026, 12, 4)),
        ("我的探亲签注下周五到期", "expires_on", date(2026, 12, 4)),
        ("护照快到期，下个月初要出国", "expires_on", None),
        ("奶奶昨天去世，我的护照过期两年了", "passport_expires_on", None),
        ("我的护照昨天过期了", "expires_on", date(2026, 11, 23)),
        ("护照下个月初到期，要出国", "expires_on", date(2026, 12, 1)),
        ("我台胞证过期了，明天到福州机场", "expires_on", None),
        ("我台胞证明天过期，到福州机场", "expires_on", date(2026, 11, 25)),
        ("Is it true that new passport must be made in 7 days", "accepted_on", None),
        ("I applied 7 days ago", "accepted_on", date(2026, 11, 17)),
        ("边境团的通行证15天后才发来得及吗", "accepted_on", None),
        ("12月5日入境，不对，12月6日", "entered_on", date(2026, 12, 6)),
    ],
)
def test_which_day_is_told(known: Extractor, text: str, fact: str, day: date | None) -> None:
    assert told(known, text).get(fact) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [("护照下周五到期了，几天能办好", None), ("下周五交材料，几天能办好", date(2026, 12, 4)), ("下周五几天能办好", date(2026, 12, 4))],
)
def test_nothing_is_accepted_on_the_day_a_document_expires(known: Extractor, text: str, day: date | None) -> None:
    found = known.extract(normalise(text).text, today=TODAY, relevant=["accepted_on"], service="passport", settled=True)

    assert {f.fact: f.value for f in found}.get("accepted_on") == day


@pytest.mark.parametrize(
    ("service", "relevant", "fact"),
    [
        ("mainland_permit", ["expires_on"], "permit_months_left"),
        ("transit_240h", ["passport_valid_months"], "passport_valid_months"),
    ],
)
def test_bare_months_go_to_what_the_service_counts(known: Extractor, service: str, relevant: list[str], fact: str) -> None:
    found = known.extract(normalise("还有7个月").text, today=TODAY, relevant=relevant, service=service)

    assert [(f.fact, f.value) for f in found] == [(fact, 7)]


def test_months_of_a_visa_are_not_those_of_the_document_for_transit(known: Extractor) -> None:
    text = normalise("签证还有3个月，护照还有10个月").text
    found = known.extract(text, today=TODAY, relevant=["entered_on"], service="transit_240h", settled=True)

    assert {f.fact: f.value for f in found if f.fact.endswith(("_months", "_months_left"))} == {"passport_valid_months": 10}


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("I arrive 10 am today, next flight 8 am tomorrow", 22),
        ("今天上午10点到，明天早上8点半飞", 22.5),
        ("I arrive 10 am today and leave tomorrow", None),
    ],
)
def test_counts_the_hours_between_two_moments(known: Extractor, text: str, hours: float | None) -> None:
    found = known.extract(normalise(text).text, today=TODAY, relevant=["onward_hours"], service="transit_24h", settled=True)

    assert {f.fact: f.value for f in found}.get("onward_hours") == hours
