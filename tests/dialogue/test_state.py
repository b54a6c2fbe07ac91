"""What a conversation remembers is a value."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from wenguan.dialogue.state import Offer, State


def test_a_new_conversation_knows_nothing() -> None:
    state = State()
    assert (state.language, state.service, state.aspect, state.pending) == (None, None, None, None)
    assert (state.facts, state.offered, state.misses) == ({}, (), 0)


def test_it_cannot_be_patched() -> None:
    with pytest.raises(FrozenInstanceError):
        State().service = "passport"  # type: ignore[misc]


def test_two_conversations_share_nothing() -> None:
    assert State().facts is not State().facts


def test_an_offer_says_what_taking_it_means() -> None:
    assert vars(Offer("是", fact="lost", value=True)) == {
        "label": "是", "fact": "lost", "value": True, "service": None, "aspect": None, "act": None,
    }
