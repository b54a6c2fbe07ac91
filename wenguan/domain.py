"""What Rasa must be told and knowledge already says: the domain's intents and slots, and the rules that send each intent to the answer.

`wenguan sync` writes the files; a test holds them against knowledge.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterable

from ruamel.yaml import YAML

from wenguan.dialogue.memory import SERVICE, TALK
from wenguan.rulebook.model import Knowledge

HEADER = "# Written by `wenguan sync` from knowledge/ and data/nlu/; change those, not this.\n"
ACTION = "action_answer"
SESSION_MINUTES = 30


def files(root: Path, knowledge: Knowledge) -> dict[Path, str]:
    """Return the text of each generated file."""
    intents = sorted({*(f"ask_{ask}" for ask in asked(knowledge)), *talk_intents(root / "data" / "nlu")})
    return {
        root / "domain.yml": HEADER + _domain(knowledge, intents),
        root / "data" / "rules" / "answer.yml": HEADER + _rules(intents),
    }


def stale(root: Path, knowledge: Knowledge) -> list[Path]:
    """Return generated files that no longer say what knowledge says."""
    return [path for path, text in files(root, knowledge).items() if not path.exists() or path.read_text(encoding="utf-8") != text]


def asked(knowledge: Knowledge) -> set[str]:
    """Return the kinds of question that some aspect answers."""
    return {aspect.ask for service in knowledge.services.values() for aspect in service.aspects}


def talk_intents(folder: Path) -> set[str]:
    """Return the intents of `data/nlu` that are no question about a document."""
    found: set[str] = set()
    for path in sorted(folder.glob("*.yml")):
        data = YAML(typ="safe").load(path.read_text(encoding="utf-8")) or {}
        found |= {entry["intent"] for entry in data.get("nlu", []) if "intent" in entry}
    return {intent for intent in found if not intent.startswith("ask_")}


def _domain(knowledge: Knowledge, intents: Iterable[str]) -> str:
    slot: dict[str, Any] = {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]}
    slots = {name: dict(slot) for name in (SERVICE, TALK, *sorted(knowledge.facts))}
    return _yaml(
        {
            "version": "3.1",
            "intents": [{intent: {"use_entities": []}} for intent in intents],
            "entities": [SERVICE, *sorted(knowledge.facts)],
            "slots": slots,
            "actions": [ACTION],
            "session_config": {"session_expiration_time": SESSION_MINUTES, "carry_over_slots_to_new_session": False},
        }
    )


def _rules(intents: Iterable[str]) -> str:
    rules = [{"rule": f"{intent} is answered from the rulebook", "steps": [{"intent": intent}, {"action": ACTION}]} for intent in intents]
    return _yaml({"version": "3.1", "rules": rules})


def _yaml(data: dict[str, Any]) -> str:
    from io import StringIO

    out = StringIO()
    writer = YAML()
    writer.default_flow_style = False
    writer.representer.ignore_aliases = lambda *_: True
    writer.width = 120  # type: ignore[assignment]  # ruamel declares None alone
    writer.dump(data, out)
    return out.getvalue().replace("version: '3.1'", 'version: "3.1"')
