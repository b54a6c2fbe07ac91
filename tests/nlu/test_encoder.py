"""Sentence vectors for both languages."""

from __future__ import annotations

import numpy as np
import pytest

from wenguan.nlu.encoder import BATCH, SIZE, encode, english_words


def test_each_text_has_a_unit_vector() -> None:
    vectors = encode(["多少钱", "how much", ""])
    assert vectors.shape == (3, SIZE)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-3)


def test_no_text_no_vector() -> None:
    assert encode([]).shape == (0, SIZE)


def test_a_blank_counts_as_a_full_stop() -> None:
    assert np.allclose(*encode(["  ", "."]))


def test_the_same_meaning_is_near_across_languages() -> None:
    zh, en, other = encode(["办护照要多少钱", "how much does a passport cost", "今天下雨吗"])
    assert zh @ en > zh @ other + 0.2


def test_batches_make_no_difference() -> None:
    texts = [f"第{i}句" for i in range(BATCH + 3)]
    assert np.allclose(encode(texts)[-1], encode(texts[-1:])[0], atol=1e-4)


def test_common_english_words_are_known() -> None:
    assert {"fire", "password", "chat", "building"} <= english_words()
    assert not {"pasport", "goverment", "permitt"} & english_words()
