"""Tell a bare follow-up ("那香港呢", "and if he is 15?") from a question of its own."""

from __future__ import annotations

import re
from typing import Iterable

_PERSON = (
    r"(?:老婆|老公|太太|先生|妻子|丈夫|爱人|孩子|小孩|儿子|女儿|爸|妈|父母|父亲|母亲|老人|朋友|同事|同学|他|她|"
    r"\b(?:wife|husband|spouse|partner|sons?|daughters?|kids?|child(?:ren)?|baby|mother|father|mom|mum|dad|parents|friend|colleague|he|she|they)\b)"
)
_FILLERS = re.compile(
    _PERSON
    + r"|那么|那|如果|要是|假如|若是|呢|吗|么|嘛|啊|呀|的话|的|了|是|我|今年|刚|刚好"
    r"|才|已经|就|如|换成|改成|换|改|又|也|怎样|怎么样|怎么办|"
    r"对|不对|不|没有|没|哦|嗯|好|在|有|个|人|岁|护照|国籍|公民|[说弄搞写记打]错|错|应该|其实|"
    r"\b(?:and|what|about|how|if|then|is|are|am|was|the|a|an|i|he|she|it|my|his|her|im|i'm|he's|she's|but|so|ok|for|of|in|to|with|"
    r"old|years?|passports?|citizens?|nationals?|holders?|not|no|actually|sorry|wrong|mistake|typo|oops|mean|meant|make|that|instead|would|be|were|i'd)\b|\W|_"
)

_ANOTHER_PERSON = re.compile(
    rf"(?:那|那么|如果|要是)?.{{0,6}}{_PERSON}.{{0,6}}呢\W*|(?:and|but|what about|how about|what if)\b.{{0,20}}{_PERSON}.{{0,20}}"
)


def names_another(text: str) -> bool:
    """Whether a text speaks of somebody beside the speaker.

    >>> names_another("sorry, i meant my husband"), names_another("我是德国人")
    (True, False)
    """
    return re.search(_PERSON, text) is not None


def of_another_person(text: str) -> bool:
    """Whether a text only turns the last question to somebody else: "what about my wife?", "那我妈呢".

    >>> of_another_person("what about my chinese wife"), of_another_person("那我妈呢?"), of_another_person("我妈在哪里办")
    (True, True, False)
    """
    return _ANOTHER_PERSON.fullmatch(text) is not None


_ELLIPTIC = re.compile(r"(?:那|那么|如果|要是).{1,10}(?:呢|吗)\W*|.{1,8}呢\W*|(?:and|what about|how about|what if)\b.{1,40}")


def elliptic(text: str) -> bool:
    """Whether a text only makes sense after the last question: "那退休的呢", "and on Sundays?".

    >>> elliptic("那退休的呢"), elliptic("退休的人去哪里办")
    (True, False)
    """
    return _ELLIPTIC.fullmatch(text) is not None


def leftover(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return what `text` says beside the given spans, fillers and punctuation taken out."""
    rest = list(text)
    for start, end in spans:
        rest[start:end] = " " * (end - start)
    return _FILLERS.sub("", "".join(rest).lower())
