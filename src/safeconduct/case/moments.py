"""Moments as events have them: RFC 3339 in UTC, as in 2019-06-03T06:00Z. Pure."""

from __future__ import annotations

from datetime import UTC, datetime


def moment(text: str) -> datetime:
    """The moment that an event names. Raises `ValueError` for a day that no calendar has."""
    return datetime.fromisoformat(text).astimezone(UTC)


def written(at: datetime) -> str:
    """A moment as an event names it, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
