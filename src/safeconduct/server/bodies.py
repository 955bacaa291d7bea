"""How long the body of a request may be, by where it is sent."""

from __future__ import annotations

import re

from safeconduct.gate.limits import MOST

MAX_BODY = 2 * 1024 * 1024
"""The longest body that most addresses take, in bytes."""
LARGEST = 4 * MOST
"""The longest body of a form with a photograph. What is longer than `MOST` is read and dropped, so
that whoever sends it is told in words what was wrong with it."""

_CONTENT = re.compile(r"/api/cases/[^/]+/items/[^/]+/content")
_PHOTOGRAPH = re.compile(r"/police/photo/[^/]+/[^/]+/[^/]+")


def longest(path: str) -> int:
    """The longest body that an address takes, in bytes."""
    if _PHOTOGRAPH.fullmatch(path):
        return LARGEST
    return MOST if _CONTENT.fullmatch(path) else MAX_BODY
