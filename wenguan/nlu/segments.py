"""Cut a message into its questions: several sentences, or "and also", each asking its own thing."""

from __future__ import annotations

import re

MAX_SEGMENTS = 5

_END = re.compile(r"(?<=[?？！!。；;\n])\s*|(?<=[a-z])\.\s+(?=[A-Za-z])")
_ALSO_WORDS = (
    r"另外|还有就是|还有|以及|同时|顺便问|顺便|再问|再就是|然后还|然后再|并且|再有|"
    r"and also|and how|and what|and where|and when|and which|and who|and can|and do|and does|and is|also,?|(?<![a-z0-9] )plus,?"
)
_LONE = "".join(rf"(?<!\b{word})(?<!\b{word} )" for word in ("how", "when", "what", "where", "who", "why", "which"))
"""A question word with nothing of its own: "how and where do I apply" asks one thing."""
_ALSO = re.compile(rf"{_LONE}[,，、]?\s*(?=(?:{_ALSO_WORDS})\s*\S)", re.IGNORECASE)
_CONNECTOR = re.compile(rf"(?:{_ALSO_WORDS})", re.IGNORECASE)
_ASKS = re.compile(
    r"[?？]|吗|呢|么|什么|啥|怎么|怎样|咋|哪|几|多少|多久|多长|谁|能不能|可不可以|可以|是不是|要不要|需不需要|用不用|有没有|会不会|行不行|能否|是否|需要|如何|为什么|请问|"
    r"\b(?:what|which|who|whom|where|when|why|how|can|could|do|does|did|is|are|am|was|will|would|should|may|must|need|tell me|any)\b",
    re.IGNORECASE,
)


_NUMBERED = re.compile(r"(?:^|\s)\(?[1-9][.、)）]\s*")
_STRONG = r"(?:几天|几个|几日|几钱|多少|多久|多长|怎么|咋|哪里|哪儿|哪个|什么|吗|能不能|可不可以|要不要|用不用|是否|是不是)"
_TWO_ASKED = re.compile(rf"(?<=[^,，]{{3}})[,，、 ](?=[^,，]*{_STRONG})")
"""A comma before a clause that asks; it divides only when what stands before it asks too."""


def _clauses(sentence: str) -> list[str]:
    """Divide at commas between clauses that both ask."""
    parts = _TWO_ASKED.split(sentence)
    whole: list[str] = []
    for part in parts:
        if whole and not (re.search(_STRONG, whole[-1]) and re.search(_STRONG, part)):
            whole[-1] = f"{whole[-1]}，{part}"
        else:
            whole.append(part)
    return whole


def sentences(text: str) -> list[str]:
    """Split at sentence ends, numbers of a list, "also" and commas between questions; blanks dropped."""
    listed = _NUMBERED.split(text) if len(_NUMBERED.findall(text)) > 1 else [text]
    ended = [sentence for part in listed for sentence in _END.split(part) if sentence]
    parts = [clause for sentence in ended for part in _ALSO.split(sentence) for clause in _clauses(part or "")]
    return [part.strip(" ,，、。.;；") for part in parts if part and part.strip(" ,，、。.;；!！?？")]


def questions(text: str) -> list[str]:
    """Return the parts that ask something; the whole text when it asks one thing or none.

    Statements are kept with nothing: they are background, and facts are read from the whole message. What follows "also" asks too.
    """
    parts = sentences(text)
    if len(_NUMBERED.findall(text)) > 1:
        return parts[:MAX_SEGMENTS]
    asking = [part for part in parts if _ASKS.search(part) or _CONNECTOR.match(part) and len(part) > 3]
    if len(parts) <= 1 or not asking:
        return [text]
    return asking[:MAX_SEGMENTS]


def asks(text: str) -> bool:
    """Whether a text holds a word or mark of asking."""
    return _ASKS.search(text) is not None
