"""How many of the pairs that were missed are no spellings of one word: looked at by hand."""

from __future__ import annotations

from dataclasses import dataclass

OF_ALL = "of the run of 1 December 2026"
"""Which misses were looked at."""


@dataclass(frozen=True)
class Looked:
    """Of a group so many missed persons were looked at; in so many of them a word is paired with
    another word. `like`: one of those."""

    seen: int
    wrong: int
    like: str


LOOKED: dict[str, Looked] = {}
