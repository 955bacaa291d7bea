"""Which holds stand: from the first day one may have begun until who placed it lifts it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from safeconduct.case import events as ev
from safeconduct.case.dates import earliest, latest
from safeconduct.case.state import State


def standing(state: State, day: date, about: Mapping[str, set[str]]) -> list[ev.HoldPlaced]:
    """The holds of a case that stand on a day on one of these measures, requests, persons, states.

    `about`: for each sort of thing on which a hold can be placed, the names that count.
    """
    return [
        hold
        for hold in state.holds.values()
        if hold.of in about[hold.on]
        and earliest(hold.day) <= day
        and not (hold.until and latest(hold.until) <= day)
        and not _lifted(state, hold, day)
    ]


def _lifted(state: State, hold: ev.HoldPlaced, day: date) -> bool:
    """Only who placed a hold lifts it."""
    lifting = state.lifted.get(hold.hold)
    by_the_same = lifting is not None and lifting.by is not None and lifting.by == hold.by
    return by_the_same and lifting is not None and latest(lifting.day) <= day
