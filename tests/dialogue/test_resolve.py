"""From ranked labels to a topic, with the context and the names that were said."""

from __future__ import annotations

from typing import Any

import pytest

from wenguan.dialogue.resolve import Act, Topical, Unsure, resolve
from wenguan.nlu.bank import Topic
from wenguan.nlu.reading import Candidate, Question

KNOWN = {
    "@bike.fee": Topic("bike", "fee", "fee"), "bike-fee/day": Topic("bike", "fee", "fee"), "bike-fee/week": Topic("bike", "fee", "fee"),
    "bike-time/open": Topic("bike", "time", "time"), "@boat.fee": Topic("boat", "fee", "fee"), "boat-fee/hour": Topic("boat", "fee", "fee"),
    "@finder.difference": Topic("finder", "difference", "difference"),
}
LONG = "租一天的价钱到底是多少呀我想知道一下"


def ask(text: str = LONG, context: str | None = None, comparing: str | None = None, *, scores: dict[str, float], **more: Any):  # type: ignore[no-untyped-def]
    question = Question(text, tuple(Candidate(label, score) for label, score in scores.items()), **more)
    return resolve(question, KNOWN, context=context, comparing=comparing)


def test_talk_that_outweighs_every_question_is_an_act() -> None:
    assert ask(scores={"#greet": 0.7, "bike-fee/day": 0.3}) == Act("greet", 0.7)
    assert not isinstance(ask(scores={"#greet": 0.3, "bike-fee/day": 0.4, "bike-fee/week": 0.3}), Act)


def test_a_named_service_makes_talk_less_likely() -> None:
    assert isinstance(ask(scores={"#out_of_scope": 0.6, "bike-fee/day": 0.4}, services=("bike",)), Topical)


def test_without_candidates_nothing_is_meant() -> None:
    assert ask(scores={}) is None


def test_the_named_service_wins_over_a_likelier_one() -> None:
    found = ask(scores={"boat-fee/hour": 0.8, "bike-fee/day": 0.2}, services=("bike",))
    assert found.topic == Topic("bike", "fee", "fee")


def test_a_short_question_without_a_name_is_not_guessed() -> None:
    found = ask("多少钱", scores={"bike-fee/day": 0.5, "boat-fee/hour": 0.5})
    assert isinstance(found, Unsure)
    assert {topic.service for topic in found.topics} == {"bike", "boat"}


def test_other_services_that_answer_the_same_are_offered_too() -> None:
    found = ask("多少钱", scores={"bike-fee/day": 0.5, "@finder.difference": 0.2})
    assert isinstance(found, Unsure)
    assert [topic.service for topic in found.topics] == ["bike", "finder", "boat"]


def test_a_short_question_that_is_nearly_surely_one_services_is_answered() -> None:
    assert ask("多少钱", scores={"bike-fee/day": 0.9, "boat-fee/hour": 0.1}).topic.service == "bike"


def test_what_may_be_no_matter_of_ours_is_not_asked_back() -> None:
    found = ask("多少钱", scores={"bike-fee/day": 0.3, "boat-fee/hour": 0.3, "#out_of_scope": 0.25})
    assert found == Act("out_of_scope", 0.25)


def test_words_that_compare_turn_to_the_service_that_tells_apart() -> None:
    scores = {"bike-fee/day": 0.3, "@finder.difference": 0.7}
    assert ask("租自行车还是租船", comparing="finder", scores=scores, services=("bike",)).topic.service == "bike"
    scores = {"bike-fee/day": 0.2, "@finder.difference": 0.8}
    assert ask("租自行车还是租船", comparing="finder", scores=scores, services=("bike",)).topic.service == "finder"
    assert ask("租自行车多少钱", comparing="finder", scores=scores, services=("bike",)).topic.service == "bike"


def test_a_short_question_is_about_the_service_under_discussion() -> None:
    found = ask("多少钱", "boat", scores={"bike-fee/day": 0.6, "boat-fee/hour": 0.4})
    assert found.topic.service == "boat"


def test_telling_words_lead_away_from_the_context() -> None:
    found = ask(scores={"bike-fee/day": 0.95, "boat-fee/hour": 0.05}, context="boat", hints=("bike",))
    assert found.topic.service == "bike"


def test_two_named_services_may_be_compared() -> None:
    found = ask(scores={"@finder.difference": 0.9, "bike-fee/day": 0.1}, services=("bike", "boat"), comparing="finder")
    assert found.topic.service == "finder"


@pytest.mark.parametrize(("scores", "broad"), [({"@bike.fee": 0.6, "bike-fee/day": 0.4}, True), ({"bike-fee/day": 0.6, "@bike.fee": 0.4}, False)])
def test_a_question_is_broad_when_the_whole_aspect_fits_best(scores: dict[str, float], broad: bool) -> None:
    found = ask(scores=scores, services=("bike",))
    assert found.broad is broad
    assert set(found.scores) == {"bike-fee/day"}


def test_a_close_second_aspect_is_a_rival() -> None:
    found = ask(scores={"bike-fee/day": 0.5, "bike-time/open": 0.4}, services=("bike",))
    assert [rival.topic.aspect for rival in found.rivals] == ["time"]
    assert ask(scores={"bike-fee/day": 0.9, "bike-time/open": 0.1}, services=("bike",)).rivals == ()


def test_a_word_that_points_elsewhere_lets_in_only_that_service() -> None:
    scores = {"bike-fee/day": 0.6, "boat-fee/hour": 0.05}
    assert ask("那要多少钱", "boat", scores=scores, hints=("finder",)).topic.service == "boat"
    assert ask("那要多少钱", "boat", scores=scores, hints=("bike",)).topic.service == "bike"
