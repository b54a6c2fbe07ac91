"""One turn of talk from a reading made by hand: no model, no clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.conftest import TODAY
from wenguan.dialogue.state import Offer, State
from wenguan.dialogue.turn import Assistant, Turn
from wenguan.nlu.reading import Candidate, Question, Reading
from wenguan.rulebook.model import FactValue

SETTLED = State(language="zh-Hans", service="border_permit", aspect="materials")


def question(text: str, *labels: str, **more: Any) -> Question:
    """The first label is the likeliest, the others half as likely each."""
    return Question(text, tuple(Candidate(label, 0.9 / 2**i) for i, label in enumerate(labels)), **more)


def say(assistant: Assistant, state: State, text: str, *questions: Question, **more: Any) -> Turn:
    asked = questions or (question(text, "#out_of_scope"),)
    return assistant.respond(state, Reading(text, "zh-Hans", asked), on=TODAY, **more)


def ask(assistant: Assistant, text: str, service: str, aspect: str, state: State | None = None) -> Turn:
    return say(assistant, state or State(), text, question(text, f"@{service}.{aspect}", services=(service,)))


# -- questions


def test_a_named_question_is_answered_with_its_source(assistant: Assistant) -> None:
    turn = ask(assistant, "边境证多少钱", "border_permit", "fee")
    (reply,) = turn.replies
    assert (reply.status, reply.service, reply.aspect, turn.state.aspect) == ("answered", "border_permit", "fee", "fee")
    assert reply.citations


def test_a_narrow_question_gets_its_point(assistant: Assistant) -> None:
    text = "边境证能加急吗"
    point = "border-urgent/" + assistant.knowledge.aspect("border_permit", "urgent").rules[0].points[0].id
    rule = assistant.knowledge.aspect("border_permit", "urgent").rules[0].id
    key = f"{rule}/{point.partition('/')[2]}"
    turn = say(assistant, State(), text, question(text, key, "@border_permit.urgent", services=("border_permit",)))
    assert turn.replies[0].point_keys[0] == key
    assert not turn.state.broad


def test_two_questions_are_answered_in_order(assistant: Assistant) -> None:
    turn = say(
        assistant, State(), "边境证多少钱？要多久？",
        question("边境证多少钱", "@border_permit.fee", services=("border_permit",)), question("要多久", "@border_permit.time"),
    )
    assert [(r.service, r.aspect) for r in turn.replies] == [("border_permit", "fee"), ("border_permit", "time")]


def test_thanks_beside_a_question_say_nothing_more(assistant: Assistant) -> None:
    fee = question("边境证多少钱", "@border_permit.fee", services=("border_permit",))
    turn = say(assistant, State(), "边境证多少钱？谢谢", fee, question("谢谢", "#thanks"))
    assert [r.status for r in turn.replies] == ["answered"]


# -- facts and follow-ups


@pytest.mark.parametrize("text", ["那外国人呢", "如果是外国人呢？", "我是外国人"])
def test_a_bare_fact_answers_the_last_question_anew(assistant: Assistant, text: str) -> None:
    before = ask(assistant, "边境证要什么材料", "border_permit", "materials")
    turn = say(assistant, before.state, text, question(text, "@passport.overseas"))
    assert (turn.replies[0].service, turn.replies[0].aspect) == ("border_permit", "materials")
    assert turn.state.facts["residency"] == "foreigner"
    assert turn.replies[0].points != before.replies[0].points


def test_a_changed_fact_replaces_the_old_one(assistant: Assistant) -> None:
    state = say(assistant, SETTLED, "我是外国人").state
    assert say(assistant, state, "不对，是香港人").state.facts["residency"] == "hk_macao"


def test_another_service_named_alone_gets_the_last_question(assistant: Assistant) -> None:
    state = ask(assistant, "边境证多少钱", "border_permit", "fee").state
    turn = say(assistant, state, "那护照呢", question("那护照呢", "@passport.overview", services=("passport",), bare=True))
    assert (turn.replies[0].service, turn.replies[0].aspect) == ("passport", "fee")


def test_a_service_named_alone_at_first_is_introduced(assistant: Assistant) -> None:
    turn = say(assistant, State(), "护照", question("护照", "@passport.overview", services=("passport",), bare=True))
    assert (turn.replies[0].service, turn.replies[0].aspect) == ("passport", "overview")


def test_turning_to_another_service_keeps_only_what_is_about_the_person(assistant: Assistant) -> None:
    facts: dict[str, FactValue] = {"age": 15, "validity_wanted": "one_year"}
    state = replace(SETTLED, facts=facts)
    kept = ask(assistant, "护照多少钱", "passport", "fee", state).state.facts
    assert kept == {fact: value for fact, value in facts.items() if assistant.knowledge.facts[fact].lasting}
    assert "age" in kept


# -- a fact that was asked for


@pytest.fixture
def asked(assistant: Assistant) -> State:
    """The assistant has just asked for a number."""
    turn = ask(assistant, "我们公司港澳通行证商务能报几个人", "hk_macao_permit", "business_quota")
    assert turn.state.pending == "annual_tax_cny"
    return turn.state


def test_a_pending_number_is_answered(assistant: Assistant, asked: State) -> None:
    turn = say(assistant, asked, "四十万")
    assert turn.state.facts["annual_tax_cny"] == 400_000
    assert turn.replies[0].aspect == "business_quota"


def test_a_pending_small_number_is_no_choice(assistant: Assistant) -> None:
    later = tuple(Offer(label, service="border_permit", aspect="fee") for label in ("费用", "多少钱", "收不收费", "贵不贵", "要不要钱"))
    turn = say(assistant, replace(SETTLED, aspect="children", pending="age", offered=later), "5")
    assert turn.state.facts.get("age") == 5


@pytest.mark.parametrize("text", ["不知道", "我不清楚", "not sure", "I don't know"])
def test_not_knowing_is_taken_and_not_asked_again(assistant: Assistant, asked: State, text: str) -> None:
    turn = say(assistant, asked, text, question(text, "#dont_know"))
    assert turn.state.facts["annual_tax_cny"] == "dont_know"
    assert turn.state.pending != "annual_tax_cny"


def test_a_new_question_leaves_the_asked_fact_alone(assistant: Assistant, asked: State) -> None:
    turn = ask(assistant, "边境证多久能办好", "border_permit", "time", asked)
    assert turn.replies[0].aspect == "time"
    assert "annual_tax_cny" not in turn.state.facts


# -- choices


def test_without_a_service_the_likely_ones_are_offered(assistant: Assistant) -> None:
    turn = say(assistant, State(), "多少钱", question("多少钱", "@border_permit.fee", "@passport.fee"))
    assert turn.replies[0].status == "clarify"
    assert turn.state.offered[-1].act == "human"
    assert {"border_permit", "passport"} <= {offer.service for offer in turn.state.offered}


def test_the_chosen_service_gets_the_waiting_question(assistant: Assistant) -> None:
    state = say(assistant, State(), "多少钱", question("多少钱", "@border_permit.fee", "@passport.fee")).state
    place = [offer.service for offer in state.offered].index("passport") + 1
    turn = say(assistant, state, f"第{'一二三四五六'[place - 1]}个")
    assert (turn.replies[0].service, turn.replies[0].aspect) == ("passport", "fee")
    assert turn.state.query == ""


def test_a_chosen_value_answers_the_last_question(assistant: Assistant) -> None:
    state = replace(SETTLED, pending="residency", offered=(Offer("内地居民", "residency", "mainland"), Offer("外国人", "residency", "foreigner")))
    assert say(assistant, state, "2").state.facts["residency"] == "foreigner"


def test_a_chosen_follow_up_is_answered(assistant: Assistant) -> None:
    state = ask(assistant, "边境证多少钱", "border_permit", "fee").state
    offer = state.offered[0]
    turn = say(assistant, state, offer.label)
    assert (turn.replies[0].service, turn.replies[0].aspect) == (offer.service, offer.aspect)


def test_a_person_is_one_choice_away(assistant: Assistant) -> None:
    state = say(assistant, State(), "多少钱", question("多少钱", "@border_permit.fee", "@passport.fee")).state
    assert say(assistant, state, "转人工").replies[0].status == "handoff"


# -- acts


@pytest.mark.parametrize(
    ("intent", "status"),
    [
        ("greet", "smalltalk"), ("thanks", "smalltalk"), ("bot", "smalltalk"), ("human", "handoff"), ("emergency", "emergency"),
        ("out_of_scope", "out_of_scope"), ("near_domain", "out_of_scope"), ("personal_case", "personal_case"), ("attack", "smalltalk"),
    ],
)
@pytest.mark.parametrize("state", [State(), SETTLED], ids=["at first", "after an answer"])
def test_talk_has_its_own_answer_from_every_state(assistant: Assistant, state: State, intent: str, status: str) -> None:
    turn = say(assistant, state, "喂喂喂", question("喂喂喂", f"#{intent}"))
    assert [r.status for r in turn.replies] == [status]
    assert (turn.state.service, turn.state.aspect) == (state.service, state.aspect)


@pytest.mark.parametrize("intent", ["repeat", "shorter", "why"])
def test_what_was_never_said_cannot_be_said_again(assistant: Assistant, intent: str) -> None:
    assert say(assistant, State(), "再说", question("再说", f"#{intent}")).replies[0].status == "smalltalk"


def test_repeat_says_the_same(assistant: Assistant) -> None:
    before = ask(assistant, "边境证要什么材料", "border_permit", "materials")
    assert say(assistant, before.state, "再说一遍", question("再说一遍", "#repeat")).replies == before.replies


def test_shorter_keeps_the_lead(assistant: Assistant) -> None:
    before = ask(assistant, "边境证要什么材料", "border_permit", "materials")
    (reply,) = say(assistant, before.state, "短一点", question("短一点", "#shorter")).replies
    assert reply.points == before.replies[0].points[:1]


def test_why_names_the_sections(assistant: Assistant) -> None:
    before = ask(assistant, "边境证多少钱", "border_permit", "fee")
    (reply,) = say(assistant, before.state, "为什么", question("为什么", "#why")).replies
    assert all(cited.section in reply.intro for cited in before.replies[0].citations)


def test_starting_over_forgets_all_but_the_language(assistant: Assistant) -> None:
    state = replace(SETTLED, facts={"age": 3}, language="zh-Hant")
    assert say(assistant, state, "重新開始", question("重新开始", "#start_over")).state == State(language="zh-Hant")


# -- not understood


def test_what_is_not_understood_twice_gets_a_person(assistant: Assistant) -> None:
    first = assistant.respond(State(), Reading("……", "zh-Hans", ()), on=TODAY)
    second = assistant.respond(first.state, Reading("……", "zh-Hans", ()), on=TODAY)
    assert (first.replies[0].status, second.replies[0].status) == ("clarify", "clarify")
    assert [offer.act for offer in first.state.offered] == []
    assert [offer.act for offer in second.state.offered] == ["human"]
    assert ask(assistant, "边境证多少钱", "border_permit", "fee", second.state).state.misses == 0


def test_a_weak_reading_offers_the_likely_questions(assistant: Assistant) -> None:
    aspects = ("fee", "time", "photo", "where", "form", "use", "online", "need", "refusal", "contact", "hours")
    weak = Question("边境证那个什么来着的那一项", tuple(Candidate(f"@border_permit.{aspect}", 0.1) for aspect in aspects))
    turn = say(assistant, replace(SETTLED, aspect=None), weak.text, weak)
    assert turn.replies[0].status == "clarify"
    assert {"fee", "time"} <= {offer.aspect for offer in turn.state.offered}


# -- languages


def test_the_language_follows_the_citizen_and_the_facts_stay(assistant: Assistant) -> None:
    state = say(assistant, SETTLED, "我是外国人").state
    text = "how much does the border permit cost"
    turn = ask(assistant, text, "border_permit", "fee", state)
    assert (turn.replies[0].language, turn.state.language) == ("en", "en")
    assert turn.state.facts["residency"] == "foreigner"
    back = ask(assistant, "要幾耐先攞到邊境證", "border_permit", "time", turn.state)
    assert (back.replies[0].language, back.state.language) == ("zh", "zh-Hant")


def test_the_page_says_the_language_while_the_words_do_not(assistant: Assistant) -> None:
    assert say(assistant, State(), "12367", question("12367", "#greet"), hint="en").replies[0].language == "en"


def test_the_day_is_a_parameter(assistant: Assistant) -> None:
    text = "边境证多少钱"
    reading = Reading(text, "zh-Hans", (question(text, "@border_permit.fee", services=("border_permit",)),))
    assert assistant.respond(State(), reading, on=date(2027, 1, 2)).replies[0].as_of == date(2027, 1, 2)


# -- several things, bare values, places


def test_several_cities_are_answered_each(assistant: Assistant) -> None:
    text = "烟台、兰州户籍能网上换护照吗，拉萨呢"
    turn = say(assistant, State(), text, question(text, "@online_renewal.cities", services=("online_renewal",)))
    (reply,) = turn.replies
    assert [name in point for name, point in zip(("烟台", "兰州", "拉萨"), reply.points, strict=True)] == [True] * 3


@pytest.mark.parametrize(("text", "fact", "value"), [("弄错了，我17", "age", 17), ("三个月的呢", "validity_wanted", "up_to_three_months")])
def test_a_bare_value_changes_what_was_told(assistant: Assistant, text: str, fact: str, value: FactValue) -> None:
    state = replace(SETTLED, facts={"age": 15, "validity_wanted": "one_year"})
    assert say(assistant, state, text).state.facts[fact] == value


def test_a_new_place_puts_the_old_one_out_of_mind(assistant: Assistant) -> None:
    state = State(language="en", service="transit_240h", aspect="port_check", facts={"port": "wuhan_tianhe", "nationality": "ch"})
    facts = say(assistant, state, "and Xiangtan airport?", question("and xiangtan airport?", "@transit_240h.port_check")).state.facts
    assert "port" not in facts
    assert facts["nationality"] == "ch"


def test_talk_beside_an_answer_is_left_out_though_it_came_first(assistant: Assistant) -> None:
    fee = question("边境证多少钱", "@border_permit.fee", services=("border_permit",))
    turn = say(assistant, State(), "你们真差劲！边境证多少钱", question("你们真差劲", "#insult"), fee)
    assert [r.status for r in turn.replies] == ["answered"]


def test_a_follow_up_is_seldom_foreign(assistant: Assistant) -> None:
    state = ask(assistant, "边境证多少钱", "border_permit", "fee").state
    unsure = question("提前几天", "#out_of_scope", "@border_permit.time")
    assert say(assistant, state, "提前几天", unsure).replies[0].aspect == "time"


@pytest.mark.parametrize("text", ["不知道", "I don't know", "不清楚。"])
def test_not_knowing_is_an_answer(assistant: Assistant, asked: State, text: str) -> None:
    assert say(assistant, asked, text).state.facts[asked.pending or ""] == "dont_know"


def test_the_same_answer_is_not_given_twice(assistant: Assistant) -> None:
    fee = question("边境证收不收费", "@border_permit.fee", services=("border_permit",))
    turn = say(assistant, State(), "边境证收不收费，多少钱", fee, question("多少钱", "@border_permit.fee"))
    assert len(turn.replies) == 1


def test_a_fact_that_another_aspect_tests_is_answered_there(assistant: Assistant) -> None:
    state = ask(assistant, "240小时过境能待多久", "transit_240h", "stay").state
    turn = say(assistant, state, "如果是印度护照呢", question("如果是印度护照呢", "@transit_240h.country_check"))
    assert turn.replies[0].aspect == "country_check"
    assert turn.state.facts["nationality"] == "IN"


def test_a_date_is_where_the_counting_starts_only_when_a_day_is_asked_for(assistant: Assistant) -> None:
    text = "边境证今天网上申请，哪天能出结果"
    asked = question(text, "border-time-online/decision", services=("border_permit",))
    assert "accepted_on" in say(assistant, State(), text, asked).state.facts
    text = "上周五为什么没批我的边境证"
    asked = question(text, "border-time-online/decision", services=("border_permit",))
    assert "accepted_on" not in say(assistant, State(), text, asked).state.facts


@pytest.mark.parametrize(("leaves", "said"), [("12月15日", "可以"), ("12月16日", "超过")])
def test_both_dates_of_a_stay_decide_before_what_merely_came_up(assistant: Assistant, leaves: str, said: str) -> None:
    text = f"法国护照，12月5日落地{leaves}离开，免签过境可以吗"
    weak = tuple(Candidate(f"@transit_240h.{aspect}", 0.2) for aspect in ("materials", "ports", "areas"))
    reply = say(assistant, State(), text, Question(text, weak, services=("transit_240h",))).replies[0]
    assert said in reply.points[0]
    assert "2026年12月15日" in reply.points[0]


def test_a_date_told_before_any_service_is_named_leaves_the_next_question_a_question(assistant: Assistant) -> None:
    told = replace(State(), facts={"accepted_on": date(2026, 11, 23)})
    text = "and how long in general"

    assert say(assistant, told, text, question(text, "@border_permit.time", services=("border_permit",))).replies[0].service == "border_permit"


def test_both_dates_of_a_stay_name_the_service(assistant: Assistant) -> None:
    text = "美国人，12月5日落地浦东，12月16日离开"
    labels = ("@transit_240h.countries", "@arrival_card.overview", "@transit_24h.overview", "@border_permit.overview")
    reply = say(assistant, State(), text, Question(text, tuple(Candidate(label, 0.1) for label in labels))).replies[0]
    assert reply.service == "transit_240h"
    assert reply.notes, "it says which service it took"


def test_a_follow_up_means_the_document_that_was_recommended(assistant: Assistant) -> None:
    before = ask(assistant, "我是香港人，去西藏边境要办什么证", "which_document", "need")
    assert before.state.subject == "border_permit"
    after = say(assistant, before.state, "要多少钱", question("要多少钱", "@passport.fee", "@border_permit.fee"))
    assert (after.replies[0].service, after.replies[0].aspect) == ("border_permit", "fee")
    assert after.state.facts["residency"] == "hk_macao"


def test_another_destination_asks_anew_which_document_fits(assistant: Assistant) -> None:
    first = ask(assistant, "我是非中国籍香港永久居民，去深圳办什么证", "which_document", "need")
    then = ask(assistant, "去哪里办", "mainland_permit", "where", first.state)
    turn = say(assistant, then.state, "那西藏边境呢", question("那西藏边境呢", "@border_permit.areas"))
    assert (turn.replies[0].service, turn.replies[0].aspect) == ("which_document", "need")


def test_another_person_is_no_foreign_talk(assistant: Assistant) -> None:
    before = ask(assistant, "边境证去哪办", "border_permit", "where")
    turn = say(assistant, before.state, "那我老婆呢", question("那我老婆呢", "#out_of_scope"))
    assert turn.replies[0].service == "border_permit"


def test_what_is_a_fact_elsewhere_may_be_the_point_meant_here(assistant: Assistant) -> None:
    before = ask(assistant, "哪些人不能办边境证", "border_permit", "refusal")
    turn = say(assistant, before.state, "取保候审呢", question("取保候审呢", "border-refused-suspects/suspect"))
    assert turn.replies[0].point_keys[0] == "border-refused-suspects/suspect"
