"""The secret that ids are sealed with: WENGUAN_SECRET, else one made at the first start and kept beside the conversations."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from wenguan.paths import database


def own_secret() -> bytes:
    """Return the secret of this installation; raise SystemExit with a sentence when the kept one is empty, or replicas would each make their own."""
    if told := os.environ.get("WENGUAN_SECRET"):
        return told.encode()
    for shares in ("WENGUAN_REDIS_URL", "WENGUAN_DATABASE_URL"):
        if os.environ.get(shares):
            raise SystemExit(f"{shares} is set: set WENGUAN_SECRET too, to one long random text for all replicas, so that they know the same ids.")
    path = database().with_suffix(".secret")
    _make(path)
    if kept := path.read_bytes().strip():
        return kept
    raise SystemExit(f"{path} is empty. Delete it, and the next start makes a new secret; conversations and tickets then start anew.")


def _make(path: Path) -> None:
    """Write a new secret that only this user can read, unless there is one."""
    try:
        file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return
    with open(file, "w", encoding="ascii") as out:
        out.write(secrets.token_urlsafe(32))
