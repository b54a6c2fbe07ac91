"""The turns before the first citizen's."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock, create_autospec

import pytest
from rasa.core.agent import Agent as RasaAgent
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain

from wenguan.nlu.language import detect
from wenguan.warming import QUESTIONS, read_once, warm_up


class Agent:
    """Notes what it was asked and where it would have stored that."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.domain, self.fault = Domain.empty(), fault
        self.kept = InMemoryTrackerStore(self.domain)
        self.processor = SimpleNamespace(tracker_store=self.kept)
        self.asked: list[tuple[str, bool]] = []

    async def handle_message(self, message: UserMessage) -> None:
        self.asked.append((message.text, self.processor.tracker_store is self.kept))
        if self.fault:
            raise self.fault


def test_a_question_in_each_language_is_played_past_the_database() -> None:
    agent = Agent()
    asyncio.run(warm_up(agent))
    assert agent.asked == [(question, False) for question in QUESTIONS]
    assert agent.processor.tracker_store is agent.kept


def test_the_database_is_back_even_when_a_turn_fails() -> None:
    agent = Agent(RuntimeError("broken"))
    with pytest.raises(RuntimeError, match="broken"):
        asyncio.run(warm_up(agent))
    assert agent.processor.tracker_store is agent.kept


def test_the_questions_are_in_both_languages() -> None:
    assert [detect(question) for question in QUESTIONS] == ["zh-Hans", "en"]


@pytest.mark.parametrize(("ready", "read"), [(True, list(QUESTIONS)), (False, [])])
def test_a_stock_server_reads_them_once_it_has_its_model(ready: bool, read: list[str]) -> None:
    agent = create_autospec(RasaAgent, instance=True)
    agent.is_ready.return_value, agent.parse_message = ready, AsyncMock()
    app: Any = SimpleNamespace(ctx=SimpleNamespace(agent=agent))
    asyncio.run(read_once(app, asyncio.new_event_loop()))
    assert [call.args[0] for call in agent.parse_message.await_args_list] == read
    agent.handle_message.assert_not_called()
