"""Schemathesis tries the hotline's published contract: nothing it sends is a server error, and every answer is as the contract says."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from wenguan.channels.front_door import FrontDoor, Settings
from wenguan.channels.hotline import HotlineInput
from wenguan.paths import ROOT
from wenguan.rulebook.model import Knowledge

from .serving import StubAgent, served
from .test_hotline import SECRET, Platform

TOOL = ROOT / ".tools" / "schemathesis" / "bin" / "schemathesis"
HOOKS = Path(__file__).with_name("contract")
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance"


@pytest.mark.skipif(not TOOL.exists(), reason="Schemathesis is not installed: run `bash scripts/schemathesis.sh`.")
def test_the_contract_holds_whatever_is_sent(knowledge: Knowledge, tmp_path: Path) -> None:
    agent = StubAgent()
    with served(agent, HotlineInput((SECRET,), FrontDoor(Settings(per_sender=1_000_000), b"s"), knowledge)) as url:
        sessions = ",".join(Platform(url).open().id for _ in range(40))
        settings = {"CONTRACT_SECRET": SECRET.decode(), "CONTRACT_SESSIONS": sessions, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HOOKS)}
        tried = ["--max-examples", "25", "--phases", "examples,coverage,fuzzing", "--checks", CHECKS, "--seed", "1", "--no-color"]
        command = [str(TOOL), "run", f"{url}/hotline/openapi.json", "--url", f"{url}/hotline", *tried]
        ran = subprocess.run(command, cwd=tmp_path, env={**os.environ, **settings}, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert agent.asked, "its messages did not reach the assistant"
