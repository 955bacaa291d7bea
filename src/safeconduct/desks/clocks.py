"""Moments by the clock of the place: whoever stands at a door reads no UTC."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format

from safeconduct.case.moments import moment
from safeconduct.gate.node import current


def at_place(text: str) -> str:
    """A moment as `case.moments` writes it, by the clock of the place."""
    there = moment(text).astimezone(current().zone)
    return date_format(there.replace(tzinfo=None), "j F Y, H:i")


def zone() -> str:
    """What the clock of the place is called, such as Europe/Brussels."""
    return str(current().zone)


def when(clearance: dict[str, Any]) -> dict[str, Any]:
    """A clearance with its hours as they are said there, and whether they are now."""
    allows, now = clearance["allows"], current().now()
    start, end = moment(allows["start"]), moment(allows["end"])
    time = "later" if now < start else "now" if now < end else "over"
    said = {"from": at_place(allows["start"]), "until": at_place(allows["end"]), "time": time}
    return {**clearance, **said}
