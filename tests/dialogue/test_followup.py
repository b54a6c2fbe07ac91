"""What is left of a message beside what was understood of it."""

from __future__ import annotations

import pytest

from wenguan.dialogue.followup import leftover


@pytest.mark.parametrize(
    ("text", "understood", "rest"),
    [
        ("那15岁呢", "15岁", ""),
        ("如果他是外国人呢", "外国人", ""),
        ("不对，应该是16岁", "16岁", ""),
        ("and if he is 15?", "15", ""),
        ("what about a foreigner", "foreigner", ""),
        ("sorry, i meant 12 years old", "12 years old", ""),
        ("15岁能自己办吗", "15岁", "能自己办"),
        ("can a foreigner apply online", "foreigner", "canapplyonline"),
        ("", "", ""),
    ],
)
def test_fillers_and_marks_are_nothing(text: str, understood: str, rest: str) -> None:
    start = text.index(understood)
    assert leftover(text, [(start, start + len(understood))]) == rest
