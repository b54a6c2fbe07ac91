"""The counter sheet of one case: papers, fee, place and time of a service, as the rulebook decides them for what is known, in both languages."""

from __future__ import annotations

from datetime import date
from typing import Any, Dict, List, Mapping, Sequence

from rasa.shared.core.trackers import DialogueStateTracker

from wenguan.dialogue.memory import from_slots
from wenguan.dialogue.present import machine_part
from wenguan.rulebook.compute import Facts
from wenguan.rulebook.decide import decide_aspect
from wenguan.rulebook.model import Aspect, Knowledge, Language, Text
from wenguan.rulebook.reply import Focus, Reply, compose

PARTS = {"papers": "materials", "fee": "fee", "place": "where", "time": "time"}
"""The parts of a sheet, and the kind of question that each answers."""
CITED = 2
"""Most sections cited for a part."""
LANGUAGES: tuple[Language, ...] = ("zh", "en")
Bilingual = Dict[str, str]
Citation = Dict[str, Any]


def counter_sheet(knowledge: Knowledge, tracker: DialogueStateTracker | None, answer: Mapping[str, Any], on: date) -> Dict[str, Any] | None:
    """Return the sheet of the service that an answer (its machine part) is about; None when it is about none, or nothing is stated.

    The answer's own points come first in their part, so that the sheet holds what the citizen was told.
    """
    service = knowledge.services.get(str(answer.get("service")))
    if service is None or tracker is None:
        return None
    facts = Facts(knowledge.facts, from_slots(tracker.current_slot_values(), knowledge.facts).facts, on)
    parts = {part: _replies(knowledge, service.id, _aspect(service.aspects, kind, answer), facts, answer) for part, kind in PARTS.items()}
    rows = {part: _rows(*replies) for part, replies in parts.items() if replies}
    if not any(rows.values()):
        return None
    cited = [citation for replies in parts.values() if replies for pair in _cited(*replies) for citation in pair]
    title = {language: text[:1].upper() + text[1:] for language, text in _both(service.name).items()}
    return {"title": title, **rows, "citations": list({str(citation): citation for citation in cited}.values())}


def _aspect(aspects: Sequence[Aspect], kind: str, answer: Mapping[str, Any]) -> Aspect | None:
    """Return the aspect that answers a kind of question: the one that was asked about, else the author's first."""
    of_kind = [aspect for aspect in aspects if aspect.ask == kind]
    return next((aspect for aspect in of_kind if aspect.id == answer.get("aspect")), of_kind[0] if of_kind else None)


def _replies(knowledge: Knowledge, service: str, aspect: Aspect | None, facts: Facts, answer: Mapping[str, Any]) -> tuple[Reply, Reply] | None:
    if aspect is None:
        return None
    outcome, told = decide_aspect(knowledge, aspect, facts), answer.get("point_keys") or ()
    focus = Focus({key: 1.0 for key in told}) if aspect.id == answer.get("aspect") else Focus()
    zh, en = (compose(knowledge, service, aspect.id, outcome, facts, language=language, focus=focus) for language in LANGUAGES)
    return zh, en


def _rows(zh: Reply, en: Reply) -> List[Bilingual]:
    """Set the points that both languages tell side by side."""
    in_english = dict(zip(en.point_keys, en.points, strict=False))
    return [{"zh": point, "en": in_english[key]} for key, point in zip(zh.point_keys, zh.points, strict=False) if key in in_english]


def _cited(zh: Reply, en: Reply) -> List[tuple[Citation, Citation]]:
    """Set what both languages cite side by side: each section in Chinese, then in English."""
    in_chinese, in_english = (machine_part(reply, language)["citations"][:CITED] for reply, language in ((zh, "zh-Hans"), (en, "en")))
    return list(zip(in_chinese, in_english, strict=False))


def _both(text: Text) -> Bilingual:
    return {language: text.get(language) for language in LANGUAGES}
