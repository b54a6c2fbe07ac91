"""Rasa's custom actions: slots and reading in, replies and slots out. What is true and how it is said lives below, not here."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Dict, List
from uuid import uuid4

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from wenguan.clock import today
from wenguan.dialogue.memory import from_slots, to_slots
from wenguan.dialogue.present import present
from wenguan.dialogue.turn import Assistant
from wenguan.knowledge import knowledge as own_knowledge
from wenguan.nlu.reading import Reading


@lru_cache(maxsize=1)
def assistant() -> Assistant:
    """Build the assistant once a process."""
    return Assistant(own_knowledge())


class ActionAnswer(Action):
    """Answer the message: a question, a follow-up, a choice, or talk."""

    def __init__(self) -> None:
        assistant()  # an action server reads the knowledge before its port opens, not in a citizen's first turn

    def name(self) -> str:
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]) -> List[Dict[str, Any]]:
        """Compute the turn and send its replies."""
        facts = assistant().knowledge.facts
        before = from_slots(tracker.slots, facts)
        turn = assistant().respond(before, _reading(tracker), on=today(), hint=_page_language(tracker))
        for reply in turn.replies:
            message = present(assistant().knowledge, reply, turn.state.language)
            machine_part = {**message["custom"], "message_id": uuid4().hex}
            dispatcher.utter_message(text=message["text"], buttons=message.get("buttons"), json_message=machine_part)
        after = to_slots(turn.state, facts)
        return [SlotSet(slot, value) for slot, value in after.items() if value != tracker.slots.get(slot)]


def _reading(tracker: Tracker) -> Reading:
    message = tracker.latest_message
    return Reading.from_json(message["reading"]) if "reading" in message else Reading(message.get("text") or "", "zh-Hans", ())


def _page_language(tracker: Tracker) -> str | None:
    language = (tracker.latest_message.get("metadata") or {}).get("language")
    return language if language in ("zh-Hans", "zh-Hant", "en") else None
