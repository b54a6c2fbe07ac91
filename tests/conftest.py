"""What several test folders share."""

from __future__ import annotations

from datetime import date

import pytest

from wenguan.paths import KNOWLEDGE
from wenguan.rulebook.load import load
from wenguan.rulebook.model import Knowledge

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load(KNOWLEDGE)
