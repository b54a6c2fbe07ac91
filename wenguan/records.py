"""The database of tickets and feedback: one SQLite file beside the conversations, or what WENGUAN_RECORDS names (an SQLAlchemy URL)."""

from __future__ import annotations

import os
import time

from sqlalchemy import MetaData, create_engine
from sqlalchemy.engine import Engine

from wenguan.paths import database

TABLES = MetaData()
"""Every table that lives here registers itself."""


def default_url() -> str:
    """Return WENGUAN_RECORDS, else the file `records.db` beside the conversations."""
    return os.environ.get("WENGUAN_RECORDS") or f"sqlite:///{database().parent / 'records.db'}"


def connect(url: str | None = None) -> Engine:
    """Open the database and create the tables it lacks."""
    engine = create_engine(url or default_url())
    TABLES.create_all(engine)
    return engine


def now() -> float:
    """Return the time to stamp a record with."""
    return time.time()
