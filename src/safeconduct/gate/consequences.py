"""What follows from events by itself, in the transaction that writes them."""

from __future__ import annotations

from collections.abc import Sequence

from safeconduct.case import events as ev
from safeconduct.case.state import State
from safeconduct.gate import deadlines, followups, outcomes
from safeconduct.gate.models import Case
from safeconduct.gate.reading import Written


def follow(row: Case, before: Sequence[Written], new: Sequence[ev.AnyEvent], state: State) -> None:
    """Deadlines begin and end, and the register hears of each later step."""
    deadlines.keep(row, [*(w.event for w in before), *new], state)
    outcomes.look_again(row.pk)
    followups.tell(row.pk, [w.event for w in before], new, state)
