"""Numbers that name a person go; everything else of the question stays."""

import pytest

from wenguan.nlu.privacy import mask

MASKED = [
    ("身份证110101199003077758丢了", "身份证‹证件号›丢了", "id_number"),
    ("身份證１１０１０１１９９００３０７７７５８", "身份證‹证件号›", "id_number"),
    ("11010519491231002X", "‹证件号›", "id_number"),
    ("11010519491231002x怎么办", "‹证件号›怎么办", "id_number"),
    ("110101 19900307 7758", "‹证件号›", "id_number"),
    ("旧的身份证110101900307775", "旧的身份证‹证件号›", "id_number"),
    ("my HK ID is A123456(3)", "my HK ID is ‹证件号›", "id_number"),
    ("香港身份證A1234563", "香港身份證‹证件号›", "id_number"),
    ("澳门身份证1234567(8)", "澳门身份证‹证件号›", "id_number"),
    ("我的护照E12345678过期了", "我的护照‹证件号›过期了", "passport"),
    ("passport EA1234567 was stolen", "passport ‹证件号› was stolen", "passport"),
    ("G12345678", "‹证件号›", "passport"),
    ("my passport number is 123456789", "my passport number is ‹证件号›", "passport"),
    ("护照号：AB1234567", "护照号：‹证件号›", "passport"),
    ("通行证C12345678", "通行证‹证件号›", "permit"),
    ("回乡证H1234567890", "回乡证‹证件号›", "permit"),
    ("M12345678", "‹证件号›", "permit"),
    ("打我手机13800138000", "打我手机‹电话›", "phone"),
    ("138 0013 8000", "‹电话›", "phone"),
    ("call +86 138-0013-8000 please", "call ‹电话› please", "phone"),
    ("+852 9123 4567", "‹电话›", "phone"),
    ("我电话91234567", "我电话‹电话›", "phone"),
    ("座机0755-12345678", "座机‹电话›", "phone"),
    ("(010)12345678", "‹电话›", "phone"),
    ("+44 20 7946 0958", "‹电话›", "phone"),
    ("写信到 zhang.san@example.com 吧", "写信到 ‹邮箱› 吧", "email"),
    ("卡号4111 1111 1111 1111能付吗", "卡号‹卡号›能付吗", "card"),
    ("4111111111111111", "‹卡号›", "card"),
]

UNTOUCHED = [
    "打12367还是110",
    "call 120 or 12345",
    "240小时过境免签",
    "2026年4月15日",
    "2026-04-15",
    "20260415到期",
    "护照20260415到期",
    "2026 04 15",
    "09:00-17:00",
    "纳税200万元",
    "纳税12345678元",
    "USD 12345678",
    "Order 96",
    "S0#9.1",
    "2025年第4号",
    "有11位",
    "1,500,000",
    "护照丢了怎么办",
    "400-110-1234",
    "",
    "12345678",
    "65个口岸55国",
    "A320",
    "G20",
    "E1234",
    "HKD 260",
]


@pytest.mark.parametrize(("text", "masked", "kind"), MASKED)
def test_masks_a_personal_number_and_nothing_else(text: str, masked: str, kind: str) -> None:
    found = mask(text)

    assert (found.text, found.kinds) == (masked, (kind,))


@pytest.mark.parametrize("text", UNTOUCHED)
def test_leaves_other_figures_alone(text: str) -> None:
    found = mask(text)

    assert (found.text, found.kinds) == (text, ())


def test_masks_several_in_one_message() -> None:
    found = mask("我叫张三，身份证110101199003077758，手机13800138000，护照E12345678，15岁，能办吗？")

    assert found.text == "我叫张三，身份证‹证件号›，手机‹电话›，护照‹证件号›，15岁，能办吗？"
    assert found.kinds == ("id_number", "phone", "passport")


@pytest.mark.parametrize("text", [case[0] for case in MASKED])
def test_masking_twice_changes_nothing(text: str) -> None:
    once = mask(text).text

    assert mask(once).text == once


def test_an_amount_is_no_identity_number() -> None:
    assert mask("注册资本110101900307775元").kinds == ()
