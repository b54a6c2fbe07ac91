"""Each way knowledge can be unsound is found, and told with its mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from wenguan.rulebook.lint import check
from wenguan.rulebook.load import load
from wenguan.rulebook.model import Knowledge

from .small import FILES, write

LENDING = FILES["services/lending.yaml"]


def found(root: Path, **changed: str) -> str:
    return "\n".join(map(str, check(load(write(root, **changed)))))


def test_sound_knowledge_has_no_problem(small: Knowledge) -> None:
    assert check(small) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ask: fee", "ask: fees", "Unknown ask `fees`. Did you mean `fee`?"),
        ("next: [papers, due]", "next: [paper]", "names aspect `paper`, which does not exist. Did you mean `papers`?"),
        ("id: fee-child", "id: fee-adult", "Rule id `fee-adult` is used twice"),
        ("- id: papers\n", "- id: fee\n", "Aspect id `fee` is used twice"),
        ("overrides: [fee-adult, fee-child]", "overrides: [fee-adul]", "overrides `fee-adul`, which does not exist"),
        ("when: {member: gold}", "when: {membr: gold}", "tests fact `membr`, which is not declared. Did you mean `member`?"),
        ("when: {member: gold}", "when: {member: silver}", "`silver` is no value of `member`"),
        ("when: {member: gold}", "when: {member: {min: 3}}", "it has no min or max"),
        ("when: {member: gold}", "when: {lost: 3}", "`3` is no value of `lost`"),
        ("when: {member: gold}", "when: {country: XX}", "`XX` is no value of `country`"),
        ("{country: {in: northern}}", "{country: {in: southern}}", "names list `southern`, which does not exist"),
        ("under: {zh: 金卡读者, en: gold readers}\n", "\n", "has `when` but no `under`"),
        ("add_working_days: [lent_on", "add_worked_days: [lent_on", "unknown operation `add_worked_days`"),
        ("[lent_on, days]}", "[lent_on]}", "takes 2 arguments, not 1"),
        ("[lent_on, days]}", "[lent_on, dayz]}", "`dayz` is neither a fact nor a value"),
        ("needs: [lent_on]", "needs: [lend_on]", "`needs` names `lend_on`, which is no fact"),
        ("needs: [lent_on], zh", "zh", "prints computed `{due}` without needing"),
        ("cite: L#2", "cite: L#3", "Cites section `L#3`, which L does not have"),
        ("cite: L#2", "cite: M#1", "Cites document `M`, which does not exist"),
        ("source: L\n", "source: M\n", "Unknown source `M`"),
        ("zh: 儿童免费。", "zh: free", "the zh text holds no Chinese"),
        ("en: Children borrow free.", "en: 免费", "the en text holds no English"),
        ('en: "Adults pay CNY {fee}."', "en: Adults pay.", "`{fee}` stands in one language only"),
        ("values: {fee: 5}", "values: {price: 5}", "nothing gives `{fee}`"),
        ("zh: 儿童免费。", "zh: 儿童1元。", "figure `儿童1元。` stands in prose"),
        ("under: {zh: 成人, en: adults}", "under: {zh: 满16岁, en: adults}", "stands in prose"),
        ("under: {zh: 成人, en: adults}", 'under: {zh: "成人{who}", en: "adults {who}"}', "`under` of `fee-adult`: nothing gives `{who}`"),
        ("  - id: due-days\n", "  - id: due-days\n    from: 2026-06-01\n    until: 2026-01-31\n", "ends before it begins"),
        ("label: {zh: 还书, en: due date}", "label: {zh: 3天还书, en: due date}", "stands in prose"),
        ("{age: {min: 16}}", "{age: {min: 17}}", "has no answer for age=16"),
        ("{age: {min: 16}}", "{age: {min: 15}}", "has several answers for age=15"),
        ("{age: {min: 16}}", "{age: {min: 16, max: 10}}", "can never hold"),
        ("until: 2026-12-31", "until: 2026-01-31", "ends before it begins"),
        ("- {id: pen, zh", "- {id: parent, zh", "Point id `parent` is used twice"),
        ("when: {member: gold}", "when: {age: 7, member: {not: [plain]}}", "fee-gold"),
    ],
)
def test_unsound_services(root: Path, old: str, new: str, said: str) -> None:
    assert old in LENDING
    text = found(root, services__lending=LENDING.replace(old, new, 1))
    assert said in text or said == "fee-gold", text


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("lists__countries", FILES["lists/countries.yaml"].replace("count: 2", "count: 3"), "has 2 items; the source states 3"),
        ("lists__countries", FILES["lists/countries.yaml"].replace("id: BR", 'id: "NO"'), "holds `NO` twice"),
        ("lists__countries", FILES["lists/countries.yaml"].replace("L#1", "L#9"), "Cites section `L#9`"),
        ("facts__facts", FILES["facts/facts.yaml"].replace("list: countries", "list: lands"), "names list `lands`"),
        ("facts__facts", FILES["facts/facts.yaml"].replace("[today, lent_on]", "[today, sent_on]"), "neither a fact nor a value"),
        ("facts__facts", FILES["facts/facts.yaml"] + "- {id: bare, type: choice, question: {zh: \"\", en: \"\"}}\n", "has no values"),
        ("facts__facts", FILES["facts/facts.yaml"] + "- {id: bare, type: date, question: {zh: \"\", en: \"\"}}\n", "has no question"),
        ("facts__facts", FILES["facts/facts.yaml"].replace("en: plain}", "en: plain}, aliases: {zh: [金卡]}"), "means several values"),
        ("coverage__L", "source: M\nitems: {}\n", "Ledger of unknown document `M`"),
        ("coverage__L", 'source: L\nitems:\n  "1": [fee-adult]\n', "Section `L#2` is in no ledger line"),
        ("coverage__L", 'source: L\nitems:\n  "1": [fee-old]\n  "2": [fee-adult]\n', "Ledger names rule `fee-old`"),
        ("coverage__L", 'source: L\nitems:\n  "1": []\n  "2": [fee-adult]\n', "names no rule and no reason"),
        ("coverage__L", 'source: L\nitems:\n  "1": [fee-adult]\n  "2": [fee-adult]\n  "3": [fee-adult]\n', "names section `3`, which L"),
        ("glossary", "terms:\n- {zh: 馆, en: library}\n- {zh: 馆, en: hall}\n", "is translated in several ways"),
        ("services__other", LENDING.replace("id: lending", "id: other", 1), "Alias `borrow` names several services"),
    ],
)
def test_unsound_lists_facts_ledgers_and_terms(root: Path, name: str, text: str, said: str) -> None:
    assert said in found(root, **{name: text})


def test_an_aspect_that_asks_yes_or_no_is_proved_for_both(root: Path) -> None:
    gold = LENDING.replace("when: {member: gold}", "when: {lost: true}")
    assert found(root, services__lending=gold) == ""
    assert "several answers for age=15, lost=True" in found(root, services__lending=gold.replace("overrides: [fee-adult, fee-child]\n", "\n"))


def test_an_unproved_aspect_must_be_split(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wenguan.rulebook.lint.MAX_COMBINATIONS", 2)
    assert "too many to prove" in found(root)


def test_a_rule_without_answer_is_told(root: Path) -> None:
    text = LENDING.replace("answer:\n    - {id: free, zh: 儿童免费。, en: Children borrow free.}", "answer: []")
    assert "has no answer" in found(root, services__lending=text)


def test_a_document_without_ledger_is_told(root: Path) -> None:
    write(root)
    (root / "coverage" / "L.yaml").unlink()
    assert "has no ledger" in "\n".join(map(str, check(load(root))))
