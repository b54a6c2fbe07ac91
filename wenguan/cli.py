"""The `wenguan` command: check knowledge, ask a question, serve, train, report."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from wenguan.paths import KNOWLEDGE
from wenguan.rulebook.errors import KnowledgeError, Problem
from wenguan.rulebook.lint import check
from wenguan.rulebook.load import load
from wenguan.rulebook.model import Knowledge


def main(argv: list[str] | None = None) -> int:
    """Run one subcommand; the exit code is 0 when all is well."""
    parser = argparse.ArgumentParser(prog="wenguan", description=__doc__)
    commands = parser.add_subparsers(required=True)
    checking = commands.add_parser("check", help="prove that knowledge is sound")
    checking.add_argument("--knowledge", type=Path, default=KNOWLEDGE)
    checking.set_defaults(run=_check)
    options = parser.parse_args(argv)
    return int(options.run(options))


def _check(options: argparse.Namespace) -> int:
    knowledge, problems = _read(options.knowledge)
    if knowledge is not None:
        problems += check(knowledge)
    for problem in sorted(set(problems)):
        print(problem)
    print(f"{_size(knowledge)}{len(set(problems))} problems.")
    return 1 if problems else 0


def _read(root: Path) -> tuple[Knowledge | None, list[Problem]]:
    try:
        return load(root), []
    except KnowledgeError as error:
        return error.partial, list(error.problems)


def _size(knowledge: Knowledge | None) -> str:
    if knowledge is None:
        return ""
    aspects = sum(len(service.aspects) for service in knowledge.services.values())
    points = sum(len(rule.points) for rule in knowledge.rules.values())
    return f"{len(knowledge.services)} services, {aspects} aspects, {len(knowledge.rules)} rules, {points} points: "


if __name__ == "__main__":
    sys.exit(main())
