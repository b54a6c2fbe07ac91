"""English slips are put right; words that are right stay."""

from __future__ import annotations

import pytest

from wenguan.nlu.encoder import english_words
from wenguan.nlu.spelling import Spelling

SPELLING = Spelling({"passport": 9, "file": 5, "wife": 4, "chart": 3, "endorsement": 7}, english_words())


@pytest.mark.parametrize(("written", "meant"), [("pasport", "passport"), ("endorsment", "endorsement"), ("passprot fee", "passport fee")])
def test_slips_are_put_right(written: str, meant: str) -> None:
    assert SPELLING.mend(written) == meant


@pytest.mark.parametrize("text", ["there is a fire in the building", "wifi password", "clear the chat", "a heart attack"])
def test_ordinary_words_stay(text: str) -> None:
    assert SPELLING.mend(text) == text
