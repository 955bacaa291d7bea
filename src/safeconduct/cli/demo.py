"""`safeconduct demo`: the nodes and the story to play, or, where nobody can play, the replays."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from safeconduct.cli.common import refuse

CASE = "brussels-2019"


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    text = "four nodes with everybody who works there, and the story of 2019 to play"
    demo = commands.add_parser(
        "demo", help=text, description=f"{text}. If the output is no terminal, two replays."
    )
    demo.add_argument(
        "--print", nargs="?", const=CASE, metavar="CASE", dest="case",
        help="print two replays of a case instead, and end (default: the one of 2019)",
    )  # fmt: skip
    demo.add_argument("--no-browser", action="store_true", help="open no browser; say the address")
    demo.add_argument(
        "--serve", action="store_true", help="run the nodes although the output is no terminal"
    )
    demo.set_defaults(run=_demo)


def _demo(options: argparse.Namespace) -> int:
    if options.case or not (options.serve or sys.stdout.isatty()):
        return _replays(options.case or CASE)
    from safeconduct.demo.node import DidNotStart  # noqa: PLC0415
    from safeconduct.demo.run import run  # noqa: PLC0415

    try:
        run(browser=not options.no_browser)
    except (DidNotStart, OSError) as error:
        return refuse(str(error))
    return 0


def _replays(case: str) -> int:
    """The case as it went, and then with every decision in favour."""
    from safeconduct.cli import main  # noqa: PLC0415

    status = main(["replay", case])
    if status:
        return status
    print()
    return main(["replay", case, "--decide", "proceed"])
