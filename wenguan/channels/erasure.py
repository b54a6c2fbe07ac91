"""Delete a conversation from Rasa's tracker store, which has no way of its own to do that."""

from __future__ import annotations

from rasa.core.tracker_store import InMemoryTrackerStore, RedisTrackerStore, SQLTrackerStore, TrackerStore


def erase_tracker(store: TrackerStore, conversation: str) -> None:
    """Delete every event of a conversation; raise NotImplementedError for a kind of store that this does not know."""
    store = getattr(store, "_tracker_store", store)  # Rasa wraps its store into one that survives outages
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
