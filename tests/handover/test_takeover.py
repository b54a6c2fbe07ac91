"""A person takes over: consent, silence, answers, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.channels.serving import said
from wenguan.rulebook.model import Knowledge

from .office import AGENT, OTHER_AGENT, REFERRAL, REFERRAL_EN, Office, office


def test_without_operators_the_referral_stands(tmp_path: Path, knowledge: Knowledge) -> None:
    with office(tmp_path, knowledge, operators=()) as opened:
        (answer,) = opened.say("转人工")
        assert answer["text"] == REFERRAL["text"]
        assert opened.events() == {"messages": [], "owner": "assistant"}
        assert opened.desk("tickets").status_code == 404


def test_a_wish_for_a_person_brings_the_brief_first(open_office: Office) -> None:
    open_office.agent.answers["延期"] = [said("不可以延期。\n依据：《指南》十")]
    open_office.agent.answers["上诉"] = [said("文件没有写到。", status="not_stated")]
    open_office.say("能延期吗")
    open_office.say("怎么上诉，我的护照E12345678")
    (offer,) = open_office.say("转人工")
    lines = offer["text"].split("\n")
    assert lines[1:] == [
        "• 您问的：能延期吗；怎么上诉，我的护照‹证件号›", "• 已答过：不可以延期。", "• 没答上来：怎么上诉，我的护照‹证件号›", "同意转给工作人员吗？",
    ]  # fmt: skip
    assert [button["title"] for button in offer["buttons"]] == ["同意转人工", "不用了"]
    assert offer["custom"]["owner"] == "assistant"
    assert open_office.tickets() == []


def test_the_brief_names_what_the_citizen_told(tmp_path: Path, knowledge: Knowledge) -> None:
    with office(tmp_path, knowledge) as opened:
        fact = next(fact for fact in knowledge.facts.values() if fact.type == "choice")
        opened.agent.slots = {fact.id: fact.values[0].id, "talk": None, "service": None}
        (offer,) = opened.say("转人工")
        assert f"您的情况：{fact.question.zh}{fact.values[0].name.zh}" in offer["text"]


@pytest.mark.parametrize(
    ("wish", "agree", "sent"), [("转人工", "好的", "已转给工作人员，编号"), ("I want to talk to a person", "Send it!", "Sent to the staff")]
)
def test_agreement_makes_a_ticket(open_office: Office, wish: str, agree: str, sent: str) -> None:
    open_office.say(wish)
    (answer,) = open_office.say(agree)
    (ticket,) = open_office.tickets()
    assert sent in answer["text"]
    assert ticket["reference"] in answer["text"]
    assert (ticket["state"], answer["custom"]["owner"], open_office.events()["owner"]) == ("waiting", "waiting", "waiting")


def test_english_citizens_get_an_english_offer(open_office: Office) -> None:
    open_office.agent.answers["fee"] = [REFERRAL_EN]
    (offer,) = open_office.say("what is the fee")
    assert [button["title"] for button in offer["buttons"]] == ["Send it", "No thanks"]


@pytest.mark.parametrize("refusal", ["不用了", "不用了。", "No thanks"])
def test_a_refusal_keeps_nothing(open_office: Office, refusal: str) -> None:
    open_office.say("转人工")
    (answer,) = open_office.say(refusal)
    assert "没有留存" in answer["text"]
    assert open_office.tickets() == []


def test_another_question_ends_the_offer(open_office: Office) -> None:
    open_office.say("转人工")
    assert open_office.say("边境证要多久")[0]["text"] == "听到：边境证要多久"
    open_office.say("好的")
    assert open_office.tickets() == []


@pytest.mark.parametrize("words", ["同意转人工", "好的", "Send it"])
def test_agreement_to_what_was_not_offered_makes_no_ticket(open_office: Office, words: str) -> None:
    open_office.say(words)
    assert open_office.agent.texts == [words]
    assert open_office.tickets() == []


def test_the_assistant_is_silent_and_says_so_once(open_office: Office) -> None:
    reference = open_office.hand_over()
    asked = len(open_office.agent.asked)
    first, second = open_office.say("我还想问照片"), open_office.say("在吗")
    assert reference in first[0]["text"]
    assert "text" not in second[0]
    assert second[0]["custom"]["owner"] == "waiting"
    assert len(open_office.agent.asked) == asked
    assert [line["text"] for line in open_office.desk(f"tickets/{reference}").json()["lines"]][-2:] == ["我还想问照片", "在吗"]


def test_a_persons_words_reach_the_page_in_order(open_office: Office) -> None:
    reference = open_office.hand_over()
    open_office.desk(f"tickets/{reference}/answer", body={"text": "您好，不可以延期。"})
    heard = open_office.events()
    assert [message["text"] for message in heard["messages"]] == ["工作人员已接手，正在看您的问题。", "您好，不可以延期。"]
    assert heard["owner"] == "person"
    assert open_office.events(heard["messages"][0]["id"])["messages"] == heard["messages"][1:]
    assert open_office.events(heard["messages"][1]["id"])["messages"] == []


def test_only_the_conversations_own_page_hears_it(open_office: Office) -> None:
    reference = open_office.hand_over()
    open_office.desk(f"tickets/{reference}/answer", body={"text": "您好"})
    assert open_office.events(sender="somebody") == {"messages": [], "owner": "assistant"}


def test_the_next_message_after_closing_is_the_assistants(open_office: Office) -> None:
    reference = open_office.hand_over()
    open_office.desk(f"tickets/{reference}/take", body={})
    open_office.desk(f"tickets/{reference}/close", body={})
    assert open_office.events()["owner"] == "closed"
    (answer,) = open_office.say("边境证要多久")
    assert (answer["text"], answer["custom"]["owner"]) == ("听到：边境证要多久", "assistant")
    assert open_office.events()["owner"] == "assistant"


def test_a_conversation_can_be_handed_back_by_either_side(open_office: Office) -> None:
    reference = open_office.hand_over()
    open_office.desk(f"tickets/{reference}/return", body={})
    assert open_office.events()["owner"] == "assistant"
    reference = open_office.hand_over()
    (answer,) = open_office.say("回到自动问答")
    assert answer["custom"]["owner"] == "assistant"
    assert open_office.say("边境证要多久")[0]["text"] == "听到：边境证要多久"
    assert open_office.desk(f"tickets/{reference}").json()["ticket"]["state"] == "done"


def test_a_ticket_belongs_to_who_took_it(open_office: Office) -> None:
    reference = open_office.hand_over()
    assert open_office.desk(f"tickets/{reference}/take", AGENT, {}).status_code == 200
    refused = open_office.desk(f"tickets/{reference}/answer", OTHER_AGENT, {"text": "我来"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_yours")
    assert open_office.desk(f"tickets/{reference}/answer", AGENT, {"text": "我来"}).status_code == 200


def test_the_ticket_shows_brief_and_transcript(open_office: Office) -> None:
    reference = open_office.hand_over("边境证能延期吗")
    shown = open_office.desk(f"tickets/{reference.lower()}").json()
    assert shown["brief"][0] == "您问的：边境证能延期吗"
    assert [(line["author"], line["text"]) for line in shown["lines"]][:2] == [("citizen", "边境证能延期吗"), ("assistant", "听到：边境证能延期吗")]
