"""Clearances for tests: real ones, and ones that are written down without anybody being asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from safeconduct.case import events as ev
from safeconduct.case.eventbase import Allows
from safeconduct.case.moments import written
from safeconduct.gate import clearances
from safeconduct.gate.change import change
from safeconduct.gate.models import Case
from safeconduct.gate.newid import fresh
from safeconduct.gate.tokens import new_number
from tests.gate.place import Gate


def hours(node: Gate, **more: object) -> Allows:
    """From an hour ago until in eight hours."""
    now: datetime = node.node.now()
    start, end = written(now - timedelta(hours=1)), written(now + timedelta(hours=8))
    return Allows(**{"start": start, "end": end, "place": "Short Street 1", **more})  # type: ignore[arg-type]


def seen(case: str) -> int:
    """The version of a case as it is now."""
    return Case.objects.get(pk=case).version


def given(node: Gate, case: str, measure: str, **more: object) -> str:
    """A clearance that the magistrate proposed and the second signer signed."""
    made = clearances.propose(
        node.actor("magistrate"), case, measure, "as ordered", hours(node, **more), seen(case)
    )
    clearances.give(node.actor("second-signer"), case, made, seen(case))
    return made


def noted(
    node: Gate, case: str, measure: str, *, used: bool = True, may_attend: Sequence[str] = (),
    start: str = "2019-05-01", until: str = "2019-06-01", persons: Sequence[str] = (),
) -> str:  # fmt: skip
    """A clearance that stands in a case although nobody asked what is in the way of it.

    For what comes after one, in scenes that never come so far.
    """
    made = fresh("clearance")
    allows = Allows(
        start=f"{start}T00:00Z", end=f"{until}T00:00Z", place="the flat",
        may_attend=tuple(may_attend), persons=tuple(persons),
    )  # fmt: skip
    with change(case, node.actor("magistrate")) as file:
        file.write(
            ev.ClearanceProposed(
                clearance=made, number=new_number(), measure=measure, scope="the flat",
                allows=allows, digest="0" * 64,
            )
        )  # fmt: skip
        file.write(
            ev.ClearanceGiven(
                clearance=made, measure=measure, scope="the flat", until=until, digest="0" * 64
            )
        )
        if used:
            file.write(ev.ClearanceSpent(clearance=made), by="police-officer")
    return made
