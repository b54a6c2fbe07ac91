"""Our ranker on CLINC150: trained on `train` and `oos_train`, measured on `val` and `oos_val`.

`python -m benchmarks.clinc FILE` with the data set as JSON (lists of [text, intent]). Besides the label `oos` itself, a question is refused when its
confidence lies under a bar; the bar is a quantile of the confidence of known questions in a fifth of `train` that a first ranker did not see.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Sequence

import numpy as np

from wenguan.nlu import ranker
from wenguan.nlu.bank import Phrase
from wenguan.nlu.encoder import encode
from wenguan.nlu.learning import Floats
from wenguan.nlu.ranker import Ranker, train
from wenguan.nlu.text import normalise

FOREIGN = "oos"
QUANTILES = (0.0, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05)
HELD_OUT = 5
"""Every fifth question of each intent is kept from the first ranker."""
TIMED = 200


@dataclass(frozen=True)
class Guess:
    label: str
    confidence: float


def main(argv: Sequence[str] | None = None) -> int:
    """Train, measure, print a table; with --out also write it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(argv)
    found = measure(json.loads(options.data.read_text(encoding="utf-8")))
    text = json.dumps(found, indent=2)
    print(text)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")
    return 0


def measure(data: dict[str, list[list[str]]]) -> dict[str, object]:
    """All figures of one run."""
    phrases = [Phrase(normalise(text).text, label) for text, label in (*data["train"], *data["oos_train"])]
    started = perf_counter()
    full = fit(phrases)
    seconds = perf_counter() - started
    known, foreign = guesses(full, [t for t, _ in data["val"]]), guesses(full, [t for t, _ in data["oos_val"]])
    wanted = [label for _, label in data["val"]]
    bars = bars_by_holding_out(phrases)
    return {
        "train_seconds": round(seconds, 1), "message_ms": round(_milliseconds(full, [t for t, _ in data["val"][:TIMED]]), 2),
        "label_only": {"in_scope": accuracy(known, wanted, 0.0), "oos_recall": recall(foreign, 0.0)},
        "with_bar": [
            {"quantile": quantile, "bar": round(bar, 4), "in_scope": accuracy(known, wanted, bar), "oos_recall": recall(foreign, bar)}
            for quantile, bar in bars.items()
        ],
    }


def fit(phrases: Sequence[Phrase]) -> Ranker:
    """Train with the components and settings of the product; each intent is a kind of its own."""
    labels = {phrase.label for phrase in phrases}
    return train(phrases, {label: label for label in labels}, dict.fromkeys(labels, ""))


def bars_by_holding_out(phrases: Sequence[Phrase]) -> dict[float, float]:
    """The confidence under which each share of unseen, known questions lies. Reads no validation data."""
    remember([phrase.text for phrase in phrases])
    seen, unseen = [p for i, p in enumerate(phrases) if i % HELD_OUT], [p for p in phrases[::HELD_OUT] if p.label != FOREIGN]
    confidences = [guess.confidence for guess in guesses(fit(seen), [p.text for p in unseen])]
    return {quantile: float(np.quantile(confidences, quantile)) for quantile in QUANTILES}


def remember(texts: Sequence[str]) -> None:
    """Encode once what several rankers train on."""
    vectors = dict(zip(texts, encode(texts), strict=True))

    def known(wanted: Sequence[str]) -> Floats:
        return np.stack([vectors[t] for t in wanted]) if all(t in vectors for t in wanted) else encode(wanted)

    setattr(ranker, "encode", known)  # noqa: B010


def guesses(model: Ranker, texts: Sequence[str]) -> list[Guess]:
    best = [ranked[0] for start in range(0, len(texts), 256) for ranked in model.rank([normalise(t).text for t in texts[start : start + 256]])]
    return [Guess(candidate.label, candidate.score) for candidate in best]


def accuracy(found: Sequence[Guess], wanted: Sequence[str], bar: float) -> float:
    """Share of known questions that get their intent; a refused one is wrong."""
    return round(sum(g.label == label and g.confidence >= bar for g, label in zip(found, wanted, strict=True)) / len(wanted), 4)


def recall(found: Sequence[Guess], bar: float) -> float:
    """Share of foreign questions refused."""
    return round(sum(g.label == FOREIGN or g.confidence < bar for g in found) / len(found), 4)


def _milliseconds(model: Ranker, texts: Sequence[str]) -> float:
    def once(text: str) -> float:
        started = perf_counter()
        model.rank([normalise(text).text])
        return 1000 * (perf_counter() - started)

    return median(once(text) for text in texts)


if __name__ == "__main__":
    sys.exit(main())
