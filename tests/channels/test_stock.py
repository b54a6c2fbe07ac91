"""Rasa's own commands serve every channel: `rasa run actions` and, beside it, `rasa run`, with this project's credentials and endpoints."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Iterator

import pytest
import requests

from tests.running import START_SECONDS, free_port
from wenguan.paths import MODEL, ROOT

from .test_hotline import SECRET, Platform
from .test_parity import told
from .test_wechat import APP_ID, TOKEN, WeChat

pytestmark = pytest.mark.model
FREE = "免费"
"""What every channel says of the border permit's fee (section 10: it is free of charge)."""


@pytest.fixture(scope="module")
def webhooks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start both servers on free ports; endpoints.yml differs from the project's in the port only."""
    if not MODEL.exists():
        pytest.skip(f"There is no trained model at {MODEL.relative_to(ROOT)}: run `make train` first.")
    folder, actions, port = tmp_path_factory.mktemp("stock"), free_port(), free_port()
    endpoints = folder / "endpoints.yml"
    text = (ROOT / "endpoints.yml").read_text("utf-8")
    assert "http://localhost:5055/webhook" in text
    endpoints.write_text(text.replace("localhost:5055", f"localhost:{actions}"), encoding="utf-8")
    with ExitStack() as both:
        both.enter_context(_rasa(folder, "actions.log", "run", "actions", "--port", str(actions)))
        log = both.enter_context(_rasa(folder, "rasa.log", "run", "--port", str(port), "--endpoints", str(endpoints), "--model", str(MODEL)))
        _await(f"http://127.0.0.1:{port}/webhooks/rest/", log)
        _await(f"http://127.0.0.1:{actions}/health", folder / "actions.log")
        yield f"http://127.0.0.1:{port}/webhooks"


@contextmanager
def _rasa(folder: Path, log: str, *arguments: str) -> Iterator[Path]:
    foreign = {name: value for name, value in os.environ.items() if not name.startswith("WENGUAN_")}
    settings = {
        "WENGUAN_DB": str(folder / "conversations.db"), "WENGUAN_SECRET": "stock", "WENGUAN_WECHAT_TOKEN": TOKEN, "WENGUAN_WECHAT_APP_ID": APP_ID,
        "WENGUAN_HOTLINE_SECRET": SECRET.decode(), "RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    with (folder / log).open("wb") as out:
        command = [sys.executable, "-m", "rasa", *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env={**foreign, **settings}, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield folder / log
    finally:
        process.terminate()
        process.wait(30)


def _await(url: str, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            if requests.get(url, timeout=5).status_code == 200:
                return
        except requests.RequestException:
            time.sleep(0.5)
    pytest.fail(f"{url} did not come up:\n{log.read_text(errors='replace')[-2000:]}")


def test_the_first_turn_over_rest_is_an_answer(webhooks: str) -> None:
    (answer,) = requests.post(f"{webhooks}/rest/webhook", json={"message": "边境证多少钱一张"}, timeout=60).json()
    assert FREE in answer["text"]
    assert answer["custom"]["citations"][0]["source"] == "S0"


def test_wechat_answers(webhooks: str) -> None:
    assert FREE in WeChat(webhooks).says("边境证多少钱一张")


def test_the_hotline_answers(webhooks: str) -> None:
    answer = told(Platform(webhooks).open("sms"), "边境证多少钱一张")
    assert FREE in answer["reply"]["text"]
    assert answer["reply"]["sms"]["encoding"] == "ucs2"
