"""People's words over channels whose citizens do not fetch them."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import pytest

from wenguan.channels.rest import CitizenRestInput
from wenguan.rulebook.model import Knowledge

from .office import Office, office


class Postcards(CitizenRestInput):
    """A channel that can deliver, as long as `arrives`."""

    arrives = True
    sent: list[tuple[str, str]] = []

    @classmethod
    def name(cls) -> str:
        return "postcards"

    async def deliver(self, sender: str, text: str) -> bool:
        self.sent.append((sender, text))
        return self.arrives


@pytest.fixture
def by_post(tmp_path: Path, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setattr(Postcards, "sent", [])
    with office(tmp_path, knowledge, channel=Postcards) as opened:
        yield opened


def test_words_are_delivered_to_the_channels_own_sender(by_post: Office) -> None:
    reference = by_post.hand_over()
    by_post.desk(f"tickets/{reference}/answer", body={"text": "您好"})
    assert Postcards.sent[-1] == ("citizen", "您好")
    assert all(line["delivered"] for line in by_post.desk(f"tickets/{reference}").json()["lines"])


def test_words_that_did_not_arrive_come_with_the_next_answer(by_post: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = by_post.hand_over()
    monkeypatch.setattr(Postcards, "arrives", False)
    by_post.desk(f"tickets/{reference}/answer", body={"text": "您好"})
    by_post.desk(f"tickets/{reference}/close", body={})
    said = [message["text"] for message in by_post.say("边境证要多久")]
    assert said[1] == "您好"
    assert said[-1] == "听到：边境证要多久"
    assert [message["text"] for message in by_post.say("谢谢")] == ["听到：谢谢"]
