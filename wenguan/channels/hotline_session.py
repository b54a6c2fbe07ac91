"""One caller's session on the hotline: its id, its numbered menus, and what a short reply means."""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass, field
from typing import Any, Dict, List, Literal, Tuple, cast, get_args

from .front_door import FrontDoor
from .plain import Shown, Written, paged, read_number, reply_key
from .shared import Shelf
from .sms import segment, thrifty
from .turns import LANGUAGES, Turns

Medium = Literal["sms", "desk", "agent_assist"]
State = Literal["open", "awaiting_rating", "closed"]
Move = Literal["ask", "page", "choices", "back", "repeat"]
"""What a reply wants: an answer, the next page, more choices of a long menu, the step before, the same again."""

MAX_SEGMENTS = 3
"""Short messages a page of an SMS answer may take."""
MENU_SIZE = 8
REMEMBERED_STEPS = 20
REMEMBERED_SECONDS = 24 * 3600.0
"""How long a silent session keeps what it showed."""
PERSON, BACK, REPEAT, MORE_CHOICES = "0", "9", "*", "8"

_BACK = frozenset(("返回", "上一步", "back", "go back"))
_REPEAT = frozenset(("*", "重复", "重複", "再说一遍", "再說一遍", "repeat"))
_RATING = re.compile(r"([1-5])\s*(?:分|星|stars?|points?)?")


@dataclass
class Session:
    """A caller's session. All but id, medium and language is memory of what was shown; the dialogue itself lives in Rasa's tracker."""

    id: str
    medium: Medium
    language: str
    state: State = "open"
    rating: int | None = None
    written: Written = Written("")
    menu_from: int = 0
    """Index of the first choice on the menu before the caller."""
    shown: Shown = field(default_factory=Shown)
    before: List[Written] = field(default_factory=list)
    attended: bool = False
    """People have the conversation, or are to: 0 and 9 are words for them."""
    said: Dict[str, Any] = field(default_factory=dict)
    """The reply given last, to be repeated."""

    def read(self, text: str) -> Tuple[Move, str]:
        """Tell what a reply wants and, for a question, its words: a number becomes the choice it stands for."""
        key = reply_key(text)
        if key in _REPEAT and self.said:
            return "repeat", ""
        if not self.attended and (key in _BACK or key == BACK and not self.written.asks_figure):
            return "back", ""
        if self.shown.wants_page(text):
            return "page", ""
        if self.written.asks_figure:
            return "ask", text
        return self._by_number(text, key)

    def _by_number(self, text: str, key: str) -> Tuple[Move, str]:
        if key == PERSON and not self.attended:
            return "ask", PERSON
        number = read_number(text)
        if number is None or self.shown.waiting:
            return "ask", text
        if key == MORE_CHOICES and self.more_choices:
            return "choices", ""
        listed = self.listed
        return "ask", listed[number - 1] if 1 <= number <= len(listed) else text

    @property
    def listed(self) -> Tuple[str, ...]:
        """The choices on the menu before the caller, from 1."""
        rest = self.written.labels[self.menu_from :]
        return rest if len(rest) <= MENU_SIZE else rest[: MENU_SIZE - 1]

    @property
    def more_choices(self) -> bool:
        return len(self.written.labels) - self.menu_from > MENU_SIZE

    def step(self, written: Written) -> None:
        """Go on to a new answer, remembering the one before."""
        self.before = [*self.before, self.written][-REMEMBERED_STEPS:]
        self.written, self.menu_from = written, 0

    def step_back(self) -> bool:
        """Return to the answer before; False when there is none."""
        if not self.before:
            return False
        self.written, self.menu_from = self.before.pop(), 0
        return True


def rating_of(text: str) -> int | None:
    """Read a rating from 1 to 5."""
    match = _RATING.fullmatch(reply_key(text))
    return int(match.group(1)) if match else None


# -- replies


def reply(turns: Turns, session: Session, text: str) -> Dict[str, Any]:
    """Say `text` with the menu of the session: the first page, and the others kept."""
    menu = "\n".join(filter(None, (_numbered(turns, session), _keys(turns, session))))
    cut = paged(turns, Written(text, language=session.written.language), menu, lambda said: _fits(session, said))
    return page(turns, session, session.shown.show(cut, session.written), 1, len(cut))


def page(turns: Turns, session: Session, text: str, number: int = 1, count: int = 1) -> Dict[str, Any]:
    """Return a page as the platform gets it; a menu stands on the last page only."""
    text = thrifty(text) if session.medium == "sms" else text
    menu = _menu(turns, session) if number == count else [{"key": "1", "label": turns.words("next_page", session.written.language)}]
    menu = menu if text else []
    return {"text": text, "page": number, "pages": count, "menu": menu, "language": session.written.language, "sms": _sms(session, text)}


def _menu(turns: Turns, session: Session) -> List[Dict[str, str]]:
    listed = [{"key": str(number), "label": label} for number, label in enumerate(session.listed, start=1)]
    more = {"key": MORE_CHOICES, "label": turns.words("more_choices", session.written.language)}
    return [*listed, more] if session.more_choices else listed


def _numbered(turns: Turns, session: Session) -> str:
    lines = [f"{number} {label}" for number, label in enumerate(session.listed, start=1)]
    if session.more_choices:
        lines.append(f"{MORE_CHOICES} {turns.words('more_choices', session.written.language)}")
    return "\n".join([turns.words("choose_number", session.written.language), *lines]) if lines else ""


def _keys(turns: Turns, session: Session) -> str:
    if session.medium == "agent_assist" or session.state != "open" or session.attended:
        return ""
    return turns.words("menu_words" if session.written.asks_figure else "menu_keys", session.written.language)


def _fits(session: Session, text: str) -> bool:
    return session.medium != "sms" or len(segment(thrifty(text)).parts) <= MAX_SEGMENTS


def _sms(session: Session, text: str) -> Dict[str, Any] | None:
    if session.medium != "sms":
        return None
    cut = segment(text)
    return {"encoding": cut.encoding, "parts": list(cut.parts), "units": list(cut.units)}


# -- ids


class Sessions:
    """The sessions of one platform. An id says its medium and language under our seal, so it stays good after a restart."""

    def __init__(self, door: FrontDoor) -> None:
        self._door = door
        self._kept: Shelf[Session] = Shelf(door.shared, "hotline", Session, REMEMBERED_SECONDS)

    def open(self, medium: Medium, language: str) -> Session:
        named = f"{medium}.{language}.{secrets.token_urlsafe(12)}"
        session = Session(f"{named}.{self._seal(named)}", medium, language, written=Written("", language=language))
        self.keep(session)
        return session

    def keep(self, session: Session) -> None:
        """Remember a session as it stands."""
        self._kept.put(session.id, session)

    def find(self, session_id: str) -> Session | None:
        """Return a session that we opened; one forgotten over a restart comes back open, with nothing shown."""
        named, _, seal = session_id.rpartition(".")
        medium, _, rest = named.partition(".")
        language = rest.partition(".")[0]
        sealed = hmac.compare_digest(seal.encode("utf-8", "replace"), self._seal(named).encode())
        if not sealed or medium not in get_args(Medium) or language not in LANGUAGES:
            return None
        return self._kept.get(session_id) or Session(session_id, cast(Medium, medium), language, written=Written("", language=language))

    def _seal(self, named: str) -> str:
        return self._door.seal(f"hotline session\0{named}")[:20]
