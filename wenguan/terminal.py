"""Ask the assistant in a terminal: the same turn as on every channel, without a server."""

from __future__ import annotations

import tarfile
from datetime import date
from functools import lru_cache
from io import BytesIO
from typing import Sequence

from wenguan.clock import today
from wenguan.dialogue.present import in_script, text_of
from wenguan.dialogue.state import State
from wenguan.dialogue.turn import Assistant, Turn
from wenguan.knowledge import knowledge as own_knowledge
from wenguan.nlu.ranker import FILE as RANKER
from wenguan.nlu.ranker import Ranker
from wenguan.nlu.understanding import Understanding
from wenguan.nlu.vocabulary import FILE as VOCABULARY
from wenguan.nlu.vocabulary import Vocabulary
from wenguan.paths import MODEL
from wenguan.rulebook.compute import Facts
from wenguan.rulebook.explain import explain


def ask(questions: Sequence[str], *, on: date | None = None, why: bool = False) -> int:
    """Play the questions as one conversation and print each answer."""
    talk = Conversation(on)
    for question in questions:
        turn = talk.say(question)
        print("\n\n".join(in_script(text_of(talk.assistant.knowledge, reply), turn.state.language) for reply in turn.replies))
        if why:
            print("\n".join(f"    {line}" for line in talk.why()))
        print()
    return 0


class Conversation:
    """One conversation outside Rasa's server, with the ranker of the trained model."""

    def __init__(self, on: date | None = None) -> None:
        self.assistant, self._understanding = parts()
        self.state, self._on = State(), on or today()

    def say(self, text: str) -> Turn:
        """Take one message and remember what it changed."""
        turn = self.assistant.respond(self.state, self._understanding.read(text), on=self._on)
        self.state = turn.state
        return turn

    def why(self) -> list[str]:
        """Explain the last answer rule by rule."""
        if self.state.service is None or self.state.aspect is None:
            return ["no rule was asked"]
        knowledge = self.assistant.knowledge
        return explain(knowledge, self.state.service, self.state.aspect, Facts(knowledge.facts, self.state.facts, self._on))


@lru_cache(maxsize=1)
def parts() -> tuple[Assistant, Understanding]:
    """The assistant and the understanding of the trained model, made once."""
    knowledge = own_knowledge()
    return Assistant(knowledge), Understanding(knowledge, *trained())


def trained() -> tuple[Ranker, Vocabulary]:
    """Read the ranker and the vocabulary out of the trained model's archive."""
    if not MODEL.exists():
        raise SystemExit(f"No trained model at {MODEL.name}. Run `make train` first.")
    with tarfile.open(MODEL) as archive:
        return Ranker.load(BytesIO(_member(archive, RANKER))), Vocabulary.from_json(_member(archive, VOCABULARY))


def _member(archive: tarfile.TarFile, ending: str) -> bytes:
    name = next(name for name in archive.getnames() if name.endswith(ending))
    member = archive.extractfile(name)
    assert member is not None  # noqa: S101  it is listed
    return member.read()
