"""An oversight node: what gates told it, how its peers fare, and the holds that it places."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Done, Named, Word
from safeconduct.api.shape import Body, Id
from safeconduct.gate.errors import NotFound, Wrong
from safeconduct.oversight import desk
from safeconduct.policy.actor import Actor
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission

router = Router()
HOLDS = of(Permission.HOLD_WRITE, Object.HOLD)
Text = Annotated[str, Field(min_length=1, max_length=20_000)]


class ToldShown(Schema):
    """What a gate told, as it said it (docs/oversight.md), and when that came."""

    gate: str
    case: str
    day: str
    received: datetime
    said: dict[str, Any]


class PeerHealth(Schema):
    """A peer: when it was last heard of, how long it says its record is, and what is wrong."""

    peer: str
    kind: str
    heard: datetime | None
    record_size: int
    wrong: list[str]


class NewNodeHold(Body):
    """What of a gate is to stand still, why, and until when if that is known."""

    gate: Word
    case: Id
    on: Literal["measure", "request", "state"]
    of: Word
    why: Text
    until: Word = ""


class NodeLifting(Body):
    """Why it need not stand still any more."""

    reasons: Text


class NodeHoldShown(Schema):
    """A hold of this node."""

    id: str
    gate: str
    case: str
    on: str
    of: str
    why: str
    until: str
    placed: datetime
    lifted: datetime | None


def _told(who: Actor, kind: str, gate: str, case: str) -> list[ToldShown]:
    return [
        ToldShown(gate=row.gate, case=row.case, day=row.day, received=row.received, said=row.said)
        for row in desk.told(who, kind, gate, case)
    ]


@router.get("/requests", response=list[ToldShown],
            openapi_extra=of(Permission.REQUEST_READ, Object.REQUEST))  # fmt: skip
def requests(request: HttpRequest, gate: str = "", case: str = "") -> list[ToldShown]:
    """The requests that gates registered, the newest first."""
    return _told(actor(request), "registered", gate, case)


@router.get("/incidents", response=list[ToldShown],
            openapi_extra=of(Permission.INCIDENT_READ, Object.INCIDENT))  # fmt: skip
def incidents(request: HttpRequest, gate: str = "", case: str = "") -> list[ToldShown]:
    """Incidents, with the steps that are missing."""
    return _told(actor(request), "incident", gate, case)


@router.get("/emergencies", response=list[ToldShown],
            openapi_extra=of(Permission.EMERGENCY_READ, Object.EMERGENCY))  # fmt: skip
def emergencies(request: HttpRequest, gate: str = "", case: str = "") -> list[ToldShown]:
    """Acts that were ordered outside a gate."""
    return _told(actor(request), "emergency", gate, case)


@router.get("/overdue", response=list[ToldShown],
            openapi_extra=of(Permission.DEADLINE_READ, Object.DEADLINE))  # fmt: skip
def overdue(request: HttpRequest, gate: str = "", case: str = "") -> list[ToldShown]:
    """What gates told somebody is overdue."""
    return _told(actor(request), "overdue", gate, case)


@router.get("/steps", response=list[ToldShown],
            openapi_extra=of(Permission.HOLD_READ, Object.HOLD))  # fmt: skip
def steps(request: HttpRequest, gate: str = "", case: str = "") -> list[ToldShown]:
    """Later steps: clearances, executions, transmissions, holds."""
    return _told(actor(request), "step", gate, case)


@router.get("/peers", response=list[PeerHealth],
            openapi_extra=of(Permission.PROOFS_READ, Object.PROOFS))  # fmt: skip
def peers(request: HttpRequest) -> list[dict[str, Any]]:
    """How the peers fare: silent, missing, waiting."""
    return [asdict(one) for one in desk.health(actor(request))]


@router.get("/holds", response=list[NodeHoldShown],
            openapi_extra=of(Permission.HOLD_READ, Object.HOLD))  # fmt: skip
def holds(request: HttpRequest, lifted: bool = False) -> list[NodeHoldShown]:
    """The holds of this node that stand, or those that were lifted."""
    return [
        NodeHoldShown(
            id=h.pk, gate=h.gate, case=h.case, on=h.on, of=h.of, why=h.why, until=h.until,
            placed=h.placed, lifted=h.lifted,
        )
        for h in desk.holds(actor(request), lifted=lifted)
    ]  # fmt: skip


@router.post("/holds", response={201: Named}, openapi_extra=HOLDS)
def hold(request: HttpRequest, new: NewNodeHold) -> Status[dict[str, str]]:
    """Let something of a gate stand still; it binds at once."""
    with _plainly():
        made = desk.hold(actor(request), new.gate, new.case, new.on, new.of, new.why, new.until)
    return Status(201, {"id": made})


@router.post("/holds/{held}/lift", response={201: Done}, openapi_extra=HOLDS)
def lift(request: HttpRequest, held: Id, new: NodeLifting) -> Status[dict[str, bool]]:
    """End a hold of this node."""
    with _plainly():
        desk.lift(actor(request), held, new.reasons)
    return Status(201, {"done": True})


@contextmanager
def _plainly() -> Iterator[None]:
    """What the desk refuses, as the API says it."""
    try:
        yield
    except desk.NotHere as error:
        raise NotFound(str(error)) from None
    except desk.BadHold as error:
        raise Wrong(str(error)) from None
