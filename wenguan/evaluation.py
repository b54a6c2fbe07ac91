"""Play evaluation conversations and judge whole answers: right facts, nothing wrong, right language, right document.

The cases (`evaluation/`) are written from the documents by hands that never see the training phrases. `look/` may be studied while
working; `report/` is played only to report.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Callable, Iterable, Iterator, Mapping, Sequence

from ruamel.yaml import YAML

from wenguan.dialogue.present import in_script, text_of
from wenguan.dialogue.turn import Turn
from wenguan.nlu.language import detect
from wenguan.nlu.text import normalise
from wenguan.rulebook.model import Knowledge

ON = date(2026, 11, 24)
"""The day for which the cases were written."""
FOREIGN = "foreign"
"""The `doc` of a turn that no document answers."""
ANSWERED = {"answered", "partial", "needs_fact", "not_stated", "out_of_date"}
ACCEPTED = "a foreign question was answered"
TOO_LONG = {"zh": 430, "en": 1300}


@dataclass(frozen=True)
class Expectation:
    """What one turn must show: every group of `must` by one of its strings, none of `must_not`."""

    say: str
    doc: str
    language: str
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    judged: bool = True


@dataclass(frozen=True)
class Case:
    id: str
    turns: tuple[Expectation, ...]


@dataclass(frozen=True)
class Verdict:
    """How one turn came out. `missing`, `wrong` and `faults` say why it failed."""

    case: str
    expected: Expectation
    answer: str
    status: str
    aspect: str
    sources: tuple[str, ...]
    missing: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        return not (self.missing or self.wrong or self.faults)

    @property
    def refused(self) -> bool:
        """Whether a question about a document got no answer, and none of the statuses the case allows."""
        return self.expected.doc not in (FOREIGN, "any", "None") and self.status not in ANSWERED and self.status not in self.expected.status

    @property
    def accepted(self) -> bool:
        """Whether a foreign question got an answer out of a document."""
        return ACCEPTED in self.faults


@dataclass
class Tally:
    """Counts over some turns."""

    turns: int = 0
    right: int = 0
    wrong_fact: int = 0
    refused: int = 0
    failures: list[Verdict] = field(default_factory=list)

    def add(self, verdict: Verdict) -> None:
        self.turns += 1
        self.right += verdict.right
        self.wrong_fact += bool(verdict.wrong)
        self.refused += verdict.refused
        if not verdict.right:
            self.failures.append(verdict)


def read(folder: Path) -> list[Case]:
    """Read every case under a folder; raise ValueError naming the file of a bad one."""
    return [case for path in sorted(folder.glob("*.yaml")) for case in _file(path)]


def _file(path: Path) -> Iterator[Case]:
    for number, entry in enumerate(YAML(typ="safe").load(path.read_text(encoding="utf-8")) or [], 1):
        try:
            turns = entry.get("turns") or [entry]
            yield Case(f"{path.stem}:{number}", tuple(_expectation(turn, entry) for turn in turns))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{path.name}, case {number}: {error!r}") from error


def _expectation(turn: Mapping[str, Any], case: Mapping[str, Any]) -> Expectation:
    groups = tuple(tuple(map(str, g)) if isinstance(g, list) else (str(g),) for g in turn.get("must", ()))
    status = turn.get("status", ())
    return Expectation(
        say=str(turn["say"]), doc=str(turn.get("doc", case.get("doc"))), language=str(turn.get("lang", case.get("lang"))), must=groups,
        must_not=tuple(map(str, turn.get("must_not", ()))), status=(status,) if isinstance(status, str) else tuple(status),
        judged=bool(groups or turn.get("must_not") or status or turn.get("doc", case.get("doc")) == FOREIGN),
    )


def play(case: Case, say: Callable[[str], Turn], knowledge: Knowledge) -> Iterator[Verdict]:
    """Play one case in a fresh conversation and judge each turn that expects something."""
    for expected in case.turns:
        turn = say(expected.say)
        if expected.judged:
            yield judge(case.id, expected, turn, knowledge)


def judge(case: str, expected: Expectation, turn: Turn, knowledge: Knowledge) -> Verdict:
    """Compare one turn with what it must show."""
    answer = "\n".join(in_script(text_of(knowledge, reply), turn.state.language) for reply in turn.replies)
    plain = comparable(answer)
    sources = tuple(dict.fromkeys(c.source for reply in turn.replies for c in reply.citations))
    statuses = [reply.status for reply in turn.replies]
    return Verdict(
        case, expected, answer, statuses[0], "; ".join(f"{r.service}.{r.aspect}" for r in turn.replies), sources,
        missing=tuple(" | ".join(group) for group in expected.must if not any(_stands(wanted, plain) for wanted in group)),
        wrong=tuple(bad for bad in expected.must_not if _stands(bad, plain)),
        faults=tuple(_faults(expected, answer, statuses, sources, turn)),
    )


def _faults(expected: Expectation, answer: str, statuses: Sequence[str], sources: Sequence[str], turn: Turn) -> Iterator[str]:
    if expected.status and not set(expected.status) & set(statuses):
        yield f"status {statuses}, not {list(expected.status)}"
    if expected.doc == FOREIGN:
        if set(statuses) & ANSWERED:
            yield ACCEPTED
        return
    if expected.doc not in ("any", "None") and not set(expected.doc.split("+")) & set(sources):
        yield f"cites {list(sources)}, not {expected.doc}"
    spoken = expected.language.replace("mixed", "")
    if spoken and turn.state.language != spoken and not (spoken.startswith("zh") and _same_in_both(expected.say, turn.state.language)):
        yield f"answered in {turn.state.language}, asked in {spoken}"
    limit = TOO_LONG["en" if turn.state.language == "en" else "zh"] * max(1, len(turn.replies))
    if len(answer) > limit:
        yield f"{len(answer)} characters long"


def _same_in_both(said: str, language: str | None) -> bool:
    """Whether the words look alike in both scripts, so that either may answer."""
    return detect(said, "zh-Hans") != detect(said, "zh-Hant") and (language or "").startswith("zh")


def comparable(text: str) -> str:
    """Fold script, case, width and blanks, so that 《３ 個》 and 《3个》 are alike."""
    return re.sub(r"[\s,，]+", "", normalise(text).text)


def _stands(wanted: str, plain: str) -> bool:
    if wanted.startswith("re:"):
        return re.search(wanted[3:], plain, re.IGNORECASE) is not None
    return comparable(wanted) in plain


def tally(verdicts: Iterable[Verdict], by: Callable[[Verdict], str]) -> dict[str, Tally]:
    """Count verdicts by some key."""
    counts: dict[str, Tally] = defaultdict(Tally)
    for verdict in verdicts:
        counts[by(verdict)].add(verdict)
    return dict(sorted(counts.items()))
