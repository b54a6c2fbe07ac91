"""The database of tickets and feedback: one SQLite file beside the conversations, or what WENGUAN_RECORDS names (an SQLAlchemy URL)."""

from __future__ import annotations

import os
import time
from pathlib import Path

from sqlalchemy import MetaData, create_engine
from sqlalchemy.engine import Engine

from wenguan.paths import ROOT

TABLES = MetaData()
"""Every table that lives here registers itself."""


def default_url() -> str:
    """Return WENGUAN_RECORDS, else the file `records.db` in the folder of WENGUAN_DB, else in var/."""
    if named := os.environ.get("WENGUAN_RECORDS"):
        return named
    conversations = os.environ.get("WENGUAN_DB")
    folder = Path(conversations).parent if conversations else ROOT / "var"
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'records.db'}"


def connect(url: str | None = None) -> Engine:
    """Open the database and create the tables it lacks."""
    engine = create_engine(url or default_url())
    TABLES.create_all(engine)
    return engine


def now() -> float:
    """Return the time to stamp a record with."""
    return time.time()
