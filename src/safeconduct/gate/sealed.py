"""What was ordered outside the gate, and what stays sealed because of it. Pure.

From the moment an emergency is stated everything that its measure obtained is sealed: it is neither
cleared for transmission nor opened. A second person's confirmation and the overseer's review that
says so end it; nothing else does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from safeconduct.case import events as ev
from safeconduct.case.moments import moment
from safeconduct.case.state import State, fold
from safeconduct.gate.takings import taken

TO_STATE = timedelta(hours=24)
"""How long after the order an emergency may be stated and confirmed."""
TO_REVIEW = timedelta(hours=72)
"""How long after the statement it has to be reviewed."""


@dataclass(frozen=True)
class Emergency:
    """An act that was ordered outside the gate, and what became of it here."""

    id: str
    measure: str
    request: str
    stated: ev.EmergencyStated
    confirmed: bool
    outcome: str
    """What the last review says of what was obtained; empty until there is one."""

    @property
    def late(self) -> bool:
        """Whether it was stated later than it had to be."""
        return moment(self.stated.stated) - moment(self.stated.ordered) > TO_STATE

    @property
    def confirm_by(self) -> datetime:
        """Until when a second person has to confirm it: 24 hours from the order.

        Where the statement came later than that: from the statement.
        """
        begun = self.stated.stated if self.late else self.stated.ordered
        return moment(begun) + TO_STATE

    @property
    def review_by(self) -> datetime:
        """Until when the overseer has to review it."""
        return moment(self.stated.stated) + TO_REVIEW

    @property
    def seals(self) -> bool:
        """Whether what was obtained stays shut."""
        return not (self.confirmed and self.outcome == "unsealed")


def emergencies(events: Sequence[ev.AnyEvent]) -> list[Emergency]:
    """Those of a case, in the order in which they were stated."""
    state = fold(events)
    confirmed = {e.emergency for e in events if isinstance(e, ev.EmergencyConfirmed)}
    said = {e.emergency: e.outcome for e in events if isinstance(e, ev.EmergencyReviewed)}
    return [
        Emergency(
            id=name, measure=stated.measure, request=_request(state, stated.measure),
            stated=stated, confirmed=name in confirmed, outcome=said.get(name, ""),
        )
        for name, stated in state.emergencies.items()
    ]  # fmt: skip


def _request(state: State, measure: str) -> str:
    plan = state.measures.get(measure)
    return plan.request if plan else ""


def sealed(events: Sequence[ev.AnyEvent]) -> dict[str, str]:
    """The items that are sealed, each with an emergency that seals it."""
    state, by = fold(events), taken(events)
    found: dict[str, str] = {}
    for one in emergencies(events):
        if not one.seals:
            continue
        # Also what it was to take when it was told of earlier.
        plans = (e for e in events if isinstance(e, ev.MeasurePlanned) and e.measure == one.measure)
        things = [item for plan in plans for item in plan.items]
        things += [item for item, measure in by.items() if measure == one.measure]
        things += [name for name, item in state.items.items() if item.measure == one.measure]
        found |= dict.fromkeys(things, one.id)
    return found


def waits(events: Sequence[ev.AnyEvent], hold: str) -> str:
    """The emergency that a hold came with and that is not reviewed yet; else empty."""
    return next(
        (one.id for one in emergencies(events) if one.stated.hold == hold and not one.outcome), ""
    )
