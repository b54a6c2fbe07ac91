"""The one clock: read at the edge, in China's time. `WENGUAN_TODAY=2026-11-24` fixes it, for replays and tests."""

from __future__ import annotations

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """Return today's date in Shanghai."""
    fixed = os.environ.get("WENGUAN_TODAY")
    return date.fromisoformat(fixed) if fixed else datetime.now(ZONE).date()
