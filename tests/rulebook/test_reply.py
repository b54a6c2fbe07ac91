"""Wording: what is said first, what is left out, sources, notes, follow-ups, both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from wenguan.rulebook import reply as replies
from wenguan.rulebook.compute import Facts
from wenguan.rulebook.decide import Boundary, NotStated, decide
from wenguan.rulebook.load import load
from wenguan.rulebook.model import Knowledge, Language, Text
from wenguan.rulebook.reply import Focus, Reply, compose, phrase_text, say
from wenguan.rulebook.wording import fill, named, show

from .small import FILES, write

SPRING = date(2026, 3, 1)


BROAD = Focus()


def answer(small: Knowledge, aspect: str, focus: Focus = BROAD, language: Language = "zh", on: date = SPRING, **facts: Any) -> Reply:
    outcome = decide(small, "lending", aspect, facts, on=on)
    return compose(small, "lending", aspect, outcome, Facts(small.facts, facts, on), language=language, focus=focus)


def test_a_decision_is_said_with_its_figure_and_source(small: Knowledge) -> None:
    reply = answer(small, "fee", age=20)
    assert reply.points == ("成人5元。",)
    assert (reply.status, reply.rule_ids, reply.service, reply.aspect) == ("answered", ("fee-adult",), "lending", "fee")
    assert [(c.source, c.title, c.section, c.note) for c in reply.citations] == [("L", "借书规则", "第1条", "本地")]
    assert [(f.label, f.aspect) for f in reply.follow_ups] == [("材料", "papers"), ("还书", "due")]


def test_the_same_figure_stands_in_english(small: Knowledge) -> None:
    assert answer(small, "fee", language="en", age=20).points == ("Adults pay CNY 5.",)


def test_open_branches_are_told_and_the_fact_asked_for(small: Knowledge) -> None:
    reply = answer(small, "fee", on=date(2026, 7, 1))
    assert reply.status == "needs_fact"
    assert reply.intro == "分情况："
    assert reply.points == ("不满16岁的：儿童免费。", "成人5元。", "金卡读者：金卡免费。")
    assert (reply.asks, reply.question) == ("age", "还差：几岁？")
    assert reply.choices == ()


def test_the_condition_is_named_in_english_too(small: Knowledge) -> None:
    assert answer(small, "fee", language="en").points[0] == "Under 16: Children borrow free."


def test_a_choice_fact_offers_its_values_and_not_knowing(small: Knowledge) -> None:
    reply = answer(small, "fee", on=date(2026, 7, 1), age=20)
    assert [c.label for c in reply.choices] == ["金卡", "普通", "不清楚"]


def test_a_yes_or_no_fact_offers_both(small: Knowledge, tmp_path: Any) -> None:
    text = FILES["services/lending.yaml"].replace("when: {member: gold}", "when: {lost: true}")
    other = load(write(tmp_path, services__lending=text))
    assert [c.label for c in answer(other, "fee", on=date(2026, 7, 1), age=20).choices] == ["是", "不是", "不清楚"]


def test_a_declined_fact_leaves_the_branches_alone(small: Knowledge) -> None:
    reply = answer(small, "fee", age="dont_know")
    assert (reply.status, reply.asks, len(reply.points)) == ("answered", None, 2)


def test_of_many_branches_only_the_one_asked_about_is_told(small: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replies, "MAX_BRANCHES", 1)
    assert answer(small, "fee").points == ()
    assert answer(small, "fee").question == "几岁？"
    assert answer(small, "fee", Focus({"fee-adult/price": 0.9}, broad=False)).points == ("成人5元。",)


def test_an_item_fact_is_not_asked_for_beside_told_branches(small: Knowledge) -> None:
    assert answer(small, "where").asks is None


@pytest.mark.parametrize(
    ("focus", "facts", "points"),
    [
        (Focus(), {}, ("带证件。",)),
        (Focus(), {"age": 9}, ("家长签字。", "带证件。")),
        (Focus({"papers-child/pen": 0.9, "papers-all/all": replies.CLOSE / 2}, broad=False), {"age": 9}, ("用黑笔。",)),
        (Focus({"papers-child/parent": 0.9}, broad=False), {}, ("不满16岁的：家长签字。",)),
        (Focus({"papers-all/all": 0.9, "papers-child/parent": 0.8}, broad=False), {"age": 9}, ("带证件。", "家长签字。")),
    ],
)
def test_a_broad_question_gets_the_lead_a_narrow_one_its_point(small: Knowledge, focus: Focus, facts: Any, points: tuple[str, ...]) -> None:
    assert answer(small, "papers", focus, **facts).points == points


def test_silence_of_the_text_is_said(small: Knowledge) -> None:
    reply = answer(small, "papers", Focus({"papers-silent/photo": 1.0}, broad=False))
    assert (reply.status, reply.points) == ("not_stated", ("没写照片。",))
    assert answer(small, "where", country="BR").points == ("没有写巴西。",)


def test_a_gap_without_words_gets_some(small: Knowledge) -> None:
    reply = compose(small, "lending", "fee", NotStated(), Facts(small.facts, {}, SPRING), language="zh")
    assert (reply.status, reply.points) == ("not_stated", ("没写到。",))


def test_a_list_item_prints_its_name_and_fields(small: Knowledge) -> None:
    assert answer(small, "where", country="NO").points == ("挪威在北欧。",)
    assert answer(small, "where", language="en", country="NO").points == ("Norway is in the north.",)


def test_out_of_force_names_the_day(small: Knowledge, tmp_path: Any) -> None:
    assert answer(small, "fee", on=date(2025, 12, 1)).points == ("2026年1月1日起。",)
    text = FILES["services/lending.yaml"].replace("from: 2026-01-01", "until: 2026-02-01")
    text = text.replace("from: 2026-06-01", "until: 2026-01-31").replace("    until: 2026-12-31\n", "")
    ended = load(write(tmp_path, services__lending=text))
    assert answer(ended, "fee", language="en").points == ("Until 1 February 2026.",)


def test_a_boundary_tells_every_candidate(small: Knowledge) -> None:
    stated = decide(small, "lending", "papers", {"age": 3}, on=SPRING).stated  # type: ignore[union-attr]
    reply = compose(small, "lending", "papers", Boundary(stated), Facts(small.facts, {"age": 3}, SPRING), language="zh")
    assert (reply.status, reply.intro, len(reply.points)) == ("partial", "交界：", 4)


@pytest.mark.parametrize(("lent", "notes"), [(date(2026, 9, 30), 1), (date(2026, 12, 31), 2)])
def test_counted_working_days_name_their_calendar(small: Knowledge, lent: date, notes: int) -> None:
    assert len(answer(small, "due", lent_on=lent).notes) == notes
    assert answer(small, "due").notes == ()


def test_an_answer_keeps_its_budget(small: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replies, "BUDGET", {"zh": 5, "en": 5})
    assert answer(small, "papers", age=9).points == ("家长签字。",)


def test_details_are_said_when_nothing_else_is(small: Knowledge, tmp_path: Any) -> None:
    text = FILES["services/lending.yaml"].replace("en: Children borrow free.}", "en: Children borrow free., detail: true}")
    assert answer(load(write(tmp_path, services__lending=text)), "fee", age=3).points == ("儿童免费。",)


def test_an_unlabelled_section_is_cited_by_its_id(small: Knowledge) -> None:
    from wenguan.rulebook.model import Citation

    assert replies.cited_section(replace(small), Citation("L", "9"), "en").section == "9"


def test_phrases(small: Knowledge) -> None:
    assert phrase_text(small, "hello", "en", name="Li") == "Hello Li"
    assert say(small, "hello", "zh", "smalltalk", name="李").points == ("你好李",)


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (5.0, "5", "5"), (2.5, "2.5", "2.5"), (True, "是", "yes"), (False, "否", "no"), (Text("五", "five"), "五", "five"),
        (datetime(2026, 4, 5, 23, 5), "2026年4月5日23:05", "5 April 2026 at 23:05"),
    ],
)
def test_values_are_printed_as_each_language_writes_them(value: Any, zh: str, en: str) -> None:
    assert (show(value, "zh"), show(value, "en")) == (zh, en)


def test_unknown_names_stay_out_of_sight(small: Knowledge) -> None:
    facts = Facts(small.facts, {"member": "gold"}, SPRING)
    assert fill(Text("{nothing}{member}", ""), {}, facts, small, "zh") == "…金卡"
    assert named(small, "country", "NO", "length", "zh") == "…"


def test_a_second_answer_adds_its_first_point_and_source(small: Knowledge) -> None:
    fee, papers = answer(small, "fee", age=20), answer(small, "papers")
    both = replies.beside(fee, papers)
    assert both.points == ("成人5元。", "带证件。")
    assert both.rule_ids == ("fee-adult", "papers-all")
    assert both.point_keys == ("fee-adult/price", "papers-all/all")
    assert both.citations == fee.citations  # both stand in the same section, which is named once


def test_nothing_is_added_twice_or_beyond_the_budget(small: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    fee, papers = answer(small, "fee", age=20), answer(small, "papers")
    assert replies.beside(fee, fee) == fee
    assert replies.beside(fee, replace(papers, points=())) == fee
    monkeypatch.setattr(replies, "BUDGET", {"zh": 6, "en": 6})
    assert replies.beside(fee, papers) == fee


def test_answers_for_several_things_are_joined_once_each(small: Knowledge) -> None:
    adult, child = answer(small, "fee", age=20), answer(small, "fee", age=10)
    joined = replies.together([adult, child, adult, replace(child, points=())])
    assert joined.points == (*adult.points[:1], *child.points[:1])
    assert joined.rule_ids == (*adult.rule_ids[:1], *child.rule_ids[:1])
    assert joined.citations == tuple(dict.fromkeys((*adult.citations[:1], *child.citations[:1])))
