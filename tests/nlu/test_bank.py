"""The labelled phrases that understanding learns from."""

from __future__ import annotations

from pathlib import Path

from tests.rulebook.small import FILES, write
from wenguan.nlu.bank import Phrase, Topic, aspect_label, intent_phrases, knowledge_phrases, topics
from wenguan.rulebook.load import load


def test_every_point_and_aspect_has_its_topic(tmp_path: Path) -> None:
    known = topics(load(write(tmp_path)))
    assert known[aspect_label("lending", "papers")] == Topic("lending", "papers", "materials")
    assert known["papers-child/pen"] == known["@lending.papers"]
    assert len(known) == 4 + 11  # aspects and points of the small knowledge


def test_phrases_are_what_people_say(tmp_path: Path) -> None:
    point = "- {id: free, zh: 儿童免费。, en: Children borrow free., asked_as: {zh: [小孩要钱吗], en: [do kids pay]}}"
    text = FILES["services/lending.yaml"].replace("- {id: free, zh: 儿童免费。, en: Children borrow free.}", point)
    phrases = list(knowledge_phrases(load(write(tmp_path, services__lending=text))))
    assert Phrase("小孩要钱吗", "fee-child/free") in phrases
    assert Phrase("do kids pay", "fee-child/free") in phrases
    assert Phrase("借书费用", "@lending.fee") in phrases
    assert all(phrase.text for phrase in phrases)


def test_talk_is_labelled_by_its_intent_and_questions_are_not() -> None:
    assert list(intent_phrases([("你好", "greet"), ("多少钱", "ask_fee")])) == [Phrase("你好", "#greet")]
