"""Rank every label of the phrase bank for a text, from sentence vectors and character n-grams.

Three views are added in log space: a small neural network over the labels, the nearest phrases (which know rare wordings), and a second
network over kinds of question, which also learned from phrases without any document's name; a label with thousands of phrases (talk) is
held back a little, since it has more chances to be near. Why these: docs/adr/0005.
All weights are plain arrays (npz), loaded without unpickling.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import IO, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from .bank import Phrase
from .encoder import encode
from .names import sounds
from .reading import Candidate
from .tokenizer import HAN_RUN

FILE = "ranker.npz"
"""Its name in a trained model."""

Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Settings:
    """What the ranker is trained with; chosen by measurement (docs/adr/0005)."""

    gram_buckets: int = 16384
    gram_size: int = 512
    gram_weight: float = 1.0
    hidden: int = 512
    epochs: int = 8
    kind_hidden: int = 128
    kind_epochs: int = 8
    bank_size: int = 192
    nearest_weight: float = 12.0
    kind_weight: float = 0.5
    rarity_weight: float = 0.3
    temperature: float = 3.0
    kept: int = 30
    kept_a_group: int = 6
    seed: int = 7


@dataclass(frozen=True)
class Network:
    """One hidden layer of rectified units under a softmax: F -> H -> L."""

    inner: Floats
    inner_bias: Floats
    outer: Floats
    outer_bias: Floats

    def log_probabilities(self, features: Floats) -> Floats:
        scores = np.maximum(features @ self.inner + self.inner_bias, 0.0) @ self.outer + self.outer_bias
        return np.asarray(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True), np.float32)


@dataclass(frozen=True)
class Ranker:
    """A trained ranking over `labels` (L): networks over labels and over kinds of question (`kinds` gives each label's kind),
    and the phrase `bank` (P x B, on its main axes: `bank_axes`, F x B) sorted by label, `starts` naming where each label's phrases begin;
    `groups` (labels of one service)."""

    settings: Settings
    labels: tuple[str, ...]
    network: Network
    kind_network: Network
    kinds: Indices
    bank: Floats
    bank_axes: Floats
    starts: Indices
    groups: Indices
    idf: Floats
    gram_axes: Floats

    def rank(self, texts: Sequence[str]) -> list[tuple[Candidate, ...]]:
        """Return the likeliest labels of each text, best first; probabilities over all labels sum to 1."""
        features = _features(texts, self.idf, self.gram_axes, self.settings)
        scores = self._scores(features) / self.settings.temperature
        probabilities = np.exp(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True))
        return [self._best(row) for row in probabilities]

    def _scores(self, features: Floats) -> Floats:
        kind = self.kind_network.log_probabilities(features)[:, self.kinds]
        nearest = self._nearest(_unit(features) @ self.bank_axes)
        labels = self.network.log_probabilities(features)
        rarity = -np.log(self._phrases())
        settings = self.settings
        return np.asarray(
            labels + settings.nearest_weight * nearest + settings.kind_weight * kind + settings.rarity_weight * rarity, np.float32
        )

    def _phrases(self) -> Indices:
        """Return how many phrases each label has."""
        return np.diff(self.starts, append=len(self.bank))

    def _nearest(self, rows: Floats) -> Floats:
        """Return each label's likeness to each row: mostly the cosine of its nearest phrase, a little the mean of all."""
        likeness = rows @ self.bank.T
        best = np.maximum.reduceat(likeness, self.starts, axis=1)
        mean = np.add.reduceat(likeness, self.starts, axis=1) / self._phrases()
        return np.asarray(0.8 * best + 0.2 * mean, np.float32)

    def _best(self, probabilities: Floats) -> tuple[Candidate, ...]:
        """Keep the best labels of all, and the best few of each group, so that a service under discussion is never cut off."""
        order = np.argsort(-probabilities)
        kept = set(order[: self.settings.kept])
        for group in range(int(self.groups.max()) + 1):
            kept |= set(order[self.groups[order] == group][: self.settings.kept_a_group])
        return tuple(Candidate(self.labels[i], float(f"{probabilities[i]:.3g}")) for i in order if i in kept)

    def save(self, path: Path) -> None:
        """Write all arrays into one npz file; the large ones at half precision."""
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        for prefix, network in (("label", self.network), ("kind", self.kind_network)):
            arrays |= {f"{prefix}_{name}": array for name, array in vars(network).items()}
        np.savez(path, labels=np.array(self.labels), **{n: a.astype(np.float16) if a.size > 100_000 else a for n, a in arrays.items()})

    @classmethod
    def load(cls, path: Path | IO[bytes], settings: Settings = Settings()) -> Ranker:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as data:
            full = {name: data[name].astype(np.float32) if data[name].dtype == np.float16 else data[name] for name in data.files}
        label, kind = (Network(*(full[f"{prefix}_{name}"] for name in Network.__annotations__)) for prefix in ("label", "kind"))
        return cls(settings, tuple(map(str, full["labels"])), label, kind, **{name: full[name] for name in _ARRAYS})


_ARRAYS = ("kinds", "bank", "bank_axes", "starts", "groups", "idf", "gram_axes")


def train(
    phrases: Sequence[Phrase], kind_of: Mapping[str, str], group_of: Mapping[str, str], extra: Sequence[tuple[str, str]] = (),
    settings: Settings = Settings(),
) -> Ranker:
    """Fit a ranker on labelled phrases (normalised texts).

    `kind_of` names each label's kind, `group_of` its group; `extra` are (text, kind) pairs that belong to a kind but to no single label.
    """
    phrases = sorted(phrases, key=lambda phrase: phrase.label)
    labels = tuple(dict.fromkeys(phrase.label for phrase in phrases))
    index = {label: i for i, label in enumerate(labels)}
    owners = np.array([index[phrase.label] for phrase in phrases], np.int32)
    names = sorted(set(kind_of.values()))
    kinds = np.array([names.index(kind_of[label]) for label in labels], np.int32)
    texts = [*(phrase.text for phrase in phrases), *(text for text, _ in extra)]
    counts = _counts(texts, settings)
    idf = _idf(counts)
    grams = _weighted(counts, idf)
    gram_axes = _axes(grams, settings)
    features = _joined(texts, grams, gram_axes, settings)
    groups = sorted(set(group_of.values()))
    known = features[: len(phrases)]
    bank_axes = _bank_axes(_unit(known), settings)
    every_kind = np.concatenate([kinds[owners], np.array([names.index(kind) for _, kind in extra], np.int32)])
    return Ranker(
        settings, labels, _network(known, owners, settings.hidden, settings.epochs, settings),
        _network(features, every_kind, settings.kind_hidden, settings.kind_epochs, settings), kinds,
        bank=_unit(known) @ bank_axes, bank_axes=bank_axes, starts=np.searchsorted(owners, np.arange(len(labels))).astype(np.int32),
        groups=np.array([groups.index(group_of[label]) for label in labels], np.int32), idf=idf, gram_axes=gram_axes,
    )


def _network(features: Floats, owners: Indices, hidden: int, epochs: int, settings: Settings) -> Network:
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(
        (hidden,), max_iter=epochs, alpha=1e-4, batch_size=min(256, len(features)), learning_rate_init=3e-3, random_state=settings.seed,
        tol=0.0, n_iter_no_change=epochs,
    )
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it is stopped on purpose before it converges
        model.fit(features, owners)
    outer, bias = model.coefs_[1], model.intercepts_[1]
    if outer.shape[1] == 1:  # two classes: scikit-learn keeps one logistic unit
        outer, bias = np.hstack([np.zeros_like(outer), outer]), np.concatenate([np.zeros_like(bias), bias])
    return Network(*(np.asarray(a, np.float32) for a in (model.coefs_[0], model.intercepts_[0], outer, bias)))


def _features(texts: Sequence[str], idf: Floats, gram_axes: Floats, settings: Settings) -> Floats:
    return _joined(texts, _weighted(_counts(texts, settings), idf), gram_axes, settings)


def _joined(texts: Sequence[str], grams: csr_matrix, gram_axes: Floats, settings: Settings) -> Floats:
    """Join sentence vectors and n-grams on their main axes, each of unit length."""
    main = _unit(np.asarray(grams @ gram_axes, np.float32))
    return np.asarray(np.concatenate([encode(texts), settings.gram_weight * main], axis=1), np.float32)


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9), np.float32)


def _counts(texts: Sequence[str], settings: Settings) -> csr_matrix:
    """Count n-grams in hash buckets, (texts, buckets)."""
    hashing = HashingVectorizer(analyzer=_analyse, n_features=settings.gram_buckets, norm=None, alternate_sign=False, dtype=np.float32)
    return hashing.transform(texts)


def _weighted(counts: csr_matrix, idf: Floats) -> csr_matrix:
    """Weigh the roots of the counts by rarity; rows of unit length."""
    return normalize(counts.sqrt().multiply(idf[None]).tocsr())


def _axes(grams: csr_matrix, settings: Settings) -> Floats:
    """Return the directions along which the phrases' n-grams differ most, (buckets, size)."""
    size = min(settings.gram_size, min(grams.shape) - 1)
    return np.asarray(TruncatedSVD(size, n_iter=3, random_state=settings.seed).fit(grams).components_.T, np.float32)


def _bank_axes(rows: Floats, settings: Settings) -> Floats:
    """Return the main directions of unit rows, (features, size): cosines on them are near enough, and far cheaper."""
    _, axes = np.linalg.eigh(rows.T @ rows)
    return np.asarray(axes[:, -settings.bank_size :], np.float32)


def _analyse(text: str) -> list[str]:
    """Characters of Han runs by one to three and their sounds by two and three; words, word starts and word pairs of the rest."""
    found: list[str] = []
    for run in HAN_RUN.findall(text):
        found += [run[i : i + n] for n in (1, 2, 3) for i in range(len(run) - n + 1)]
        heard = sounds(run)
        found += ["~".join(heard[i : i + n]) for n in (2, 3) for i in range(len(heard) - n + 1)]
    words = HAN_RUN.sub(" ", text).split()
    return [*found, *words, *(f"{word[:5]}~" for word in words), *(f"{a} {b}" for a, b in zip(words, words[1:], strict=False))]


def _idf(counts: csr_matrix) -> Floats:
    seen = np.asarray((counts > 0).sum(axis=0)).ravel()
    return np.asarray(np.log((1 + counts.shape[0]) / (1 + seen)) + 1, np.float32)
