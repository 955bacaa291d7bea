"""The overseer's desk at their own node: what gates told, how peers fare, holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from safeconduct.nodes import here, holding, silence
from safeconduct.nodes.models import Heard, NodeHold
from safeconduct.oversight.models import Told
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.standing import signature

MOST = 1000
"""Rows that are given at once."""

_READS = {
    "registered": Permission.REQUEST_READ, "incident": Permission.INCIDENT_READ,
    "emergency": Permission.EMERGENCY_READ, "overdue": Permission.DEADLINE_READ,
    "step": Permission.HOLD_READ,
}  # fmt: skip


class NotHere(LookupError):
    """There is no such thing at this node."""


class BadHold(ValueError):
    """A hold that cannot be placed or lifted; the message says what would be right."""


@dataclass(frozen=True)
class Health:
    """How a peer fares: when it was last heard of, what it says of its record, what is wrong."""

    peer: str
    kind: str
    heard: datetime | None
    record_size: int
    wrong: tuple[str, ...]


def told(actor: Actor, kind: str, gate: str = "", case: str = "") -> list[Told]:
    """What gates told of one kind, the newest first."""
    must(actor, _READS[kind])
    rows = Told.objects.filter(kind=kind)
    rows = rows.filter(gate=gate) if gate else rows
    rows = rows.filter(case=case) if case else rows
    return list(rows.order_by("-received", "-pk")[:MOST])


def health(actor: Actor) -> list[Health]:
    """Every peer, with all that is wrong: silent, missing, waiting, never sent."""
    must(actor, Permission.PROOFS_READ)
    now = here.current()
    found: dict[str, list[str]] = {}
    for one in silence.look(now.now()):
        found.setdefault(one.peer, []).append(f"{one.what}: {one.text}")
    heard = {row.peer: row for row in Heard.objects.all()}
    known = now.peers.all()
    return [
        Health(
            peer=name, kind=known[name].kind if name in known else "",
            heard=heard[name].at if name in heard else None,
            record_size=heard[name].size if name in heard else 0,
            wrong=tuple(found.get(name, ())),
        )
        for name in sorted({*known, *found})
    ]  # fmt: skip


def holds(actor: Actor, *, lifted: bool = False) -> Sequence[NodeHold]:
    """The holds of this node that stand, or those that were lifted; the newest first."""
    must(actor, Permission.HOLD_READ)
    return list(NodeHold.objects.filter(lifted__isnull=not lifted).order_by("-placed")[:MOST])


def hold(
    actor: Actor, gate: str, case: str, on: holding.On, of: str, why: str, until: str = ""
) -> str:
    """Let a measure, a request or a requesting state of a gate stand still; gives the hold's id.

    It binds from now on: the gate asks here before it opens anything. Raises `NotHere`, `BadHold`.
    """
    must(actor, Permission.HOLD_WRITE, case, of)
    peer = here.current().peers.get(gate)
    if peer is None or peer.kind != "gate":
        raise NotHere(f"gate: no gate is called '{gate}'; peers.toml says which there are")
    mine = Told.objects.filter(gate=gate, kind="registered", case=case)
    there = mine.filter(said__requesting_state=of) if on == "state" else mine
    if on == "request":
        there = mine.filter(key=of)
    if not there.exists():
        raise NotHere(f"'{gate}' has told of no such {on} in case '{case}'")
    try:
        return holding.place(gate, case, on, of, why, until, signature(actor))
    except holding.BadHold as error:
        raise BadHold(str(error)) from None


def lift(actor: Actor, held: str, reasons: str) -> None:
    """End a hold of this node. Raises `NotHere`, `BadHold`."""
    must(actor, Permission.HOLD_WRITE, held)
    if not NodeHold.objects.filter(pk=held, lifted=None).exists():
        raise NotHere(f"no hold '{held}' of this node stands")
    try:
        holding.lift(held, reasons, signature(actor))
    except holding.BadHold as error:
        raise BadHold(str(error)) from None
