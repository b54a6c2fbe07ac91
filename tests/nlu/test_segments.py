"""A message cut into its questions."""

from __future__ import annotations

import pytest

from wenguan.nlu.segments import questions


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("律师办人才签注行不行,一次最多呆几天", ["律师办人才签注行不行", "一次最多呆几天"]),
        ("do i apply in person, and must i sign it?", ["do i apply in person", "and must i sign it?"]),
        ("what is the fee, how long does it take", ["what is the fee", "how long does it take"]),
        ("how many cities now, and since when?", ["how many cities now", "and since when?"]),
        ("if i'm a foreigner, can i apply", ["if i'm a foreigner, can i apply"]),
        ("when my passport expires, what do i do", ["when my passport expires, what do i do"]),
        ("can my son, who is 15, apply alone?", ["can my son, who is 15, apply alone?"]),
        ("what, where and how do i apply", ["what, where and how do i apply"]),
        ("my husband is from latvia. can he travel in hunan?", ["can he travel in hunan?"]),
        ("i am a kenyan with a work visa. may i have the card", ["may i have the card"]),
        ("we fly to hanoi at 6am. is that ok?", ["we fly to hanoi at 6am. is that ok?"]),
        ("what papers do i need and at which office", ["what papers do i need", "and at which office"]),
    ],
)
def test_each_question_is_a_part(text: str, parts: list[str]) -> None:
    assert questions(text) == parts
