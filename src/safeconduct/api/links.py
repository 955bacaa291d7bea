"""Requests that belong together, and those that may be the same matter."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Done
from safeconduct.api.shape import Body, Id, Long
from safeconduct.gate import links
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission

router = Router()
LINKS = of(Permission.REQUEST_LINK, Object.REQUEST)


class Link(Body):
    """What a request belongs to, and how."""

    to: Annotated[Long, Field(min_length=1)]
    how: links.How
    reasons: Long = ""


class Linked(Schema):
    """The signal that the link made; empty if it is none."""

    signal: str


class TwoMatters(Body):
    """Why another request is another matter."""

    other: Id
    reasons: Annotated[Long, Field(min_length=1)]


class AlikeShown(Schema):
    """A request that may be the same matter."""

    request: str
    case: str
    requesting_state: str
    received: str
    why: list[str]
    refused: bool
    seen: bool


@router.post("/{case}/requests/{request_id}/links", response={201: Linked}, openapi_extra=LINKS)
def link(request: HttpRequest, case: Id, request_id: Id, new: Link) -> Status[dict[str, str]]:
    """Link a request with another one."""
    made = links.link(actor(request), case, request_id, new.to, new.how, new.reasons)
    return Status(201, {"signal": made})


@router.get(
    "/{case}/requests/{request_id}/candidates",
    response=list[AlikeShown],
    openapi_extra=of(Permission.ALIKE_READ, Object.REQUEST, persons=True),
)
def candidates(request: HttpRequest, case: Id, request_id: Id) -> list[dict[str, Any]]:
    """The requests that may be the same matter."""
    return [asdict(one) for one in links.listed(actor(request), case, request_id)]


@router.post("/{case}/requests/{request_id}/two-matters", response={201: Done}, openapi_extra=LINKS)
def two_matters(
    request: HttpRequest, case: Id, request_id: Id, new: TwoMatters
) -> Status[dict[str, bool]]:
    """The magistrate says why a request that resembles this one is another matter."""
    links.two_matters(actor(request), case, request_id, new.other, new.reasons)
    return Status(201, {"done": True})
