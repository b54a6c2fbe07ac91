"""What all replicas of the assistant know together: short texts that end by themselves, rates, and locks.

It lies in the memory of the one process, or in Redis where WENGUAN_REDIS_URL names one; both behave alike. Calls to Redis are synchronous, as
those of Rasa's own stores are: each takes a fraction of a millisecond, and one that takes seconds is an outage, which is raised.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import time
from collections import OrderedDict
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any, AsyncContextManager, AsyncIterator, Callable, Generic, Protocol, TypeVar
from weakref import WeakValueDictionary

from pydantic import parse_obj_as
from pydantic.json import pydantic_encoder
from pyrate_limiter import AbstractBucket, Duration, InMemoryBucket, Rate, RateItem, RedisBucket
from redis import Redis
from redis.exceptions import RedisError
from redis.lock import Lock

logger = logging.getLogger(__name__)

T = TypeVar("T")

REDIS = "WENGUAN_REDIS_URL"
PREFIX = "wenguan:"
REMEMBERED = 20_000
"""Most texts of a kind, and most rates, kept in the memory of one process."""
LOCK_SECONDS = 15.0
"""A lock of a replica that died ends after so long; one that lives renews its own."""
LOOK_SECONDS = 0.02
"""How often a lock that another replica holds is tried again."""
REDIS_SECONDS = 2.0


class Shared(Protocol):
    """What the channels keep between messages. A text's key begins with its kind and a colon."""

    def ping(self) -> None:
        """Raise what is wrong with the place where it lies, if anything is."""

    def get(self, key: str) -> str | None:
        """Return the text that stands under a key; None when there is none, or its time is over."""

    def put(self, key: str, text: str, seconds: float) -> None:
        """Keep a text for so long."""

    def claim(self, key: str, text: str, seconds: float) -> str:
        """Put a text unless one stands there, and return the one that stands there now."""

    def drop(self, key: str) -> None:
        """Forget a text."""

    def allow(self, key: str, per_minute: int) -> bool:
        """Count one under a key; False, and not counted, where that would be more than so many in a minute."""

    def lock(self, key: str) -> AsyncContextManager[None]:
        """Hold a key alone, waiting for it if need be."""


class InMemory:
    """Shared with nobody: one process is all there is. Thread-unsafe by design: Sanic runs one event loop a process."""

    def __init__(self, remembered: int = REMEMBERED, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._remembered = clock, remembered
        self._texts: dict[str, Bounded[tuple[str, float]]] = {}
        self._rates: Bounded[AbstractBucket] = Bounded(remembered)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def ping(self) -> None:
        return

    def get(self, key: str) -> str | None:
        text, until = self._of_kind(key).peek(key) or ("", 0.0)
        return text if self._clock() < until else None

    def put(self, key: str, text: str, seconds: float) -> None:
        self._of_kind(key).put(key, (text, self._clock() + seconds))

    def claim(self, key: str, text: str, seconds: float) -> str:
        if (standing := self.get(key)) is not None:
            return standing
        self.put(key, text, seconds)
        return text

    def drop(self, key: str) -> None:
        self._of_kind(key).drop(key)

    def allow(self, key: str, per_minute: int) -> bool:
        return _counted(self._rates.get(f"{per_minute} {key}", lambda: InMemoryBucket(_rates(per_minute))))

    @asynccontextmanager
    async def lock(self, key: str) -> AsyncIterator[None]:
        async with self._locks.setdefault(key, asyncio.Lock()):
            yield

    def _of_kind(self, key: str) -> Bounded[tuple[str, float]]:
        """What is many of one kind does not push out another."""
        return self._texts.setdefault(key.partition(":")[0], Bounded(self._remembered))


class InRedis:
    """Shared by every process that names the same Redis."""

    def __init__(self, url: str) -> None:
        timeouts: dict[str, Any] = {"socket_timeout": REDIS_SECONDS, "socket_connect_timeout": REDIS_SECONDS, "health_check_interval": 30}
        self._redis = Redis.from_url(url, decode_responses=True, **timeouts)
        self._here = InMemory()

    def ping(self) -> None:
        self._redis.ping()

    def get(self, key: str) -> str | None:
        text: str | None = self._redis.get(PREFIX + key)
        return text

    def put(self, key: str, text: str, seconds: float) -> None:
        self._redis.set(PREFIX + key, text, px=round(seconds * 1000))

    def claim(self, key: str, text: str, seconds: float) -> str:
        while True:
            if self._redis.set(PREFIX + key, text, px=round(seconds * 1000), nx=True):
                return text
            if (standing := self.get(key)) is not None:
                return standing

    def drop(self, key: str) -> None:
        self._redis.delete(PREFIX + key)

    def allow(self, key: str, per_minute: int) -> bool:
        name = f"{PREFIX}rate:{per_minute}:{key}"
        allowed = _counted(RedisBucket.init(_rates(per_minute), self._redis, name))
        self._redis.expire(name, 60)
        return allowed

    @asynccontextmanager
    async def lock(self, key: str) -> AsyncIterator[None]:
        async with self._here.lock(key):  # whoever waits in this process asks Redis one at a time, in order
            taken = self._redis.lock(f"{PREFIX}lock:{key}", timeout=LOCK_SECONDS, thread_local=False)
            while not taken.acquire(blocking=False):
                await asyncio.sleep(LOOK_SECONDS)
            renewal = asyncio.ensure_future(_renewed(taken))
            try:
                yield
            finally:
                renewal.cancel()
                _tried(taken.release)


async def _renewed(lock: Lock) -> None:
    while True:
        await asyncio.sleep(LOCK_SECONDS / 3)
        _tried(lock.reacquire)


def _tried(step: Callable[[], object]) -> None:
    """Do not let work that is done, or under way, fail for its lock."""
    try:
        step()
    except RedisError as error:
        logger.warning("a lock could not be kept: %s", error)


def _rates(per_minute: int) -> list[Rate]:
    return [Rate(per_minute, Duration.MINUTE)]


def _counted(bucket: AbstractBucket) -> bool:
    """Put one into a bucket, if it fits. Without pyrate-limiter's `Limiter`, which starts a thread for each bucket."""
    now = time.time_ns() // 1_000_000
    bucket.leak(now)
    return bool(bucket.put(RateItem("", now)))


def shared_from_environment() -> Shared:
    """Share through WENGUAN_REDIS_URL, else with nobody; raise SystemExit when there is no Redis at that address."""
    url = os.environ.get(REDIS)
    if not url:
        return InMemory()
    try:
        shared = InRedis(url)
        shared.ping()
    except Exception as error:  # redis raises its own errors, ValueError or OSError, by kind of fault
        raise SystemExit(f"{REDIS} names no Redis that answers ({type(error).__name__}: {error}).") from error
    return shared


@lru_cache(maxsize=1)
def own_shared() -> Shared:
    """Return what this process shares, or keeps."""
    return shared_from_environment()


class Shelf(Generic[T]):
    """Values of one kind by key, kept as JSON where all replicas see them. A value that was changed is put again."""

    def __init__(self, shared: Shared, name: str, kind: Any, seconds: float) -> None:
        self._shared, self._name, self._kind, self._seconds = shared, name, kind, seconds

    def get(self, key: str) -> T | None:
        kept = self._shared.get(f"{self._name}:{key}")
        return None if kept is None else parse_obj_as(self._kind, json.loads(kept))

    def put(self, key: str, value: T, seconds: float | None = None) -> None:
        text = json.dumps(value, default=pydantic_encoder, ensure_ascii=False)
        self._shared.put(f"{self._name}:{key}", text, self._seconds if seconds is None else seconds)

    def drop(self, key: str) -> None:
        self._shared.drop(f"{self._name}:{key}")


class Bounded(Generic[T]):
    """A dictionary that forgets what was used longest ago."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._entries: OrderedDict[str, T] = OrderedDict()

    def get(self, key: str, make: Callable[[], T]) -> T:
        if key not in self._entries:
            self.put(key, make())
        self._entries.move_to_end(key)
        return self._entries[key]

    def peek(self, key: str) -> T | None:
        return self._entries.get(key)

    def drop(self, key: str) -> None:
        self._entries.pop(key, None)

    def put(self, key: str, value: T) -> None:
        self._entries[key] = value
        self._entries.move_to_end(key)
        while len(self._entries) > self._size:
            self._entries.popitem(last=False)
