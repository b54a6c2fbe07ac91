"""credentials.yml lists our channels, for the server and for a stock `rasa run`."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Iterator

import pytest
import requests
from rasa.core.channels.channel import InputChannel
from ruamel.yaml import YAML

from wenguan import channels
from wenguan.channels.front_door import own_door
from wenguan.channels.off import Off
from wenguan.paths import ROOT
from wenguan.server import channels_of

from .serving import StubAgent, served

FILE = ROOT / "credentials.yml"
SECRETS = {"WENGUAN_WECHAT_TOKEN": "token", "WENGUAN_WECHAT_APP_ID": "wx0123456789abcdef", "WENGUAN_HOTLINE_SECRET": "at-least-16-characters"}


@pytest.fixture(autouse=True)
def _own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("WENGUAN_SECRET", "secret")
    for name in SECRETS:
        monkeypatch.delenv(name, raising=False)
    own_door.cache_clear()
    yield
    own_door.cache_clear()


def test_every_channel_that_we_have_is_listed() -> None:
    modules = [importlib.import_module(f"{channels.__name__}.{found.name}") for found in pkgutil.iter_modules(channels.__path__)]
    ours = {
        f"{value.__module__}.{name}"
        for module in modules for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, InputChannel) and value.__module__ == module.__name__ and value is not Off
    }  # fmt: skip
    assert ours == set(YAML(typ="safe").load(FILE))


def test_with_their_secrets_all_are_open_behind_one_door(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    opened = channels_of(FILE)
    assert [channel.name() for channel in opened] == ["rest", "wechat", "hotline"]
    assert {id(channel.door) for channel in opened} == {id(own_door())}


def test_every_channel_has_four_seconds_to_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    rest, wechat, hotline = channels_of(FILE)
    assert (rest.turns.seconds, wechat.budget, hotline.turns.seconds) == (4.0, 4.0, 4.0), "WeChat itself waits five"


def test_without_them_a_channel_is_off_and_says_how_to_turn_it_on(capsys: pytest.CaptureFixture[str]) -> None:
    opened = channels_of(FILE)
    assert [channel.name() for channel in opened if isinstance(channel, Off)] == ["wechat", "hotline"]
    assert capsys.readouterr().out == (
        "The channel wechat is off: set WENGUAN_WECHAT_TOKEN and WENGUAN_WECHAT_APP_ID to turn it on.\n"
        "The channel hotline is off: set WENGUAN_HOTLINE_SECRET to turn it on.\n"
    )


def test_what_is_off_is_not_served() -> None:
    with served(StubAgent(), *channels_of(FILE)) as url:
        assert requests.post(f"{url}/rest/webhook", json={"message": "你好"}, timeout=20).status_code == 200
        assert requests.post(f"{url}/hotline/sessions", json={}, timeout=20).status_code == 404


def test_a_channel_past_the_front_door_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "credentials.yml"
    file.write_text("rest: {}\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"credentials\.yml: the channel rest leads past the front door"):
        channels_of(file)
