"""Holds that the gate places by itself, on behalf of the authority that protects.

All are worded alike. A check that found somebody, one that no register answered, and an opinion
that is awaited look the same to whoever may not know more.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from safeconduct.case import events as ev
from safeconduct.gate.change import File
from safeconduct.gate.newid import fresh
from safeconduct.law.holds import standing

WHY = "a check is not complete"
COMPLETE = "the check is complete"
On = Literal["measure", "person"]


def place(file: File, on: On, of: str) -> None:
    """Hold a person or a measure; one such hold at a time."""
    if not holds(file, on, of):
        hold = ev.HoldPlaced(hold=fresh("hold"), on=on, of=of, why=WHY)
        file.write(hold, by="asylum-officer")


def lift(file: File, on: On, of: str) -> None:
    """Lift it."""
    for hold in holds(file, on, of):
        file.write(ev.HoldLifted(hold=hold.hold, reasons=COMPLETE), by="asylum-officer")


def holds(file: File, on: On, of: str) -> list[ev.HoldPlaced]:
    """The holds of this sort that stand today."""
    return [hold for hold in every(file, on, of) if hold.by == "asylum-officer" and hold.why == WHY]


def every(file: File, on: On, of: str) -> list[ev.HoldPlaced]:
    """All holds that stand today on a person or a measure itself."""
    about: dict[str, set[str]] = {
        "measure": set(), "request": set(), "person": set(), "state": set(),
    }  # fmt: skip
    about[on] = {of}
    return standing(file.state, date.fromisoformat(file.today), about)
