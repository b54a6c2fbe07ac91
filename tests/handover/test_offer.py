"""The assistant's own part: a person is offered when something is not understood twice."""

from __future__ import annotations

import pytest

from tests.conftest import TODAY
from wenguan.dialogue.state import State
from wenguan.dialogue.turn import Assistant
from wenguan.nlu.reading import Reading
from wenguan.rulebook.model import Knowledge


@pytest.fixture(scope="module")
def assistant(knowledge: Knowledge) -> Assistant:
    return Assistant(knowledge)


@pytest.mark.parametrize(("language", "words", "person"), [("zh-Hans", "阿巴阿巴", "转人工"), ("en", "blargh fnord", "Talk to a person")])
def test_the_second_miss_in_a_row_offers_a_person(assistant: Assistant, language: str, words: str, person: str) -> None:
    first = assistant.respond(State(), Reading(words, language, ()), on=TODAY, hint=language)
    assert [choice.label for choice in first.replies[0].choices] == []
    second = assistant.respond(first.state, Reading(words, language, ()), on=TODAY, hint=language)
    assert [choice.label for choice in second.replies[0].choices] == [person]
    third = assistant.respond(second.state, Reading(person, language, ()), on=TODAY, hint=language)
    assert third.replies[0].status == "handoff"
