"""Words for a caller who has not just written, such as a person's at the desk: posted to the platform, signed as its own requests are."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import secrets
import time
from typing import Any, Dict, Mapping

import aiohttp

from .hotline_auth import SIGNATURE, TIMESTAMP, sign

logger = logging.getLogger(__name__)

ATTEMPTS = 3
SECONDS = 5.0


class Callback:
    """The platform's address for such words. The same message id is sent again until it is taken, so that the platform can tell repeats."""

    def __init__(self, url: str, secret: bytes, *, pause: float = 0.5) -> None:
        self._url, self._secret, self._pause = url, secret, pause

    @classmethod
    def from_environment(cls, secret: bytes, environment: Mapping[str, str] = os.environ) -> Callback | None:
        """Read WENGUAN_HOTLINE_CALLBACK; raises SystemExit when it is no web address."""
        url = environment.get("WENGUAN_HOTLINE_CALLBACK", "")
        if url and not url.startswith(("https://", "http://")):
            raise SystemExit("WENGUAN_HOTLINE_CALLBACK must be a web address (https://...).")
        return cls(url, secret) if url else None

    async def send(self, session: str, reply: Dict[str, Any]) -> bool:
        """Post one reply; False when the platform did not take it."""
        body = json.dumps({"session": session, "message_id": secrets.token_urlsafe(16), "reply": reply}, ensure_ascii=False).encode()
        for attempt in range(ATTEMPTS):
            if attempt:
                await asyncio.sleep(self._pause * 2 ** (attempt - 1))
            if await self._taken(body):
                return True
        return False

    async def _taken(self, body: bytes) -> bool:
        timestamp = str(int(time.time()))
        headers = {TIMESTAMP: timestamp, SIGNATURE: sign(self._secret, timestamp, body), "Content-Type": "application/json"}
        try:
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as http, http.post(
                self._url, data=body, headers=headers
            ) as answer:
                return 200 <= answer.status < 300
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            logger.warning("callback failed: %s", type(error).__name__)
            return False
