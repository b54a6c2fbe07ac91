"""The server's log: one JSON object a line, and not a word of what citizens say.

Of an error it tells kind and place, not the message: a message may quote what somebody wrote.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import datetime, timezone
from typing import Any, Dict, Mapping

from wenguan.nlu.privacy import mask

FRAMES = 6
"""Innermost frames that an error is told with."""


def keep_journal() -> None:
    """Write our own lines, and warnings of everything else, to the standard error stream."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("wenguan").setLevel(logging.INFO)


class Lines(logging.Formatter):
    """Write a record as a line. Facts that were logged by name (`"turn channel=%(channel)s", {"channel": ...}`) are fields of their own."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname.lower(), "where": record.name, **_told(record)}
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = _kind_and_place(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def _told(record: logging.LogRecord) -> Dict[str, Any]:
    if isinstance(record.args, Mapping):
        return {"event": str(record.msg).partition(" ")[0], **record.args}
    return {"event": mask(record.getMessage()).text}


def _kind_and_place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = " > ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames)
    cause = error.__cause__ or error.__context__
    return f"{type(error).__name__} at {places}{f', after {_kind_and_place(cause)}' if cause else ''}"
