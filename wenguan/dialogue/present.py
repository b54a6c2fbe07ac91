"""Turn a Reply into what a channel sends: text, buttons and the machine part. Traditional Chinese is made here, at the edge."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from opencc import OpenCC

from wenguan.rulebook.model import Knowledge
from wenguan.rulebook.reply import Choice, CitedSection, Reply, phrase_text

SECTIONS = 2
"""Most sections of one document named in the text; the machine part names all."""


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("s2hk")


_MISCONVERTED = {"籤": "簽", "換髮": "換發", "亂髮": "亂發", "隻能": "只能", "隻有": "只有"}
"""Words of ours that OpenCC takes for others."""


def in_script(text: str, language: str | None) -> str:
    """Return `text` in the citizen's script."""
    if language != "zh-Hant":
        return text
    converted = str(_converter().convert(text))
    for wrong, right in _MISCONVERTED.items():
        converted = converted.replace(wrong, right)
    return converted


def present(knowledge: Knowledge, reply: Reply, language: str | None) -> dict[str, Any]:
    """Return the message as Rasa's channels know it: text, buttons, custom."""
    buttons = [{"title": in_script(choice.label, language), "payload": in_script(choice.label, language)} for choice in shown_choices(reply)]
    message = {"text": in_script(text_of(knowledge, reply), language), "custom": machine_part(reply, language)}
    return {**message, "buttons": buttons} if buttons else message


def shown_choices(reply: Reply) -> tuple[Choice, ...]:
    """Choices that must be answered come first, then what can be asked next."""
    return (*reply.choices, *reply.follow_ups)


def text_of(knowledge: Knowledge, reply: Reply) -> str:
    """Write the whole answer as plain text: lead, points, question, notes, source."""
    lines = [_lead(reply), *_rest(reply), *reply.notes]
    if reply.question:
        lines = [*lines, reply.question] if reply.points or reply.intro else [*lines[1:], f"{_heading(reply)}{reply.question}"]
    if reply.citations:
        lines.append(phrase_text(knowledge, "source_line", reply.language, sources=sources_of(reply)))
    return "\n".join(line for line in lines if line)


def _lead(reply: Reply) -> str:
    heading = _heading(reply)
    if reply.intro:
        return f"{heading}{reply.intro}" if len(reply.points) != 1 else f"{heading}{reply.intro}{reply.points[0]}"
    return f"{heading}{reply.points[0]}" if reply.points else heading


def _heading(reply: Reply) -> str:
    """Name the document the answer is about, unless its first sentence does."""
    if not reply.heading or reply.points and reply.heading.lower() in reply.points[0].lower():
        return ""
    return f"【{reply.heading}】" if reply.language == "zh" else f"[{reply.heading[:1].upper()}{reply.heading[1:]}] "


def _rest(reply: Reply) -> list[str]:
    if reply.intro and len(reply.points) != 1:
        return [f"• {point}" for point in reply.points]
    return [f"• {point}" for point in reply.points[1:]]


def sources_of(reply: Reply) -> str:
    """Name each document once, with its sections."""
    by_title: dict[str, list[CitedSection]] = {}
    for cited in reply.citations:
        by_title.setdefault(cited.title, []).append(cited)
    if reply.language == "zh":
        return "；".join(f"《{title}》{'、'.join(_sections(cited))}{_note(cited, '（{}）')}" for title, cited in by_title.items())
    return "; ".join(f"{title}, {', '.join(_sections(cited))}{_note(cited, ' ({})')}" for title, cited in by_title.items())


def _sections(cited: list[CitedSection]) -> list[str]:
    return [c.section for c in cited][:SECTIONS]


def _note(cited: list[CitedSection], shape: str) -> str:
    """An undated document says so in every answer."""
    return shape.format(cited[0].note) if cited[0].note and cited[0].in_force_from is None else ""


def machine_part(reply: Reply, language: str | None) -> dict[str, Any]:
    """The part of a reply for programs: it makes any answer replayable."""
    return {
        "status": reply.status,
        "service": reply.service,
        "aspect": reply.aspect,
        "rule_ids": list(reply.rule_ids),
        "point_keys": list(reply.point_keys),
        "citations": [
            {
                "source": c.source, "title": in_script(c.title, language), "section": in_script(c.section, language),
                "in_force_from": _iso(c.in_force_from),
            }
            for c in reply.citations
        ],
        "as_of": _iso(reply.as_of),
        "language": language,
        "knowledge_version": reply.knowledge_version,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
