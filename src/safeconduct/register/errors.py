"""Why a register does not do what was asked. Nothing was changed then."""

from __future__ import annotations

from collections.abc import Sequence


class BadEntry(ValueError):
    """What was to be entered cannot be right; one line a problem."""

    def __init__(self, problems: Sequence[str]) -> None:
        """`problems`: what is wrong and what would be right."""
        self.problems = list(problems)
        super().__init__("; ".join(self.problems))


class NoSuchEntry(LookupError):
    """The register has no such entry, or none that the asker may know of."""


class NotNow(Exception):
    """It cannot be done as things are; the message says why."""
