"""The ranker on a tiny bank: it learns, it is saved and read back, it is the same at every training."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from wenguan.nlu.bank import Phrase
from wenguan.nlu.learning import Plan
from wenguan.nlu.ranker import Ranker, Settings, train

SAID = {
    "bike-fee": ["自行车多少钱", "租自行车贵不贵", "单车怎么收费", "how much is a bicycle", "bicycle price"],
    "bike-time": ["自行车租多久", "单车可以骑几个小时", "自行车几点还", "how long may i keep the bicycle", "when must the bicycle be back"],
    "boat-fee": ["轮船多少钱", "坐船贵不贵", "船票怎么收费", "how much is the ferry", "ferry ticket price"],
    "boat-time": ["轮船开多久", "坐船要几个小时", "轮船几点到", "how long does the ferry take", "when does the ferry arrive"],
    "#greet": ["你好", "您好", "在吗", "hello", "good morning"],
}
PHRASES = [Phrase(text, label) for label, texts in SAID.items() for text in texts]
KINDS = {label: label.rpartition("-")[2] for label in SAID}
GROUPS = {label: label.partition("-")[0] for label in SAID}
SMALL = replace(Settings(), plan=Plan(hidden=32, epochs=60, batch=8), gram_buckets=1024)


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    return train(PHRASES, KINDS, GROUPS, [("价钱是多少", "fee"), ("需要多长时间", "time")], SMALL)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("骑自行车收多少钱", "bike-fee"), ("坐轮船要多少钱", "boat-fee"), ("轮船几个小时能到", "boat-time"),
        ("what is the price of the ferry", "boat-fee"),
        ("how long can i use the bicycle", "bike-time"), ("hello there", "#greet"),
    ],
)
def test_words_it_has_not_seen_find_their_label(ranker: Ranker, text: str, label: str) -> None:
    assert ranker.rank([text])[0][0].label == label


def test_the_best_comes_first_and_is_a_probability(ranker: Ranker) -> None:
    (ranked,) = ranker.rank(["自行车多少钱"])
    scores = [candidate.score for candidate in ranked]
    assert scores == sorted(scores, reverse=True)
    assert 0 < sum(scores) <= 1.001


def test_many_texts_are_ranked_as_each_alone(ranker: Ranker) -> None:
    texts = ["自行车多少钱", "hello", "轮船几点到"]
    assert [r[0].label for r in ranker.rank(texts)] == [ranker.rank([text])[0][0].label for text in texts]


def test_what_is_saved_comes_back(ranker: Ranker, tmp_path: Path) -> None:
    ranker.save(tmp_path / "ranker.npz")
    again = Ranker.load(tmp_path / "ranker.npz", SMALL)
    assert again.labels == ranker.labels
    before, after = ranker.rank(["坐船多少钱"])[0], again.rank(["坐船多少钱"])[0]
    assert [c.label for c in before] == [c.label for c in after]
    assert [c.score for c in before] == pytest.approx([c.score for c in after], abs=0.02)


def test_the_file_holds_plain_arrays(ranker: Ranker, tmp_path: Path) -> None:
    ranker.save(tmp_path / "ranker.npz")
    with np.load(tmp_path / "ranker.npz", allow_pickle=False) as data:
        assert "labels" in data.files


def test_training_again_gives_the_same(ranker: Ranker) -> None:
    again = train(PHRASES, KINDS, GROUPS, [("价钱是多少", "fee"), ("需要多长时间", "time")], SMALL)
    assert again.rank(["单车多少钱"])[0] == ranker.rank(["单车多少钱"])[0]
