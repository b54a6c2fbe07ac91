"""A first turn in each language before the address is announced, so that no citizen waits for what is loaded on first use."""

from __future__ import annotations

import asyncio

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore
from sanic import Sanic

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


async def read_once(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
    """Read the questions, for a stock `rasa run`, which plays no turn before its port opens. Nothing is answered or stored."""
    agent = getattr(app.ctx, "agent", None)
    if isinstance(agent, Agent) and agent.is_ready():
        for question in QUESTIONS:
            await agent.parse_message(question)
