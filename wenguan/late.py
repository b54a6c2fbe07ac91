"""Modules of Rasa that only training and measuring need, imported when they are first used: TensorFlow and Matplotlib stay out of the server."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

TRAINING_ONLY = ("rasa.core.test", "rasa.server", "rasa.utils.train_utils")
"""Imported at the head of Rasa's modules that we do serve with."""


class Late(ModuleType):
    """Stands for a module until something of it is wanted."""

    def __getattr__(self, wanted: str) -> object:
        if wanted.startswith("__"):
            raise AttributeError(wanted)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), wanted)


def import_late(*names: str) -> None:
    """Let modules wait; one that is there already stays."""
    for name in names:
        if name in sys.modules:
            continue
        parent, _, child = name.rpartition(".")
        sys.modules[name] = Late(name)
        setattr(importlib.import_module(parent), child, sys.modules[name])
