"""Sources in words."""

from __future__ import annotations

from collections.abc import Iterable

from safeconduct.case.ruling import SourceUsed
from safeconduct.case.words import READ


def known(sources: Iterable[SourceUsed]) -> dict[str, str]:
    """What each source is, by its short name: the foot of each page tells those named there."""
    return {source.name: _words(source) for source in sources}


def row(source: SourceUsed) -> dict[str, str]:
    """A source as a line of the closing table."""
    return {
        "name": source.name, "title": source.title, "published": _day(source),
        "read": READ[source.read],
    }  # fmt: skip


def _words(source: SourceUsed) -> str:
    day = _day(source)
    return f"{source.title} ({f'{day}; ' if day else ''}{READ[source.read]})"


def _day(source: SourceUsed) -> str:
    return "" if source.published == "unknown" else source.published
