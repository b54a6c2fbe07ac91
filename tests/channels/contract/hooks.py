"""Schemathesis signs as the hotline platform does, and writes to sessions that the test opened, too."""

from __future__ import annotations

import hashlib
import hmac
import os
import time
import zlib
from typing import Any

import schemathesis
from requests import PreparedRequest
from requests.auth import AuthBase


class Signed(AuthBase):
    """Signs a request's bytes."""

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        body, timestamp = request.body or b"", str(int(time.time()))
        sent = body.encode() if isinstance(body, str) else bytes(body)
        signature = hmac.new(os.environ["CONTRACT_SECRET"].encode(), timestamp.encode() + b"." + sent, hashlib.sha256).hexdigest()
        request.headers.update({"X-Wenguan-Timestamp": timestamp, "X-Wenguan-Signature": f"sha256={signature}"})
        return request


schemathesis.auth.set_from_requests(Signed())


@schemathesis.hook
def map_path_parameters(context: Any, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """Lead most of the fuzzed calls to an open session."""
    if not path_parameters:
        return path_parameters
    opened = os.environ["CONTRACT_SESSIONS"].split(",")
    chosen = zlib.crc32(str(path_parameters).encode())
    return {**path_parameters, "session": opened[chosen // 4 % len(opened)]} if chosen % 4 else path_parameters
