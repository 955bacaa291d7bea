"""The questions put to whoever is signed in: for this desk, and as a part of any other.

{% include "answers/inbox.html" %}     with `questions=questions(request)`
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest

from safeconduct.desks.inside import may
from safeconduct.desks.words import ITEMS, MEASURES, REQUESTS


def questions(request: HttpRequest) -> list[dict[str, Any]]:
    """Open questions to one's own role, by case, the most urgent case first."""
    found = [
        {**row, "names": {of: _said(name) for of, name in row["names"].items()}}
        for row in may(request, "questions") or []
    ]
    return [
        {"case": case, "due": rows[0]["due"], "rows": rows}
        for case, rows in ((case, list(some)) for case, some in groupby(found, _case))
    ]


def _said(name: str) -> str:
    """What a question calls something of which its reader is told the kind alone."""
    if name in REQUESTS:
        return "this request"
    return f"the {name.replace('-', ' ')}" if name in MEASURES or name in ITEMS else name


def _case(row: dict[str, Any]) -> str:
    return str(row["case"])
