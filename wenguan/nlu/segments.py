"""Cut a message into its questions: several sentences, or "and also", each asking its own thing."""

from __future__ import annotations

import re
from typing import Callable, Sequence

MAX_SEGMENTS = 5

_END = re.compile(r"(?<=[?？！!。；;\n])\s*|(?<=[a-z])\.\s+(?=[A-Za-z])")
_ALSO_WORDS = (
    r"另外|同埋|还有就是|还有|以及|同时|顺便问|顺便|再问|再就是|然后还|然后再|并且|再有|"
    r"\band also\b|\b(?:and|&) (?:(?:at|by|for|in|on|through|to|with) )?(?:how|what|where|when|which|who|whom)\b"
    r"|\b(?:and|&) (?:can|do|does|is|are|must|should|may|will|since|need)\b|\balso,|(?<![a-z0-9] )plus,?"
)
_LONE = "".join(rf"(?<!\b{word})(?<!\b{word} )" for word in ("how", "when", "what", "where", "who", "why", "which"))
"""A question word with nothing of its own: "how and where do I apply" asks one thing."""
_ALSO = re.compile(rf"{_LONE}[,，、]?\s*(?=(?:{_ALSO_WORDS})\s*\S)", re.IGNORECASE)
_CONNECTOR = re.compile(rf"(?:{_ALSO_WORDS})", re.IGNORECASE)
_ASKS = re.compile(
    r"[?？]|吗|呢|么|什么|啥|怎么|怎样|咋|哪|几|多少|多久|多长|谁|能不能|可不可以|可以|是不是|要不要|需不需要|用不用|有没有|会不会|行不行|能否|是否|需要|如何|为什么|请问|"
    r"\b(?:what|which|who|whom|where|when|why|how|need|tell me|any)\b|"
    r"(?:^|[,;:] ?|\b(?:and|so|but|then|or|hi|hello|please) )(?:can|could|do|does|did|is|are|am|was|will|would|should|may|must)\b|"
    r"\b(?:can|could|do|does|did|will|would|should|may|must) (?:i|we|you|he|she|it|they|my|our|the|there|this|that|a|an)\b|"
    r"\b(?:is|are|am|was) (?:i|we|you|he|she|it|they|there|this|that)\b",
    re.IGNORECASE,
)


_NUMBERED = re.compile(r"(?:^|\s)\(?[1-9][.、)）]\s*")
_STRONG = (
    r"(?:几天|几个|几日|几钱|几岁|几年|几次|几时|几点|多少|多久|多长|多大|怎么|咋|哪里|哪儿|哪个|哪天|哪些|边度|点样|点办|什么|啥|咩|吗|谁|何时|能不能|可不可以|"
    r"要不要|用不用|是否|是不是|行不行|有没有|会不会|需不需要)"
)
_TWO_ASKED = re.compile(rf"(?<=[^,，]{{3}})[,，、 ](?=[^,，]*{_STRONG})")
"""A comma before a clause that asks; it divides only when what stands before it asks too."""
_ASKED = r"(?:how|what|where|which(?! is)|can|could|do|does|is|are|must|should|may|will)\b"
_LEANS = re.compile(
    r"分别|各|(?:这样|可以|行不|对|好|是|能|行|可|得|要|有)?(?:吗|不|么|嘛|呢|吧|行|是|对|好)?$|(?:是不是|对不对|可不可以|行不行|好不好|能不能)$"
)
"""A clause that means nothing without the one before it."""
_TWO_ASKED_EN = re.compile(rf"(?<=[a-z]), (?={_ASKED})", re.IGNORECASE)
_ASKED_EN = re.compile(rf"\W*(?:and |so |but |please |then )?{_ASKED}.{{3}}", re.IGNORECASE)


def _clauses(sentence: str) -> list[str]:
    """Divide at commas between clauses that both ask."""
    chinese = _joined(_TWO_ASKED.split(sentence), re.compile(_STRONG).search, "，")
    return [clause for part in chinese for clause in _joined(_TWO_ASKED_EN.split(part), _ASKED_EN.match, ", ")]


def _joined(parts: Sequence[str], asking: Callable[[str], object], comma: str) -> list[str]:
    """Put a clause back to the one before it, unless both ask."""
    whole: list[str] = []
    for part in parts:
        if whole and not (asking(whole[-1]) and asking(part) and not _LEANS.match(part)):
            whole[-1] = f"{whole[-1]}{comma}{part}"
        else:
            whole.append(part)
    return whole


def sentences(text: str) -> list[str]:
    """Split at sentence ends, numbers of a list, "also" and commas between questions; blanks dropped."""
    listed = _NUMBERED.split(text) if len(_NUMBERED.findall(text)) > 1 else [text]
    ended = [sentence for part in listed for sentence in _END.split(part) if sentence]
    parts = [clause for sentence in ended for part in _ALSO.split(sentence) for clause in _clauses(part or "")]
    return [part.strip(" ,，、。.;；") for part in parts if part and part.strip(" ,，、。.;；!！?？")]


_LEANS_BACK = re.compile(
    r"(?:is|are|was|would|will) (?:that|this|it)(?: (?:ok(?:ay)?|right|true|correct|possible|fine|enough|allowed|so|alright|written somewhere))*"
    r"|(?:can|may|could|will|does|must|should|is) (?:he|she|i|we|they)|ok(?:ay)?|possible|right|correct|allowed|true"
    r"|(?:这样|那样)?(?:可以|行|能行|对|好|是真的|真的|对不对|行不行|可不可以|能不能|是吗|是不是)(?:吗|么|嘛|不)?",
    re.IGNORECASE,
)
"""A last sentence that asks whether the story before it may be: "Is that ok?"."""


def _leaning(parts: Sequence[str]) -> list[str]:
    """Put a last sentence that means nothing alone behind the one before it."""
    last = parts[-1].strip(" ?？.!！") if parts else ""
    if len(parts) > 1 and _LEANS_BACK.fullmatch(last):
        return [*parts[:-2], f"{parts[-2].rstrip('?？')}, {parts[-1]}?"]
    return list(parts)


def questions(text: str) -> list[str]:
    """Return the parts that ask something; the whole text when it asks one thing or none.

    Statements are kept with nothing: they are background, and facts are read from the whole message. What follows "also" asks too.
    """
    parts = _leaning(sentences(text))
    if len(_NUMBERED.findall(text)) > 1:
        return parts[:MAX_SEGMENTS]
    asking = [part for part in parts if _ASKS.search(part) or _CONNECTOR.match(part) and len(part) > 3]
    if len(parts) <= 1 or not asking:
        return [text]
    return asking[:MAX_SEGMENTS]


def asks(text: str) -> bool:
    """Whether a text holds a word or mark of asking."""
    return _ASKS.search(text) is not None
