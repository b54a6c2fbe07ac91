"""The `wenguan` command."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.rulebook.small import FILES, write
from wenguan import cli, domain, terminal
from wenguan.paths import KNOWLEDGE, ROOT
from wenguan.rulebook.load import load


def test_check_of_sound_knowledge_counts_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--knowledge", str(write(tmp_path))]) == 0
    assert capsys.readouterr().out == "1 services, 4 aspects, 9 rules, 11 points: 0 problems.\n"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("cite: L#2", "cite: L#3", "Cites section `L#3`, which L does not have."),  # found by the proofs
        ("cite: L#2", "cites: L#2", "Unknown key `cites`. Did you mean `cite`?"),  # found while reading
        ("ask: fee", "ask: [fee", "Not readable as YAML"),
    ],
)
def test_check_names_file_line_and_mend(tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, line: str) -> None:
    root = write(tmp_path, services__lending=FILES["services/lending.yaml"].replace(old, new, 1))
    assert cli.main(["check", "--knowledge", str(root)]) == 1
    said = capsys.readouterr().out
    assert line in said
    assert "services/lending.yaml:" in said


def test_sync_writes_what_knowledge_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.setattr(cli, "ROOT", tmp_path)
    assert domain.stale(tmp_path, load(KNOWLEDGE)) == [tmp_path / "domain.yml"]
    assert cli.main(["sync"]) == 0
    assert domain.stale(tmp_path, load(KNOWLEDGE)) == []
    assert "wrote domain.yml" in capsys.readouterr().out


def test_ask_plays_its_questions_as_one_conversation(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from tests.dialogue.test_turn import question
    from wenguan.dialogue.turn import Assistant
    from wenguan.nlu.reading import Reading

    class Stub:
        """Understands every message as a question about the border permit's fee."""

        def read(self, text: str) -> Reading:
            return Reading(text, "zh-Hans", (question(text, "@border_permit.fee", services=("border_permit",)),))

    parts = Assistant(load(KNOWLEDGE)), Stub()
    monkeypatch.setattr(terminal, "parts", lambda: parts)
    assert cli.main(["ask", "边境证多少钱", "邊境證要錢嗎", "--why", "--on", "2026-11-24"]) == 0
    said = capsys.readouterr().out
    assert "依据" in said
    assert "依據" in said  # the second answer is in the script of its question
    assert "holds" in said
    assert "border-free" in said


def test_without_a_decision_there_is_nothing_to_explain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "parts", lambda: (None, None))
    assert terminal.Conversation(date(2026, 11, 24)).why() == ["no rule was asked"]


def test_a_missing_model_is_told_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "MODEL", tmp_path / "none.tar.gz")
    with pytest.raises(SystemExit, match="Run `make train` first"):
        terminal.trained()


def test_train_and_serve_get_their_options(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[object] = []

    def train(*, force: bool) -> int:
        called.append(force)
        return 0

    monkeypatch.setattr("wenguan.training.train", train)
    monkeypatch.setattr("wenguan.server.serve", lambda port, host: called.append((port, host)))
    assert cli.main(["train", "--force"]) == 0
    assert cli.main(["serve", "--port", "5999", "--host", "127.0.0.1"]) == 0
    assert called == [True, (5999, "127.0.0.1")]


def test_a_command_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main([])
    assert "usage: wenguan" in capsys.readouterr().err
