"""Vectors of training phrases kept between trainings: the second encoder takes most of a training's time, and most phrases stay."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Callable, Sequence

import numpy as np

from .encoder import Vectors


def remembered(path: Path, texts: Sequence[str], encode: Callable[[Sequence[str]], Vectors]) -> Vectors:
    """Return the vectors of `texts`, encoding only those that the file at `path` does not hold; a damaged file is made anew."""
    keys = [hashlib.sha1(text.encode()).hexdigest() for text in texts]
    known = _read(path)
    missing = list(dict.fromkeys(key for key in keys if key not in known))
    if missing:
        by_key = dict(zip(keys, texts))
        known |= dict(zip(missing, encode([by_key[key] for key in missing])))
        _write(path, {key: known[key] for key in keys})
    return np.stack([known[key] for key in keys])


def _read(path: Path) -> dict[str, Vectors]:
    try:
        with np.load(path, allow_pickle=False) as data:
            return dict(zip(map(str, data["keys"]), data["vectors"].astype(np.float32)))
    except (OSError, ValueError, KeyError):
        return {}


def _write(path: Path, known: dict[str, Vectors]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, keys=np.array(list(known)), vectors=np.stack(list(known.values())).astype(np.float16))
