"""Chinese slips by sound are put right; words that are right, or merely rare, stay."""

from __future__ import annotations

import pytest

from wenguan.nlu.homophones import Homophones, pairs

WORDS = {"边境通行证": 9, "边境证": 9, "申请": 9, "网上": 9, "护照": 9, "遗失": 4, "补办": 5, "那张": 3, "景点": 6, "纸": 30}
PHRASES = ("边境通行证怎么申请", "边境证网上申请", "护照遗失补办", "那张证", "景点")
HOMOPHONES = Homophones(WORDS, (pair for phrase in PHRASES for pair in pairs(phrase)))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("边竟通行正怎么申清", "边境通行证怎么申请"),
        ("边镜证网山申请", "边境证网上申请"),
        ("户照遗矢", "护照遗失"),
        ("边境证", "边境证"),
        ("拿张纸", "拿张纸"),
        ("老伴在天坛公园", "老伴在天坛公园"),
        ("passport 丢了", "passport 丢了"),
        ("", ""),
    ],
)
def test_slips_by_sound(written: str, meant: str) -> None:
    assert HOMOPHONES.mend(written) == meant
