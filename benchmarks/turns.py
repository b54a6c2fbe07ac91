"""Whole-turn time over REST (p50, p95), turns a second at eight senders, resident memory: ours beside the stock project."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Iterator

from wenguan.paths import ROOT

from . import stock

QUESTIONS = (
    "边境证要多少钱", "how long does the border permit take", "边防证可以延期吗", "我带12岁的孩子去怎么办", "is my old paper permit still valid",
    "军人要办边境证吗", "邊境證可以網上辦嗎", "what documents does a foreigner need for the border permit",
)
TURNS = 200
SENDERS = 8
TURNS_A_CONVERSATION = 10


@dataclass(frozen=True)
class Figures:
    """Milliseconds a turn with one sender, turns a second with eight, resident memory of all processes in MB."""

    p50_ms: float
    p95_ms: float
    turns_a_second: float
    resident_mb: float


def main() -> int:
    """Run both peers in turn and print the comparison."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(os.environ.get("WENGUAN_STOCK", folder)) / "stock"
        print("Making and training the stock project ...", flush=True)
        stock.make(project)
        with served([sys.executable, "-m", "wenguan.cli", "serve", "--port", "5161"], ROOT, 5161):
            ours = measure(5161)
        actions = [sys.executable, "-m", "rasa", "run", "actions", "--port", "5155"]
        server = [sys.executable, "-m", "rasa", "run", "--port", "5162", "--credentials", "credentials.yml", "--endpoints", "endpoints.yml"]
        with served(actions, project, 5155), served(server, project, 5162):
            theirs = measure(5162, extra_port=5155)
    report = {"wenguan": asdict(ours), "stock": asdict(theirs), "ratio_p50": round(theirs.p50_ms / ours.p50_ms, 2)}
    (ROOT / "benchmarks" / "turns.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=2))
    return 0


@contextmanager
def served(command: list[str], cwd: Path, port: int) -> Iterator[None]:
    """Start a server, wait until its port answers, stop it afterwards."""
    environment = {**os.environ, **stock.QUIET, "WENGUAN_DB": str(Path(tempfile.mkdtemp()) / "bench.db")}
    process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _processes[port] = process.pid
    try:
        _wait(port)
        yield
    finally:
        process.terminate()
        process.wait(20)


_processes: dict[int, int] = {}


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"nothing answers on port {port}")


def measure(port: int, extra_port: int | None = None) -> Figures:
    """Play the questions: one sender, then eight at once."""
    for number in range(16):
        ask(port, f"warm-{number}", QUESTIONS[number % len(QUESTIONS)])
    alone = [ask(port, f"alone-{n // TURNS_A_CONVERSATION}", QUESTIONS[n % len(QUESTIONS)]) for n in range(TURNS)]
    started = time.perf_counter()
    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(lambda n: ask(port, f"many-{n % SENDERS}-{n // 80}", QUESTIONS[n % len(QUESTIONS)]), range(TURNS)))
    elapsed = time.perf_counter() - started
    memory = sum(resident(_processes[p]) for p in (port, extra_port) if p)
    p50, p95 = statistics.median(alone) * 1000, sorted(alone)[int(len(alone) * 0.95)] * 1000
    return Figures(round(p50, 1), round(p95, 1), round(TURNS / elapsed, 1), round(memory, 0))


def ask(port: int, sender: str, text: str) -> float:
    """Send one message; return the seconds it took. Raises RuntimeError on an empty answer."""
    body = json.dumps({"sender": sender, "message": text}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/webhooks/rest/webhook", body, {"Content-Type": "application/json"})
    started = time.perf_counter()
    with urllib.request.urlopen(request, timeout=30) as answer:
        messages = json.load(answer)
    if not messages:
        raise RuntimeError(f"no answer to {text!r}")
    return time.perf_counter() - started


def resident(pid: int) -> float:
    """Return a process's resident memory in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0
