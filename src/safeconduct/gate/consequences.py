"""What follows from events by itself, in the transaction that writes them."""

from __future__ import annotations

from collections.abc import Sequence

from safeconduct.case import events as ev
from safeconduct.case.state import State
from safeconduct.gate import deadlines, followups, outcomes, oversee
from safeconduct.gate.models import Case


def follow(
    row: Case, before: Sequence[ev.AnyEvent], new: Sequence[ev.AnyEvent], state: State
) -> None:
    """Deadlines begin and end; registers and oversight hear of each later step."""
    oversee.tell(row.pk, [*before, *new], new)
    deadlines.keep(row, [*before, *new], state)
    outcomes.look_again(row.pk)
    followups.tell(row.pk, before, new, state)
