"""What people type, as the API takes it: days as they are written here, states by their names.

day("30/06/2018"), day("30.6.2018")        # "2018-06-30"
states("Kazakhstan, russie")               # ["KZ", "RU"]

What is not understood is left as it is: the API refuses it and says what is right.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from safeconduct.desks.states import STATES

_DAY = re.compile(r"^(\d{1,2})[./](\d{1,2})[./](\d{4})$")


def day(text: str) -> str:
    """A day, in the order day, month, year, in which it is written in Belgium and Europe."""
    found = _DAY.match(text.strip())
    if found is None:
        return text.strip()
    try:
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    except ValueError:
        return text.strip()


def states(text: str) -> list[str]:
    """The letters of each state, from letters or names with commas between."""
    if re.fullmatch(r"\s*[A-Za-z]{2}(\s+[A-Za-z]{2})*\s*", text):
        return text.upper().split()
    named = [" ".join(one.split()) for one in re.split(r"[,;]", text)]
    return [_codes().get(one.casefold(), one) for one in named if one]


@cache
def _codes() -> dict[str, str]:
    named = {name.casefold(): code for code, names in STATES.items() for name in names}
    return named | {code.casefold(): code for code in STATES}
