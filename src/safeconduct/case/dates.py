"""Partial dates: days as sources give them ("October 2013", "soon after", "unknown").

A partial date is kept as its text, so that nothing is made more exact than its source.
What can be computed from it is the span in which the day lies: `earliest` and `latest`,
both inclusive. A thing certainly happened by day D when `latest(text) <= D`.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from functools import lru_cache

_EXACT = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
PATTERN = (
    rf"^({_EXACT}|{_EXACT}\.\.{_EXACT}|(before|by|after|soon after|since) {_EXACT}|unknown)$(?!\n)"
)
"""Regular expression of a well-formed partial date (used in the case file's JSON Schema)."""

FORMS = (
    "2019-10-01, 2019-10, 2019, 2018-04..2019-11-05, before 2019-10-01, by 2019-11-05, "
    "after 2019-10-01, soon after 2019-10-01, since 2013-10, unknown"
)
"""The forms a partial date can have, for error messages."""


LAST_YEAR = date.max.year
"""The year of `latest` for a day without a last bound."""


class BadDate(ValueError):
    """The text is no partial date; the message says what would be right."""


@lru_cache(maxsize=4096)
def span(text: str) -> tuple[date, date]:
    """The first and the last day (inclusive) on which `text` can lie.

    Raises `BadDate` for text of another form or a day that no calendar has.
    """
    if not re.match(PATTERN, text):
        raise BadDate(f"'{text}' is not a day; write one of: {FORMS}")
    if text == "unknown":
        return date.min, date.max
    if ".." in text:
        first, last = text.split("..")
        begin, end = _exact(first)[0], _exact(last)[1]
        if begin > end:
            raise BadDate(f"'{text}' ends before it begins; write the earlier day first")
        return begin, end
    word, _, rest = text.rpartition(" ")
    begin, end = _exact(rest)
    if word in ("before", "after"):
        if word == "before":
            return date.min, begin - timedelta(days=1) if begin > date.min else begin
        return end + timedelta(days=1) if end < date.max else end, date.max
    return {
        "": (begin, end),
        "by": (date.min, end),
        "soon after": (begin, date.max),
        "since": (begin, date.max),
    }[word]


def earliest(text: str) -> date:
    """The first day on which `text` can lie."""
    return span(text)[0]


def latest(text: str) -> date:
    """The last day on which `text` can lie (`date.max` when there is no bound)."""
    return span(text)[1]


def in_order(text: str) -> date:
    """The day at which a list in order of time shows `text`: its last, else its first."""
    first, last = span(text)
    return first if last.year == LAST_YEAR else last


def exact_day(text: str) -> date:
    """The one day that `text` names; raises `BadDate` if it leaves more than one."""
    first, last = span(text)
    if first != last:
        raise BadDate(f"'{text}' names no single day; write one as in 2019-10-01")
    return first


def _exact(text: str) -> tuple[date, date]:
    try:
        parts = [int(part) for part in text.split("-")]
        year, month = parts[0], parts[1] if len(parts) > 1 else None
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if len(parts) == 3:
            day = date(year, month, parts[2])
            return day, day
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    except ValueError as error:
        raise BadDate(f"'{text}' is on no calendar; write one of: {FORMS}") from error
