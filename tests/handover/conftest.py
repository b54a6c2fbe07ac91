"""One office a test."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import pytest

from wenguan.rulebook.model import Knowledge

from .office import Office, office


@pytest.fixture
def open_office(tmp_path: Path, knowledge: Knowledge) -> Iterator[Office]:
    with office(tmp_path, knowledge) as opened:
        yield opened
