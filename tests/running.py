"""The real assistant in a process of its own, for tests that meet it as citizens do."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

import pytest
import requests

from wenguan.paths import MODEL, ROOT

START_SECONDS = 240


@dataclass(frozen=True)
class Running:
    url: str
    database: Path
    log: Path


@contextmanager
def running(**settings: str) -> Iterator[Running]:
    """Serve the trained model on a free port with these settings and no others of ours; skip where no model was trained."""
    if not MODEL.exists():
        pytest.skip(f"There is no trained model at {MODEL.relative_to(ROOT)}: run `make train` first.")
    with tempfile.TemporaryDirectory() as folder:
        database, log = Path(folder) / "conversations.db", Path(folder) / "log"
        foreign = {name: value for name, value in os.environ.items() if not name.startswith("WENGUAN_")}
        port = free_port()
        with log.open("wb") as out:
            command = [sys.executable, "-m", "wenguan.cli", "serve", "--port", str(port)]
            environment = {**foreign, "PYTHONWARNINGS": "ignore", "WENGUAN_DB": str(database), **settings}
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
        try:
            _await(process, f"http://127.0.0.1:{port}", log)
            yield Running(f"http://127.0.0.1:{port}", database, log)
        finally:
            process.terminate()
            process.wait(30)


def _await(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if requests.get(f"{url}/healthz", timeout=5).status_code == 200:
                return
        except requests.RequestException:
            time.sleep(0.5)
    pytest.fail(f"The assistant did not start:\n{log.read_text(errors='replace')[-2000:]}")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
