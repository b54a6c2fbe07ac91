"""The hotline's contract (OpenAPI 3.1): kept as YAML for people, served as JSON for programs."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Dict

from ruamel.yaml import YAML

CONTRACT = Path(__file__).with_name("hotline.openapi.yaml")


@lru_cache(maxsize=1)
def document() -> Dict[str, Any]:
    """Return the contract as plain values."""
    return dict(YAML(typ="safe").load(CONTRACT.read_text(encoding="utf-8")))
