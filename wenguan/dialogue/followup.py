"""Tell a bare follow-up ("那香港呢", "and if he is 15?") from a question of its own."""

from __future__ import annotations

import re
from typing import Iterable

_FILLERS = re.compile(
    r"那么|那|如果|要是|假如|若是|呢|吗|么|嘛|啊|呀|的话|的|了|是|我|他|她|孩子|小孩|儿子|女儿|今年|刚|刚好|才|已经|就|如|换成|改成|换|改|又|也|怎样|怎么样|怎么办|"
    r"对|不对|不|没有|没|哦|嗯|好|在|有|个|人|岁|护照|国籍|公民|[说弄搞写记打]错|错|应该|其实|"
    r"\b(?:and|what|about|how|if|then|is|are|am|was|the|a|an|i|he|she|it|my|his|her|im|i'm|he's|she's|but|so|ok|for|of|in|to|with|kid|son|daughter|child|"
    r"old|years?|passports?|citizens?|nationals?|holders?|not|no|actually|sorry|wrong|mistake|typo|oops|mean|meant|make|that|instead|would|be|were|i'd)\b|\W|_"
)


def leftover(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return what `text` says beside the given spans, fillers and punctuation taken out."""
    rest = list(text)
    for start, end in spans:
        rest[start:end] = " " * (end - start)
    return _FILLERS.sub("", "".join(rest).lower())
