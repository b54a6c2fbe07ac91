"""The knowledge as it stands: sound, fresh, complete, and kept where it belongs."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from wenguan import domain
from wenguan.paths import ROOT
from wenguan.rulebook.lint import check
from wenguan.rulebook.model import Knowledge, Point

SOURCES = ("S0", "S1", "S2", "S3", "S4")


def test_it_is_sound(knowledge: Knowledge) -> None:
    assert check(knowledge) == []


def test_domain_and_rules_say_what_knowledge_says(knowledge: Knowledge) -> None:
    assert domain.stale(ROOT, knowledge) == [], "run `wenguan sync`"


@pytest.mark.parametrize(
    ("listed", "count"),
    [  # S4: 55 countries, 65 ports, 100 ports for the permit, 30 new pilot cities, 10 airports
        ("transit_countries", 55), ("transit_ports", 65), ("taiwan_permit_ports", 100), ("pilot_cities", 30), ("airports_24h", 10),
    ],
)
def test_lists_are_as_long_as_the_document_says(knowledge: Knowledge, listed: str, count: int) -> None:
    found = knowledge.lists[listed]
    assert len(found.by_id) == found.count == count


@pytest.mark.parametrize(("region", "count"), [("europe", 40), ("americas", 6), ("oceania", 2), ("asia", 7)])  # S4, annex 1
def test_each_part_of_the_world_is_as_long_as_the_document_says(knowledge: Knowledge, region: str, count: int) -> None:
    assert sum(item.fields["region"] == region for item in knowledge.lists["transit_countries"].items) == count


def test_forty_two_ports_issue_the_taiwan_permit_anew(knowledge: Knowledge) -> None:
    assert sum(bool(item.fields.get("new")) for item in knowledge.lists["taiwan_permit_ports"].items) == 42  # S4, annex


@pytest.mark.parametrize("source", SOURCES)
def test_every_section_is_accounted_for(knowledge: Knowledge, source: str) -> None:
    (ledger,) = [ledger for ledger in knowledge.ledgers if ledger.source == source]
    assert {item.section for item in ledger.items} == set(knowledge.sources[source].sections)
    assert all(item.rules or item.none for item in ledger.items)


@pytest.mark.parametrize("source", SOURCES)
def test_a_ledger_names_only_rules_that_cite_the_document(knowledge: Knowledge, source: str) -> None:
    (ledger,) = [ledger for ledger in knowledge.ledgers if ledger.source == source]
    named = {rule for item in ledger.items for rule in item.rules}
    assert {rule for rule in named if source not in {c.source for c in knowledge.rules[rule].cite}} == set()


def test_every_point_can_be_asked_for_in_both_languages(knowledge: Knowledge) -> None:
    """A point that waits for a fact, or one row of a look-up, is reached through the rest of its aspect."""
    mute = [
        f"{rule.id}/{point.id}"
        for service in knowledge.services.values()
        for aspect in service.aspects
        for rule in aspect.rules
        for point in rule.points
        if not (point.asked_as.zh and point.asked_as.en) and not reached_otherwise(point, aspect.kind)
    ]
    assert mute == []


def reached_otherwise(point: Point, kind: str) -> bool:
    return bool(point.needs) or kind in ("lookup", "calc", "one")


def test_every_aspect_can_be_asked_for_in_both_languages(knowledge: Knowledge) -> None:
    mute = [f"{s.id}.{a.id}" for s in knowledge.services.values() for a in s.aspects if not (a.asked_as.zh and a.asked_as.en)]
    assert mute == []


def test_no_two_labels_are_asked_for_in_the_same_words_of_one_service(knowledge: Knowledge) -> None:
    for service in knowledge.services.values():
        spoken = [phrase for a in service.aspects for rule in a.rules for p in rule.points for phrase in {*p.asked_as.zh, *p.asked_as.en}]
        assert len(spoken) - len(set(spoken)) <= len(spoken) // 50


# -- what may know what


def imported(path: Path) -> set[str]:
    """Return the full names of the modules that a file imports."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            found.add(".".join([*package[: len(package) - node.level + 1], node.module or ""]) if node.level else node.module or "")
    return found


def files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


@pytest.mark.parametrize("path", files("wenguan/rulebook"), ids=lambda p: p.name)
def test_the_rulebook_knows_the_standard_library_its_loader_and_the_calendar(path: Path) -> None:
    outside = {name for name in imported(path) if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("wenguan.rulebook")}
    assert {name.split(".")[0] for name in outside} <= {"ruamel", "holidays"}


@pytest.mark.parametrize(
    ("folder", "never"),
    [
        ("wenguan/rulebook", ("wenguan.nlu", "wenguan.dialogue", "wenguan.channels", "actions", "rasa")),
        ("wenguan/nlu", ("wenguan.dialogue", "wenguan.channels", "actions")),
        ("wenguan/dialogue", ("wenguan.channels", "actions", "rasa", "sanic")),
        ("actions", ("wenguan.channels", "rasa.", "sanic")),
    ],
)
def test_imports_run_downwards_only(folder: str, never: tuple[str, ...]) -> None:
    upwards = {(path.name, name) for path in files(folder) for name in imported(path) if name.startswith(never) and not name.startswith("rasa_sdk")}
    assert upwards == set()


@pytest.mark.parametrize("path", files("wenguan/rulebook", "wenguan/dialogue"), ids=lambda p: p.name)
def test_nothing_below_the_channels_reads_the_clock(path: Path) -> None:
    assert not re.search(r"\.(?:today|now|utcnow)\(|time\.time\(", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", files("actions"), ids=lambda p: p.name)
def test_actions_hold_no_number_date_or_sentence(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))}
    constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    numbers = [value for value in constants if isinstance(value, (int, float)) and not isinstance(value, bool)]
    texts = [value for value in constants if isinstance(value, str) and value not in docstrings]
    sentences = [text for text in texts if re.search(r"[0-9\u3400-\u9fff ]", text)]
    assert [n for n in numbers if n != 1] == []
    assert sentences == []
