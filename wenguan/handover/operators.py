"""The people at the desk, as the environment names them: WENGUAN_OPERATORS="name:role:token,..."."""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass, field
from typing import Literal, Sequence, cast, get_args

Role = Literal["agent", "editor"]
"""An agent answers citizens; an editor, who looks after the knowledge, reads tickets and feedback."""
SHORTEST_TOKEN = 16


@dataclass(frozen=True)
class Operator:
    name: str
    role: Role
    token: str = field(repr=False)


def operators_from_environment() -> tuple[Operator, ...]:
    """Read WENGUAN_OPERATORS; raise SystemExit with a sentence about the first entry that is none."""
    said = os.environ.get("WENGUAN_OPERATORS", "")
    return tuple(_operator(entry.strip(), place) for place, entry in enumerate(said.split(","), start=1) if entry.strip())


def _operator(entry: str, place: int) -> Operator:
    name, _, rest = entry.partition(":")
    role, _, token = rest.partition(":")
    if not name or role not in get_args(Role):
        raise SystemExit(f"WENGUAN_OPERATORS, entry {place}: write name:role:token with the role agent or editor.")
    if len(token) < SHORTEST_TOKEN:
        raise SystemExit(f"WENGUAN_OPERATORS, entry {place}: the token of {name} is shorter than {SHORTEST_TOKEN} characters.")
    return Operator(name, cast(Role, role), token)


def by_token(operators: Sequence[Operator], token: str) -> Operator | None:
    """Return whose token this is; takes the same time whether or not it is anybody's."""
    matching = [operator for operator in operators if hmac.compare_digest(operator.token.encode(), token.encode())]
    return matching[0] if matching else None
