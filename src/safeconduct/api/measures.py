"""Measures and items of a case."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Done, Ids, Line, Named, Word
from safeconduct.api.shape import Body, Long
from safeconduct.case import events as ev
from safeconduct.gate import contents, limits, measures
from safeconduct.gate.dear import dear
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission

router = Router()
PUTS_IN = of(Permission.CONTENT_WRITE, Object.INVENTORY)
WRITES = of(Permission.REQUEST_WRITE, Object.REQUEST)


class Plan(Body):
    """What is to be done, on whom, when, with which things."""

    kind: Word
    request: Word
    title: Line
    on: Word
    hour: Word | None = None
    acting: Literal["magistrate"] = "magistrate"
    targets: Ids = Field(default_factory=list)
    touches: Ids = Field(default_factory=list)
    items: Ids = Field(default_factory=list)
    attendants: Ids = Field(default_factory=list)
    note: Long = ""


class NewItem(Body):
    """A thing, a record or data; with `item`, one that is told of anew."""

    item: Word = ""
    kind: Literal[
        "device", "document", "data", "bank-record", "answer", "account", "execution-record",
        "hearing-notice", "court-document", "other",
    ]  # fmt: skip
    title: Line
    measure: Word | None = None
    owner: Word | None = None


class Sha256(Schema):
    """The SHA-256 of what was put in, in hexadecimal."""

    sha256: str


CONTENT_IN = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def _event(plan: Plan, measure: str) -> ev.MeasurePlanned:
    return ev.MeasurePlanned(
        measure=measure, kind=plan.kind, request=plan.request, title=plan.title,
        acting=plan.acting, on=plan.on, hour=plan.hour, targets=tuple(plan.targets),
        touches=tuple(plan.touches), items=tuple(plan.items), attendants=tuple(plan.attendants),
        note=plan.note,
    )  # fmt: skip


@router.post("/{case}/measures", response={201: Named}, openapi_extra=WRITES)
def plan(request: HttpRequest, case: str, new: Plan) -> Status[dict[str, str]]:
    """Plan a measure under a request."""
    return Status(201, {"id": measures.plan(actor(request), case, _event(new, ""))})


@router.post("/{case}/measures/{measure}/plan", response={201: Done}, openapi_extra=WRITES)
def replan(request: HttpRequest, case: str, measure: str, new: Plan) -> Status[dict[str, bool]]:
    """Tell of a measure anew."""
    measures.replan(actor(request), case, _event(new, measure))
    return Status(201, {"done": True})


@router.post("/{case}/items", response={201: Named}, openapi_extra=WRITES)
def list_item(request: HttpRequest, case: str, new: NewItem) -> Status[dict[str, str]]:
    """A thing, a record or data enters the case."""
    event = ev.ItemListed(
        item=new.item, kind=new.kind, title=new.title, measure=new.measure, owner=new.owner
    )
    return Status(201, {"id": measures.list_item(actor(request), case, event)})


@router.put(
    "/{case}/items/{item}/content", response={201: Sha256}, openapi_extra=CONTENT_IN | PUTS_IN
)
def put_content(request: HttpRequest, case: str, item: str) -> Status[dict[str, str]]:
    """Put the bytes of a record or of data in: the body as it is. Nothing gives them back."""
    with dear(actor(request).account):
        # Read as it comes: Django's own limit for a body is that of all other addresses.
        raw = request.read(limits.MOST + 1)
        return Status(201, {"sha256": contents.put(actor(request), case, item, raw)})
