"""What an officer sees of the matters that gates put before their own register."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q

from safeconduct.case import dates
from safeconduct.nodes.models import NodeHold, Outgoing
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.standing import conflicts
from safeconduct.register.content import Content, Question, read
from safeconduct.register.errors import NoSuchEntry
from safeconduct.register.models import Act, FollowUp, Matter, ReferralReceived
from safeconduct.register.node import current

NOTHING = "nothing of this kind was put before your register"
_MOST = 1000


def referrals(actor: Actor) -> list[ReferralReceived]:
    """What was put before the actor's own register, the newest first."""
    must(actor, Permission.REFERRAL_READ)
    rows = ReferralReceived.objects.filter(register=_own(actor)).exclude(gate="")
    avoided = _avoided(actor)
    return [one for one in rows.order_by("-pk")[:_MOST] if (one.gate, one.case) not in avoided]


def urgency(actor: Actor, referrals: Sequence[ReferralReceived]) -> list[dict[str, Any]]:
    """How urgent each of these is, as the gate last showed it; it names nobody."""
    must(actor, Permission.REFERRAL_READ)
    rows = Matter.objects.filter(register=_own(actor), case__in={one.case for one in referrals})
    shown = {(row.gate, row.case): read(row.content) for row in rows}
    return [_urgent(one, shown.get((one.gate, one.case))) for one in referrals]


def _urgent(referral: ReferralReceived, shown: Content | None) -> dict[str, Any]:
    measures = [m for m in shown.measures if m.id in referral.measures] if shown else []
    waits = [one for one in measures if one.waiting]
    states = {one.id: one.requesting_state for one in shown.requests} if shown else {}
    return {
        "requesting_state": states.get(measures[0].request, "") if measures else "",
        "kinds": list(dict.fromkeys(one.kind for one in measures)),
        "on": min((one.on for one in waits or measures), key=dates.latest, default=""),
        "waiting": bool(waits), "due": "",
    }  # fmt: skip


def content(actor: Actor, gate: str, case: str) -> Content:
    """A matter as the gate last showed it. Raises `NoSuchEntry`.

    Whoever must keep away from it is answered as if there were none.
    """
    row = Matter.objects.filter(register=_own(actor), gate=gate, case=case).first()
    if row is None or (gate, case) in _avoided(actor):
        raise NoSuchEntry(NOTHING)
    return read(row.content)


def questions(actor: Actor) -> list[tuple[str, str, Question]]:
    """What gates ask the actor's own register: the gate, the case, the question."""
    must(actor, Permission.QUESTION_READ)
    avoided = _avoided(actor)
    rows = Matter.objects.filter(register=_own(actor)).order_by("pk")
    return [
        (row.gate, row.case, one)
        for row in rows if (row.gate, row.case) not in avoided
        for one in read(row.content).questions if not on_its_way(row, one.fact)
    ][:_MOST]  # fmt: skip


def on_its_way(row: Matter, fact: str) -> bool:
    """Whether an answer was given that the gate has not shown to have taken."""
    acts = Act.objects.filter(
        register=row.register, gate=row.gate, case=row.case, kind="answered", of=fact
    )
    sent = Outgoing.objects.filter(to=row.gate, message__in=acts.values("message"))
    sent = sent.filter(rejected__isnull=True)
    return sent.filter(Q(taken=None) | Q(taken__gte=row.received)).exists()


def steps(actor: Actor, gate: str, case: str) -> list[FollowUp]:
    """What happened since, as far as the register was told. Raises `NoSuchEntry`."""
    must(actor, Permission.REFERRAL_READ)
    content(actor, gate, case)
    rows = FollowUp.objects.filter(register=actor.register, gate=gate, case=case)
    return list(rows.order_by("pk")[:_MOST])


def done(actor: Actor, gate: str, case: str) -> list[dict[str, Any]]:
    """What officers of the register did in a matter, and what became of it at the gate."""
    rows = Act.objects.filter(register=actor.register, gate=gate, case=case).order_by("pk")
    names = [one.message for one in rows]
    sent = {one.message: one for one in Outgoing.objects.filter(to=gate, message__in=names)}
    return [
        {"kind": one.kind, "of": one.of, "day": one.day.isoformat(), "by": one.by,
         **_became(sent.get(one.message))}
        for one in rows
    ]  # fmt: skip


def _became(message: Outgoing | None) -> dict[str, Any]:
    if message is not None and message.rejected is not None:
        return {"state": "refused", "problems": list(message.rejected)}
    waits = message is not None and message.taken is None
    return {"state": "waits" if waits else "taken", "problems": []}


def holds(actor: Actor, gate: str, case: str) -> list[NodeHold]:
    """The register's own holds in a matter."""
    mine = Act.objects.filter(register=actor.register, gate=gate, case=case, kind="hold-placed")
    return list(NodeHold.objects.filter(pk__in=mine.values("of")).order_by("placed", "pk"))


def _own(actor: Actor) -> str:
    """The actor's register, if this node answers for it."""
    if actor.register not in current().registers:
        raise NoSuchEntry("your account belongs to no register of this node")
    return actor.register


def _avoided(actor: Actor) -> set[tuple[str, str]]:
    """The matters that the actor must keep away from: they, or anything in them, are theirs."""
    of = conflicts(actor)
    return set(_with(actor.register, of)) if of else set()


def _with(register: str, of: frozenset[str]) -> Iterator[tuple[str, str]]:
    for row in ReferralReceived.objects.filter(register=register, case__in=of):
        yield row.gate, row.case
    for one in Matter.objects.filter(register=register):
        if of & read(one.content).ids():
            yield one.gate, one.case
