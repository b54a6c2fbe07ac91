"""Which services a text names, by the words that knowledge declares: longest first, Chinese also by sound (护照, 户照)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Iterable, Iterator

import spacy
from pypinyin import Style, lazy_pinyin
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from wenguan.rulebook.model import Knowledge, Phrases, Service

from .text import normalise
from .tokenizer import HAN_RUN

BY_SOUND = 3
"""Chinese names from this many characters on are also known by their sound alone."""
NEUTRAL_ZH, NEUTRAL_EN = "证件", "permit"
_BARE = re.compile(r"[（）()\s]")


@dataclass(frozen=True)
class Named:
    """A service named at `text[start:end]`; `sure` is False for a word that names it only often."""

    service: str
    start: int
    end: int
    sure: bool = True


class ServiceNames:
    """Finds service names in normalised text; built once from knowledge."""

    def __init__(self, services: Iterable[Service]) -> None:
        self._zh, self._en = spacy.blank("zh"), spacy.blank("en")
        self._zh_names, self._en_names = PhraseMatcher(self._zh.vocab), PhraseMatcher(self._en.vocab, attr="LOWER")
        self._sounds: dict[tuple[str, ...], tuple[str, bool]] = {}
        for service in services:
            names = Phrases((service.name.zh, service.short.zh, *service.aliases.zh), (service.name.en, service.short.en, *service.aliases.en))
            self._declare(service.id, names, sure=True)
            self._declare(service.id, service.mentions, sure=False)

    def _declare(self, service: str, names: Phrases, *, sure: bool) -> None:
        key = service if sure else f"{service}?"
        zh = {form for name in names.zh for form in (normalise(name).text, _BARE.sub("", normalise(name).text)) if form}
        en = {form for name in names.en if name for form in _forms(normalise(name).text)}
        if zh:
            self._zh_names.add(key, [self._zh.make_doc(name) for name in zh])
        if en:
            self._en_names.add(key, [self._en.make_doc(name) for name in en])
        for name in zh:
            if HAN_RUN.fullmatch(name) and (len(name) >= BY_SOUND or name in _SHORT_BY_SOUND):
                self._sounds.setdefault(sounds(name), (service, sure))

    @staticmethod
    @lru_cache(maxsize=2)
    def of(knowledge: Knowledge) -> ServiceNames:
        """Return the names of one body of knowledge, shared by all who look for them."""
        return ServiceNames(knowledge.services.values())

    def find(self, text: str) -> list[Named]:
        """Return the names in order; of overlapping ones the longest, and what is spelt right before what only sounds right."""
        spelt = [*self._matches(self._zh.make_doc(text), self._zh_names), *self._matches(self._en.make_doc(text), self._en_names)]
        kept: list[Named] = []
        for named in [*sorted(spelt, key=lambda n: (n.start - n.end, n.start)), *self._heard(text)]:
            if all(named.end <= other.start or named.start >= other.end for other in kept):
                kept.append(named)
        return sorted(kept, key=lambda n: n.start)

    def neutral(self, text: str) -> str:
        """Return `text` with each name that is surely a service's replaced by a plain word, so that the question itself shows."""
        rest = text
        for named in reversed([n for n in self.find(text) if n.sure]):
            plain = NEUTRAL_ZH if HAN_RUN.search(text[named.start : named.end]) else NEUTRAL_EN
            rest = f"{rest[: named.start]}{plain}{rest[named.end :]}"
        return rest

    def _matches(self, doc: Doc, matcher: PhraseMatcher) -> list[Named]:
        spans = ((doc.vocab.strings[key], doc[start:end]) for key, start, end in matcher(doc))
        return [Named(key.rstrip("?"), span.start_char, span.end_char, not key.endswith("?")) for key, span in spans]

    def _heard(self, text: str) -> Iterator[Named]:
        longest = max(map(len, self._sounds), default=0)
        for run in HAN_RUN.finditer(text):
            heard = sounds(run.group())
            for length in range(min(longest, len(heard)), 1, -1):
                for i in range(len(heard) - length + 1):
                    if found := self._sounds.get(heard[i : i + length]):
                        yield Named(found[0], run.start() + i, run.start() + i + length, found[1])


_SHORT_BY_SOUND = frozenset({"护照", "签注"})


@lru_cache(maxsize=4096)
def sounds(run: str) -> tuple[str, ...]:
    """Return the toneless sound of each Han character; n and l, and flat and curled s, z, c are heard alike.

    >>> sounds("户照") == sounds("护照")
    True
    """
    return tuple(_heard_alike(syllable) for syllable in lazy_pinyin(run, style=Style.NORMAL, errors=list))  # type: ignore[arg-type]  # other characters one by one


def _heard_alike(syllable: str) -> str:
    return re.sub(r"^(s|z|c)h", r"\1", syllable).replace("ng", "n")


def _forms(name: str) -> tuple[str, ...]:
    return (name,) if HAN_RUN.search(name) or name.endswith("s") else (name, f"{name}s")
