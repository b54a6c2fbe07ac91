"""A message cut into its questions."""

from __future__ import annotations

import pytest

from wenguan.nlu.segments import MAX_SEGMENTS, questions


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("边境证多少钱?要多久?", ["边境证多少钱?", "要多久?"]),
        ("边境证多少钱,另外要带什么材料", ["边境证多少钱", "另外要带什么材料"]),
        ("how much is it? how long does it take?", ["how much is it?", "how long does it take?"]),
        ("how much is it and where do i apply", ["how much is it", "and where do i apply"]),
        ("how much is it, plus what do i bring", ["how much is it", "plus what do i bring"]),
    ],
)
def test_each_question_stands_alone(text: str, parts: list[str]) -> None:
    assert questions(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "边境证多少钱", "how much is it?", "我是外国人", "how and where do i apply", "when and where can i collect it",
        "what does a permit plus one endorsement cost", "what is the address and telephone number",
    ],
)
def test_one_question_stays_whole(text: str) -> None:
    assert questions(text) == [text]


def test_what_is_only_told_is_left_out() -> None:
    assert questions("我儿子15岁。他能自己办边境证吗?") == ["他能自己办边境证吗?"]


def test_a_message_without_any_question_is_taken_whole() -> None:
    text = "我要办护照。我在广州。"
    assert questions(text) == [text]


def test_no_flood_of_questions() -> None:
    assert len(questions("要多久?" * 20)) == MAX_SEGMENTS
