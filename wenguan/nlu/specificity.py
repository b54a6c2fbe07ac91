"""Whether a question's words point to one service, or could be asked of any ("how long does it take?")."""

from __future__ import annotations

from collections import Counter
from typing import Mapping

from .vocabulary import words


class Specificity:
    """Knows which words point to which one service."""

    def __init__(self, telling: Mapping[str, str]) -> None:
        self._telling = telling

    def services(self, text: str) -> Counter[str]:
        """Return how many telling words of `text` speak for each service."""
        return Counter(self._telling[word] for word in set(words(text)) if word in self._telling)
