"""Which language and script to answer in: those of the citizen's own words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, cast

from opencc import OpenCC

Language = Literal["zh-Hans", "zh-Hant", "en"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TAG = re.compile(r"‹[^›]*›|https?://\S+|\S+@\S+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD = re.compile(r"[a-z\u00c0-\u024f]+(?:['’][a-z]+)?", re.IGNORECASE)
_JAPANESE = re.compile(r"[\u3041-\u30fa\u30fc-\u30ff\uff66-\uff9d]")
_FOREIGN = re.compile(r"[\uac00-\ud7af\u1100-\u11ff\u0370-\u052f\u0590-\u06ff\u0900-\u0dff\u0e00-\u0eff]")
_CLAUSE = re.compile(
    r"[我你您他她它咱谁誰吗嗎呢么麼吧啊呀啦嘛吖的了着著过過是会會想请請问問给給让讓没沒去丢丟拿买買帮幫几幾哪怎啥咋唔嘅咗係喺冇佢哋嚟攞乜]"
    r"|不(?!限)|能|可以|需要|要(?!求)|多少|多久|如何|何|什|有没|有沒|办理|辦理|办(?!公)|辦(?!公)|申请|申請|在(?!线|線)"
)
_ENGLISH = _words("""
    a an the i i'm im me my mine we our us you your he she his her it its they them their is am are was were be been do does did don't doesn't didn't
    have has had can could can't will would won't should shall may might must need want how what when where which who whom whose why if whether
    and or but not no of for to in on at by from with about into out get got apply applying take lose lost please tell there this that these those
    still also only after before without during help hi hello thanks thank
""")
_NEUTRAL = _words("""
    ok okay app id vip hk tw cn usa uk us pdf qr wechat alipay nia gov apec covid email e-mail wifi sim ps pc ipad iphone android jpg kb mb k w bb cts
    x am pm g v no yes
""")
"""Latin words that people of either language use."""
_CANTONESE = re.compile(r"[唔嘅咗係喺冇佢哋嗰啲嚟攞乜嘢咁噉睇搵嗎喎囉]|身分|邊度")
_BOTH_SCRIPTS = frozenset("万丑于云仆伙佣凶厘台吁吃后咨咸唇夸岩岳峰干征晒朴杠栖游灶炖熏秘筑群肴腌苹范虫虱跖辟采里雇霉占郁床")
"""Characters that OpenCC would change and that traditional writing has all the same."""


def detect(text: str, previous: str | None = None) -> Language:
    """Return the language of the sentence's frame: a document's name in the other language does not count.

    Text that leaves it open (a figure, "OK") keeps `previous`; without one it is simplified Chinese. Other languages are answered in English.

    >>> detect("How much is the 往来港澳通行证?"), detect("我的visa过期了怎么办"), detect("護照過期怎麼辦")
    ('en', 'zh-Hans', 'zh-Hant')
    """
    words = _TAG.sub(" ", text)
    han = len(_HAN.findall(words))
    if _is_other(words, han):
        return "en"
    latin = [word.lower().replace("’", "'") for word in _WORD.findall(words)]
    telling = [word for word in latin if word not in _NEUTRAL and len(word) > 1 or word in ("i", "a")]
    if han and (not telling or _chinese_frame(words, han, telling)):
        return _script(words, previous)
    if telling and not _is_code(words):
        return "en"
    return _known(previous)


def _is_other(text: str, han: int) -> bool:
    """Whether kana, hangul, Cyrillic, Arabic or the like carry the sentence."""
    kana = len(_JAPANESE.findall(text))
    foreign = len(_FOREIGN.findall(text))
    return kana > 1 and kana * 5 > han or foreign > 1 and foreign * 2 > han


def _chinese_frame(text: str, han: int, latin: list[str]) -> bool:
    english = sum(word in _ENGLISH for word in latin)
    clause = bool(_CLAUSE.search(text))
    if clause and not english:
        return True
    if english and not clause:
        return False
    share = 0.5 if clause else 1.0
    return han / 1.7 >= len(latin) * share


def _is_code(text: str) -> bool:
    """Whether the whole text is a number or a reference such as E1234."""
    return bool(re.fullmatch(r"\s*[A-Za-z]{0,3}[\d\W_]*\d[\dA-Za-z\W_]*", text)) and not re.search(r"[A-Za-z]{3}", text)


def _script(text: str, previous: str | None) -> Language:
    traditional = sum(map(_only_traditional, text))
    simplified = sum(map(_only_simplified, text))
    if traditional != simplified:
        return "zh-Hant" if traditional > simplified else "zh-Hans"
    if not simplified and _CANTONESE.search(text):
        return "zh-Hant"
    return "zh-Hant" if previous == "zh-Hant" else "zh-Hans"


def _known(previous: str | None) -> Language:
    return cast(Language, previous) if previous in ("zh-Hans", "zh-Hant", "en") else "zh-Hans"


@lru_cache(maxsize=8192)
def _only_traditional(character: str) -> bool:
    return character > "\u2fff" and _converter("t2s").convert(character) != character


@lru_cache(maxsize=8192)
def _only_simplified(character: str) -> bool:
    return character > "\u2fff" and character not in _BOTH_SCRIPTS and _converter("s2t").convert(character) != character


@lru_cache(maxsize=2)
def _converter(name: str) -> OpenCC:
    return OpenCC(name)
