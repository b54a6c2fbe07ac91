"""Short answers to offered choices: numbers, ordinals, labels."""

from __future__ import annotations

import pytest

from wenguan.dialogue.choices import chosen, ordinal
from wenguan.dialogue.state import Offer

OFFERS = tuple(Offer(label) for label in ("边境通行证", "普通护照", "出入境通行证", "转人工"))
ENGLISH = tuple(Offer(label) for label in ("border permit", "passport", "Talk to a person"))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2), ("2。", 2), ("选2", 2), ("选择 3", 3), ("第2个", 2), ("第二个", 2), ("我要第三个", 3),
        ("第一项吧", 1), ("最后一个", 4), ("回复1", 1), ("#4", 4),
        ("the first one", 1), ("second", 2), ("the third option", 3), ("option 2", 2), ("number 3", 3), ("2nd", 2), ("the last one", 4),
        ("i mean the second", 2), ("first one please", 1),
    ],
)
def test_a_place_is_read(text: str, number: int) -> None:
    assert ordinal(text, 4) == number


@pytest.mark.parametrize("text", ["5", "第五个", "0", "12", "两天", "2天", "first aid", "one more question", "", "第二代身份证"])
def test_what_is_no_place_is_not_taken_for_one(text: str) -> None:
    assert ordinal(text, 4) is None


@pytest.mark.parametrize(
    ("text", "label"), [("普通护照", "普通护照"), ("普通护照。", "普通护照"), ("护照", "普通护照"), ("边境", "边境通行证"), ("3", "出入境通行证")]
)
def test_a_label_or_a_clear_part_of_it_is_taken(text: str, label: str) -> None:
    offer = chosen(text, OFFERS)
    assert offer is not None
    assert offer.label == label


@pytest.mark.parametrize("text", ["通行证", "证", "？", "护照丢了怎么办", "普通护照" * 10])
def test_what_could_be_several_or_none_is_not_taken(text: str) -> None:
    assert chosen(text, OFFERS) is None


@pytest.mark.parametrize("text", ["Passport", "PASSPORT!", "2"])
def test_case_and_marks_do_not_matter(text: str) -> None:
    assert chosen(text.lower(), ENGLISH) == ENGLISH[1]


def test_without_offers_nothing_is_chosen() -> None:
    assert chosen("1", ()) is None
