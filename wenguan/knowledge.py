"""The project's own knowledge, read once a process.

Reading YAML strictly takes seconds; what was read is kept in `.cache` and used again while neither knowledge nor the reading code has changed.
"""

from __future__ import annotations

import hashlib
import pickle
from functools import lru_cache
from pathlib import Path

from wenguan.paths import KNOWLEDGE, ROOT
from wenguan.rulebook.load import load, version_of
from wenguan.rulebook.model import Knowledge

CACHE = ROOT / ".cache"
_CODE = ("load.py", "model.py")


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """Return the knowledge of this checkout; raise KnowledgeError when it cannot be read."""
    path = CACHE / f"knowledge-{_digest()}.pickle"
    try:
        with path.open("rb") as file:
            return pickle.load(file)  # type: ignore[no-any-return]  # our own file, named by what it was made from
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError):
        return _keep(load(KNOWLEDGE), path)


def _digest() -> str:
    code = b"".join((ROOT / "wenguan" / "rulebook" / name).read_bytes() for name in _CODE)
    return hashlib.sha256(version_of(KNOWLEDGE).encode() + code).hexdigest()[:16]


def _keep(read: Knowledge, path: Path) -> Knowledge:
    """Store what was read, through a temporary file, so that a half-written one is never found."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for old in path.parent.glob("knowledge-*.pickle"):
            old.unlink(missing_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(pickle.dumps(read))
        part.replace(path)
    except OSError:
        pass  # a read-only checkout reads YAML at every start
    return read
