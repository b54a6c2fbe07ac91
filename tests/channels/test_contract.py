"""Schemathesis tries the published contracts: nothing it sends is a server error, and every answer is as the contract says."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.handover.office import office
from wenguan.channels import live
from wenguan.channels.front_door import FrontDoor, Settings
from wenguan.channels.hotline import HotlineInput
from wenguan.paths import ROOT
from wenguan.rulebook.model import Knowledge

from .serving import StubAgent, served
from .test_hotline import SECRET, Platform

TOOL = ROOT / ".tools" / "schemathesis" / "bin" / "schemathesis"
HOOKS = Path(__file__).with_name("contract")
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance"

pytestmark = pytest.mark.skipif(not TOOL.exists(), reason="Schemathesis is not installed: run `bash scripts/schemathesis.sh`.")


def tried(folder: Path, contract: str, base: str, **settings: str) -> None:
    """Let Schemathesis try a contract."""
    how = ["--max-examples", "25", "--phases", "examples,coverage,fuzzing", "--checks", CHECKS, "--seed", "1", "--no-color"]
    command = [str(TOOL), "run", contract, "--url", base, *how]
    ran = subprocess.run(command, cwd=folder, env={**os.environ, **settings}, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_hotlines_contract_holds_whatever_is_sent(knowledge: Knowledge, tmp_path: Path) -> None:
    agent = StubAgent()
    with served(agent, HotlineInput((SECRET,), FrontDoor(Settings(per_sender=1_000_000), b"s"), knowledge)) as url:
        sessions = ",".join(Platform(url).open().id for _ in range(40))
        signing = {"CONTRACT_SECRET": SECRET.decode(), "CONTRACT_SESSIONS": sessions, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HOOKS)}
        tried(tmp_path, f"{url}/hotline/openapi.json", f"{url}/hotline", **signing)
    assert agent.asked, "its messages did not reach the assistant"


def test_the_web_contract_holds_whatever_is_sent(knowledge: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "STREAM_SECONDS", 0.01)
    monkeypatch.setattr(live, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr("wenguan.channels.web_api.erase_tracker", lambda store, conversation: None)
    with office(tmp_path, knowledge) as opened:
        opened.hand_over(sender="me")
        tried(tmp_path, f"{opened.url}/api/openapi.json", opened.url)
    assert opened.agent.asked, "its messages did not reach the assistant"
