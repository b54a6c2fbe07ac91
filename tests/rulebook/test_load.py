"""Reading knowledge strictly: each fault is named with its file, its line and what to do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from wenguan.rulebook.errors import KnowledgeError, Problem, did_you_mean
from wenguan.rulebook.load import load, version_of
from wenguan.rulebook.model import Citation, Knowledge, Test, Text

from .small import FILES, write

LENDING = "services/lending.yaml"


def problems(root: Path, **changed: str) -> list[Problem]:
    with pytest.raises(KnowledgeError) as caught:
        load(write(root, **changed))
    assert caught.value.partial is not None
    return list(caught.value.problems)


def test_everything_is_read(small: Knowledge) -> None:
    assert set(small.services) == {"lending"}
    rule = small.rules["fee-adult"]
    assert rule.when == (Test("age", min=16),)
    assert rule.values == {"fee": 5}
    assert rule.cite == (Citation("L", "1"),)
    assert small.lists["countries"].by_id["NO"].fields == {"area": Text("北欧", "the north")}
    assert small.facts["lost"].aliases[True].en == ("lost",)
    assert small.facts["member"].choice("gold") is not None
    assert small.facts["member"].choice("silver") is None
    assert small.phrases["hello"].en == "Hello {name}"


def test_a_list_of_one_needs_no_brackets(root: Path) -> None:
    text = FILES[LENDING].replace("next: [papers, due]", "next: papers")
    assert load(write(root, services__lending=text)).aspect("lending", "fee").next == ("papers",)


def test_norway_stays_a_country(small: Knowledge) -> None:
    assert "NO" in small.lists["countries"].by_id


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("cite: L#2", "cites: L#2", "Unknown key `cites`. Did you mean `cite`?"),
        ("cite: L#2", "cite: L2", "cite as S0#9.1"),
        ("kind: calc", "kind: sum", "`sum` is not one of"),
        ("lead: true", "lead: perhaps", "write true or false"),
        ("from: 2026-06-01", "from: soon", "write a date"),
        ("label: {zh: 费用, en: fee}", "label: 费用", "write both languages"),
        ("label: {zh: 费用, en: fee}", "label: {zh: 费用}", "write both languages"),
        ("aliases: {zh: [借书], en: [borrow]}", "aliases: [借书]", "write phrases as"),
        ("values: {fee: 5}", "values: 5", "write values as"),
        ("values: {fee: 5}", "values: {fee: [5]}", "a list cannot be a value"),
        ("values: {fee: 5}", "values: {fee: }", "cannot use `None` here"),
        ("source: L\n", "source: L\n7: seven\n", "Unknown key `7`"),
        ("values: {fee: 5}", "values: {fee: {zh: 五}}", "write both languages"),
        ("compute:\n      due: {add_working_days: [lent_on, days]}", "compute: 3", "write computed values as"),
        ("due: {add_working_days: [lent_on, days]}", "due: 3", "write one operation"),
        ("when: {member: gold}", "when: gold", "write conditions as"),
        ("when: {member: gold}", "when: {member: {like: gold}}", "cannot read the test of `member`"),
        ("ask: fee", "ask: [fee]", "a single word or text is wanted"),
        ("- {id: free, zh: 儿童免费。, en: Children borrow free.}", "- 儿童免费", "must be a mapping with keys"),
        ("aspects:\n", "aspects: none\nold:\n", "`aspects` must be a list"),
        ("id: lending\n", "", "`id` is missing"),
    ],
)
def test_a_fault_is_named(root: Path, old: str, new: str, said: str) -> None:
    assert old in FILES[LENDING]
    found = problems(root, services__lending=FILES[LENDING].replace(old, new, 1))
    assert any(said in str(problem) for problem in found), found
    assert all(problem.file == LENDING and problem.line > 0 for problem in found)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("facts__facts", "- {id: age, type: number, question: {zh: 几, en: how}, min: few}", "write a number"),
        ("facts__facts", "- {id: lost, type: yesno, question: {zh: 丢, en: lost}, aliases: {maybe: {zh: [], en: []}}}", "write aliases under true"),
        ("facts__facts", 2 * "- {id: a, type: number, question: {zh: 几, en: how}}\n", "declared twice"),
        ("facts__facts", "- {id: a, id: b}", "Not readable as YAML"),
        ("coverage__L", "source: L\nitems: [a]", "write section: [rule ids]"),
    ],
)
def test_faults_of_other_files(root: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(KnowledgeError, match=re.escape(said)):
        load(write(root, **{name: text}))


def test_a_file_of_another_shape_holds_nothing(root: Path) -> None:
    assert load(write(root, services__lending="- a\n- b")).services == {}


def test_files_that_are_missing_or_of_another_shape_hold_nothing(root: Path) -> None:
    write(root, phrases="- no mapping")
    (root / "asks.yaml").unlink()
    loaded = load(root)
    assert loaded.phrases == {}
    assert loaded.asks == {}


def test_the_version_follows_every_file(root: Path) -> None:
    before = version_of(write(root))
    (root / "glossary.yaml").write_text("digits: []\n", encoding="utf-8")
    assert version_of(root) != before


def test_values_of_every_kind_are_plain_python(root: Path) -> None:
    text = FILES[LENDING].replace("values: {fee: 5}", "values: {fee: 5, half: 2.5, on: 2026-01-01, yes: true, name: 'x', both: {zh: 五, en: five}}")
    values: Any = load(write(root, services__lending=text)).rules["fee-adult"].values
    assert [type(v).__name__ for v in values.values()] == ["int", "float", "date", "bool", "str", "Text"]


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [("feee", ["fee", "time"], "Did you mean `fee`?"), ("zzz", ["a", "b"], "Known: a, b."), ("zzz", [f"k{i}" for i in range(20)], "")],
)
def test_suggestions(word: str, known: list[str], said: str) -> None:
    assert did_you_mean(word, known) == said
