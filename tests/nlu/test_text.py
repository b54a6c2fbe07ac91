"""One spelling for all messages, and the way back to what was typed."""

import pytest

from wenguan.nlu.text import normalise
from wenguan.nlu.variants import FOLDINGS

SPELLINGS = [
    ("full width", "ＡＢＣ１２３，１６岁？", "abc123,16岁?"),
    ("traditional script", "護照遺失要怎麼補辦", "护照遗失要怎么补办"),
    ("compatibility ideographs", "⾐⼀", "衣一"),
    ("zero width and controls", "护\u200b照\u0000过\ufeff期", "护照过期"),
    ("right-to-left override", "护照\u202e过期", "护照过期"),
    ("blanks", "  how   much \t is  it  ", "how much is it"),
    ("line breaks stay", "第一个问题\r\n\r\n第二个", "第一个问题\n第二个"),
    ("marks", "怎么办？？？！！", "怎么办?"),
    ("dots", "那个……护照", "那个.护照"),
    ("curly quotes", "I can’t find my “permit”", 'i can\'t find my "permit"'),
    ("accents composed", "Cafe\u0301", "café"),
    ("spaced out", "护 照 丢 了 怎么办", "护照丢了 怎么办"),
    ("blank between clauses stays", "护照丢了 怎么补", "护照丢了 怎么补"),
    ("emoji stays", "谢谢👍", "谢谢👍"),
    ("nothing", "", ""),
    ("only blanks", " \u3000 ", ""),
]

WORDINGS = [
    ("護照唔見咗點辦", "护照不见了怎么办"),
    ("護照唔見咗", "护照不见了"),
    ("我係香港人", "我是香港人"),
    ("兩者嘅關係", "两者的关系"),
    ("係咪要預約", "是咪要预约"),
    ("係唔係要預約", "是不是要预约"),
    ("使唔使預約", "要不要预约"),
    ("幾耐攞到證", "多久拿到证"),
    ("喺邊度交", "在哪里交"),
    ("有冇14歲", "有没有14岁"),
    ("冇身分證", "没有身份证"),
    ("要影本嗎", "要复印件吗"),
    ("點申請", "怎么申请"),
    ("邊個可以申請", "谁可以申请"),
    ("260蚊", "260元"),
    ("3個鐘頭", "3个小时"),
    ("聽日去", "明天去"),
    ("甚麼時候", "什么时候"),
    ("可以線上辦嗎", "可以网上办吗"),
    ("我系香港人", "我是香港人"),
    ("護照過咗期", "护照过期了"),
    ("返鄉證幾錢", "回乡证多少钱"),
    ("啥时候能办好", "什么时候能办好"),
    ("咋办", "怎么办"),
    ("網路上可以申請嗎", "网上可以申请吗"),
    ("網路申請", "网络申请"),
    ("廿五號", "二十五号"),
    ("卅號", "三十号"),
]

UNTOUCHED = ["系统在边检口岸", "我系统里没有", "几点开门", "联系电话", "边防证", "娃娃", "关系证明", "航线上"]


@pytest.mark.parametrize(("typed", "expected"), [case[1:] for case in SPELLINGS], ids=[case[0] for case in SPELLINGS])
def test_spells_one_way(typed: str, expected: str) -> None:
    assert normalise(typed).text == expected


@pytest.mark.parametrize(("typed", "expected"), WORDINGS)
def test_folds_regional_words(typed: str, expected: str) -> None:
    assert normalise(typed).text == expected


@pytest.mark.parametrize("text", UNTOUCHED)
def test_leaves_standard_words_alone(text: str) -> None:
    assert normalise(text).text == text


@pytest.mark.parametrize("typed", [case[1] for case in SPELLINGS] + [case[0] for case in WORDINGS])
def test_normalising_twice_changes_nothing(typed: str) -> None:
    once = normalise(typed).text

    assert normalise(once).text == once


@pytest.mark.parametrize("typed", [case[1] for case in SPELLINGS] + [case[0] for case in WORDINGS])
def test_offsets_rise_and_stay_inside(typed: str) -> None:
    normal = normalise(typed)

    assert len(normal.offsets) == len(normal.text) + 1
    assert list(normal.offsets) == sorted(normal.offsets)
    assert all(normal.offsets[i] < normal.ends[i] <= len(typed) for i in range(len(normal.text)))


@pytest.mark.parametrize(
    ("typed", "part", "original"),
    [
        ("ＡＢＣ 護照過期", "护照", "護照"),
        ("我本護照唔見咗點辦", "不见了", "唔見咗"),
        ("請問  身分證 呢", "身份证", "身分證"),
        ("几耐攞到護照", "护照", "護照"),
        ("怎么办？？ 16 岁", "16", "16"),
    ],
)
def test_a_span_leads_back_to_what_was_typed(typed: str, part: str, original: str) -> None:
    normal = normalise(typed)
    start = normal.text.index(part)

    begin, end = normal.span(start, start + len(part))

    assert typed[begin:end] == original


@pytest.mark.parametrize("word", FOLDINGS.values())
def test_no_standard_word_is_folded_again(word: str) -> None:
    assert normalise(word).text == word
