"""What the receipt of a command tells whoever sent it again: of what it made, only what they see.

A screening that found somebody makes holds, also in other cases; the clerk who set it going is not
told, and sees no difference to one that found nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from safeconduct.gate.models import Thing
from safeconduct.gate.versions import counts
from safeconduct.policy.actor import Actor
from safeconduct.policy.cells import Level
from safeconduct.policy.objects import Object
from safeconduct.policy.visibility import cell

ROW_OF_SORT = {
    "request": Object.REQUEST, "measure": Object.REQUEST, "person": Object.PERSONS,
    "item": Object.INVENTORY, "signal": Object.FACTS, "protection": Object.PROTECTION,
    "hold": Object.HOLD, "opinion": Object.OPINION, "clearance": Object.CLEARANCE,
}  # fmt: skip
"""The row of the table for each sort of thing that has an id."""


def shown(
    actor: Actor, case: str, made: Sequence[str], versions: Mapping[str, int]
) -> tuple[list[str], dict[str, int]]:
    """The ids and versions of a receipt, as somebody is shown them; `case`: the command's own."""
    if counts(actor):
        return list(made), dict(versions)
    hidden = {
        thing.pk
        for thing in Thing.objects.filter(pk__in=made)
        if (case and thing.case_id != case) or not _theirs(actor, thing.sort)
    }
    return [one for one in made if one not in hidden], {}


def _theirs(actor: Actor, sort: str) -> bool:
    """Whether things of a sort are shown to a role, or are such as it makes itself."""
    row = ROW_OF_SORT.get(sort)
    found = cell(actor.role, row) if row else None
    return found is not None and (found.read is Level.FULL or found.write > Level.NONE)
