"""What is too old is erased; what is talked about stays."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from rasa.core.tracker_store import InMemoryTrackerStore, SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from wenguan.channels import retention
from wenguan.channels.erasure import last_events
from wenguan.channels.feedback import Feedback, Verdict
from wenguan.channels.front_door import FrontDoor, Settings
from wenguan.channels.retention import DAY, days_from, erase_daily, erase_silent_since
from wenguan.channels.web_api import Services
from wenguan.handover.brief import Brief
from wenguan.handover.handover import Handover
from wenguan.handover.store import Store
from wenguan.records import connect
from wenguan.rulebook.model import Knowledge

TODAY = 1_000 * DAY


class House:
    """The three places where something of a conversation is kept, at a time that the test sets."""

    def __init__(self, folder: Path, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
        self.time, door, records = TODAY, FrontDoor(Settings(), b"secret"), connect(f"sqlite:///{folder / 'records.db'}")
        for module in ("wenguan.handover.store", "wenguan.channels.feedback", "wenguan.channels.retention"):
            monkeypatch.setattr(f"{module}.now", lambda: self.time)
        self.trackers: TrackerStore = SQLTrackerStore(Domain.empty(), db=str(folder / "conversations.db"))
        self.tickets, self.feedback = Store(records), Feedback(records)
        handover = Handover(door, knowledge, self.tickets, self.trackers.retrieve)
        self.services = Services(door, handover, self.feedback, lambda: self.trackers)

    def says(self, conversation: str, days_ago: float) -> None:
        tracker = asyncio.run(self.trackers.retrieve(conversation)) or DialogueStateTracker(conversation, [])
        tracker.update(UserUttered("边境证要多久", timestamp=TODAY - days_ago * DAY))
        asyncio.run(self.trackers.save(tracker))

    def hands_over(self, conversation: str, days_ago: float) -> str:
        self.time = TODAY - days_ago * DAY
        reference = self.tickets.open(conversation, "rest", "me", "zh-Hans", Brief(), [("citizen", "你好", self.time)]).reference
        self.time = TODAY
        return reference

    def left(self) -> set[str]:
        return {*last_events(self.trackers), *self.tickets.last_lines(), *self.feedback.last_verdicts()}

    def erases(self, days: int = 30) -> int:
        return asyncio.run(erase_silent_since(self.services, TODAY - days * DAY))


@pytest.fixture
def house(tmp_path: Path, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> House:
    return House(tmp_path, knowledge, monkeypatch)


def test_a_conversation_is_kept_for_its_days_and_no_longer(house: House) -> None:
    house.says("kept", 29.9)
    house.says("silent", 30.1)
    assert house.erases() == 1
    assert house.left() == {"kept"}


def test_its_last_word_counts(house: House) -> None:
    house.says("talked about again", 90)
    house.says("talked about again", 1)
    assert house.erases() == 0
    assert asyncio.run(house.trackers.retrieve("talked about again")) is not None


def test_tickets_and_feedback_go_with_it(house: House) -> None:
    house.says("silent", 40)
    reference = house.hands_over("silent", 40)
    house.time = TODAY - 40 * DAY
    house.feedback.store(Verdict("silent", "m1", useful=False))
    house.time = TODAY
    assert house.erases() == 1
    assert house.left() == set()
    assert house.tickets.lines(reference) == []


def test_an_answer_at_the_desk_keeps_it(house: House) -> None:
    house.says("waiting", 40)
    house.tickets.write(house.hands_over("waiting", 40), "operator", "请带护照来。")
    assert house.erases() == 0
    assert house.left() == {"waiting"}


def test_what_only_the_desk_still_has_is_erased_too(house: House) -> None:
    house.hands_over("without a conversation", 40)
    assert house.erases() == 1
    assert house.left() == set()


def test_a_store_that_forgets_by_itself_is_left_alone() -> None:
    assert last_events(InMemoryTrackerStore(Domain.empty())) == {}


@pytest.mark.parametrize(("said", "days"), [(None, 30), ("", 30), ("7", 7), ("0", 0)])
def test_days_are_in_the_environment(said: str | None, days: int) -> None:
    assert days_from({} if said is None else {"WENGUAN_KEEP_DAYS": said}) == days


@pytest.mark.parametrize("said", ["a month", "-1", "1.5", "³"])
def test_what_is_no_number_of_days_is_told(said: str) -> None:
    with pytest.raises(SystemExit, match="WENGUAN_KEEP_DAYS must be a number of days"):
        days_from({"WENGUAN_KEEP_DAYS": said})


def test_it_is_done_at_start_and_every_day_even_after_a_fault(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    moments: list[float] = []

    async def erase(services: Services, moment: float) -> int:
        moments.append(moment)
        if len(moments) == 1:
            raise OSError("the disk is gone")
        return 0

    async def next_day(seconds: float) -> None:
        house.time += seconds
        if len(moments) == 3:
            raise asyncio.CancelledError

    monkeypatch.setattr(retention, "erase_silent_since", erase)
    monkeypatch.setattr("wenguan.channels.retention.asyncio.sleep", next_day)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(erase_daily(house.services, 30))
    assert moments == [TODAY - 30 * DAY, TODAY - 29 * DAY, TODAY - 28 * DAY]


def test_zero_days_keep_everything(house: House) -> None:
    house.says("old", 400)
    asyncio.run(erase_daily(house.services, 0))
    assert house.left() == {"old"}
