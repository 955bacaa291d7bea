"""Makes the papers that a command was asked for, and writes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from safeconduct.case.document import BadInput, Problem
from safeconduct.case.ruling import Ruling
from safeconduct.papers import files
from safeconduct.papers.ruling import ruling
from safeconduct.papers.typeset import typeset

Made = Ruling
"""What a paper can be made of."""


def publish(
    pdf: Path | None,
    annex: Path | None,
    open_part: Callable[[], Made],
    whole: Callable[[], Made],
    left_out: Sequence[str],
) -> tuple[Path, ...]:
    """Write the open paper, the sealed annex or both, and return where they are.

    `open_part` makes what follows without anything of protection, `whole` what follows with it;
    the latter is called for an annex only. Raises `BadInput`; then nothing was written.
    """
    wanted = [path for path in (pdf, annex) if path is not None]
    files.check(wanted)
    opened = open_part()
    papers = []
    if pdf is not None:
        papers.append(files.Paper(pdf, _pdf(opened, left_out)))
    if annex is not None:
        papers.append(files.Paper(annex, _pdf(whole(), left_out, opened), sealed=True))
    files.write(papers)
    return tuple(wanted)


def _pdf(made: Made, left_out: Sequence[str], beside: Made | None = None) -> bytes:
    try:
        return typeset(*_data(made, left_out, beside))
    except ImportError as error:
        message = f"papers need a package that is not installed: {error.name}"
        raise BadInput([Problem("question", 1, message)]) from None


def _data(
    made: Made, left_out: Sequence[str], beside: Made | None
) -> tuple[str, dict[str, Any], date]:
    return "ruling", ruling(made, left_out, beside=beside), date.fromisoformat(made.day)
