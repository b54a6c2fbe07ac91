"""Where the project keeps its parts."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KNOWLEDGE = ROOT / "knowledge"
MODEL = ROOT / "models" / "wenguan.tar.gz"


def database() -> Path:
    """Return the file of conversations: what WENGUAN_DB names, else one in var/; its folder is made."""
    path = Path(os.environ.get("WENGUAN_DB") or ROOT / "var" / "conversations.db")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def shared_database() -> str | None:
    """Return the SQLAlchemy URL of the database that replicas share, WENGUAN_DATABASE_URL; None without one."""
    url = os.environ.get("WENGUAN_DATABASE_URL") or None
    return url and url.replace("postgres://", "postgresql://", 1)
