"""The examples in docstrings hold."""

from __future__ import annotations

import doctest
import importlib
import os
from pathlib import Path

import pytest

from wenguan.paths import ROOT

PACKAGE = ROOT / "wenguan"
WITH_EXAMPLES = sorted(path for path in PACKAGE.rglob("*.py") if ">>> " in path.read_text("utf-8"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=name_of)
def test_the_examples_of_a_module_hold(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", dict(os.environ))
    assert doctest.testmod(importlib.import_module(name_of(path))).failed == 0
