"""Words that tell which document is meant."""

from __future__ import annotations

import pytest

from wenguan.nlu.bank import Phrase, Topic
from wenguan.nlu.specificity import Specificity
from wenguan.nlu.vocabulary import telling_words

TOPICS = {"bike": Topic("bike", "fee", "fee"), "boat": Topic("boat", "fee", "fee")}
PHRASES = [
    Phrase("自行车多少钱", "bike"), Phrase("自行车怎么租", "bike"), Phrase("轮船多少钱", "boat"), Phrase("轮船怎么租", "boat"),
    Phrase("what does a bicycle cost", "bike"), Phrase("rent a bicycle", "bike"),
    Phrase("what does a ferry cost", "boat"), Phrase("a ferry trip", "boat"),
    Phrase("多少钱", "#greet"),
]


@pytest.mark.parametrize(
    ("text", "service"), [("自行车能带吗", "bike"), ("坐轮船", "boat"), ("is the bicycle free", "bike"), ("when does the ferry go", "boat")]
)
def test_a_telling_word_speaks_for_its_service(text: str, service: str) -> None:
    assert Specificity(telling_words(PHRASES, TOPICS)).services(text).most_common(1)[0][0] == service


@pytest.mark.parametrize("text", ["多少钱", "怎么租", "what does it cost", "", "别的"])
def test_what_could_be_asked_of_any_speaks_for_none(text: str) -> None:
    assert not Specificity(telling_words(PHRASES, TOPICS)).services(text)


def test_a_word_heard_once_tells_nothing() -> None:
    assert not Specificity(telling_words([Phrase("独木舟", "boat")], TOPICS)).services("独木舟")
