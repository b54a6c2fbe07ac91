"""Rank every label of the phrase bank for a text: sentence vectors and character n-grams under a linear model, beside nearest phrases.

Two views are multiplied: a linear classifier, which knows what sets labels apart, and the nearest phrases, which know rare wordings.
All weights are plain arrays (npz), loaded without unpickling.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import IO, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import HashingVectorizer

from .bank import Phrase
from .encoder import encode, encode_second
from .reading import Candidate

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Settings:
    """What the ranker is trained with; chosen by measurement (docs/adr)."""

    second_weight: float = 1.5
    gram_buckets: int = 4096
    gram_weight: float = 0.7
    ridge: float = 0.6
    sharpness: float = 14.0
    nearest_weight: float = 8.0
    ask_weight: float = 4.0
    kept: int = 30


@dataclass(frozen=True)
class Ranker:
    """A trained ranking.

    `labels` (L) with linear `weights` (F x L) and `bias`; the phrase `bank` (P x F) with the label of each in `owners`; kinds of question (A)
    with their own `ask_weights` (F x A) and, for each label, the index of its kind in `kinds`.
    """

    settings: Settings
    labels: tuple[str, ...]
    weights: Floats
    bias: Floats
    bank: Floats
    owners: npt.NDArray[np.int32]
    ask_weights: Floats
    ask_bias: Floats
    kinds: npt.NDArray[np.int32]
    centre: Floats
    idf: Floats

    def rank(self, texts: Sequence[str]) -> list[tuple[Candidate, ...]]:
        """Return the likeliest labels of each text, best first; probabilities over all labels sum to 1."""
        features = _features(texts, encode_second(texts), self.centre, self.idf, self.settings)
        scores = self._scores(features)
        probabilities = np.exp(scores - scores.max(axis=1, keepdims=True))
        probabilities /= probabilities.sum(axis=1, keepdims=True)
        return [self._best(row) for row in probabilities]

    def _scores(self, features: Floats) -> Floats:
        linear = features @ self.weights + self.bias
        similar = features @ self.bank.T
        nearest = np.full((len(features), len(self.labels)), -1.0, np.float32)
        for row, likeness in zip(nearest, similar):
            np.maximum.at(row, self.owners, likeness)
        kind = (features @ self.ask_weights + self.ask_bias)[:, self.kinds]
        mixed = self.settings.sharpness * linear + self.settings.nearest_weight * nearest + self.settings.ask_weight * kind
        return np.asarray(mixed, np.float32)

    def _best(self, probabilities: Floats) -> tuple[Candidate, ...]:
        top = np.argsort(-probabilities)[: self.settings.kept]
        floor = probabilities[top[0]] / 1000
        return tuple(Candidate(self.labels[i], round(float(probabilities[i]), 5)) for i in top if probabilities[i] >= floor)

    def save(self, path: Path) -> None:
        """Write all arrays into one npz file; the large ones at half precision."""
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        np.savez(path, labels=np.array(self.labels), **{n: a.astype(np.float16) if a.size > 100_000 else a for n, a in arrays.items()})

    @classmethod
    def load(cls, path: Path | IO[bytes], settings: Settings = Settings()) -> Ranker:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as data:
            arrays = {name: data[name].astype(np.float32) if data[name].dtype == np.float16 else data[name] for name in _ARRAYS}
            return cls(settings=settings, labels=tuple(map(str, data["labels"])), **arrays)


_ARRAYS = ("weights", "bias", "bank", "owners", "ask_weights", "ask_bias", "kinds", "centre", "idf")


def train(phrases: Sequence[Phrase], kind_of: Mapping[str, str], extra: Sequence[tuple[str, str]] = (), settings: Settings = Settings()) -> Ranker:
    """Fit a ranker on labelled phrases (normalised texts): ridge regressions onto labels and onto kinds of question, each in one solve.

    `kind_of` names each label's kind; `extra` are (text, kind) pairs that belong to a kind but to no single label.
    """
    labels = tuple(sorted({phrase.label for phrase in phrases}))
    names = sorted(set(kind_of.values()))
    index = {label: i for i, label in enumerate(labels)}
    owners = np.array([index[phrase.label] for phrase in phrases], np.int32)
    kinds = np.array([names.index(kind_of[label]) for label in labels], np.int32)
    texts = [phrase.text for phrase in phrases]
    every = [*texts, *(text for text, _ in extra)]
    second = encode_second(every)
    centre = second.mean(axis=0)
    idf = _idf(every, settings)
    features = _features(every, second, centre, idf, settings)
    weights, bias = _ridge(features[: len(texts)], owners, len(labels), settings.ridge)
    every_kind = np.concatenate([kinds[owners], np.array([names.index(kind) for _, kind in extra], np.int32)])
    ask_weights, ask_bias = _ridge(features, every_kind, len(names), settings.ridge)
    return Ranker(settings, labels, weights, bias, features[: len(texts)], owners, ask_weights, ask_bias, kinds, centre, idf)


def _features(texts: Sequence[str], second: Floats, centre: Floats, idf: Floats, settings: Settings) -> Floats:
    """Return unit rows: both encoders' vectors (E5's, `second`, centred, since they all point one way) and weighted character n-grams."""
    second = second - centre
    second /= np.linalg.norm(second, axis=1, keepdims=True) + 1e-9
    grams = _grams(texts, settings) * idf
    grams /= np.linalg.norm(grams, axis=1, keepdims=True) + 1e-9
    joined = np.concatenate([encode(texts), settings.second_weight * second, settings.gram_weight * grams], axis=1)
    return np.asarray(joined / np.linalg.norm(joined, axis=1, keepdims=True), np.float32)


def _grams(texts: Sequence[str], settings: Settings) -> Floats:
    counts = HashingVectorizer(
        analyzer=_analyse, n_features=settings.gram_buckets, norm=None, alternate_sign=False, dtype=np.float32
    ).transform(texts)
    return np.sqrt(counts.toarray())


def _analyse(text: str) -> list[str]:
    """Character n-grams of Han runs (1 to 3), whole words and word starts of the rest."""
    from .tokenizer import HAN_RUN

    found: list[str] = []
    for run in HAN_RUN.findall(text):
        found += [run[i : i + n] for n in (1, 2, 3) for i in range(len(run) - n + 1)]
    words = [word for word in HAN_RUN.sub(" ", text).split()]
    found += words + [word[:5] + "~" for word in words] + [f"{a} {b}" for a, b in zip(words, words[1:])]
    return found


def _idf(texts: Sequence[str], settings: Settings) -> Floats:
    seen = (_grams(texts, settings) > 0).sum(axis=0)
    return np.asarray(np.log((1 + len(texts)) / (1 + seen)) + 1, np.float32)


def _ridge(features: Floats, owners: npt.NDArray[np.int32], count: int, ridge: float) -> tuple[Floats, Floats]:
    targets = np.zeros((len(owners), count), np.float32)
    targets[np.arange(len(owners)), owners] = 1.0
    weight = 1.0 / np.sqrt(np.bincount(owners, minlength=count))[owners]
    mean, target_mean = np.average(features, axis=0, weights=weight), np.average(targets, axis=0, weights=weight)
    centred = (features - mean) * np.sqrt(weight)[:, None]
    aimed = (targets - target_mean) * np.sqrt(weight)[:, None]
    gram = centred.T @ centred
    gram[np.diag_indices_from(gram)] += ridge
    weights = np.linalg.solve(gram, centred.T @ aimed).astype(np.float32)
    return weights, np.asarray(target_mean - mean @ weights, np.float32)
