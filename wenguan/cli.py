"""The `wenguan` command: check knowledge, ask a question, serve, train, report."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from pathlib import Path

from wenguan import domain
from wenguan.paths import KNOWLEDGE, ROOT
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
    commands.add_parser("sync", help="write domain.yml and rules from knowledge").set_defaults(run=_sync)
    training = commands.add_parser("train", help="train the model")
    training.add_argument("--force", action="store_true", help="train even if nothing changed")
    training.set_defaults(run=_train)
    serving = commands.add_parser("serve", help="serve page, widget and channels on one port")
    serving.add_argument("--port", type=int, default=int(os.environ.get("PORT", "5005")))
    serving.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    serving.set_defaults(run=_serve)
    asking = commands.add_parser("ask", help="ask one question in the terminal")
    asking.add_argument("question", nargs="+", help="one turn each")
    asking.add_argument("--why", action="store_true", help="show the trace of the decision")
    asking.add_argument("--on", type=date.fromisoformat, default=None, help="the day to answer for")
    asking.set_defaults(run=_ask)
    reporting = commands.add_parser("report", help="measure understanding, write report/index.html")
    reporting.add_argument("--set", action="append", choices=["look", "report"], help="which evaluation set; both without it")
    reporting.add_argument("--foreign", type=Path, help="a file with one foreign question a line")
    reporting.add_argument("--clinc", type=Path, help="CLINC150 as JSON; its oos_val questions are foreign")
    reporting.set_defaults(run=_report)
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


def _sync(options: argparse.Namespace) -> int:
    for path, text in domain.files(ROOT, load(KNOWLEDGE)).items():
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


def _train(options: argparse.Namespace) -> int:
    from wenguan.training import train

    return train(force=options.force)


def _serve(options: argparse.Namespace) -> int:
    from wenguan.server import serve

    serve(options.port, options.host)
    return 0


def _ask(options: argparse.Namespace) -> int:
    from wenguan.terminal import ask

    return ask(options.question, on=options.on, why=options.why)


def _report(options: argparse.Namespace) -> int:
    from wenguan.reporting import SETS, report

    return report(options.set or SETS, options.foreign, options.clinc)


if __name__ == "__main__":
    sys.exit(main())
