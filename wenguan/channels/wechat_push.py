"""Answers that come too late for a passive reply go through WeChat's customer-service API: token, quota, retries that never say it twice.

The stable-token address is used, so that several replicas share one token instead of ending each other's.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Sequence

import aiohttp

from .shared import InMemory, Shared, Shelf
from .wechat_crypto import Account

logger = logging.getLogger(__name__)

TOKEN_ENDED = frozenset({40001, 40014, 42001})
BUSY = -1
"""WeChat was busy and did nothing: safe to send again."""
ATTEMPTS = 3
LONGEST_SECONDS = 48 * 3600.0
EARLY_SECONDS = 300
"""A token is renewed this long before its end."""
Clock = Callable[[], float]


@dataclass
class Grant:
    """So many messages until then."""

    until: float
    left: int


class Quota:
    """How many messages WeChat still lets us send to a follower: 5 in 48 hours after they wrote, 3 in a minute after a menu click."""

    def __init__(self, shared: Shared, clock: Clock = time.time) -> None:
        self._shared, self._clock = shared, clock
        self._grants: Shelf[Dict[str, Grant]] = Shelf(shared, "quota", Dict[str, Grant], LONGEST_SECONDS)

    async def wrote(self, openid: str) -> None:
        await self._grant(openid, "message", 5, LONGEST_SECONDS)

    async def clicked(self, openid: str) -> None:
        await self._grant(openid, "click", 3, 60)

    async def take(self, openid: str) -> bool:
        """Use one message, of the grant that ends first; False when none is left."""
        async with self._shared.lock(f"quota:{openid}"):
            grants = self._grants.get(openid) or {}
            valid = [grant for grant in grants.values() if grant.left and grant.until > self._clock()]
            if not valid:
                return False
            min(valid, key=lambda grant: grant.until).left -= 1
            self._grants.put(openid, grants)
            return True

    async def _grant(self, openid: str, kind: str, count: int, seconds: float) -> None:
        async with self._shared.lock(f"quota:{openid}"):
            self._grants.put(openid, {**(self._grants.get(openid) or {}), kind: Grant(self._clock() + seconds, count)})


class Pusher:
    """Sends to followers through the API of one account."""

    def __init__(
        self, account: Account, shared: Shared | None = None, clock: Clock = time.time, *, seconds: float = 5.0, pause: float = 0.5
    ) -> None:
        self.account, self.quota = account, Quota(shared or InMemory(), clock)
        self._clock, self._pause = clock, pause
        self._timeout = aiohttp.ClientTimeout(total=seconds)
        self._token, self._token_until = "", 0.0
        self._renewing = asyncio.Lock()

    async def send(self, openid: str, text: str, choices: Sequence[str] = ()) -> bool:
        """Send one text, with choices as a menu to press; False when WeChat did not take it, or nothing may be sent now."""
        if not await self.quota.take(openid):
            logger.warning("no push: the quota of this follower is used up")
            return False
        try:
            return await self._deliver(_message(openid, text, choices))
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
            logger.warning("push failed: %s", type(error).__name__)
            return False

    async def _deliver(self, message: Dict[str, Any]) -> bool:
        """Send again only what WeChat surely did not take: no connection, an ended token, "busy". A lost answer may have been delivered."""
        for attempt in range(ATTEMPTS):
            if attempt:
                await asyncio.sleep(self._pause * 2 ** (attempt - 1))
            token = await self._valid_token()
            try:
                code = await self._post(f"/cgi-bin/message/custom/send?access_token={token}", message)
            except aiohttp.ClientConnectorError:
                continue
            if code == 0:
                return True
            if code in TOKEN_ENDED:
                self._token_until = 0.0
            elif code != BUSY:
                logger.warning("push refused by WeChat: errcode %s", code)
                return False
        return False

    async def _valid_token(self) -> str:
        async with self._renewing:
            if self._clock() >= self._token_until:
                await self._renew()
            return self._token

    async def _renew(self) -> None:
        wanted = {"grant_type": "client_credential", "appid": self.account.app_id, "secret": self.account.secret}
        answer = await self._call("/cgi-bin/stable_token", wanted)
        if not answer.get("access_token"):
            raise ValueError(f"no token: errcode {answer.get('errcode')}")
        life = float(answer.get("expires_in", 7200))
        self._token, self._token_until = str(answer["access_token"]), self._clock() + max(life - EARLY_SECONDS, life / 2)

    async def _post(self, path: str, body: Dict[str, Any]) -> int:
        return int((await self._call(path, body)).get("errcode", 0))

    async def _call(self, path: str, body: Dict[str, Any]) -> Dict[str, Any]:
        """POST as WeChat reads it: UTF-8, not escaped."""
        sent = json.dumps(body, ensure_ascii=False).encode()
        async with aiohttp.ClientSession(timeout=self._timeout, headers={"Content-Type": "application/json"}) as session, session.post(
            f"{self.account.api}{path}", data=sent
        ) as answer:
            answer.raise_for_status()
            return dict(json.loads(await answer.read()))


def _message(openid: str, text: str, choices: Sequence[str]) -> Dict[str, Any]:
    if not choices:
        return {"touser": openid, "msgtype": "text", "text": {"content": text}}
    listed: List[Dict[str, str]] = [{"id": str(number), "content": label} for number, label in enumerate(choices, start=1)]
    return {"touser": openid, "msgtype": "msgmenu", "msgmenu": {"head_content": text, "list": listed, "tail_content": ""}}
