"""Write the entities into the test stories afresh, as the pipeline now finds them: `python -m tests.stories.annotate`, then read the diff.

Run it when names or facts in knowledge changed; a diff that shows a fact nobody stated is a fault of the extractor, not of the story.
"""

from __future__ import annotations

import json
import re
from itertools import groupby
from pathlib import Path

from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from wenguan.nlu.entities import KnowledgeEntities

ANNOTATED = re.compile(r"\[([^\]]*)\](?:\{.*?\}|\[\{.*?\}\]|\(\w+\))")
_USER = re.compile(r"(?<=- user: \|\n)( +)(.+)$", re.MULTILINE)


def plain(text: str) -> str:
    """Return a story's user text without annotations."""
    return ANNOTATED.sub(r"\1", text)


def annotated(text: str, component: KnowledgeEntities) -> str:
    """Return plain `text` with Rasa's annotation of each entity; several on the same words in one list."""
    (message,) = component.process([Message({TEXT: text})])
    out, done = "", 0
    for (start, end), found in groupby(message.get(ENTITIES), key=lambda e: (e["start"], e["end"])):
        told = [json.dumps({"entity": e["entity"], "value": str(e["value"])}, ensure_ascii=False) for e in found]
        out += f"{text[done:start]}[{text[start:end]}]" + (told[0] if len(told) == 1 else f"[{', '.join(told)}]")
        done = end
    return out + text[done:]


def main() -> None:
    component = KnowledgeEntities()
    for path in sorted(Path(__file__).parent.glob("test_*.yml")):
        text = path.read_text(encoding="utf-8")
        path.write_text(_USER.sub(lambda m: m.group(1) + annotated(plain(m.group(2)), component), text), encoding="utf-8")


if __name__ == "__main__":
    main()
