"""Conversations are not kept for ever: one in which nothing was said for some days is erased everywhere, at start and once a day."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import Mapping

from wenguan.records import now

from .erasure import last_events
from .web_api import Services

logger = logging.getLogger(__name__)

DAY = 24 * 3600.0
DEFAULT_DAYS = 30


def days_from(environment: Mapping[str, str] = os.environ) -> int:
    """Read WENGUAN_KEEP_DAYS, 0 for ever; raise SystemExit when it is no number of days."""
    said = environment.get("WENGUAN_KEEP_DAYS") or str(DEFAULT_DAYS)
    if not (said.isascii() and said.isdigit()):
        raise SystemExit(f"WENGUAN_KEEP_DAYS must be a number of days (0 keeps conversations for ever), not {said!r}.")
    return int(said)


async def erase_daily(services: Services, days: int) -> None:
    """Erase what is too old now, and again each day; a day that fails is logged and does not end it."""
    while days:
        try:
            await erase_silent_since(services, now() - days * DAY)
        except Exception:  # the edge of a task of its own: nobody else would hear of it
            logger.exception("old conversations could not be erased")
        await asyncio.sleep(DAY)


async def erase_silent_since(services: Services, moment: float) -> int:
    """Erase every conversation in which nobody said anything since; return how many."""
    silent = [conversation for conversation, last in _last_words(services).items() if last < moment]
    for conversation in silent:
        await services.erase(conversation)
    return len(silent)


def _last_words(services: Services) -> Mapping[str, float]:
    """Return when a conversation was last written in: by citizen, assistant or person, or by its feedback."""
    last: dict[str, float] = {}
    store = services.trackers()
    for seen in (last_events(store) if store is not None else {}, services.handover.store.last_lines(), services.feedback.last_verdicts()):
        for conversation, at in seen.items():
            last[conversation] = max(at, last.get(conversation, at))
    return last
