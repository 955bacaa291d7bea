"""Which closed cases are kept until when, and the erasure of what they say: by two persons."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Path, Router, Schema, Status

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Done, Line
from safeconduct.api.shape import Body, Id
from safeconduct.gate import retention
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission

router = Router()
lists = Router()
_ERASES = of(Permission.PAYLOADS_ERASE, Object.PAYLOADS)


class KeptShown(Schema):
    """A closed case: until when it is kept. `due`: its erasure needs no order any more."""

    case: str
    until: date
    due: bool
    proposed: date | None
    reasons: str


class Proposal(Body):
    """Why what a case says is to be erased. `ordered`: before its time, on an order."""

    reasons: Line
    ordered: bool = False


class Erased(Schema):
    """How many entries say nothing any more."""

    entries: int


@lists.get("", response=list[KeptShown],
           openapi_extra=of(Permission.KEPT_READ, Object.PAYLOADS))  # fmt: skip
def listed(
    request: HttpRequest, after: Annotated[str, Field(max_length=64)] = ""
) -> list[KeptShown]:
    """Closed cases in the order of their ids, fifty at a time, from the one after `after`."""
    return [
        KeptShown(
            case=one.case, until=one.until, due=one.due, proposed=one.proposed, reasons=one.reasons
        )
        for one in retention.kept(actor(request), after)
    ]


@router.post("/{case}/erasure", response={201: Done}, openapi_extra=_ERASES)
def propose(request: HttpRequest, case: Path[Id], new: Proposal) -> Status[dict[str, bool]]:
    """Propose that what a closed case says be erased."""
    retention.propose(actor(request), case, new.reasons, ordered=new.ordered)
    return Status(201, {"done": True})


@router.post("/{case}/erasure/completion", response=Erased, openapi_extra=_ERASES)
def carry_out(request: HttpRequest, case: Path[Id]) -> dict[str, int]:
    """Erase what a case says, as another person proposed."""
    return {"entries": retention.carry_out(actor(request), case)}
