"""What all commands share: their options, plain refusals, JSON."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

EXIT_BAD_INPUT = 2


def command(commands: Any, name: str, run: Any, text: str) -> argparse.ArgumentParser:
    """Add a command that `run` carries out; every command can print JSON."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)
    return parser


def with_rulebook(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Let a command use another rulebook."""
    parser.add_argument("--rulebook", type=Path, metavar="FOLDER", help="another rulebook")
    return parser


def print_json(value: object) -> None:
    """Print a value as JSON."""
    import msgspec  # noqa: PLC0415

    print(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def refuse(message: str) -> int:
    """Say why a command is not carried out; the exit status for that."""
    print(f"safeconduct: {message}", file=sys.stderr)
    return EXIT_BAD_INPUT


def find_case(name: str) -> Path:
    """The file of a case; raises `BadInput` that lists the cases that ship."""
    from safeconduct.case.document import BadInput, Problem  # noqa: PLC0415
    from safeconduct.files import store  # noqa: PLC0415

    wrong = store.no_such_case(name)
    if wrong:
        raise BadInput([Problem("question", 1, wrong)])
    return store.find_case(name)
