"""What channels of bare text share: choices written as numbered lines, pages that wait, and what a short reply means after them.

A number can mean a choice, a page or a figure that was asked for. It is never guessed: choices are shown on the last page only, so while a
page waits 1 is the next page; and while a figure is asked for, nothing is numbered and figures go to the assistant as they are.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import List, Sequence, Tuple

from .paging import Fits, pages
from .turns import Message, Turns

_NEXT = frozenset(("1", "继续", "繼續", "下一页", "下一頁", "更多", "more", "next", "continue"))
_NUMBER = re.compile(r"^(?:选|選|第|#|no\.?|option)?\s*(\d{1,2})\s*(?:个|個|项|項|号|號|[.。、)）])?$", re.IGNORECASE)
_ENDS = " \t。．.!！“”\"'「」"


@dataclass(frozen=True)
class Written:
    """An answer as bare text: what is said, and what can be chosen next."""

    text: str
    labels: Tuple[str, ...] = ()
    asks_figure: bool = False
    """The answer waits for a number or a date, so that figures are no choices."""
    language: str = "zh-Hans"


@dataclass
class Shown:
    """What a conversation's citizen has before their eyes; lives in memory, and losing it loses no more than a number's meaning."""

    waiting: Tuple[str, ...] = ()
    """Pages not shown yet."""
    labels: Tuple[str, ...] = ()
    """Choices by number, the first is 1."""
    language: str | None = None

    def show(self, cut: Sequence[str], written: Written) -> str:
        """Show the first of the pages and keep the others."""
        self.waiting, self.labels, self.language = tuple(cut[1:]), written.labels, written.language
        return cut[0]

    def turn_page(self) -> str:
        page, *rest = self.waiting
        self.waiting = tuple(rest)
        return page

    def wants_page(self, text: str) -> bool:
        """Whether a page waits and the text asks for it."""
        return bool(self.waiting) and wants_more(text)

    def chosen(self, text: str) -> str | None:
        """Return the label that a number stands for; None when it stands for none, or a page still waits."""
        number = read_number(text)
        if self.waiting or number is None or not 1 <= number <= len(self.labels):
            return None
        return self.labels[number - 1]


def wants_more(text: str) -> bool:
    """Whether a reply asks for what comes next."""
    return reply_key(text) in _NEXT


def reply_key(text: str) -> str:
    """Bring a short reply into the form that words are compared in: full-width and capital letters do not matter."""
    return unicodedata.normalize("NFKC", text).strip(_ENDS).lower()


def read_number(text: str) -> int | None:
    """Read a reply that is a number of a list (2, ２, 第2个, 2.)."""
    match = _NUMBER.match(unicodedata.normalize("NFKC", text).strip())
    return int(match.group(1)) if match else None


def write(turns: Turns, messages: Sequence[Message], language: str) -> Written:
    """Write the messages of a turn as one text, with the choices of all of them in one list."""
    said = "\n\n".join(str(message["text"]).strip() for message in messages if message.get("text"))
    labels = tuple(dict.fromkeys(button["payload"] for message in messages for button in message.get("buttons") or ()))
    languages = [language_of(message) for message in messages]
    spoken = next((known for known in reversed(languages) if known), language)
    figure = bool(messages) and _asks_figure(turns, messages[-1], spoken)
    return Written(said, () if figure else labels, figure, spoken)


def language_of(message: Message) -> str | None:
    return (message.get("custom") or {}).get("language")


def _asks_figure(turns: Turns, message: Message, language: str) -> bool:
    """Whether an answer waits for a number or a date: questions with choices always offer "I don't know"."""
    if (message.get("custom") or {}).get("status") != "needs_fact":
        return False
    unsure = turns.words("dont_know", language)
    return all(button["payload"] != unsure for button in message.get("buttons") or ())


def numbered(turns: Turns, written: Written) -> str:
    """Write the choices as numbered lines under their heading; empty when there are none."""
    if not written.labels:
        return ""
    lines = (f"{number} {label}" for number, label in enumerate(written.labels, start=1))
    return "\n".join((turns.words("choose_number", written.language), *lines))


def paged(turns: Turns, written: Written, menu: str, fits: Fits) -> List[str]:
    """Cut an answer and its menu into pages; each but the last says how to get the next."""
    if fits(f"{written.text}\n{menu}".strip()):
        return [f"{written.text}\n{menu}".strip()]
    room = _more(turns, written.language, 88, 88)
    cut = pages(written.text, menu, lambda text: fits(f"{text}\n{room}"))
    return [f"{page}\n{_more(turns, written.language, at, len(cut))}" if at < len(cut) else page for at, page in enumerate(cut, start=1)]


def _more(turns: Turns, language: str, page: int, count: int) -> str:
    return turns.words("page_more", language, page=str(page), pages=str(count))
