"""The `wenguan` command: check knowledge, ask a question, serve, train, report."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from wenguan.paths import KNOWLEDGE
from wenguan.rulebook.errors import KnowledgeError
from wenguan.rulebook.lint import check
from wenguan.rulebook.load import load


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
    try:
        knowledge = load(options.knowledge)
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        print(f"{len(error.problems)} problems; nothing else was checked.", file=sys.stderr)
        return 1
    problems = check(knowledge)
    for problem in problems:
        print(problem)
    points = sum(len(rule.points) for rule in knowledge.rules.values())
    aspects = sum(len(service.aspects) for service in knowledge.services.values())
    print(f"{len(knowledge.services)} services, {aspects} aspects, {len(knowledge.rules)} rules, {points} points: {len(problems)} problems.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
