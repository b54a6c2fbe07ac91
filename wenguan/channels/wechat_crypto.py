"""Who may speak as WeChat: signatures, the replay window, and the AES envelope of the safe mode.

An envelope is AES-256-CBC over 16 random bytes, the length of the text (4 bytes, network order), the text and the app id, padded to 32 bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import struct
import time
from dataclasses import dataclass
from typing import Callable, Literal, Mapping, Tuple, cast, get_args

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from .shared import InMemory, Shared

Mode = Literal["plain", "compatible", "safe"]
WINDOW_SECONDS = 300
"""How far a request's timestamp may be from our clock."""
BLOCK = 32


class Forbidden(Exception):
    """A request that did not come from WeChat, or came too late; the reason is for the log, the caller learns nothing."""


@dataclass(frozen=True)
class Account:
    """An Official Account as registered at mp.weixin.qq.com. `keys` are the current and the previous EncodingAESKey."""

    token: str
    app_id: str
    mode: Mode = "plain"
    keys: Tuple[bytes, ...] = ()
    secret: str = ""
    """AppSecret; without it nothing can be pushed."""
    api: str = "https://api.weixin.qq.com"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Account | None:
        """Read WENGUAN_WECHAT_*; None without token or app id. Raises SystemExit with a sentence when the settings cannot work."""
        token, app_id = environment.get("WENGUAN_WECHAT_TOKEN", ""), environment.get("WENGUAN_WECHAT_APP_ID", "")
        if not token or not app_id:
            return None
        keys = tuple(aes_key(environment[name], name) for name in _KEY_NAMES if environment.get(name))
        mode = environment.get("WENGUAN_WECHAT_MODE") or ("safe" if keys else "plain")
        if mode not in get_args(Mode):
            raise SystemExit(f"WENGUAN_WECHAT_MODE is `{mode}`; it must be plain, compatible or safe.")
        if mode != "plain" and not keys:
            raise SystemExit(f"WENGUAN_WECHAT_MODE is `{mode}`, which needs WENGUAN_WECHAT_AES_KEY (the EncodingAESKey, 43 characters).")
        api = environment.get("WENGUAN_WECHAT_API") or cls.api
        return cls(token, app_id, cast(Mode, mode), keys, environment.get("WENGUAN_WECHAT_APP_SECRET", ""), api.rstrip("/"))


_KEY_NAMES = ("WENGUAN_WECHAT_AES_KEY", "WENGUAN_WECHAT_AES_KEY_PREVIOUS")


def aes_key(encoded: str, name: str) -> bytes:
    """Decode an EncodingAESKey: 43 characters, 32 bytes."""
    try:
        key = base64.b64decode(encoded + "=")
    except (binascii.Error, ValueError):
        key = b""
    if len(encoded) != 43 or len(key) != 32:
        raise SystemExit(f"{name} must be the 43 letters and figures of an EncodingAESKey.")
    return key


def sign(*parts: str) -> str:
    """Sign as WeChat does: SHA-1 over the sorted parts."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def same(given: str, expected: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode(), expected.encode())


# -- the envelope


def encrypt(text: str, key: bytes, app_id: str) -> str:
    """Seal a text for WeChat."""
    said = text.encode()
    content = secrets.token_bytes(16) + struct.pack("!I", len(said)) + said + app_id.encode()
    padding = BLOCK - len(content) % BLOCK
    sealer = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(sealer.update(content + bytes([padding]) * padding) + sealer.finalize()).decode()


def decrypt(sealed: str, key: bytes, app_id: str) -> str:
    """Open an envelope meant for `app_id`; raise Forbidden when it is none."""
    try:
        secret = base64.b64decode(sealed, validate=True)
        opener = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        content = _unpadded(opener.update(secret) + opener.finalize())
        (length,) = struct.unpack("!I", content[16:20])
        said, receiver = content[20 : 20 + length], content[20 + length :]
        text = said.decode()
    except (ValueError, struct.error) as error:
        raise Forbidden("envelope cannot be opened") from error
    if len(said) != length or not hmac.compare_digest(receiver, app_id.encode()):
        raise Forbidden("envelope is for another app id")
    return text


def _unpadded(content: bytes) -> bytes:
    padding = content[-1] if content else 0
    if not 1 <= padding <= BLOCK or content[-padding:] != bytes([padding]) * padding:
        raise ValueError("padding")
    return content[:-padding]


# -- the guard


@dataclass(frozen=True)
class Query:
    """What WeChat puts into the address of a request."""

    timestamp: str = ""
    nonce: str = ""
    signature: str = ""
    msg_signature: str = ""

    @classmethod
    def of(cls, arguments: Mapping[str, str]) -> Query:
        """Read a query string's values; what is missing is empty and will not pass."""
        return cls(*(str(arguments.get(name) or "") for name in ("timestamp", "nonce", "signature", "msg_signature")))


class Guard:
    """Lets in what WeChat signed, within the window, once."""

    def __init__(self, account: Account, shared: Shared | None = None, clock: Callable[[], float] = time.time) -> None:
        self.account = account
        self._shared, self._clock = shared or InMemory(), clock

    def verify(self, query: Query) -> None:
        """Check the signature over token, timestamp and nonce; raise Forbidden."""
        self._in_time(query)
        if not same(query.signature, sign(self.account.token, query.timestamp, query.nonce)):
            raise Forbidden("signature")

    def open(self, query: Query, sealed: str) -> Tuple[str, bytes]:
        """Check and open an envelope; return the text and the key that opened it, which also seals the reply. Raise Forbidden."""
        self._in_time(query)
        if not same(query.msg_signature, sign(self.account.token, query.timestamp, query.nonce, sealed)):
            raise Forbidden("msg_signature")
        for key in self.account.keys:
            try:
                return decrypt(sealed, key, self.account.app_id), key
            except Forbidden:
                continue
        raise Forbidden("no key opens the envelope")

    def admit_once(self, query: Query, identity: str) -> None:
        """Refuse a signature used before for another message: in plain mode it does not cover the body.

        WeChat's own repeats bring the same message and pass; they get the same reply.
        """
        if self._shared.claim(f"nonce:{query.timestamp} {query.nonce}", identity, 2 * WINDOW_SECONDS) != identity:
            raise Forbidden("nonce was used for another message")

    def seal(self, text: str, key: bytes) -> Tuple[str, str, str, str]:
        """Seal a reply; return envelope, signature, timestamp and nonce."""
        sealed, timestamp, nonce = encrypt(text, key, self.account.app_id), str(int(self._clock())), secrets.token_hex(8)
        return sealed, sign(self.account.token, timestamp, nonce, sealed), timestamp, nonce

    def _in_time(self, query: Query) -> None:
        if not query.timestamp.isascii() or not query.timestamp.isdigit() or not query.nonce:
            raise Forbidden("timestamp or nonce is missing")
        if abs(self._clock() - int(query.timestamp[:12])) > WINDOW_SECONDS:
            raise Forbidden("timestamp is outside the window")
