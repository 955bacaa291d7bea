"""What a command answers when it does not do what was asked. Nothing was changed then."""

from __future__ import annotations

from collections.abc import Sequence


class Refused(Exception):
    """The command is refused; the message says why, and what would be right."""

    status = 409
    """The HTTP status with which the API says it."""


class NotFound(Refused):
    """There is no such thing, or nothing that the asker may know of: both answer alike."""

    status = 404


class Forbidden(Refused):
    """The asker may not do this."""

    status = 403


class Stale(Refused):
    """The case has moved on since its author looked at it."""

    status = 409


class Held(Refused):
    """A hold, an open question or a bar stands in the way."""

    status = 409


class Wrong(Refused):
    """What was sent cannot be right; one line a problem."""

    status = 422

    def __init__(self, problems: str | Sequence[str]) -> None:
        """`problems`: what is wrong and what would be right, one or several."""
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        super().__init__("; ".join(self.problems))
