"""A Reply as a channel sends it: text, buttons, machine part; traditional script at the edge."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from wenguan.dialogue.present import SECTIONS, in_script, machine_part, present, sources_of, text_of
from wenguan.rulebook.model import Knowledge
from wenguan.rulebook.reply import Choice, CitedSection, Reply

CITED = (
    CitedSection("S0", "签发指南", "九（一）", date(2026, 4, 15)),
    CitedSection("S0", "签发指南", "九（二）", date(2026, 4, 15)),
    CitedSection("S3", "韶关指南", "表一", note="地方指南"),
)
REPLY = Reply(
    "answered", "zh", ("三个工作日。", "现场十个。"), heading="边境证", citations=CITED, service="border_permit", aspect="time",
    choices=(Choice("是", "lost", True),), follow_ups=(Choice("费用", service="border_permit", aspect="fee"),), as_of=date(2026, 11, 24),
    rule_ids=("border-time",), point_keys=("border-time/decision",), knowledge_version="abc",
)


def test_the_answer_is_lead_points_and_source(knowledge: Knowledge) -> None:
    assert text_of(knowledge, REPLY) == "【边境证】三个工作日。\n• 现场十个。\n依据：《签发指南》九（一）、九（二）；《韶关指南》表一（地方指南）"


def test_an_intro_makes_every_point_a_bullet(knowledge: Knowledge) -> None:
    said = text_of(knowledge, replace(REPLY, intro="分情况：", citations=(), question="几岁？", notes=("按2026年安排。",)))
    assert said == "【边境证】分情况：\n• 三个工作日。\n• 现场十个。\n按2026年安排。\n几岁？"


def test_an_intro_leads_a_single_point(knowledge: Knowledge) -> None:
    assert text_of(knowledge, replace(REPLY, intro="简单说：", points=("三天。",), citations=())) == "【边境证】简单说：三天。"


def test_a_heading_that_the_first_sentence_says_is_left_out(knowledge: Knowledge) -> None:
    assert text_of(knowledge, replace(REPLY, points=("边境证要三天。",), citations=())) == "边境证要三天。"


def test_english_is_written_the_english_way(knowledge: Knowledge) -> None:
    reply = replace(
        REPLY, language="en", heading="border permit", points=("It takes 3 days.",),
        citations=(CitedSection("S0", "Guide", "section 9", note="local"),),
    )
    assert text_of(knowledge, reply) == "[Border permit] It takes 3 days.\nSource: Guide, section 9 (local)"
    assert sources_of(reply) == "Guide, section 9 (local)"


def test_a_few_sections_of_a_document_are_named(knowledge: Knowledge) -> None:
    many = tuple(CitedSection("S0", "指南", str(n)) for n in range(9))
    assert sources_of(replace(REPLY, citations=many)) == f"《指南》{'、'.join('012345678'[:SECTIONS])}"


def test_what_must_be_answered_comes_before_what_can_be_asked(knowledge: Knowledge) -> None:
    assert [b["title"] for b in present(knowledge, REPLY, "zh-Hans")["buttons"]] == ["是", "费用"]
    assert "buttons" not in present(knowledge, replace(REPLY, choices=(), follow_ups=()), "zh-Hans")


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [("边境证签发", "zh-Hant", "邊境證簽發"), ("边境证签发", "zh-Hans", "边境证签发"), ("边境证", None, "边境证"), ("permit", "en", "permit")],
)
def test_the_script_is_the_citizens(text: str, language: str | None, shown: str) -> None:
    assert in_script(text, language) == shown


def test_a_traditional_reply_is_traditional_throughout(knowledge: Knowledge) -> None:
    message = present(knowledge, REPLY, "zh-Hant")
    assert "個工作日" in message["text"]
    assert message["buttons"][1] == {"title": "費用", "payload": "費用"}
    assert message["custom"]["citations"][0]["title"] == "簽發指南"


def test_the_machine_part_makes_an_answer_replayable() -> None:
    part = json.loads(json.dumps(machine_part(REPLY, "zh-Hans")))
    assert part["citations"][0] == {"source": "S0", "title": "签发指南", "section": "九（一）", "in_force_from": "2026-04-15"}
    del part["citations"]
    assert part == {
        "status": "answered", "service": "border_permit", "aspect": "time", "rule_ids": ["border-time"], "point_keys": ["border-time/decision"],
        "as_of": "2026-11-24", "language": "zh-Hans", "knowledge_version": "abc",
    }


@pytest.mark.parametrize(("simplified", "traditional"), [("换发、补发", "換發、補發"), ("是只能现场办", "是只能現場辦"), ("签注", "簽註")])
def test_words_of_ours_are_converted_as_they_are_written(simplified: str, traditional: str) -> None:
    assert in_script(simplified, "zh-Hant") == traditional
