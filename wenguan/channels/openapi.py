"""The contracts (OpenAPI 3.1): kept as YAML for people, served as JSON for programs."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Dict, Literal

from ruamel.yaml import YAML


@cache
def document(contract: Literal["hotline", "web"]) -> Dict[str, Any]:
    """Return a contract as plain values."""
    source = Path(__file__).with_name(f"{contract}.openapi.yaml")
    return dict(YAML(typ="safe").load(source.read_text(encoding="utf-8")))
