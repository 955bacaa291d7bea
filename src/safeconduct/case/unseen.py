"""Characters that no text may hold: unseen, or turning what is seen. Pure.

A name that shows as another, or a line that a terminal obeys, deceives whoever reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import to_builtins

from safeconduct.case.eventbase import Event

UNSEEN = re.compile(
    r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010fffd]"
    r"|[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""What steers a terminal, turns the order of text, is not seen at all, or is half a character."""


def unseen(event: Event) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Where texts of an event hold such a character, and which is the first."""
    yield from _in(to_builtins(event), ())


def _in(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    match value:
        case str():
            if found := UNSEEN.search(value):
                yield path, found[0]
        case dict():
            for name, inner in value.items():
                yield from _in(inner, (*path, name))
        case list() | tuple():
            for index, inner in enumerate(value):
                yield from _in(inner, (*path, index))
        case _:
            return
