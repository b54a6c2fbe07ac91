"""Rasa's stores as the environment names them, for `wenguan serve` and a stock `rasa run` alike (endpoints.yml).

Conversations lie in WENGUAN_DATABASE_URL or in one SQLite file, Rasa's own locks in WENGUAN_REDIS_URL or in memory.
"""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from typing import Any, AsyncGenerator

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore, LockStore, RedisLockStore
from rasa.core.tracker_store import SQLTrackerStore, create_engine_kwargs
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig
from redis import Redis
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import QueuePool

from wenguan.paths import database, shared_database

REDIS_SECONDS = 2.0
LOOK_SECONDS = 0.02


class Conversations(SQLTrackerStore):
    """Rasa's SQL store; a connection that its server has ended meanwhile is opened anew."""

    def __init__(self, domain: Domain | None = None, event_broker: Any = None, host: str | None = None, **kwargs: Any) -> None:
        url = shared_database() or f"sqlite:///{database()}"
        super().__init__(domain, host=url, event_broker=event_broker, **kwargs)
        self.engine.dispose()
        self.engine: Engine = _engine(url)
        self.sessionmaker = sessionmaker(bind=self.engine)


def _engine(url: str) -> Engine:
    """Open a database with connections that stay open: SQLite empties its log whenever the last one is closed, which takes longer than a turn."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, **create_engine_kwargs(url))
    engine = create_engine(url, poolclass=QueuePool, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _write_ahead)
    return engine


def _write_ahead(connection: Any, record: Any) -> None:
    """Let SQLite keep a log, so that a turn need not wait for the disk; a power cut may cost the last turns, never the file."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")


class _Prompt(LockStore):
    """Rasa polls a taken lock once a second; this one looks every 20 ms."""

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME, wait_time_in_seconds: float = LOOK_SECONDS
    ) -> AsyncGenerator[TicketLock, None]:
        async with super().lock(conversation_id, lock_lifetime, wait_time_in_seconds) as lock:
            yield lock


class LocksInMemory(_Prompt, InMemoryLockStore):
    """Rasa's locks of one process."""

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        super().__init__()


class LocksInRedis(_Prompt, RedisLockStore):
    """Rasa's locks for all replicas. The front door lets in one message of a conversation at a time; this is the second line."""

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        super().__init__(key_prefix="wenguan")
        self.red = Redis.from_url(os.environ["WENGUAN_REDIS_URL"], socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS)


Locks: type[LockStore] = LocksInRedis if os.environ.get("WENGUAN_REDIS_URL") else LocksInMemory
