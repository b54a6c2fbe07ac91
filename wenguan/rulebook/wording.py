"""Put values into texts: dates, numbers and names as each language writes them."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Mapping

from .compute import Facts, Known
from .model import FactDef, Item, Knowledge, Language, Text

PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)(?:\.([a-z_][a-z0-9_]*))?\}", re.IGNORECASE)
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def fill(text: Text, values: Mapping[str, Known], facts: Facts, knowledge: Knowledge, language: Language) -> str:
    """Return the text with every `{name}` and `{fact.field}` printed; an unknown name stays out of sight as `…`."""

    def printed(match: re.Match[str]) -> str:
        name, field = match.groups()
        value = values[name] if name in values else facts.get(name)
        if value is None:
            return "…"
        return named(knowledge, name, value, field, language)

    return PLACEHOLDER.sub(printed, text.get(language))


def named(knowledge: Knowledge, name: str, value: Known, field: str | None, language: Language) -> str:
    """Print a value; a fact's choice or list item by its name, or by the item's field."""
    fact = knowledge.facts.get(name)
    item = _item(knowledge, fact, value)
    if item is not None:
        return show(item.fields.get(field, "…") if field else item.name, language)
    choice = fact.choice(str(value)) if fact else None
    return show(choice.name if choice else value, language)


def _item(knowledge: Knowledge, fact: FactDef | None, value: Known) -> Item | None:
    if fact is None or fact.list is None or fact.list not in knowledge.lists:
        return None
    return knowledge.lists[fact.list].by_id.get(str(value))


def show(value: Known, language: Language) -> str:
    """Print a plain value as the language writes it.

    >>> show(date(2026, 4, 15), "zh"), show(date(2026, 4, 15), "en")
    ('2026年4月15日', '15 April 2026')
    """
    if isinstance(value, Text):
        return value.get(language)
    if isinstance(value, bool):
        return {"zh": "是" if value else "否", "en": "yes" if value else "no"}[language]
    if isinstance(value, date):
        return _show_date(value, language)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def _show_date(value: date, language: Language) -> str:
    day = f"{value.year}年{value.month}月{value.day}日" if language == "zh" else f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    if not isinstance(value, datetime):
        return day
    time = f"{value.hour:02d}:{value.minute:02d}"
    return f"{day}{time}" if language == "zh" else f"{day} at {time}"
