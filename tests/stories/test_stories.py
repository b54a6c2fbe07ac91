"""Conversations in both languages, played by Rasa's own test on the trained model: every intent, entity and action must come out as written."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections import Counter
from functools import lru_cache
from pathlib import Path
from textwrap import dedent
from typing import Iterator

import pytest
from ruamel.yaml import YAML

from wenguan.paths import MODEL, ROOT
from wenguan.rulebook.model import Knowledge

from .annotate import plain

STORIES = sorted(Path(__file__).parent.glob("test_*.yml"))
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
WITHOUT_A_NAME = "which_document"
"""The service whose questions name no document, since they ask for one."""


@lru_cache(maxsize=1)
def agent():  # type: ignore[no-untyped-def]
    from rasa.core.agent import load_agent

    assert MODEL.exists(), f"No trained model at {MODEL}; run `make train` first."
    return asyncio.run(load_agent(model_path=str(MODEL)))


def play(stories: Path, out: Path) -> str:
    """Play one file as `rasa test core` does; return the stories that failed, as Rasa writes them down."""
    from rasa.core.test import test

    asyncio.run(test(str(stories), agent(), e2e=True, out_directory=str(out), disable_plotting=True))
    return (out / "failed_test_stories.yml").read_text(encoding="utf-8")


ALLOWED = 0.05
"""Share of turns whose intent may still be misread. Actions and entities must all be right. Every misread turn is printed."""


@pytest.mark.model
def test_the_conversations_go_as_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    misread: list[str] = []
    for stories in STORIES:
        out = tmp_path / stories.stem
        out.mkdir()
        failed = play(stories, out)
        misread += [] if "all good" in failed else wrong_steps(failed).splitlines()
    with capsys.disabled():
        print(f"\n{len(misread)} of {asked()} story turns misread:", *misread, sep="\n  ")
    assert not [line for line in misread if line.startswith("- action:")]
    assert len(misread) <= ALLOWED * asked()


def asked() -> int:
    """Count the turns of all stories."""
    stories = [story for path in STORIES for story in YAML(typ="safe").load(path.read_text(encoding="utf-8"))["stories"]]
    return sum("user" in step for story in stories for step in story["steps"])


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "intent", "action"),
    [
        ("边境证多少钱", "ask_photo", "action_answer"),
        ('[边境证]{"entity": "service", "value": "passport"}多少钱', "ask_fee", "action_answer"),
        ('[边境证]{"entity": "service", "value": "border_permit"}多少钱', "ask_fee", "action_listen"),
    ],
)
def test_a_wrong_expectation_fails(tmp_path: Path, text: str, intent: str, action: str) -> None:
    story = f"""
        version: "3.1"
        stories:
        - story: wrong on purpose
          steps:
          - user: |
              {text}
            intent: {intent}
          - action: {action}
        """
    path = tmp_path / "test_wrong.yml"
    path.write_text(dedent(story), encoding="utf-8")
    assert "wrong on purpose" in play(path, tmp_path)


def test_rasa_finds_no_fault_in_domain_and_data() -> None:
    files = ["--domain", "domain.yml", "--data", "data", "--config", "config.yml"]
    command = [sys.executable, "-m", "rasa", "data", "validate", "--fail-on-warnings", *files]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **QUIET, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


@pytest.mark.parametrize("chinese", [True, False], ids=["in Chinese", "in English"])
def test_every_aspect_of_every_document_has_a_turn(knowledge: Knowledge, chinese: bool) -> None:
    played = Counter((service, intent) for service, intent, text in turns() if bool(re.search("[\u3400-\u9fff]", text)) is chinese)
    wanted = Counter((service.id, f"ask_{aspect.ask}") for service in knowledge.services.values() for aspect in service.aspects)
    assert {key: (count, played[key]) for key, count in wanted.items() if played[key] < count} == {}


def turns() -> Iterator[tuple[str, str, str]]:
    """Yield (service, intent, text) of every turn that names a service, once for each it names."""
    for path in STORIES:
        for story in YAML(typ="safe").load(path.read_text(encoding="utf-8"))["stories"]:
            for step in story["steps"]:
                if "user" in step:
                    named = re.findall(r'"entity": "service", "value": "(\w+)"', step["user"])
                    for service in [*named, *([WITHOUT_A_NAME] if WITHOUT_A_NAME in path.stem else [])]:
                        yield service, step["intent"], plain(step["user"])


def wrong_steps(failed: str) -> str:
    """Keep of Rasa's report the turns whose intent or action came out otherwise; the whole when it was an entity."""
    wrong = [line.strip() for line in failed.splitlines() if re.search("(?:intent|action): .*# predicted", line)]
    return "\n".join(wrong) or failed
