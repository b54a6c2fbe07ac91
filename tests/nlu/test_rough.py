"""Sums said roughly."""

import pytest

from wenguan.nlu.rough import rough_sums

SUMS = [
    ("四千多万", (40_000_000, 50_000_000)),
    ("三百五十多万", (3_500_000, 3_600_000)),
    ("20多万", (200_000, 300_000)),
    ("20万出头", (200_000, 300_000)),
    ("十几万", (110_000, 190_000)),
    ("四千几万", (41_000_000, 49_000_000)),
    ("三十来万", (270_000, 330_000)),
    ("三四十万", (300_000, 400_000)),
    ("十五六万", (150_000, 160_000)),
    ("一百八九十万", (1_800_000, 1_900_000)),
    ("200到300万", (2_000_000, 3_000_000)),
    ("两百到三百万", (2_000_000, 3_000_000)),
    ("将近两百万", (1_800_000, 2_000_000)),
    ("近200w", (1_800_000, 2_000_000)),
    ("nearly 2 million", (1_800_000, 2_000_000)),
    ("2-3 million", (2_000_000, 3_000_000)),
]


@pytest.mark.parametrize(("text", "bounds"), SUMS)
def test_reads_between_what_a_sum_lies(text: str, bounds: tuple[int, int]) -> None:
    assert [(r.least, r.most) for r in rough_sums(text)] == [bounds]


@pytest.mark.parametrize("text", ["200万", "最近200万", "几百万", "二〇二六万", "护照"])
def test_an_exact_or_an_open_sum_is_not_rough(text: str) -> None:
    assert list(rough_sums(text)) == []
