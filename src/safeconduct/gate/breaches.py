"""A breach is recorded as an incident with a file of its own, and what it could go on in is held.

Both are the overseer's: whoever let something happen does not judge alone whether that is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from safeconduct.case import events as ev
from safeconduct.case.roles import Role
from safeconduct.gate.newid import fresh

if TYPE_CHECKING:
    from safeconduct.gate.change import File

TOLD: tuple[Role, ...] = ("magistrate", "overseer")


def record(file: File, title: str, measure: str | None = None, note: str = "") -> str:
    """Open an incident; gives the id of its file."""
    incident = fresh("incident")
    file.write(
        ev.IncidentOpened(incident=incident, title=title, measure=measure, note=note),
        by="overseer", known=TOLD,
    )  # fmt: skip
    return incident


def hold(file: File, request: str, why: str) -> str:
    """Let a request stand still until the overseer lifts it; gives the hold's id."""
    placed = fresh("hold")
    file.write(
        ev.HoldPlaced(hold=placed, on="request", of=request, why=why), by="overseer", known=TOLD
    )
    return placed
