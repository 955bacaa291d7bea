"""When something can go out: moments that follow from the day of receipt alone.

All requests share one calendar, every second Tuesday at 10:00 UTC, so that as many messages as
possible leave at one moment. When something was decided between two slots, nobody outside can
tell. The first slot lies at least eight days after receipt, so that a request which nobody is
protected from has been examined by then as well.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

WIDTH = timedelta(days=14)
"""Two weeks: an opinion of a register is due within this time, so that an ordinary request and one
that was referred can end in the same slot; and seldom enough that a slot is shared."""
ORIGIN = datetime(2019, 1, 1, 10, tzinfo=UTC)
"""A Tuesday, from which the calendar counts."""
FIRST_AFTER = timedelta(days=8)


class Slot(NamedTuple):
    """One moment at which a request's messages can leave: the `number`th since receipt, from 1."""

    number: int
    at: datetime


def slot(received: date, number: int) -> Slot:
    """A request's slot; raises `ValueError` for a number below 1."""
    if number < 1:
        raise ValueError(f"slots count from 1, not {number}")
    soonest = datetime.combine(received, time(), UTC) + FIRST_AFTER
    periods = -((ORIGIN - soonest) // WIDTH)
    return Slot(number, ORIGIN + (periods + number - 1) * WIDTH)


def after(received: date, now: datetime) -> Slot:
    """The first of a request's slots that lies after a moment."""
    first = slot(received, 1)
    if now < first.at:
        return first
    return slot(received, (now - first.at) // WIDTH + 2)


def latest(received: date, now: datetime) -> Slot | None:
    """The last of a request's slots that has come by a moment; None before the first."""
    number = after(received, now).number - 1
    return slot(received, number) if number else None
