from __future__ import annotations

from pathlib import Path

import pytest

from wenguan.rulebook.load import load
from wenguan.rulebook.model import Knowledge

from .small import write


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return load(write(tmp_path_factory.mktemp("small")))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path
