"""Fact keys and their values.

A fact has a canonical key: its name and its arguments, each the id of a request, measure,
person, item, signal or protection, always in that order of sorts, written without spaces:
`notified(search,son)`. The vocabulary of names belongs to the rulebook.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Value = Literal["yes", "no", "unknown", "contested"]
"""What is known of a fact. Only `yes` and `no` decide anything."""

Said = Literal["yes", "no", "unknown"]
"""What one source can say of a fact; `unknown` records that it says it does not know."""

SORTS = ("request", "measure", "person", "item", "signal", "protection")
"""The sorts of arguments, in canonical order."""

PATTERN = r"^[a-z][a-z0-9-]*\([A-Za-z0-9_:(), .-]+\)$(?!\n)"
MAX_LENGTH = 300
"""How long a fact may be, names and all."""
MAX_DEPTH = 4
"""How deep facts may stand inside facts, as in `for-days(notified(search,son),15)`."""
_ATOM = re.compile(r"^([a-z][a-z0-9-]*) *\((.*)\)$", re.DOTALL)


class BadKey(ValueError):
    """The text is no fact key; the message says what would be right."""


@lru_cache(maxsize=16384)
def parse(text: str) -> tuple[str, tuple[str, ...]]:
    """Split `name(a, b)` into its name and arguments; an argument may itself be `f(x)`."""
    if len(text) > MAX_LENGTH:
        raise BadKey(f"'{text[:40]}…' is not a fact; one has at most {MAX_LENGTH} characters")
    match = _ATOM.match(text.strip())
    if not match:
        raise BadKey(f"'{text}' is not a fact; write name(argument), as in lawyer(bj)")
    arguments, depth, current = [], 0, ""
    for char in match[2]:
        depth += {"(": 1, ")": -1}.get(char, 0)
        if not 0 <= depth <= MAX_DEPTH:
            break
        if char == "," and depth == 0:
            arguments.append(current.strip())
            current = ""
        else:
            current += char
    arguments.append(current.strip())
    if depth or not all(arguments):
        raise BadKey(f"'{text}' has an empty argument, or brackets that do not match")
    return match[1], tuple(arguments)


def key(name: str, *arguments: str) -> str:
    """The canonical key of a fact."""
    return f"{name}({','.join(arguments)})"


def canonical(text: str) -> str:
    """The canonical key of what somebody wrote, spaces and all."""
    name, arguments = parse(text)
    return key(name, *(canonical(a) if "(" in a else a for a in arguments))
