"""The options that make papers, for every command that can. Imports nothing heavy."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add `--pdf` and `--sealed-annex` to a command."""
    parser.add_argument(
        "--pdf", type=Path, metavar="FILE",
        help="write an open paper: a PDF that says nothing of protection (docs/papers.md)",
    )  # fmt: skip
    parser.add_argument(
        "--sealed-annex", type=Path, metavar="FILE",
        help="write what the open paper leaves out as a second PDF, for the court alone",
    )  # fmt: skip


def asked(options: argparse.Namespace) -> bool:
    """Whether a paper is wanted."""
    return options.pdf is not None or options.sealed_annex is not None
