"""Who may speak as the hotline platform: HMAC-SHA256 over timestamp, a dot and the body, within a window."""

from __future__ import annotations

import hashlib
import hmac
import os
import time
from typing import Callable, Mapping, Tuple

from .faults import Fault
from .shared import InMemory, Shared

TIMESTAMP = "X-Wenguan-Timestamp"
SIGNATURE = "X-Wenguan-Signature"
WINDOW_SECONDS = 300
SHORTEST = 16
_NAMES = ("WENGUAN_HOTLINE_SECRET", "WENGUAN_HOTLINE_SECRET_PREVIOUS")


def secrets_from(environment: Mapping[str, str] = os.environ) -> Tuple[bytes, ...]:
    """Read the current and the previous secret; none when there is no current one. Raises SystemExit for one too short to be secret."""
    if not environment.get(_NAMES[0]):
        return ()
    found = [(name, environment[name]) for name in _NAMES if environment.get(name)]
    for name, secret in found:
        if len(secret) < SHORTEST:
            raise SystemExit(f"{name} must have at least {SHORTEST} characters.")
    return tuple(secret.encode() for _, secret in found)


def sign(secret: bytes, timestamp: str, body: bytes) -> str:
    """Return the signature header for a body sent at `timestamp` (seconds)."""
    return "sha256=" + hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class Gate:
    """Checks what the platform signed."""

    def __init__(self, secrets: Tuple[bytes, ...], shared: Shared | None = None, clock: Callable[[], float] = time.time) -> None:
        self._secrets, self._shared, self._clock = secrets, shared or InMemory(), clock

    def check(self, path: str, timestamp: str, signature: str, body: bytes) -> None:
        """Raise Fault unless the request is signed, in time, and not one that was made to another path.

        The same request again is let in: every request carries an id of its own and its repeat is answered as the first time.
        """
        if not timestamp.isascii() or not timestamp.isdigit() or not signature:
            raise Fault(401, "unsigned", f"缺少{TIMESTAMP}或{SIGNATURE}。", f"{TIMESTAMP} or {SIGNATURE} is missing.")
        if abs(self._clock() - int(timestamp[:12])) > WINDOW_SECONDS:
            raise Fault(401, "expired", "时间戳与服务器时间相差太大。", "The timestamp is too far from the server's clock.")
        expected = [sign(secret, timestamp, body) for secret in self._secrets]
        given = signature.encode("utf-8", "replace")
        if not any([hmac.compare_digest(given, right.encode()) for right in expected]):
            raise Fault(401, "bad_signature", "签名不对。", "The signature is wrong.")
        if self._shared.claim(f"signed:{signature}", path, 2 * WINDOW_SECONDS) != path:
            raise Fault(401, "replayed", "同一请求不能用于别的地址。", "A signed request cannot be used for another address.")
