"""What Rasa's tracker store has no way of its own to do: delete a conversation, and tell when each was last written in."""

from __future__ import annotations

from typing import Mapping

from rasa.core.tracker_store import InMemoryTrackerStore, RedisTrackerStore, SQLTrackerStore, TrackerStore
from sqlalchemy import func


def erase_tracker(store: TrackerStore, conversation: str) -> None:
    """Delete every event of a conversation; raise NotImplementedError for a kind of store that this does not know."""
    store = _own(store)
    if isinstance(store, SQLTrackerStore):
        with store.session_scope() as session:
            session.query(store.SQLEvent).filter(store.SQLEvent.sender_id == conversation).delete()
            session.commit()
    elif isinstance(store, InMemoryTrackerStore):
        store.store.pop(conversation, None)
    elif isinstance(store, RedisTrackerStore):
        store.red.delete(store.key_prefix + conversation)
    else:
        raise NotImplementedError(f"conversations in a {type(store).__name__} cannot be erased; use SQL, Redis or memory")


def last_events(store: TrackerStore) -> Mapping[str, float]:
    """Return the time of each conversation's last event in an SQL store; other kinds forget by themselves (memory, Redis with `record_exp`)."""
    store = _own(store)
    if not isinstance(store, SQLTrackerStore):
        return {}
    with store.session_scope() as session:
        latest = session.query(store.SQLEvent.sender_id, func.max(store.SQLEvent.timestamp)).group_by(store.SQLEvent.sender_id)
        return {conversation: float(at) for conversation, at in latest}


def _own(store: TrackerStore) -> TrackerStore:
    """Rasa wraps its store into one that survives outages."""
    return getattr(store, "_tracker_store", store)
