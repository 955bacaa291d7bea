"""Days of birth as sources have them: whole, a month, a year; and how two of them agree.

1 January is read as the year alone: it is what forms say where nobody knows the day (eight in a
hundred days of birth on the UN list).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from safeconduct.names.folding import fold

EARLIEST, LATEST = 1850, 2100
_ISO = re.compile(
    r"(?:ca?\.?|circa|about|approx\.?)?\s*(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:t.*)?$"
)
_EUROPEAN = re.compile(r"(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})$")
_NAMED = re.compile(r"(?:(\d{1,2})\.?\s+)?([a-z]{3})[a-z]*\.?\s+(\d{4})$")
_MONTHS = {
    name: at
    for at, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_UNSAID = ("", "unknown", "unk", "n/a", "-", "none", "null", "xxxx", "0000")


class BadBirth(ValueError):
    """The text is no day of birth; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class Born:
    """A day of birth, as exact as it is known: 0 stands for what is not."""

    year: int = 0
    month: int = 0
    day: int = 0

    @property
    def whole(self) -> bool:
        """Whether the day is known."""
        return bool(self.day)

    def __str__(self) -> str:
        parts = [f"{self.year:04}", f"{self.month:02}", f"{self.day:02}"]
        return "-".join(parts[: 3 if self.day else 2 if self.month else 1]) if self.year else ""


UNKNOWN = Born()


def read_birth(text: str) -> Born:
    """A day of birth; `UNKNOWN` where a form says that it is not known.

    Raises `BadBirth`: a day that no calendar has is an error of whoever wrote it, and to take half
    of it silently would lose the person.
    """
    plain = fold(text).strip()
    if plain in _UNSAID:
        return UNKNOWN
    found = _ISO.match(plain)
    if found:
        year, month, day = (int(part or 0) for part in found.groups())
    elif found := _COMPACT.match(plain):
        year, month, day = map(int, found.groups())
    elif found := _EUROPEAN.match(plain):
        day, month, year = map(int, found.groups())
        if month > 12 >= day:
            day, month = month, day
    elif (found := _NAMED.match(plain)) and found.group(2) in _MONTHS:
        day, month, year = int(found.group(1) or 0), _MONTHS[found.group(2)], int(found.group(3))
    else:
        raise BadBirth(f"'{text[:40]}' is no day; write 2001-05-03, 2001-05 or 2001")
    if not EARLIEST <= year <= LATEST:
        raise BadBirth(
            f"the year {year} is not between {EARLIEST} and {LATEST}; "
            "write years of the Gregorian calendar"
            "write years of the Gregorian calendar"
        )
    if month > 12 or (day and not 1 <= day <= calendar.monthrange(year, month or 1)[1]):
        raise BadBirth(f"no calendar has the day '{text[:40]}'; write 2001-05-03, 2001-05 or 2001")
    if (month, day) in ((1, 1), (0, 0)) or not month:
        return Born(year)
    return Born(year, month, day)


def mistaken(born: Born) -> Iterator[Born]:
    """The days that a whole day is often mistaken for: day and month changed over, a day off."""
    if not born.whole:
        return
    if born.day <= 12 and born.day != born.month:
        yield Born(born.year, born.day, born.month)
    here = date(born.year, born.month, born.day)
    for step in (-1, 1):
        other = here + timedelta(days=step)
        yield Born(other.year, other.month, other.day)


AGREEMENTS = (
    "same day", "changed over", "a day off", "same year and month", "same month", "same year",
    "same day, another year", "a year off", "same year, another day", "a year off, another day",
    "differ", "unknown",
)  # fmt: skip
"""How two days of birth can agree, from most to least."""


def agreement(one: Born, other: Born) -> str:
    """How two days of birth agree; one of `AGREEMENTS`."""
    if not one.year or not other.year:
        return "unknown"
    if one.whole and other.whole:
        if one == other:
            return "same day"
        if (one.year, one.month, one.day) == (other.year, other.day, other.month):
            return "changed over"
        days = date(one.year, one.month, one.day) - date(other.year, other.month, other.day)
        if abs(days.days) == 1:
            return "a day off"
        if (one.month, one.day) == (other.month, other.day):
            return "same day, another year"
        if one.year == other.year:
            near = one.month == other.month or one.day == other.day
            return "same month" if near else "same year, another day"
        return "a year off, another day" if abs(one.year - other.year) == 1 else "differ"
    if one.year == other.year:
        if one.month and other.month:
            return "same year and month" if one.month == other.month else "same year, another day"
        return "same year"
    return "a year off" if abs(one.year - other.year) == 1 else "differ"
