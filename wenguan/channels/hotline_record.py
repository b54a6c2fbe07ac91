"""What a hotline conversation amounted to, read from Rasa's tracker: questions, rules, facts, and the trace of the last decision."""

from __future__ import annotations

from typing import Any, Dict, Iterable, List

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from wenguan.clock import today
from wenguan.dialogue.memory import from_slots, to_json
from wenguan.dialogue.state import State
from wenguan.rulebook.compute import Facts
from wenguan.rulebook.explain import explain
from wenguan.rulebook.model import Knowledge


def summary(knowledge: Knowledge, tracker: DialogueStateTracker | None) -> Dict[str, Any]:
    """Tell what was asked (personal numbers were masked at the door), which rules answered, and what the caller told."""
    if tracker is None:
        return {"questions": [], "rule_ids": [], "facts": []}
    events = list(tracker.events)
    asked = [event.text for event in events if isinstance(event, UserUttered) and event.text and not event.text.startswith("/")]
    rules = [rule for event in events if isinstance(event, BotUttered) for rule in _rules(event)]
    return {"questions": asked, "rule_ids": list(dict.fromkeys(rules)), "facts": told(knowledge, _state(knowledge, tracker))}


def assist(knowledge: Knowledge, tracker: DialogueStateTracker | None) -> Dict[str, Any]:
    """Explain the last answer to a person who helps the caller: every rule and how it fared, and the facts it rests on."""
    if tracker is None:
        return {"trace": [], "facts": []}
    state = _state(knowledge, tracker)
    return {"trace": _trace(knowledge, state), "facts": told(knowledge, state)}


def told(knowledge: Knowledge, state: State) -> List[Dict[str, Any]]:
    """List the facts that the caller told, with the question each of them answers."""
    known = ((knowledge.facts[fact], value) for fact, value in state.facts.items() if fact in knowledge.facts)
    return [{"fact": fact.id, "value": to_json(value), "question": {"zh": fact.question.zh, "en": fact.question.en}} for fact, value in known]


def citations(answers: Iterable[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """Collect the citations of several answers, each once."""
    found: List[Dict[str, Any]] = []
    for answer in answers:
        found += [cited for cited in answer.get("citations") or () if cited not in found]
    return found


def _rules(event: BotUttered) -> List[str]:
    return list(((event.data or {}).get("custom") or {}).get("rule_ids") or ())


def _state(knowledge: Knowledge, tracker: DialogueStateTracker) -> State:
    return from_slots(tracker.current_slot_values(), knowledge.facts)


def _trace(knowledge: Knowledge, state: State) -> List[str]:
    if state.service is None or state.aspect is None or state.service not in knowledge.services:
        return []
    return explain(knowledge, state.service, state.aspect, Facts(knowledge.facts, state.facts, today()))
