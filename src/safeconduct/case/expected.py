"""What a text has to look like where it has to fit a pattern, in words that people read. Pure.

plain("Expected `str` matching regex '^[A-Z]{2}$…' - at `$.citizen_of[0]`")
# "citizen_of: write the two letters of the state, as in BE"
"""

from __future__ import annotations

import re

from safeconduct.case import dates, eventbase, facts, ids

RIGHT = {
    dates.PATTERN: f"a day; write one of: {dates.FORMS}",
    ids.PATTERN: "an id: lower-case letters, digits and hyphens, as in son or bank-data",
    facts.PATTERN: "a fact; write name(argument), as in lawyer(bj)",
    eventbase.STATE: "a state; write its two-letter code, as in BE",
    eventbase.HOUR: 'an hour; write it as in "06:30"',
    eventbase.MOMENT: "a moment; write it in UTC, as in 2019-06-03T06:00Z",
}
"""What the text of a pattern is, and how it is written."""
_NO_LINE = r"(?!\n)"
_PLACE = re.compile(r" - at `\$\.?([^`]*)`$")


def right(pattern: str) -> str:
    """What the text of a pattern is; empty for a pattern that is not told here.

    Some libraries cannot read the end of our patterns, which then comes without it.
    """
    bare = pattern.removesuffix(_NO_LINE)
    return next((said for one, said in RIGHT.items() if one.removesuffix(_NO_LINE) == bare), "")


def plain(message: str) -> str:
    """What was wrong with a value, as msgspec says it, with the field first and no pattern."""
    place = _PLACE.search(message)
    said = message[: place.start()] if place else message
    where = re.sub(r"\[\d+\]", "", place[1]) if place else ""
    for pattern, form in RIGHT.items():
        if f"matching regex {pattern!r}" in said:
            said = f"this is not {form}"
    return f"{where}: {said}" if where else said
