"""A first turn in each language before the address is announced, so that no citizen waits for what is loaded on first use."""

from __future__ import annotations

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore

QUESTIONS = ("边境通行证要多久？", "How much is a passport?")


async def warm_up(agent: Agent) -> None:
    """Play the questions through understanding and action; nothing of it is stored. To be called before messages come in."""
    stored = agent.processor.tracker_store
    agent.processor.tracker_store = InMemoryTrackerStore(agent.domain)
    try:
        for question in QUESTIONS:
            await agent.handle_message(UserMessage(question, CollectingOutputChannel(), "warm-up"))
    finally:
        agent.processor.tracker_store = stored
