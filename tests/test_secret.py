"""The secret that ids are sealed with."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from wenguan.channels.front_door import FrontDoor, Settings
from wenguan.secret import own_secret


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the secret is kept."""
    monkeypatch.delenv("WENGUAN_SECRET", raising=False)
    monkeypatch.setenv("WENGUAN_DB", str(tmp_path / "var" / "conversations.db"))
    return tmp_path / "var" / "conversations.secret"


def test_a_secret_is_made_once_and_kept(kept: Path) -> None:
    assert not kept.exists()
    assert own_secret() == own_secret() == kept.read_bytes()
    assert len(own_secret()) >= 32


def test_only_its_owner_can_read_it(kept: Path) -> None:
    own_secret()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_the_environment_wins(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_secret()
    monkeypatch.setenv("WENGUAN_SECRET", "shared by all replicas")
    assert own_secret() == b"shared by all replicas"


def test_nothing_is_written_where_the_environment_has_it(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENGUAN_SECRET", "shared by all replicas")
    own_secret()
    assert not kept.exists()


def test_an_empty_file_is_told_not_replaced(kept: Path) -> None:
    kept.parent.mkdir()
    kept.touch()
    with pytest.raises(SystemExit, match=r"conversations\.secret is empty\. Delete it"):
        own_secret()


def test_conversations_have_the_same_id_after_a_restart() -> None:
    assert FrontDoor(Settings()).conversation("wechat", "openid") == FrontDoor(Settings()).conversation("wechat", "openid")


def test_another_installation_has_other_ids(kept: Path) -> None:
    here = FrontDoor(Settings()).conversation("rest", "me")
    kept.unlink()
    assert FrontDoor(Settings()).conversation("rest", "me") != here
