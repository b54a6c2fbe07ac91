"""The stock peer: `rasa init`, our talk and FAQ phrases as plain NLU data, one custom action over HTTP."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from ruamel.yaml import YAML

from wenguan.paths import ROOT

FAQ = ("fee", "time", "materials", "where", "online", "extension", "children", "paper_permit", "military", "use")
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}

_ACTION = '''
from rasa_sdk import Action

class ActionFaq(Action):
    def name(self):
        return "action_faq"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="FAQ: " + str(tracker.latest_message["intent"]["name"]))
        return []
'''


def make(folder: Path) -> None:
    """Create and train the stock project in `folder`, unless it is there."""
    if (folder / "models").exists() and any((folder / "models").iterdir()):
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    run("init", "--no-prompt", "--init-dir", str(folder), cwd=folder.parent)
    shutil.rmtree(folder / "models", ignore_errors=True)
    _add_faq(folder)
    run("train", cwd=folder)


def run(*args: str, cwd: Path) -> None:
    """Call the rasa command, quietly."""
    command, silent = [sys.executable, "-m", "rasa", *args], subprocess.DEVNULL
    subprocess.run(command, cwd=cwd, env={**os.environ, **QUIET}, check=True, stdout=silent, stderr=silent)


def _add_faq(folder: Path) -> None:
    yaml = YAML(typ="safe")
    asked: dict[str, str] = {}
    for language in ("zh", "en"):
        data = yaml.load((ROOT / "data" / "nlu" / f"ask.{language}.yml").read_text(encoding="utf-8"))
        for entry in data["nlu"]:
            asked[entry["intent"]] = asked.get(entry["intent"], "") + entry["examples"]
    wanted = {f"ask_{ask}": asked[f"ask_{ask}"] for ask in FAQ}
    _append(folder / "data" / "nlu.yml", "nlu", [{"intent": intent, "examples": examples} for intent, examples in wanted.items()])
    _append(folder / "data" / "rules.yml", "rules", [{"rule": i, "steps": [{"intent": i}, {"action": "action_faq"}]} for i in wanted])
    domain = yaml.load((folder / "domain.yml").read_text(encoding="utf-8"))
    domain["intents"] += list(wanted)
    domain["actions"] = ["action_faq"]
    _write(folder / "domain.yml", domain)
    (folder / "actions" / "actions.py").write_text(_ACTION, encoding="utf-8")
    (folder / "endpoints.yml").write_text("action_endpoint:\n  url: http://localhost:5155/webhook\n", encoding="utf-8")
    (folder / "credentials.yml").write_text("rest:\n", encoding="utf-8")


def _append(path: Path, key: str, entries: list[dict[str, object]]) -> None:
    data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    data[key] += entries
    _write(path, data)


def _write(path: Path, data: object) -> None:
    with path.open("w", encoding="utf-8") as out:
        YAML(typ="safe").dump(data, out)
