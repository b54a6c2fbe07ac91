"""The door that every message passes, on its own: no Rasa, no web."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from wenguan.channels.front_door import MAX_CHARACTERS, Admitted, FrontDoor, Notice, Refused, Settings, strip_commands, strip_hidden, valid_sender
from wenguan.channels.shared import InMemory

SECRET = b"a secret of the test"
OUTSIDE = "203.0.113.9"


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> FrontDoor:
    monkeypatch.delenv("WENGUAN_PAUSED", raising=False)
    return FrontDoor(Settings(), SECRET)


def admitted(door: FrontDoor, text: str) -> Admitted:
    found = door.admit("rest", "me", text)
    assert isinstance(found, Admitted), found
    return found


# -- words


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("边境证\u200b要\u200d多久\ufeff", "边境证要多久"),
        ("how\u0000 long\u0007", "how long"),
        ("第一行\r\n第二行\t三", "第一行 第二行 三"),
        ("\u202e反着写", "反着写"),
        ("\ud800a", "a"),
    ],
)
def test_hidden_characters_are_dropped(door: FrontDoor, sent: str, seen: str) -> None:
    assert admitted(door, sent).text == seen


@pytest.mark.parametrize(
    "sent",
    ["/restart", " /restart", "//restart", "/ /restart", "／restart", "\\/restart", "\u200b/restart", "\u200b /\u200b/restart"],
)
def test_no_slash_reaches_rasa_in_front(door: FrontDoor, sent: str) -> None:
    assert admitted(door, sent).text == "restart"


def test_a_slash_inside_stays(door: FrontDoor) -> None:
    assert admitted(door, "港/澳签注").text == "港/澳签注"


@pytest.mark.parametrize("sent", ["", "   ", "\u200b\u200b", "///", "／ /"])
def test_nothing_to_read_is_refused(door: FrontDoor, sent: str) -> None:
    assert door.admit("rest", "me", sent) == Refused("empty")


def test_length_is_bounded_just_at_the_limit(door: FrontDoor) -> None:
    assert len(admitted(door, "问" * MAX_CHARACTERS).text) == MAX_CHARACTERS
    assert door.admit("rest", "me", "问" * (MAX_CHARACTERS + 1)) == Refused("too_long", {"limit": str(MAX_CHARACTERS)})


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ("我的护照E12345678丢了", "passport"), ("电话13800138000", "phone"), ("身份证11010519491231002X", "id_number"),
        ("写信到a.b@example.org", "email"),
    ],
)  # fmt: skip
def test_personal_numbers_are_masked(door: FrontDoor, sent: str, kind: str) -> None:
    found = admitted(door, sent)
    assert found.masked == (kind,)
    assert "‹" in found.text


def test_a_number_cut_by_hidden_characters_is_masked(door: FrontDoor) -> None:
    assert "13800138000" not in admitted(door, "电话138\u200b0013\u200b8000").text


def test_the_hotline_number_stays(door: FrontDoor) -> None:
    assert admitted(door, "12367怎么打").text == "12367怎么打"


def test_words_are_stripped_apart() -> None:
    assert strip_commands("/ / \\／ a/b") == "a/b"
    assert strip_hidden("a\u2028b") == "a b"


# -- ids


def test_a_conversation_is_bound_to_its_channel(door: FrontDoor) -> None:
    assert door.conversation("rest", "me") != door.conversation("wechat", "me")
    assert door.conversation("rest", "me").startswith("rest-")


def test_a_sender_cannot_name_another_channel_in_its_id(door: FrontDoor) -> None:
    assert not valid_sender("wechat\0me")
    assert door.conversation("rest", "wechat/me") != door.conversation("wechat", "me")


def test_ids_are_the_same_with_the_same_secret() -> None:
    assert FrontDoor(Settings(), SECRET).conversation("wechat", "openid") == FrontDoor(Settings(), SECRET).conversation("wechat", "openid")


def test_ids_cannot_be_guessed_without_the_secret() -> None:
    assert FrontDoor(Settings(), SECRET).conversation("rest", "me") != FrontDoor(Settings(), b"another").conversation("rest", "me")


def test_the_sender_is_not_in_the_conversation_id(door: FrontDoor) -> None:
    assert "openid-of-somebody" not in door.conversation("wechat", "openid-of-somebody")


@pytest.mark.parametrize("sender", ["a", "o6_bmjrPTlm6_2sgVt7hMZOPfL2M", "a" * 128, "x@y.z:1/2=3+4-5"])
def test_plain_senders_are_valid(sender: str) -> None:
    assert valid_sender(sender)


@pytest.mark.parametrize("sender", ["", "a" * 129, "a b", "a\n", "a\0b", None, 5, ["a"]])
def test_other_senders_are_not(sender: object) -> None:
    assert not valid_sender(sender)


# -- rates


def attempts(door: FrontDoor, count: int, *, sender: str = "me", address: str | None = OUTSIDE) -> list[bool]:
    return [isinstance(door.admit("rest", sender, "你好", address=address), Admitted) for _ in range(count)]


def test_a_sender_may_write_so_often_and_no_more() -> None:
    door = FrontDoor(Settings(per_sender=5), SECRET)
    assert attempts(door, 6) == [True] * 5 + [False]


def test_waiting_is_told_to_who_is_too_fast() -> None:
    door = FrontDoor(Settings(per_sender=1), SECRET)
    attempts(door, 1)
    refused = door.admit("rest", "me", "你好", address=OUTSIDE)
    assert isinstance(refused, Refused)
    assert (refused.phrase, refused.retry_after) == ("too_fast", 10)


def test_one_sender_does_not_slow_another() -> None:
    door = FrontDoor(Settings(per_sender=1), SECRET)
    assert attempts(door, 1) + attempts(door, 1, sender="you") == [True, True]


def test_an_address_with_many_senders_is_limited() -> None:
    door = FrontDoor(Settings(per_sender=9, per_address=3), SECRET)
    assert [attempts(door, 1, sender=f"s{n}")[0] for n in range(4)] == [True, True, True, False]


def test_a_platform_without_addresses_is_limited_by_sender_only() -> None:
    door = FrontDoor(Settings(per_sender=2, per_address=3), SECRET)
    assert attempts(door, 3, address=None) == [True, True, False]
    assert [attempts(door, 1, sender=f"s{n}", address=None)[0] for n in range(9)] == [True] * 9


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_this_machine_is_not_limited(address: str) -> None:
    assert all(attempts(FrontDoor(Settings(per_sender=1), SECRET), 5, address=address))


def test_limits_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENGUAN_RATE_SENDER", "7")
    monkeypatch.setenv("WENGUAN_RATE_ADDRESS", "8")
    monkeypatch.setenv("WENGUAN_PROXIES", "1")
    assert Settings.from_environment() == Settings(per_sender=7, per_address=8, proxies=1)


# -- pause


def test_an_open_door_admits(door: FrontDoor) -> None:
    assert door.paused is None


def test_a_pause_refuses_with_the_notice(door: FrontDoor) -> None:
    door.paused = Notice("今晚维护。", "Maintenance tonight.")
    assert door.admit("rest", "me", "你好") == Refused("paused", {"notice_zh": "今晚维护。", "notice_en": "Maintenance tonight."})
    door.paused = None
    assert isinstance(door.admit("rest", "me", "你好"), Admitted)


def test_the_desks_switch_pauses_what_people_have_not_taken(door: FrontDoor) -> None:
    door.switch = lambda: Notice("今晚维护。", "Maintenance tonight.")
    door.attended = lambda conversation: conversation == door.conversation("rest", "taken")
    refused = door.admit("rest", "me", "你好")
    assert isinstance(refused, Refused)
    assert (refused.phrase, refused.figures["notice_zh"]) == ("paused", "今晚维护。")
    assert isinstance(door.admit("rest", "taken", "你好"), Admitted)


def test_the_environments_notice_comes_before_the_desks(door: FrontDoor) -> None:
    door.paused, door.switch = Notice("一"), lambda: Notice("二")
    assert door.notice() == Notice("一")


@pytest.mark.parametrize(
    ("value", "notice"),
    [
        ("", None), ("0", None), ("off", None), ("1", Notice()), ("yes", Notice()), ("今晚维护", Notice("今晚维护", "今晚维护")),
        ("今晚维护。|Back at 6.", Notice("今晚维护。", "Back at 6.")),
    ],
)  # fmt: skip
def test_the_switch_is_in_the_environment(monkeypatch: pytest.MonkeyPatch, value: str, notice: Notice | None) -> None:
    monkeypatch.setenv("WENGUAN_PAUSED", value)
    assert FrontDoor(Settings(), SECRET).paused == notice


# -- duplicates and order


def given(door: FrontDoor, *asked: tuple[str, str, str]) -> list[str]:
    """Answer message ids of conversations, one after the other; the third word is what a turn would say now."""

    async def answers() -> list[str]:
        return [await door.once(conversation, message, str, partial(_say, now)) for conversation, message, now in asked]

    return asyncio.run(answers())


async def _say(words: str) -> str:
    return words


def test_a_repeat_gets_what_the_first_got(door: FrontDoor) -> None:
    assert given(door, ("c", "m1", "one"), ("c", "m1", "two"), ("c", "m1", "three")) == ["one"] * 3
    assert door.answered("c", "m1", str) == "one"


def test_another_message_or_conversation_is_no_repeat(door: FrontDoor) -> None:
    assert given(door, ("c", "m1", "a"), ("c", "m2", "b"), ("d", "m1", "c")) == ["a", "b", "c"]


def test_what_failed_may_be_tried_again(door: FrontDoor) -> None:
    given(door, ("c", "m1", "failed"))
    door.forget("c", "m1")
    assert given(door, ("c", "m1", "answered")) == ["answered"]


def test_a_turn_that_raised_is_made_anew(door: FrontDoor) -> None:
    async def broken() -> str:
        raise ValueError("broken")

    async def raised() -> None:
        with pytest.raises(ValueError, match="broken"):
            await door.once("c", "m1", str, broken)

    asyncio.run(raised())
    assert given(door, ("c", "m1", "answered")) == ["answered"]


def test_answers_are_kept_for_their_time_only() -> None:
    now = [0.0]
    door = FrontDoor(Settings(duplicate_seconds=60), SECRET, InMemory(clock=lambda: now[0]))
    given(door, ("c", "m1", "old"))
    now[0] = 59.9
    assert given(door, ("c", "m1", "new")) == ["old"]
    now[0] = 60.1
    assert given(door, ("c", "m1", "new")) == ["new"]


def test_memory_is_bounded() -> None:
    door = FrontDoor(Settings(), SECRET, InMemory(remembered=3))
    given(door, *(("c", f"m{number}", "x") for number in range(10)))
    assert given(door, ("c", "m9", "new"), ("c", "m0", "forgotten")) == ["x", "forgotten"]


def test_repeats_while_the_turn_runs_share_it(door: FrontDoor) -> None:
    turns: list[str] = []

    async def turn() -> str:
        turns.append("turn")
        await asyncio.sleep(0.01)
        return "answer"

    async def thrice() -> list[str]:
        tasks = [door.once("c", "m1", str, turn) for _ in range(3)]
        return list(await asyncio.gather(*tasks))

    assert asyncio.run(thrice()) == ["answer"] * 3
    assert turns == ["turn"]


def test_a_conversation_takes_one_turn_at_a_time_and_others_go_on(door: FrontDoor) -> None:
    running: list[str] = []
    seen: list[tuple[str, ...]] = []

    async def turn(conversation: str) -> None:
        async with door.turn(conversation):
            running.append(conversation)
            seen.append(tuple(running))
            await asyncio.sleep(0.01)
            running.remove(conversation)

    async def all_at_once() -> None:
        await asyncio.gather(turn("a"), turn("a"), turn("b"))

    asyncio.run(all_at_once())
    assert all(now.count("a") <= 1 for now in seen)
    assert ("a", "b") in seen
