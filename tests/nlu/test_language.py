"""The answer comes in the citizen's own language and script."""

import pytest

from wenguan.nlu.language import detect

FRAMES = [
    ("护照丢了怎么办", "zh-Hans"),
    ("護照丟了怎麼辦", "zh-Hant"),
    ("How long does it take?", "en"),
    ("我的visa过期了怎么办", "zh-Hans"),
    ("hello 请问护照怎么办理", "zh-Hans"),
    ("transit visa 可以停留几天", "zh-Hans"),
    ("我想renew passport要多少钱", "zh-Hans"),
    ("How much is the 往来港澳通行证?", "en"),
    ("What is 边境管理区通行证 and where do I get it", "en"),
    ("Do I need a 通行证 to go to Tibet", "en"),
    ("Can I use 移民局12367 app to apply", "en"),
    ("my permit ‹证件号› was stolen", "en"),
    ("我的护照‹证件号›丢了", "zh-Hans"),
    ("passport 費用", "zh-Hant"),
    ("Hong Kong ID 丢了", "zh-Hans"),
    ("唔該,點樣續證", "zh-Hant"),
    ("唔知几耐", "zh-Hans"),
    ("係咪要去窗口", "zh-Hant"),
    ("台灣人可以申請嗎", "zh-Hant"),
    ("台湾人可以申请吗", "zh-Hans"),
    ("身分證遺失", "zh-Hant"),
    ("パスポートを紛失しました。どうすればいいですか", "en"),
    ("여권을 잃어버렸어요", "en"),
    ("Я потерял паспорт", "en"),
    ("J'ai perdu mon passeport", "en"),
    ("Wie lange dauert es?", "en"),
    ("فقدت جواز سفري", "en"),
    ("passport", "en"),
    ("hi", "en"),
]

OPEN = ["15", "16.5", "?", "OK", "", "   ", "👍", "E1234", "240", "2026-04-15", "app", "‹电话›"]


@pytest.mark.parametrize(("text", "language"), FRAMES)
def test_answers_in_the_language_of_the_frame(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("text", [text for text, language in FRAMES if language == "en"])
def test_english_wins_over_what_was_spoken_before(text: str) -> None:
    assert detect(text, "zh-Hant") == "en"


@pytest.mark.parametrize("text", OPEN)
@pytest.mark.parametrize("previous", ["zh-Hans", "zh-Hant", "en"])
def test_open_text_keeps_the_language_of_the_talk(text: str, previous: str) -> None:
    assert detect(text, previous) == previous


@pytest.mark.parametrize("text", OPEN)
def test_open_text_alone_is_simplified_chinese(text: str) -> None:
    assert detect(text) == "zh-Hans"
    assert detect(text, "xx") == "zh-Hans"


@pytest.mark.parametrize(
    ("text", "previous", "language"),
    [
        ("多少", "zh-Hant", "zh-Hant"),
        ("多少", "zh-Hans", "zh-Hans"),
        ("多少", "en", "zh-Hans"),
        ("法國", "zh-Hans", "zh-Hant"),
        ("法国", "zh-Hant", "zh-Hans"),
        ("台北", "zh-Hant", "zh-Hant"),
        ("公里", "zh-Hant", "zh-Hant"),
    ],
)
def test_words_alike_in_both_scripts_keep_the_script(text: str, previous: str, language: str) -> None:
    assert detect(text, previous) == language
