"""Wait for a server that is starting."""

from __future__ import annotations

import time
from typing import Callable


def await_start(what: str, ask: Callable[[], object], not_yet: type[Exception], *, seconds: float = 240, pause: float = 0.1) -> None:
    """Ask until nothing of kind `not_yet` is raised any more; fail after `seconds`."""
    until = time.monotonic() + seconds
    while True:
        try:
            ask()
        except not_yet:
            assert time.monotonic() < until, f"{what} did not start"
            time.sleep(pause)
        else:
            return
