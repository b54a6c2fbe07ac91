"""Measure understanding and write `report/`: a page for a content author to act on, and the same figures as JSON.

Of the set kept for reporting only figures are shown, never its questions, so that nobody can write towards it.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Callable, Iterable, Iterator, Mapping, Protocol, Sequence

from wenguan.dialogue import turn as dialogue
from wenguan.dialogue.resolve import Topical, resolve
from wenguan.dialogue.state import State
from wenguan.dialogue.turn import Assistant, Turn
from wenguan.evaluation import ANSWERED, FOREIGN, ON, Case, Tally, Verdict, play, read, tally
from wenguan.nlu import bank, ranker, understanding
from wenguan.nlu.facts import Extractor
from wenguan.nlu.reading import Reading
from wenguan.paths import ROOT
from wenguan.report_page import page

SETS = ("look", "report")
OPEN_SET = "look"
"""The set whose questions may be shown."""
INSTRUCTIVE = 50
PARTS = ("normalise", "encode", "rank", "facts", "decide", "compose", "other")
EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99, 1.0)
"""Where the bins of confidence end."""


class Reader(Protocol):
    def read(self, text: str) -> Reading: ...


@dataclass(frozen=True)
class Played:
    """A judged turn, how sure the assistant was of its topic (None when it was not asked for one), and its time by part."""

    verdict: Verdict
    confidence: float | None
    milliseconds: Mapping[str, float]


@dataclass(frozen=True)
class Outside:
    """What became of questions that are all foreign: how many got each status, and the ones that were answered."""

    questions: int
    statuses: Mapping[str, int]
    answered: tuple[tuple[str, str], ...]


class Stopwatch:
    """Adds up the time spent in named parts; what a part spends inside another counts for the inner one only."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._inside = [0.0]

    def timed(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **named: Any) -> Any:
            self._inside.append(0.0)
            started = perf_counter()
            try:
                return call(*args, **named)
            finally:
                took = perf_counter() - started
                self.spent[name] += 1000 * (took - self._inside.pop())
                self._inside[-1] += took

        return run

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Time the parts of understanding and answering while the block runs."""
        parts = (
            (understanding, "normalise", "normalise"), (dialogue, "normalise", "normalise"), (ranker, "encode", "encode"),
            (ranker.Ranker, "rank", "rank"), (Extractor, "extract", "facts"), (dialogue, "decide_aspect", "decide"), (dialogue, "compose", "compose"),
        )
        with ExitStack() as undo:
            for owner, name, part in parts:
                plain = getattr(owner, name)
                undo.callback(setattr, owner, name, plain)
                setattr(owner, name, self.timed(part, plain))
            yield


class Player:
    """Plays cases, each in a conversation of its own, and remembers what a verdict does not tell."""

    def __init__(self, assistant: Assistant, reader: Reader) -> None:
        self._assistant, self._reader, self._watch = assistant, reader, Stopwatch()
        self._state = State()
        self._confidence: float | None = None

    def play(self, cases: Iterable[Case]) -> list[Played]:
        """Play every case and judge it."""
        with self._watch.watching():
            return [played for case in cases for played in self._case(case)]

    def statuses(self, questions: Sequence[str]) -> Outside:
        """Ask foreign questions, each in a conversation of its own."""
        turns = [(question, self._fresh(question)) for question in questions]
        worst = [(q, next((r for r in turn.replies if r.status in ANSWERED), turn.replies[0])) for q, turn in turns]
        answered = tuple((q, f"{r.service}.{r.aspect}") for q, r in worst if r.status in ANSWERED)
        return Outside(len(turns), dict(Counter(r.status for _, r in worst).most_common()), answered)

    def _fresh(self, text: str) -> Turn:
        self._state = State()
        return self._say(text)

    def _case(self, case: Case) -> Iterator[Played]:
        self._state = State()
        for verdict in play(case, self._say, self._assistant.knowledge):
            yield Played(verdict, self._confidence, dict(self._watch.spent))

    def _say(self, text: str) -> Turn:
        self._watch.spent.clear()
        before = self._state
        reading: Reading
        turn: Turn
        reading, turn = self._watch.timed("other", self._answer)(text)
        self._state, self._confidence = turn.state, self._sure(before, reading, turn)
        return turn

    def _answer(self, text: str) -> tuple[Reading, Turn]:
        reading = self._reader.read(text)
        return reading, self._assistant.respond(self._state, reading, on=ON)

    def _sure(self, before: State, reading: Reading, turn: Turn) -> float | None:
        """How sure the topic of the first question was, if that topic is what was answered."""
        if not reading.questions:
            return None
        comparing = bank.COMPARING if bank.COMPARING in self._assistant.knowledge.services else None
        found = resolve(reading.questions[0], self._assistant.topics, context=before.service, comparing=comparing)
        reply = turn.replies[0]
        same = isinstance(found, Topical) and (found.topic.service, found.topic.aspect) == (reply.service, reply.aspect)
        return found.confidence if same and isinstance(found, Topical) else None


def report(sets: Sequence[str] = SETS, foreign: Path | None = None, clinc: Path | None = None, folder: Path = ROOT / "report") -> int:
    """Play the sets, print the summary, write `index.html` and `summary.json`."""
    from wenguan.terminal import parts

    assistant, reader = parts()
    player = Player(assistant, reader)
    played = {name: player.play(read(ROOT / "evaluation" / name)) for name in sets}
    outside = {path.name: player.statuses(questions) for path, questions in _foreign(foreign, clinc)}
    figures = summary(played, outside)
    write(folder, figures, instructive(played.get(OPEN_SET, ())), outside)
    print(as_text(figures))
    print(f"\nwrote {folder / 'index.html'}")
    return 0


def _foreign(lines: Path | None, clinc: Path | None) -> Iterator[tuple[Path, list[str]]]:
    if lines is not None:
        yield lines, [line.strip() for line in lines.read_text(encoding="utf-8").splitlines() if line.strip()]
    if clinc is not None:
        yield clinc, [text for text, _ in json.loads(clinc.read_text(encoding="utf-8"))["oos_val"]]


def write(folder: Path, figures: Mapping[str, Any], failures: Sequence[Played], outside: Mapping[str, Outside]) -> None:
    """Write the page and the figures."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "summary.json").write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    shown = [{**asdict(p.verdict.expected), **asdict(p.verdict), "confidence": p.confidence} for p in failures]
    answered = {name: found.answered for name, found in outside.items()}
    (folder / "index.html").write_text(page(figures, shown, answered), encoding="utf-8")


def summary(played: Mapping[str, Sequence[Played]], outside: Mapping[str, Outside] = {}) -> dict[str, Any]:
    """All figures of the page, as plain data."""
    everything = [p for turns in played.values() for p in turns]
    return {
        "on": ON.isoformat(),
        "sets": {name: _set(turns, shown=name == OPEN_SET) for name, turns in played.items()},
        "foreign": {name: {"questions": o.questions, "answered": len(o.answered), "statuses": dict(o.statuses)} for name, o in outside.items()},
        "milliseconds": _times(everything),
    }


def _set(turns: Sequence[Played], *, shown: bool) -> dict[str, Any]:
    verdicts = [p.verdict for p in turns]
    return {
        "all": _counts(verdicts),
        "language": _table(verdicts, lambda v: v.expected.language),
        "document": _table(verdicts, lambda v: v.expected.doc),
        "confusions": _confusions(verdicts),
        "wrong_aspects": _wrong_aspects(verdicts, shown=shown),
        "confidence": _calibration(turns),
    }


def _table(verdicts: Sequence[Verdict], by: Callable[[Verdict], str]) -> dict[str, dict[str, Any]]:
    return {key: _counts([v for v in verdicts if by(v) == key]) for key in tally(verdicts, by)}


def _counts(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Count turns about the documents and, apart from them, foreign ones."""
    own, foreign = Tally(), [v for v in verdicts if v.expected.doc == FOREIGN]
    for verdict in verdicts:
        if verdict.expected.doc != FOREIGN:
            own.add(verdict)
    return {
        "turns": own.turns, "right": own.right, "wrong_fact": own.wrong_fact, "refused": own.refused,
        "foreign": len(foreign), "accepted": sum(v.accepted for v in foreign),
    }


def _confusions(verdicts: Iterable[Verdict]) -> dict[str, dict[str, int]]:
    """Count, for each expected document, the documents that were cited instead (or the status, when none was)."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for verdict in verdicts:
        counts[verdict.expected.doc][_answered_from(verdict)] += 1
    return {expected: dict(sorted(found.items())) for expected, found in sorted(counts.items())}


def _answered_from(verdict: Verdict) -> str:
    if not verdict.sources:
        return verdict.status
    wanted = verdict.expected.doc.split("+")
    return verdict.expected.doc if set(wanted) & set(verdict.sources) or verdict.expected.doc == "any" else verdict.sources[0]


def _wrong_aspects(verdicts: Iterable[Verdict], *, shown: bool) -> list[dict[str, Any]]:
    """The aspects that most often gave an answer that was not right."""
    failed: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        if not verdict.right and verdict.expected.doc != FOREIGN and verdict.status in ANSWERED:
            failed[verdict.aspect].append(verdict)
    ordered = sorted(failed.items(), key=lambda entry: (-len(entry[1]), entry[0]))[:20]
    return [
        {
            "aspect": aspect, "failures": len(found), "documents": dict(Counter(v.expected.doc for v in found)),
            "example": found[0].expected.say if shown else "",
        }
        for aspect, found in ordered
    ]


def _calibration(turns: Iterable[Played]) -> list[dict[str, Any]]:
    """Of the turns in each bin of confidence: how many, how sure on average, how many right."""
    sure = [(p.confidence, p.verdict.right) for p in turns if p.confidence is not None]
    bins = []
    for low, high in pairwise(EDGES):
        inside = [(c, right) for c, right in sure if low <= c < high or c >= high == EDGES[-1]]
        if inside:
            mean = sum(c for c, _ in inside) / len(inside)
            bins.append({"from": low, "to": high, "turns": len(inside), "confidence": round(mean, 4), "right": sum(r for _, r in inside)})
    return bins


def _times(turns: Sequence[Played]) -> dict[str, float]:
    """The median time of each part, and of the whole message."""
    if not turns:
        return {}
    parts = {part: round(median(p.milliseconds.get(part, 0.0) for p in turns), 3) for part in PARTS}
    return {**parts, "whole message": round(median(sum(p.milliseconds.values()) for p in turns), 3)}


def instructive(turns: Sequence[Played], most: int = INSTRUCTIVE) -> list[Played]:
    """Pick the failures that teach most: wrong facts first, then the surest ones, each aspect once before any twice."""
    failed = sorted((p for p in turns if not p.verdict.right), key=lambda p: (not p.verdict.wrong, -(p.confidence or 0.0)))
    seen: Counter[str] = Counter()
    rounds = []
    for played in failed:
        rounds.append(seen[played.verdict.aspect])
        seen[played.verdict.aspect] += 1
    order = sorted(range(len(failed)), key=lambda i: (not failed[i].verdict.wrong, rounds[i]))
    return [failed[i] for i in order[:most]]


def as_text(figures: Mapping[str, Any]) -> str:
    """The summary for a terminal."""
    lines = []
    for name, found in figures["sets"].items():
        lines += ["", f"{name:<12}{'turns':>7}{'right':>9}{'wrong':>9}{'refused':>9}{'foreign':>9}{'accepted':>10}"]
        lines += [_line(row, counts) for row, counts in (("all", found["all"]), *found["language"].items(), *found["document"].items())]
    for name, found in figures["foreign"].items():
        statuses = ", ".join(f"{status} {count}" for status, count in found["statuses"].items())
        lines += ["", f"{name}: {found['answered']} of {found['questions']} foreign questions answered ({statuses})"]
    times = ", ".join(f"{part} {spent:.2f}" for part, spent in figures["milliseconds"].items())
    return "\n".join([*lines, "", f"median milliseconds: {times}"]).strip("\n")


def _line(name: str, c: Mapping[str, int]) -> str:
    def share(count: int) -> str:
        return f"{count / c['turns']:9.1%}" if c["turns"] else f"{'-':>9}"

    return f"  {name:<10}{c['turns']:>7}{share(c['right'])}{share(c['wrong_fact'])}{share(c['refused'])}{c['foreign']:>9}{c['accepted']:>10}"
