"""The file of each incident: what was done about it, and what is missing. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from safeconduct.case import events as ev
from safeconduct.case.state import fold

Step = Literal["preservation", "complaint", "finding", "informed"]
STEPS: tuple[Step, ...] = get_args(Step)
"""What was preserved and where; to whom it was complained; what happened; who was informed."""


@dataclass(frozen=True)
class IncidentFile:
    """An incident with the steps that were taken."""

    incident: str
    title: str
    day: str
    measure: str
    """Empty if it is about the case as a whole."""
    requests: tuple[str, ...]
    steps: tuple[ev.IncidentFollowed, ...]

    @property
    def missing(self) -> tuple[Step, ...]:
        """The steps that nobody has taken, in their order."""
        taken = {step.step for step in self.steps}
        return tuple(step for step in STEPS if step not in taken)


def files(events: Sequence[ev.AnyEvent]) -> list[IncidentFile]:
    """The files of a case's incidents, in the order in which they were opened."""
    state = fold(events)
    return [
        IncidentFile(
            incident=name, title=opened.title, day=opened.day, measure=opened.measure or "",
            requests=(
                (state.measures[opened.measure].request,) if opened.measure in state.measures
                else tuple(state.requests)
            ),
            steps=tuple(
                e for e in events if isinstance(e, ev.IncidentFollowed) and e.incident == name
            ),
        )
        for name, opened in state.incidents.items()
    ]  # fmt: skip
