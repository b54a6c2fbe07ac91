"""Cut a long text into pages that a channel can carry, at the ends of sentences where there are any."""

from __future__ import annotations

import re
from typing import Callable, Iterator, List, Tuple

Fits = Callable[[str], bool]
"""Whether a text can be sent as one page. What fits, fits shorter too."""

_SENTENCE = re.compile(r".*?(?:\n+|[。！？；!?]+[”’」』）)]*|[.;](?=\s)|$)\s*", re.DOTALL)
_CLAUSE = re.compile(r".*?(?:[，、：,:]|\s|$)\s*", re.DOTALL)


def pages(text: str, last: str, fits: Fits) -> List[str]:
    """Cut `text` into pages; `last` (a menu) stands whole on the last one.

    Joined without blanks the pages are the text and the menu. `fits` must leave room for what the channel adds to a page.
    """
    cut = [page.strip() for page in _pack(_pieces(text, fits), fits)] or [""]
    if not last:
        return cut
    together = f"{cut[-1]}\n{last}".strip()
    if fits(together):
        return [*cut[:-1], together]
    return [*filter(None, cut), *(page.strip() for page in _pack(_pieces(last, fits), fits))]


def _pack(pieces: Iterator[str], fits: Fits) -> Iterator[str]:
    page = ""
    for piece in pieces:
        if page.strip() and not fits((page + piece).strip()):
            yield page
            page = ""
        page += piece
    if page.strip():
        yield page


def _pieces(text: str, fits: Fits) -> Iterator[str]:
    """Sentences; clauses of a sentence too long for a page; runs of characters of a clause too long."""
    for sentence in _split(_SENTENCE, text):
        if fits(sentence.strip()):
            yield sentence
            continue
        for clause in _split(_CLAUSE, sentence):
            yield from [clause] if fits(clause.strip()) else _runs(clause, fits)


def _split(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (match for match in pattern.findall(text) if match)


def _runs(text: str, fits: Fits) -> Iterator[str]:
    while text:
        head, text = _longest(text, fits)
        yield head


def _longest(text: str, fits: Fits) -> Tuple[str, str]:
    """Part the longest head that fits, at least one character."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(text[:middle].strip()) else (low, middle - 1)
    return text[:low], text[low:]
