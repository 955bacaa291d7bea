"""Makes the papers that a command was asked for, and writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from safeconduct.case.audit import Audit
from safeconduct.case.dates import latest
from safeconduct.case.document import BadInput, Problem
from safeconduct.case.replay import Replay
from safeconduct.case.ruling import Ruling
from safeconduct.papers import files
from safeconduct.papers.audit import audit
from safeconduct.papers.replay import replay
from safeconduct.papers.ruling import ruling
from safeconduct.papers.typeset import typeset

Made = Ruling | Replay | Audit
"""What a paper can be made of."""

NO_DAY = date(1970, 1, 1)
"""The day of a file about a case in which nothing was planned."""


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
    """The template, what to fill it with, and the day that the file carries."""
    if isinstance(made, Ruling):
        opened = beside if isinstance(beside, Ruling) else None
        return "ruling", ruling(made, left_out, beside=opened), date.fromisoformat(made.day)
    sealed = beside is not None
    if isinstance(made, Audit):
        return "audit", audit(made, left_out, sealed=sealed), _last(m.day for m in made.measures)
    return "replay", replay(made, left_out, sealed=sealed), _last(row.day for row in made.table)


def _last(days: Iterable[str]) -> date:
    return max((latest(day) for day in days), default=NO_DAY)
