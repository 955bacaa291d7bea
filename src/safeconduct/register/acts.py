"""What an officer does in a matter that a gate put before their register.

It is checked here, noted in this node's own record and sent to the gate, all in one transaction.
The gate checks it again; what it refuses is seen at the matter (`matters.done`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

import msgspec

from safeconduct.case.eventbase import MeasureOpinion
from safeconduct.case.opinions import faults
from safeconduct.nodes import holding, outbox
from safeconduct.nodes.models import NodeHold, Outgoing
from safeconduct.policy import clock
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.standing import signature
from safeconduct.register import protections
from safeconduct.register.content import Content, Person
from safeconduct.register.errors import BadEntry, NoSuchEntry, NotNow
from safeconduct.register.matters import NOTHING, content, on_its_way
from safeconduct.register.models import Act, Matter
from safeconduct.register.node import Note, current


class _Desk:
    """A matter that an officer acts in, within one transaction."""

    def __init__(self, actor: Actor, gate: str, matter: Content, note: Note) -> None:
        self.actor, self.gate, self.matter, self._note = actor, gate, matter, note

    def send(self, kind: str, of: str, said: dict[str, Any]) -> None:
        """Tell the gate, keep that it was told, and note it in the record."""
        body = {"register": self.actor.register, "case": self.matter.case, **said}
        self.keep(kind, of, outbox.send(self.gate, kind, body), body)

    def keep(self, kind: str, of: str, message: str, said: dict[str, Any]) -> None:
        """Keep and note what a message tells."""
        Act.objects.create(
            register=self.actor.register, gate=self.gate, case=self.matter.case, kind=kind, of=of,
            message=message, by=signature(self.actor), day=clock.today(),
        )  # fmt: skip
        self._note(
            f"{kind} of {of}, in {self.matter.case} of {self.gate}",
            json.dumps(said, ensure_ascii=False, sort_keys=True),
        )


@contextmanager
def _acting(actor: Actor, permission: Permission, gate: str, case: str) -> Iterator[_Desk]:
    must(actor, permission, case)
    with current().book.writing(actor) as note:
        yield _Desk(actor, gate, content(actor, gate, case), note)


def confirm(actor: Actor, gate: str, case: str, person: str, registered: int) -> None:
    """It is this person of the register, with all their protections that stand.

    Raises `NoSuchEntry`, `NotNow`.
    """
    with _acting(actor, Permission.PROTECTION_WRITE, gate, case) as desk:
        _person(desk.matter, person)
        rows = protections.of_person(actor, registered)
        if not rows:
            raise NotNow("nothing protects this person of the register any more; reject instead")
        stand = [
            {"kind": row.kind, "against": row.against, "since": row.since,
             "until": row.until or None}
            for row in rows
        ]  # fmt: skip
        desk.send("confirmed", person, {"person": person, "protections": stand})


def reject(actor: Actor, gate: str, case: str, person: str, reasons: str) -> None:
    """It is somebody else, for these reasons. Raises `NoSuchEntry`, `BadEntry`, `NotNow`."""
    with _acting(actor, Permission.PROTECTION_WRITE, gate, case) as desk:
        shown = _person(desk.matter, person)
        if not reasons.strip():
            raise BadEntry(["reasons: say why it is somebody else"])
        if not shown.identified:
            raise NotNow(
                f"person '{person}' is not identified, so that nobody can tell who it is; ask the "
                "gate to identify them first, or give your opinion on the measures"
            )
        if not shown.to_settle:
            raise NotNow(f"your register has nobody to settle for person '{person}'")
        desk.send("not-the-person", person, {"person": person, "reasons": reasons})


def opinion(
    actor: Actor, gate: str, case: str, on: Sequence[MeasureOpinion], points: Sequence[str] = (),
    must_not_disclose: Sequence[str] = (),
) -> None:  # fmt: skip
    """The opinion of the actor's register on measures; a later one replaces it.

    Raises `NoSuchEntry` if one of the measures was never put before it, `BadEntry`.
    """
    with _acting(actor, Permission.OPINION_WRITE, gate, case) as desk:
        if not on or any(one.measure not in desk.matter.of("measure") for one in on):
            raise NoSuchEntry(NOTHING)
        problems = faults(on, points)
        if problems:
            raise BadEntry(problems)
        desk.send("opinion", on[0].measure, {
            "on": msgspec.to_builtins(tuple(on)), "points": list(points),
            "must_not_disclose": list(must_not_disclose),
            "officer": current().officer(gate, actor.account),
        })  # fmt: skip


def answer(
    actor: Actor, gate: str, case: str, fact: str, value: Literal["yes", "no", "unknown"]
) -> None:
    """The answer to a question of the gate's. Raises `NoSuchEntry` if it was not asked."""
    with _acting(actor, Permission.QUESTION_ANSWER, gate, case) as desk:
        if fact not in {one.fact for one in desk.matter.questions}:
            raise NoSuchEntry(NOTHING)
        row = Matter.objects.get(register=actor.register, gate=gate, case=case)
        if on_its_way(row, fact):
            raise NotNow("this was answered already, and the answer is on its way to the gate")
        officer = current().officer(gate, actor.account)
        desk.send("answered", fact, {"fact": fact, "value": value, "officer": officer})


def hold(
    actor: Actor, gate: str, case: str, on: Literal["measure", "request"], of: str, why: str,
    until: str = "",
) -> str:  # fmt: skip
    """Let a measure or a request stand still; gives the hold's id. It binds from now on.

    Raises `NoSuchEntry`, `BadEntry`.
    """
    with _acting(actor, Permission.HOLD_WRITE, gate, case) as desk:
        if of not in desk.matter.of(on):
            raise NoSuchEntry(NOTHING)
        try:
            placed = holding.place(gate, case, on, of, why, until, signature(actor))
        except holding.BadHold as error:
            raise BadEntry([str(error)]) from None
        said = {"on": on, "of": of, "why": why, "until": until}
        desk.keep("hold-placed", placed, _message(gate, "hold-placed", placed), said)
        return placed


def lift(actor: Actor, gate: str, case: str, held: str, reasons: str) -> None:
    """End a hold of the actor's own register. Raises `NoSuchEntry`, `BadEntry`, `NotNow`."""
    with _acting(actor, Permission.HOLD_WRITE, gate, case) as desk:
        own = Act.objects.filter(
            register=actor.register, gate=gate, case=case, kind="hold-placed", of=held
        )
        placed = NodeHold.objects.select_for_update().filter(pk=held).first()
        if placed is None or not own.exists():
            raise NoSuchEntry("your register has no such hold in this matter")
        if placed.lifted is not None:
            raise NotNow(f"hold '{held}' is lifted already")
        try:
            holding.lift(held, reasons, signature(actor))
        except holding.BadHold as error:
            raise BadEntry([f"reasons: {error}"]) from None
        message = _message(gate, "hold-lifted", held)
        desk.keep("hold-lifted", held, message, {"hold": held, "reasons": reasons})


def _message(gate: str, kind: str, held: str) -> str:
    """The message that was just put there for a hold."""
    sent = Outgoing.objects.filter(to=gate, kind=kind, body__contains=json.dumps(held))
    return str(sent.order_by("-order").values_list("message", flat=True)[0])


def _person(matter: Content, person: str) -> Person:
    for one in matter.persons:
        if one.id == person:
            return one
    raise NoSuchEntry(NOTHING)
