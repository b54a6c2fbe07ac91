"""The report on a set of four turns over the small knowledge of a library."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.rulebook.small import write as write_small
from wenguan import reporting
from wenguan.cli import main
from wenguan.dialogue import turn
from wenguan.dialogue.turn import Assistant
from wenguan.evaluation import ACCEPTED, Expectation, Verdict, read
from wenguan.nlu.language import detect
from wenguan.nlu.reading import Candidate, Question, Reading
from wenguan.reporting import Outside, Played, Player, instructive, summary, write
from wenguan.rulebook.load import load

CASES = """
- {doc: L, lang: zh-Hans, say: 成人借书多少钱, must: ["5元"]}
- {doc: L, lang: en, say: "How much for <b>adults</b>?", must: [["CNY 7"]], must_not: ["CNY 5"]}
- doc: L
  lang: en
  turns:
  - {say: what papers, must: [card]}
  - {say: and the fee for adults, must: ["CNY 5"]}
"""


class FixedReader:
    """Reads money into the fee of adults, the rest into the papers."""

    def read(self, text: str) -> Reading:
        label = "fee-adult/price" if re.search("钱|much|fee", text) else "papers-all/all"
        question = Question(text, (Candidate(label, 0.8), Candidate("papers-child/pen", 0.2)), services=("lending",))
        return Reading(text, detect(text), (question,))


@pytest.fixture(scope="module")
def player(tmp_path_factory: pytest.TempPathFactory) -> Player:
    return Player(Assistant(load(write_small(tmp_path_factory.mktemp("small")))), FixedReader())


@pytest.fixture
def played(player: Player, tmp_path: Path) -> list[Played]:
    (tmp_path / "set.yaml").write_text(CASES, encoding="utf-8")
    return player.play(read(tmp_path))


def verdict(say: str = "?", *, doc: str = "S1", aspect: str = "passport.fee", wrong: tuple[str, ...] = (), **told: object) -> Verdict:
    named = {"answer": "", "status": "answered", "sources": ("S1",), "wrong": wrong, **told}
    return Verdict("x:1", Expectation(say, doc, "en"), aspect=aspect, **named)  # type: ignore[arg-type]


def test_counts_by_language_and_document(played: list[Played]) -> None:
    found = summary({"look": played})["sets"]["look"]
    assert found["all"]["turns"] == 4
    assert found["all"]["right"] == 3
    assert found["all"]["wrong_fact"] == 1
    assert found["language"]["zh-Hans"] == {"turns": 1, "right": 1, "wrong_fact": 0, "refused": 0, "foreign": 0, "accepted": 0}
    assert found["language"]["en"]["turns"] == 3
    assert found["confusions"] == {"L": {"L": 4}}
    assert [row["failures"] for row in found["wrong_aspects"]] == [1]


def test_every_part_is_timed_and_the_functions_are_put_back(played: list[Played]) -> None:
    assert {"facts", "decide", "compose", "normalise", "other"} <= set(played[0].milliseconds)
    assert all(spent >= 0 for p in played for spent in p.milliseconds.values())
    assert vars(turn)["compose"].__name__ == "compose"


def test_confidence_is_that_of_the_topic_answered(played: list[Played]) -> None:
    assert all(p.confidence is not None and 0.7 < p.confidence <= 1 for p in played)
    bins = summary({"look": played})["sets"]["look"]["confidence"]
    assert sum(b["turns"] for b in bins) == 4
    assert sum(b["right"] for b in bins) == 3


def test_a_conversation_is_forgotten_before_the_next_case(player: Player, played: list[Played]) -> None:
    outside = player.statuses(["how much for adults", "much"])
    assert outside.questions == 2
    assert outside.answered[0] == ("how much for adults", "lending.fee")


def test_foreign_questions_are_counted_apart() -> None:
    turns = [Played(verdict(doc="foreign", faults=(ACCEPTED,)), 0.9, {}), Played(verdict(doc="foreign", status="clarify", sources=()), None, {})]
    found = summary({"report": turns})["sets"]["report"]
    assert (found["all"]["turns"], found["all"]["foreign"], found["all"]["accepted"]) == (0, 2, 1)
    assert found["confusions"] == {"foreign": {"S1": 1, "clarify": 1}}


def test_instructive_failures_begin_with_wrong_facts_and_spread_over_aspects() -> None:
    turns = [
        Played(verdict("sure", missing=("a",)), 0.9, {}), Played(verdict("surer", missing=("a",)), 0.95, {}),
        Played(verdict("other", missing=("a",), aspect="border_permit.fee"), 0.1, {}), Played(verdict("wrong", wrong=("b",)), 0.2, {}),
        Played(verdict("right"), 0.9, {}),
    ]
    assert [p.verdict.expected.say for p in instructive(turns)] == ["wrong", "other", "surer", "sure"]
    assert len(instructive(turns, most=2)) == 2


def test_the_page_stands_alone_and_escapes_what_people_wrote(played: list[Played], tmp_path: Path) -> None:
    outside = {"else.txt": Outside(2, {"out_of_scope": 1, "answered": 1}, (("<i>?", "lending.fee"),))}
    figures = summary({"look": played}, outside)
    write(tmp_path / "report", figures, instructive(played), outside)
    text = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<script|https?://|<link[^>]+href=\"(?!data:)|<img|@import", text)
    assert "&lt;b&gt;adults" in text
    assert "<b>adults" not in text
    assert "<svg" in text
    assert "CNY 7" in text
    assert json.loads((tmp_path / "report" / "summary.json").read_text(encoding="utf-8")) == figures


def test_questions_of_the_reporting_set_are_never_shown(played: list[Played], tmp_path: Path) -> None:
    figures = summary({"report": played})
    assert all(not row["example"] for row in figures["sets"]["report"]["wrong_aspects"])
    write(tmp_path, figures, (), {})
    assert "adults" not in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_command(player: Player, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "evaluation" / "look").mkdir(parents=True)
    (tmp_path / "evaluation" / "look" / "set.yaml").write_text(CASES, encoding="utf-8")
    (tmp_path / "foreign.txt").write_text("how much\n\n", encoding="utf-8")
    (tmp_path / "clinc.json").write_text('{"oos_val": [["what papers", "oos"]]}', encoding="utf-8")
    monkeypatch.setattr(reporting, "ROOT", tmp_path)
    monkeypatch.setattr("wenguan.terminal.parts", lambda: (player._assistant, player._reader))
    monkeypatch.setattr(reporting.report, "__defaults__", (reporting.SETS, None, None, tmp_path / "report"))
    assert main(["report", "--set", "look", "--foreign", str(tmp_path / "foreign.txt"), "--clinc", str(tmp_path / "clinc.json")]) == 0
    said = capsys.readouterr().out
    assert re.search(r"all +4 +75\.0%", said)
    assert "clinc.json: 1 of 1" in said
    assert (tmp_path / "report" / "index.html").exists()
