"""What is wrong between this node and others goes to a role that has to see to it.

Messages that were never sent, are missing or wait too long, and nodes that are silent: each is told
once, and again to the overseer if it lasts. The words name no node and no case, because they leave
the office file (`oversee`); which node it is stands in the list of what is awaited.
"""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import NamedTuple

from safeconduct.case import events as ev
from safeconduct.case.roles import Role
from safeconduct.gate.change import changing
from safeconduct.gate.connection import writing
from safeconduct.gate.itself import GATE
from safeconduct.gate.models import Deadline, Notice
from safeconduct.gate.node import current
from safeconduct.gate.officefile import office
from safeconduct.gate.reading import OFFICE
from safeconduct.nodes import here
from safeconduct.nodes.silence import look

_WHERE = "; 'safeconduct node messages' says which, and why"


class _Trouble(NamedTuple):
    """Who is told first, and what."""

    role: Role
    says: str


_FOUND = {
    "waits": _Trouble("operator", "a message to another node waits longer than it may"),
    "silent": _Trouble("operator", "nothing is heard of another node"),
    # Whoever runs the node may have had a hand in these.
    "never-sent": _Trouble("overseer", "a message to another node was never sent"),
    "missing": _Trouble(
        "overseer", "what another node says it sent or took is not what came or was sent"
    ),
}
"""By the kinds of `nodes.silence.Finding`."""
_KINDS = {f"peer-{what}": found for what, found in _FOUND.items()}
_ABOVE: Role = "overseer"


def escalate() -> int:
    """Tell everybody who has to be told now; gives how much that was. Told again, nobody is."""
    today = current().today()
    wrong = {_key(one.what, one.peer): one for one in look(here.current().now())}
    rows = {row.pk: row for row in Deadline.objects.filter(what__in=_KINDS)}
    _settled([key for key, row in rows.items() if not row.met and key not in wrong])
    told = 0
    for key, one in sorted(wrong.items()):
        row = rows.get(key)
        if row is None or row.met:
            what = f"peer-{one.what}"
            role = _KINDS[what].role
            row = Deadline(
                id=key, case_id=OFFICE, what=what, of=_named(one.peer), role=role, due=today
            )
            _tell(row, role, today)
            told += 1
        elif row.escalated == 1 and row.role != _ABOVE and row.due < today:
            _tell(row, _ABOVE, today)
            told += 1
    return told


def _settled(keys: list[str]) -> None:
    """What is right again is awaited no more."""
    if keys:
        with writing():
            Deadline.objects.filter(pk__in=keys).update(met=True)


def _tell(row: Deadline, role: Role, today: date) -> None:
    text = _KINDS[row.what].says + _WHERE
    with changing(GATE) as made:
        file = office(made)
        file.write(ev.Escalated(what=text, to=role), known=tuple({role, _ABOVE}))
        row.escalated += 1
        row.save()
        Notice.objects.create(case=file.row, role=role, deadline=row.pk, text=text, day=today)


def _key(what: str, peer: str) -> str:
    return f"{OFFICE}/peer-{what}/{_named(peer)}"


def _named(peer: str) -> str:
    """A peer as a column takes it."""
    return peer if len(peer) <= 64 else sha256(peer.encode()).hexdigest()
