from __future__ import annotations

import pytest

from wenguan.dialogue.turn import Assistant
from wenguan.rulebook.model import Knowledge


@pytest.fixture(scope="session")
def assistant(knowledge: Knowledge) -> Assistant:
    return Assistant(knowledge)
