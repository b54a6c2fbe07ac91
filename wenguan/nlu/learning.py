"""Train the ranker's network: one hidden layer over sentence vectors and n-grams, under a softmax over labels and one over kinds of question.

TensorFlow is loaded here alone, and only to train; what comes out are plain arrays.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, Iterator

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

logger = logging.getLogger(__name__)

Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int32]

NO_LABEL = -1
"""The label of an example that belongs to a kind only."""


@dataclass(frozen=True)
class Plan:
    """How a network is trained; `dropped` is the share of n-grams hidden from it at each step, `smoothing` what all other labels share,
    `kind_share` the weight of the loss on kinds."""

    hidden: int
    epochs: int
    batch: int = 1024
    rate: float = 5e-3
    dropped: float = 0.2
    smoothing: float = 0.1
    kind_share: float = 0.3
    seed: int = 7


@dataclass(frozen=True)
class Network:
    """Weights: V (vector size), G (n-gram buckets), H (hidden), L (labels), K (kinds)."""

    vectors: Floats
    """V x H."""
    grams: Floats
    """G x H."""
    bias: Floats
    """H."""
    labels: Floats
    """H x L."""
    labels_bias: Floats
    kinds: Floats
    """H x K."""
    kinds_bias: Floats

    def log_probabilities(self, vectors: Floats, grams: csr_matrix) -> tuple[Floats, Floats]:
        """Return those of the labels (N x L) and of the kinds (N x K) for vectors (N x V) and n-grams (N x G)."""
        hidden = np.maximum(vectors @ self.vectors + np.asarray(grams @ self.grams, np.float32) + self.bias, 0.0)
        return _normalised(hidden @ self.labels + self.labels_bias), _normalised(hidden @ self.kinds + self.kinds_bias)


def learn(vectors: Floats, grams: csr_matrix, labels: Indices, kinds: Indices, plan: Plan) -> Network:
    """Train a network on N examples: `vectors` N x V, `grams` N x G, `labels` (NO_LABEL for none) and `kinds` N."""
    import tensorflow as tf

    tf.random.set_seed(plan.seed)
    order = np.random.default_rng(plan.seed)
    glorot = tf.keras.initializers.GlorotUniform(plan.seed)
    shapes = {
        "vectors": (vectors.shape[1], plan.hidden), "grams": (grams.shape[1], plan.hidden), "bias": (plan.hidden,),
        "labels": (plan.hidden, int(labels.max()) + 1), "labels_bias": (int(labels.max()) + 1,),
        "kinds": (plan.hidden, int(kinds.max()) + 1), "kinds_bias": (int(kinds.max()) + 1,),
    }
    weights = {name: tf.Variable(glorot(shape) if len(shape) > 1 else tf.zeros(shape)) for name, shape in shapes.items()}
    batch = min(plan.batch, len(vectors))
    steps = plan.epochs * (len(vectors) // batch)
    optimizer = tf.keras.optimizers.Adam(tf.keras.optimizers.schedules.PolynomialDecay(plan.rate, steps, plan.rate / 20))

    @tf.function(reduce_retracing=True, autograph=False)  # type: ignore[untyped-decorator]
    def step(near: Any, at: Any, counts: Any, label: Any, kind: Any) -> None:
        with tf.GradientTape() as tape:
            shown = tf.SparseTensor(at, tf.nn.dropout(counts, plan.dropped), (batch, grams.shape[1]))
            hidden = tf.nn.relu(near @ weights["vectors"] + tf.sparse.sparse_dense_matmul(shown, weights["grams"]) + weights["bias"])
            wanted = tf.one_hot(label, shapes["labels"][1])  # all zero for NO_LABEL
            smooth = wanted * (1 - plan.smoothing) + tf.reduce_sum(wanted, 1, keepdims=True) * plan.smoothing / shapes["labels"][1]
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(smooth, hidden @ weights["labels"] + weights["labels_bias"]))
            by_kind = tf.nn.sparse_softmax_cross_entropy_with_logits(kind, hidden @ weights["kinds"] + weights["kinds_bias"])
            loss += plan.kind_share * tf.reduce_mean(by_kind)
        variables = list(weights.values())
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))

    for epoch in range(plan.epochs):
        for rows in _batches(order.permutation(len(vectors)), batch):
            at, counts = _sparse(grams[rows])
            step(vectors[rows], at, counts, labels[rows], kinds[rows])
        logger.info("pass %d of %d", epoch + 1, plan.epochs)
    return Network(**{name: np.asarray(weight.numpy(), np.float32) for name, weight in weights.items()})


def _batches(order: npt.NDArray[np.int64], size: int) -> Iterator[npt.NDArray[np.int64]]:
    """Yield full batches; what is left over has its turn in another epoch."""
    yield from (order[i : i + size] for i in range(0, len(order) - size + 1, size))


def _sparse(rows: csr_matrix) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return the places (row, bucket) and counts of sparse rows, in order."""
    rows.sort_indices()
    row = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    return np.stack([row, rows.indices], axis=1).astype(np.int64), np.asarray(rows.data, np.float32)


def _normalised(scores: Floats) -> Floats:
    return np.asarray(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True), np.float32)
