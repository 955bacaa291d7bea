"""Holds that a register or an oversight body places on what a gate does.

They bind here from the commit on: the gate asks this node before it opens anything ("may-go"), and
no answer is a hold. Beside that the gate is told, so that its people see the hold.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

from django.db.models import Q

from safeconduct.case.dates import BadDate, exact_day
from safeconduct.nodes.database import writing
from safeconduct.nodes.here import current
from safeconduct.nodes.models import NodeHold
from safeconduct.nodes.outbox import send
from safeconduct.record.newid import fresh

On = Literal["measure", "request", "state"]


class BadHold(ValueError):
    """A hold that cannot be placed or lifted; the text says why. Nothing was changed."""


def place(gate: str, case: str, on: On, of: str, why: str, until: str, by: str) -> str:
    """Place a hold; gives its id. It stands until the day `until` (empty: until it is lifted).

    `of`: as this node knows it, an id or a pseudonym, or two letters for a state. `by`: who, as
    the record keeps it. Raises `BadHold`.
    """
    if on not in get_args(On):
        raise BadHold(f"a hold is on a measure, a request or a state, not on '{on}'")
    if not gate or not of or not why.strip():
        raise BadHold("a hold names its gate, what it is on, and why")
    if until:
        try:
            past = exact_day(until) <= current().today()
        except BadDate as error:
            raise BadHold(f"until: {error}") from None
        if past:
            raise BadHold(f"until: '{until}' is not after today; write a later day")
    made = fresh("hold")
    with writing():
        NodeHold.objects.create(
            id=made, gate=gate, case=case, on=on, of=of, why=why, until=until, placed_by=by,
            placed=current().now(),
        )  # fmt: skip
        body: dict[str, Any] = {"hold": made, "case": case, "on": on, "of": of}
        send(gate, "hold-placed", body | {"why": why, "until": until})
    return made


def lift(hold: str, reasons: str, by: str) -> None:
    """Lift a hold of this node, with reasons. Raises `BadHold`."""
    if not reasons.strip():
        raise BadHold("a hold is lifted with reasons")
    with writing():
        row = NodeHold.objects.select_for_update().filter(pk=hold, lifted=None).first()
        if row is None:
            raise BadHold(f"no hold '{hold}' of this node stands")
        row.lifted, row.lifted_by, row.lift_reasons = current().now(), by, reasons
        row.save(update_fields=["lifted", "lifted_by", "lift_reasons"])
        send(row.gate, "hold-lifted", {"hold": hold, "reasons": reasons})


def standing(gate: str, case: str, request: str, measure: str, state: str) -> bool:
    """Whether a hold of this node stands on a measure of a gate: on it, its request, or its state.

    A hold is on the thing wherever the gate keeps it: `case` is not compared.
    """
    del case
    on = Q(on="measure", of=measure) | Q(on="request", of=request) | Q(on="state", of=state)
    rows = NodeHold.objects.filter(on, gate=gate, lifted=None)
    today = current().today().isoformat()
    # From the day on that it names it does not stand; both are days as YYYY-MM-DD.
    return rows.filter(Q(until="") | Q(until__gt=today)).exists()
