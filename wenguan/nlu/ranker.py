"""Rank every label of the phrase bank for a text, from sentence vectors and n-grams.

Three views are added in log space: a small neural network over the labels, its view of the kinds of question, and the nearest phrases.
Why these: docs/adr/0005.
All weights are plain arrays (npz), loaded without unpickling.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Mapping, Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from .bank import Phrase
from .encoder import encode
from .learning import NO_LABEL, Floats, Indices, Network, Plan, learn
from .names import sounds
from .reading import Candidate
from .tokenizer import HAN_RUN

FILE = "ranker.npz"
"""Its name in a trained model."""


@dataclass(frozen=True)
class Settings:
    """What the ranker is trained and weighed with; chosen by measurement (docs/adr/0005)."""

    plan: Plan = Plan(hidden=512, epochs=8)
    gram_buckets: int = 16384
    bank_size: int = 192
    nearest_weight: float = 6.7
    mean_share: float = 0.7
    kind_weight: float = 0.2
    temperature: float = 1.25
    compared: int = 150
    compared_a_group: int = 10
    kept: int = 30
    kept_a_group: int = 6


@dataclass(frozen=True)
class Ranker:
    """A trained ranking over `labels` (L): a network over labels and over kinds of question (`kinds` gives each label's kind),
    and the phrase `bank` (P x B: sentence vectors on their main axes, `bank_axes`, V x B) sorted by label, `starts` naming where each label's
    phrases begin; `groups` (labels of one service); `idf`, how rare the n-grams of each bucket are."""

    settings: Settings
    labels: tuple[str, ...]
    network: Network
    kinds: Indices
    bank: Floats
    bank_axes: Floats
    starts: Indices
    groups: Indices
    idf: Floats

    def rank(self, texts: Sequence[str]) -> list[tuple[Candidate, ...]]:
        """Return the likeliest labels of each text, best first; probabilities over all labels sum to 1."""
        vectors, grams = encode(texts), _weighted(_counts(texts, self.settings), self.idf)
        scores = self._scores(vectors, grams) / self.settings.temperature
        probabilities = np.exp(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True))
        return [self._best(row) for row in probabilities]

    def _scores(self, vectors: Floats, grams: csr_matrix) -> Floats:
        labels, kinds = self.network.log_probabilities(vectors, grams)
        counts = np.diff(self.starts, append=len(self.bank))
        learned = labels + self.settings.kind_weight * kinds[:, self.kinds]
        return np.stack([self._seen(row, place, counts) for row, place in zip(learned, vectors @ self.bank_axes, strict=True)])

    def _seen(self, learned: Floats, place: Floats, counts: Indices) -> Floats:
        """Add to the likeliest labels of one text how near their phrases are, the nearest and the mean of all; drop the other labels.

        `counts` are how many phrases each label has. Comparing with all of them costs more than everything else, and changes nothing at the top.
        """
        chosen = self._likeliest(learned)
        starts = np.cumsum(counts[chosen]) - counts[chosen]
        spans = zip(self.starts[chosen], counts[chosen], strict=True)
        likeness = np.concatenate([self.bank[start : start + count] @ place for start, count in spans])
        share = self.settings.mean_share
        near = (1 - share) * np.maximum.reduceat(likeness, starts) + share * np.add.reduceat(likeness, starts) / counts[chosen]
        scores = np.full_like(learned, -np.inf)
        scores[chosen] = learned[chosen] + self.settings.nearest_weight * near
        return scores

    def _likeliest(self, learned: Floats) -> Indices:
        """Return, in order of the labels, the likeliest of all and some of each group, so that a service under discussion is never cut off."""
        settings = self.settings
        order = np.lexsort((-learned, self.groups))
        sizes = np.bincount(self.groups)
        place = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        everywhere = np.argsort(-learned)[: settings.compared]
        return np.asarray(np.union1d(order[place < settings.compared_a_group], everywhere), np.int32)

    def _best(self, probabilities: Floats) -> tuple[Candidate, ...]:
        """Keep the best labels of all, and the best few of each group."""
        order = [i for i in np.argsort(-probabilities).tolist() if probabilities[i] > 0]
        left: dict[int, int] = defaultdict(lambda: self.settings.kept_a_group)
        groups = self.groups.tolist()
        kept: list[Candidate] = []
        for place, i in enumerate(order):
            left[groups[i]] -= 1
            if place < self.settings.kept or left[groups[i]] >= 0:
                kept.append(Candidate(self.labels[i], float(f"{probabilities[i]:.3g}")))
        return tuple(kept)

    def save(self, path: Path) -> None:
        """Write all arrays into one npz file; the large ones at half precision."""
        arrays = {name: getattr(self, name) for name in _ARRAYS} | {f"network_{name}": array for name, array in vars(self.network).items()}
        np.savez(path, labels=np.array(self.labels), **{n: a.astype(np.float16) if a.size > 100_000 else a for n, a in arrays.items()})

    @classmethod
    def load(cls, path: Path | IO[bytes], settings: Settings = Settings()) -> Ranker:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as data:
            full = {name: data[name].astype(np.float32) if data[name].dtype == np.float16 else data[name] for name in data.files}
        network = Network(**{name: full[f"network_{name}"] for name in Network.__annotations__})
        return cls(settings, tuple(map(str, full["labels"])), network, **{name: full[name] for name in _ARRAYS})


_ARRAYS = ("kinds", "bank", "bank_axes", "starts", "groups", "idf")


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
    groups = sorted(set(group_of.values()))
    texts = [*(phrase.text for phrase in phrases), *(text for text, _ in extra)]
    vectors, counts = encode(texts), _counts(texts, settings)
    idf = _idf(counts)
    every_label = np.concatenate([owners, np.full(len(extra), NO_LABEL, np.int32)])
    every_kind = np.concatenate([kinds[owners], np.array([names.index(kind) for _, kind in extra], np.int32)])
    known = vectors[: len(phrases)]
    axes = _main_axes(known, settings)
    return Ranker(
        settings, labels, learn(vectors, _weighted(counts, idf), every_label, every_kind, settings.plan), kinds, bank=known @ axes, bank_axes=axes,
        starts=np.searchsorted(owners, np.arange(len(labels))).astype(np.int32),
        groups=np.array([groups.index(group_of[label]) for label in labels], np.int32), idf=idf,
    )


def _counts(texts: Sequence[str], settings: Settings) -> csr_matrix:
    """Count n-grams in hash buckets, (texts, buckets)."""
    hashing = HashingVectorizer(analyzer=_analyse, n_features=settings.gram_buckets, norm=None, alternate_sign=False, dtype=np.float32)
    return hashing.transform(texts)


def _weighted(counts: csr_matrix, idf: Floats) -> csr_matrix:
    """Weigh the roots of the counts by rarity; rows of unit length."""
    return normalize(counts.sqrt().multiply(idf[None]).tocsr())


def _main_axes(rows: Floats, settings: Settings) -> Floats:
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
