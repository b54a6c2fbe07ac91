"""A new service needs no Python: the worked example of docs/authoring.md, followed word for word in a copy of knowledge/."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.rulebook.test_cases import test_the_document_is_answered_as_it_says as play_case
from wenguan import cli, domain
from wenguan.nlu.bank import knowledge_phrases, topics
from wenguan.nlu.names import ServiceNames
from wenguan.paths import KNOWLEDGE, ROOT
from wenguan.rulebook.compute import Facts
from wenguan.rulebook.decide import decide
from wenguan.rulebook.load import load
from wenguan.rulebook.model import Knowledge
from wenguan.rulebook.reply import compose

EXAMPLE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8").partition("\n## A worked example\n")[2]
FILES = dict(re.findall(r"^`([\w/]+\.yaml)`:\n```yaml\n(.*?)^```", EXAMPLE, re.MULTILINE | re.DOTALL))
SERVICE = "knowledge/services/reading_card.yaml"
SLIPS = re.findall(r"^\| `(.+?)` written `(.+?)` \| (.+?) \|$", EXAMPLE, re.MULTILINE)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Copy knowledge and write the example's files beside it."""
    shutil.copytree(KNOWLEDGE, tmp_path / "knowledge")
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    folder = tmp_path_factory.mktemp("example")
    shutil.copytree(KNOWLEDGE, folder / "knowledge")
    for name, text in FILES.items():
        if name.startswith("knowledge/"):
            (folder / name).write_text(text, encoding="utf-8")
    return load(folder / "knowledge")


def test_the_page_shows_every_file() -> None:
    assert set(FILES) == {
        "knowledge/sources/S9.yaml", SERVICE, "knowledge/coverage/S9.yaml", "tests/rulebook/cases/reading_card.yaml",
    }
    assert len(SLIPS) == 10


def test_check_is_content(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--knowledge", str(root / "knowledge")]) == 0, capsys.readouterr().out
    assert "0 problems" in capsys.readouterr().out


@pytest.mark.parametrize("case", YAML(typ="safe").load(FILES["tests/rulebook/cases/reading_card.yaml"])["cases"], ids=lambda case: case["name"])
def test_its_cases_hold(extended: Knowledge, case: dict) -> None:  # type: ignore[type-arg]
    play_case(extended, "reading_card", case)


def test_it_is_answered_in_both_languages_with_its_source(extended: Knowledge) -> None:
    on, told = date(2026, 11, 24), {"age": 16}
    outcome = decide(extended, "reading_card", "fee", told, on=on)
    said = {
        language: compose(extended, "reading_card", "fee", outcome, Facts(extended.facts, told, on), language=language)
        for language in ("zh", "en")
    }
    assert said["zh"].points == ("满16周岁的，办阅览证收10元。",)
    assert said["en"].points == ("From 16 on, the reading card (阅览证) costs CNY 10.",)
    assert [c.section for c in said["en"].citations] == ["section 2"]


def test_understanding_learns_it_by_itself(extended: Knowledge) -> None:
    assert topics(extended)["reading-fee-child/free"].service == "reading_card"
    assert "小孩办阅览证要钱吗" in {phrase.text for phrase in knowledge_phrases(extended)}
    assert [named.service for named in ServiceNames(extended.services.values()).find("阅览证多少钱")] == ["reading_card"]


def test_rasa_is_told_by_sync(extended: Knowledge) -> None:
    assert "ask_fee" in domain.files(ROOT, extended)[ROOT / "domain.yml"]


@pytest.mark.parametrize(("right", "slip", "said"), SLIPS, ids=[slip for _, slip, _ in SLIPS])
def test_a_slip_is_told_as_the_page_says(root: Path, capsys: pytest.CaptureFixture[str], right: str, slip: str, said: str) -> None:
    for other in (root / "knowledge" / "services").glob("*.yaml"):
        if other.stem not in ("reading_card", "arrival_card"):  # one neighbour is enough, and quicker
            other.unlink()
    path = root / SERVICE
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, slip, 1), encoding="utf-8")
    assert cli.main(["check", "--knowledge", str(root / "knowledge")]) == 1
    told = [line for line in capsys.readouterr().out.splitlines() if said in line]
    assert told
    assert all(re.match(r"services/\w+\.yaml:\d+: ", line) for line in told)
