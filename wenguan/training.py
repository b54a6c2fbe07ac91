"""Train the Rasa model when it is missing or older than what it is made from."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time

from wenguan.paths import MODEL, ROOT

_MADE_FROM = ("config.yml", "domain.yml", "data/**/*.yml", "knowledge/**/*.yaml", "wenguan/nlu/*.py")


def train(*, force: bool = False) -> int:
    """Train if needed; return Rasa's exit code."""
    stamp, digest = MODEL.with_suffix(".stamp"), fingerprint()
    if not force and MODEL.exists() and stamp.exists() and stamp.read_text() == digest:
        print("The model is up to date.")
        return 0
    print("Training the model (about a minute) ...", flush=True)
    started = time.monotonic()
    code = _watched(_command(force))
    if code == 0:
        stamp.write_text(digest)
        print(f"Trained in {time.monotonic() - started:.0f} s.")
    return code


def fingerprint() -> str:
    """Digest everything the model is made from."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in _MADE_FROM for path in ROOT.glob(pattern)}):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _watched(command: list[str]) -> int:
    """Run a command, showing which component it works on; everything it said if it fails."""
    said: list[str] = []
    process = subprocess.Popen(command, cwd=ROOT, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        if match := re.search(r"Starting to train component '(\w+)'|Restored component '(\w+)'", line):
            print(f"  {match.group(1) or match.group(2)} ...", flush=True)
    if process.wait():
        print("".join(said[-40:]), file=sys.stderr)
    return process.returncode


def _command(force: bool) -> list[str]:
    name = MODEL.name.removesuffix(".tar.gz")
    command = [sys.executable, "-m", "rasa", "train", "--fixed-model-name", name, "--out", str(MODEL.parent), "--data", "data"]
    return [*command, "--force"] if force else command


def _environment() -> dict[str, str]:
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
    return {**os.environ, **quiet, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)}
