"""Who a citizen says they are, by the names that knowledge declares: the longer name wins over what it contains."""

from datetime import date

import pytest

from wenguan.nlu.facts import Extractor
from wenguan.nlu.known_facts import extractor
from wenguan.nlu.text import normalise
from wenguan.rulebook.model import Knowledge

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def known(knowledge: Knowledge) -> Extractor:
    return extractor(knowledge)


RESIDENCIES = [
    ("回乡证能办边防证吗", "hk_macao"),
    ("my home return permit", "hk_macao"),
    ("中国籍有香港永居", "hk_macao"),
    ("Chinese citizen with Hong Kong permanent residence", "hk_macao"),
    ("非中国籍回乡证能办边防证吗", "hk_macao_non_chinese"),
    ("非中國籍來往內地通行證去邊境可以嗎", "hk_macao_non_chinese"),
    ("my non-Chinese home return permit", "hk_macao_non_chinese"),
    ("我是英国人有香港永居", "hk_macao_non_chinese"),
    ("老外有香港永居", "hk_macao_non_chinese"),
    ("非中国籍港澳居民", "hk_macao_non_chinese"),
    ("I'm British with Hong Kong permanent residency", "hk_macao_non_chinese"),
    ("I have HK PR and a Canadian passport", "hk_macao_non_chinese"),
    ("a non-Chinese Hong Kong resident", "hk_macao_non_chinese"),
    ("I'm from Taiwan", "taiwan"),
]


@pytest.mark.parametrize(("text", "residency"), RESIDENCIES)
def test_the_longer_name_says_who_somebody_is(known: Extractor, text: str, residency: str) -> None:
    assert {f.fact: f.value for f in known.extract(normalise(text).text, today=TODAY)}["residency"] == residency


@pytest.mark.parametrize("text", ["港澳居民来往内地通行证怎么办", "我是香港永久居民", "I'm flying from Taiwan to Shanghai"])
def test_a_document_a_place_or_an_open_word_says_nothing_of_the_person(known: Extractor, text: str) -> None:
    assert all(f.fact != "residency" for f in known.extract(normalise(text).text, today=TODAY))


@pytest.mark.parametrize("text", ["我把签注用掉了", "will they list everything missing"])
def test_used_up_is_not_lost(known: Extractor, text: str) -> None:
    assert all(f.fact != "loss" for f in known.extract(normalise(text).text, today=TODAY))
