"""The report's page: one HTML file with its style and plots inside, no script, nothing fetched."""

from __future__ import annotations

from html import escape
from typing import Any, Iterable, Mapping, Sequence

BARS = {"right": 0.95, "wrong_fact": 0.01, "refused": 0.02, "accepted": 0.03}
"""At least this share right; at most this share of the others."""

_STYLE = """
:root{--ink:#1d2733;--soft:#5b6876;--line:#d9dfe6;--paper:#fff;--shade:#f5f7f9;--good:#2f7d5b;--bad:#b3362b;--blue:#2b5f9e}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaee;--soft:#a3aeb9;--line:#3a444f;--paper:#171c22;--shade:#20272f;--good:#6cc49b;--bad:#f08a80;
--blue:#86b4ea}}
*{box-sizing:border-box}body{margin:0 auto;max-width:72rem;padding:2rem 1rem 4rem;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
h1{font-size:1.7rem;margin:0 0 .3rem}h2{margin:2.5rem 0 .5rem;font-size:1.3rem}h3{margin:1.4rem 0 .4rem;font-size:1rem}
p{max-width:46rem;margin:.3rem 0}.soft{color:var(--soft)}.scroll{overflow-x:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{padding:.25rem .7rem;border-bottom:1px solid var(--line);text-align:right}
th{font-weight:600;color:var(--soft)}th:first-child,td:first-child,.left td,.left th{text-align:left;vertical-align:top}
.missed{color:var(--bad);font-weight:600}.pair{display:flex;flex-wrap:wrap;gap:2rem}
svg{max-width:100%;height:auto;overflow:visible}svg text{fill:var(--ink);font-size:12px}svg .soft{fill:var(--soft)}
article{border:1px solid var(--line);border-radius:.5rem;padding:.7rem 1rem;margin:.7rem 0}article p{max-width:none}
.answer{white-space:pre-line;background:var(--shade);padding:.5rem .7rem;border-radius:.3rem}.bad{color:var(--bad)}
"""


def page(figures: Mapping[str, Any], failures: Sequence[Mapping[str, Any]], answered: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    """Write the whole page."""
    body = [
        "<h1>How well Wenguan understands</h1>",
        f'<p class="soft">Whole answers to evaluation questions, as of {escape(figures["on"])}. Right: every fact that was asked for, nothing the '
        "case forbids (a wrong fact), the language of the question, the right document. Figures in red miss their bar: 95 % right, at most 1 % with "
        "a wrong fact, 2 % refused, 3 % of foreign questions answered.</p>",
        *(_set(name, found) for name, found in figures["sets"].items()),
        _foreign(figures["foreign"], answered),
        _times(figures["milliseconds"]),
        _failures(failures),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<title>Wenguan: report</title><link rel="icon" href="data:,"><style>{_STYLE}</style></head><body><main>\n'
        + "\n".join(body) + "\n</main></body></html>\n"
    )


def _set(name: str, found: Mapping[str, Any]) -> str:
    everything = found["all"]
    parts = [
        f"<h2>Set “{escape(name)}”</h2>",
        f"<p>{everything['turns']} questions about the documents, {everything['foreign']} foreign ones.</p>",
        '<div class="pair">', _table("by language", {"all": everything, **found["language"]}), _plot_right("Right, by language", found["language"]),
        "</div>", '<div class="pair">', _table("by document", found["document"]), _plot_right("Right, by document", found["document"]), "</div>",
        "<h3>Expected document against the one answered from</h3>", _confusions(found["confusions"]),
        '<div class="pair">', _aspects(found["wrong_aspects"]), _calibration(found["confidence"]), "</div>",
    ]
    return "\n".join(parts)


def _table(title: str, rows: Mapping[str, Mapping[str, int]]) -> str:
    head = "".join(f"<th>{cell}</th>" for cell in (title, "turns", "right", "wrong fact", "refused", "foreign", "accepted"))
    return f'<div class="scroll"><table><tr>{head}</tr>{"".join(_row(name, counts) for name, counts in rows.items())}</table></div>'


def _row(name: str, c: Mapping[str, int]) -> str:
    own = [_share(key, c[key], c["turns"]) for key in ("right", "wrong_fact", "refused")]
    foreign = _share("accepted", c["accepted"], c["foreign"])
    return f"<tr><td>{escape(name)}</td><td>{c['turns']}</td>{''.join(own)}<td>{c['foreign']}</td>{foreign}</tr>"


def _share(key: str, count: int, of: int) -> str:
    if not of:
        return "<td>–</td>"
    share = count / of
    missed = share < BARS[key] if key == "right" else share > BARS[key]
    return f'<td title="{count} of {of}"{_class("missed", missed)}>{share:.1%}</td>'


def _class(name: str, wanted: bool) -> str:
    return f' class="{name}"' if wanted else ""


def _plot_right(title: str, rows: Mapping[str, Mapping[str, int]]) -> str:
    shares = [(name, c["right"] / c["turns"], f"{c['right'] / c['turns']:.1%}") for name, c in rows.items() if c["turns"]]
    return _bars(title, shares, bar=BARS["right"])


def _bars(title: str, rows: Sequence[tuple[str, float, str]], bar: float | None = None) -> str:
    """Draw horizontal bars; lengths are shares of the plot's width."""
    left, width, step = 130, 260, 22
    parts = []
    for number, (name, share, label) in enumerate(rows):
        y = number * step + 4
        color = "var(--bad)" if bar is not None and share < bar else "var(--good)" if bar is not None else "var(--blue)"
        parts.append(
            f'<text x="{left - 8}" y="{y + 12}" text-anchor="end">{escape(name)}</text>'
            f'<rect x="{left}" y="{y}" width="{max(share, 0) * width:.1f}" height="15" fill="{color}"/>'
            f'<text x="{left + width + 8}" y="{y + 12}">{escape(label)}</text>'
        )
    height = len(rows) * step + 8
    if bar is not None:
        x = left + bar * width
        parts.append(f'<line x1="{x}" x2="{x}" y1="0" y2="{height}" stroke="var(--ink)" stroke-dasharray="3 3"/>')
    return _svg(title, left + width + 60, height, "".join(parts))


def _svg(title: str, width: int, height: int, inside: str) -> str:
    return (
        f'<figure style="margin:0"><figcaption class="soft">{escape(title)}</figcaption>'
        f'<svg role="img" aria-label="{escape(title)}" width="{width}" height="{height}" viewBox="0 0 {width} {height}">{inside}</svg></figure>'
    )


def _confusions(counts: Mapping[str, Mapping[str, int]]) -> str:
    """Draw a grid: the darker, the larger the share of the row."""
    columns = sorted({column for row in counts.values() for column in row}, key=lambda c: (not c.startswith("S"), c))
    left, top, cell, high = 80, 90, 52, 24
    parts = [
        f'<text transform="translate({left + x * cell + cell / 2},{top - 8}) rotate(-40)">{escape(column)}</text>' for x, column in enumerate(columns)
    ]
    for y, (expected, row) in enumerate(counts.items()):
        total = sum(row.values())
        parts.append(f'<text x="{left - 8}" y="{top + y * high + 16}" text-anchor="end">{escape(expected)}</text>')
        for x, column in enumerate(columns):
            if count := row.get(column, 0):
                right = column == expected or expected == "foreign" and not column.startswith("S")
                color = "var(--good)" if right else "var(--bad)"
                parts.append(
                    f'<rect x="{left + x * cell}" y="{top + y * high}" width="{cell - 2}" height="{high - 2}" fill="{color}" '
                    f'fill-opacity="{0.12 + 0.6 * count / total:.2f}"/>'
                    f'<text x="{left + x * cell + cell / 2 - 1}" y="{top + y * high + 16}" text-anchor="middle">{count}</text>'
                )
    title = "Rows: expected. Columns: cited, or the status when nothing was cited."
    plot = _svg(title, left + len(columns) * cell + 70, top + len(counts) * high + 4, "".join(parts))
    return f'<div class="scroll">{plot}</div>'


def _aspects(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return ""
    lines = "".join(
        f"<tr><td>{escape(row['aspect'])}</td><td>{row['failures']}</td><td>{escape(', '.join(f'{d} {n}' for d, n in row['documents'].items()))}</td>"
        f"<td>{escape(row['example'])}</td></tr>"
        for row in rows
    )
    head = "<tr><th>answered with</th><th>failures</th><th>expected</th><th>for example</th></tr>"
    table = f'<div class="scroll"><table class="left">{head}{lines}</table></div>'
    return f"<div><h3>Aspects that most often answered and were not right</h3>{table}</div>"


def _calibration(bins: Sequence[Mapping[str, Any]]) -> str:
    """Draw confidence against accuracy; the area of a dot is the number of turns."""
    left, size = 50, 240
    most = max((b["turns"] for b in bins), default=1)
    parts = [
        f'<rect x="{left}" y="4" width="{size}" height="{size}" fill="none" stroke="var(--line)"/>'
        f'<line x1="{left}" y1="{size + 4}" x2="{left + size}" y2="4" stroke="var(--soft)" stroke-dasharray="4 4"/>'
    ]
    for share in (0, 0.25, 0.5, 0.75, 1):
        parts.append(
            f'<text class="soft" x="{left - 6}" y="{4 + size * (1 - share) + 4}" text-anchor="end">{share:.0%}</text>'
            f'<text class="soft" x="{left + size * share}" y="{size + 20}" text-anchor="middle">{share:.0%}</text>'
        )
    points = [(left + size * b["confidence"], 4 + size * (1 - b["right"] / b["turns"]), b) for b in bins]
    parts.append(f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)}" fill="none" stroke="var(--blue)"/>')
    for x, y, b in points:
        told = f"{b['from']:.0%} to {b['to']:.0%}: {b['right']} of {b['turns']} right"
        radius = 3 + 11 * (b["turns"] / most) ** 0.5
        dot = f'cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="var(--blue)" fill-opacity=".5"'
        parts.append(f"<circle {dot}><title>{told}</title></circle>")
    rows = "".join(f"<tr><td>{b['from']:.0%}–{b['to']:.0%}</td><td>{b['turns']}</td><td>{b['right'] / b['turns']:.1%}</td></tr>" for b in bins)
    table = f"<table><tr><th>confidence</th><th>turns</th><th>right</th></tr>{rows}</table>"
    plot = _svg("Across: confidence in the topic. Up: share of right answers.", left + size + 20, size + 30, "".join(parts))
    return f'<div><h3>Confidence against accuracy</h3><div class="pair">{plot}{table}</div></div>'


def _foreign(found: Mapping[str, Mapping[str, Any]], answered: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    if not found:
        return ""
    parts = ["<h2>Foreign questions from elsewhere</h2>"]
    for name, counts in found.items():
        share = _share("accepted", counts["answered"], counts["questions"])
        cells = "".join(f"<tr><td>{escape(status)}</td><td>{count}</td></tr>" for status, count in counts["statuses"].items())
        cells += f"<tr><td>answered, of {counts['questions']}</td>{share}</tr>"
        parts.append(f"<h3>{escape(name)}</h3><table><tr><th>status</th><th>questions</th></tr>{cells}</table>")
        lines = "".join(f"<tr><td>{escape(question)}</td><td>{escape(aspect)}</td></tr>" for question, aspect in answered.get(name, ())[:30])
        if lines:
            parts.append(f'<details><summary>Answered all the same</summary><table class="left">{lines}</table></details>')
    return "\n".join(parts)


def _times(times: Mapping[str, float]) -> str:
    if not times:
        return ""
    most = max(times.values()) or 1.0
    rows = [(part, spent / most, f"{spent:.2f} ms") for part, spent in sorted(times.items(), key=lambda entry: -entry[1])]
    told = "Median time a message, in this process; a part's time excludes the parts inside it."
    return f"<h2>Slowest parts</h2><p>{told}</p>{_bars('Milliseconds', rows)}"


def _failures(failures: Sequence[Mapping[str, Any]]) -> str:
    if not failures:
        return ""
    return (
        f"<h2>The {len(failures)} most instructive failures</h2><p>Of the set that may be looked at: wrong facts first, then those the assistant was "
        "surest of, every aspect once before any twice.</p>" + "".join(map(_failure, failures))
    )


def _failure(failure: Mapping[str, Any]) -> str:
    sure = f", confidence {failure['confidence']:.0%}" if failure["confidence"] is not None else ""
    why = [*_said("missing", failure["missing"]), *_said("wrong", failure["wrong"]), *_said("fault", failure["faults"])]
    return (
        f"<article><p><b>{escape(failure['say'])}</b></p>"
        f'<p class="soft">{escape(failure["case"])} · expected {escape(failure["doc"])}, {escape(failure["language"])} · '
        f"answered {escape(failure['aspect'])} ({escape(failure['status'])}{sure})</p>"
        f'<p class="answer">{escape(failure["answer"])}</p>{"".join(why)}</article>'
    )


def _said(kind: str, texts: Iterable[str]) -> list[str]:
    return [f'<p class="bad">{kind}: {escape(text if len(text) < 300 else text[:300] + " …")}</p>' for text in texts]
