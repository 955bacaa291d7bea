"""What every oracle answers: an outcome, and the unknown atoms that can still turn it."""

from __future__ import annotations

from dataclasses import dataclass

OUTCOMES = (
    "barred",
    "conflict",
    "conditions-unmet",
    "undetermined",
    "needs-decision",
    "no-bar-found",
)


@dataclass(frozen=True)
class Answer:
    """`relevant` holds atom keys; a list's unlisted members stand under its completeness."""

    outcome: str
    relevant: frozenset[str]


class TooLarge(Exception):
    """There are too many completions to list them all."""
