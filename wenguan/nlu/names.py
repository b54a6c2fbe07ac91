"""Which services a text names, by the aliases that knowledge declares (spaCy's PhraseMatcher, longest name first)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from wenguan.rulebook.model import Service

from .tokenizer import HAN_RUN


@dataclass(frozen=True)
class Named:
    service: str
    start: int
    end: int


class ServiceNames:
    """Finds service names in normalised text; built once from knowledge."""

    def __init__(self, services: Iterable[Service]) -> None:
        self._zh, self._en = spacy.blank("zh"), spacy.blank("en")
        self._zh_names, self._en_names = PhraseMatcher(self._zh.vocab), PhraseMatcher(self._en.vocab, attr="LOWER")
        for service in services:
            zh = {service.name.zh, service.short.zh, *service.aliases.zh}
            en = {service.name.en, service.short.en, *service.aliases.en}
            self._zh_names.add(service.id, [self._zh.make_doc(name.lower()) for name in zh if name])
            self._en_names.add(service.id, [self._en.make_doc(form) for name in en if name for form in _forms(name.lower())])

    def find(self, text: str) -> list[Named]:
        """Return the names in order; of overlapping ones the longest."""
        found = [*self._matches(self._zh.make_doc(text), self._zh_names), *self._matches(self._en.make_doc(text), self._en_names)]
        kept: list[Named] = []
        for named in sorted(found, key=lambda n: (n.start - n.end, n.start)):
            if all(named.end <= other.start or named.start >= other.end for other in kept):
                kept.append(named)
        return sorted(kept, key=lambda n: n.start)

    def _matches(self, doc: Doc, matcher: PhraseMatcher) -> list[Named]:
        spans = ((doc.vocab.strings[key], doc[start:end]) for key, start, end in matcher(doc))
        return [Named(service, span.start_char, span.end_char) for service, span in spans]


def _forms(name: str) -> tuple[str, ...]:
    return (name,) if HAN_RUN.search(name) or name.endswith("s") else (name, f"{name}s")
