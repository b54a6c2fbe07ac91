"""The database of tickets and feedback: one SQLite file beside the conversations, the database that replicas share, or what WENGUAN_RECORDS names."""

from __future__ import annotations

import os
import time

from sqlalchemy import MetaData, create_engine
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from wenguan.paths import database, shared_database

TABLES = MetaData()
"""Every table that lives here registers itself."""


def default_url() -> str:
    """Return WENGUAN_RECORDS, else WENGUAN_DATABASE_URL, else the file `records.db` beside the conversations."""
    return os.environ.get("WENGUAN_RECORDS") or shared_database() or f"sqlite:///{database().parent / 'records.db'}"


def connect(url: str | None = None) -> Engine:
    """Open the database and create the tables it lacks."""
    engine = create_engine(url or default_url(), pool_pre_ping=True)
    try:
        TABLES.create_all(engine)
    except DBAPIError:  # another replica, starting at the same time, made a table between our look and our attempt
        TABLES.create_all(engine)
    return engine


def now() -> float:
    """Return the time to stamp a record with."""
    return time.time()
