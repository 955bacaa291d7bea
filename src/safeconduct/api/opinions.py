"""Referrals by hand, and what a register's officer does about what was put before it."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Field, Router, Status

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Done, Ids, Line, Named, Word
from safeconduct.api.shape import Body
from safeconduct.case import events as ev
from safeconduct.case.eventbase import MeasureOpinion
from safeconduct.gate import candidates, opinions, referral
from safeconduct.gate.errors import NotFound, Wrong
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission, must
from safeconduct.register import protections

router = Router()
Lines = Annotated[list[Line], Field(max_length=100)]


class Referral(Body):
    """Measures that are put before a register's authority."""

    measures: Ids
    to: Word


class View(Body):
    """What is said of one measure."""

    measure: Word
    view: Literal["objects", "objects-unless", "does-not-object"]
    unless: Lines = Field(default_factory=list)


class Opinion(Body):
    """An opinion, measure by measure, in points."""

    on: Annotated[list[View], Field(min_length=1, max_length=200)]
    points: Lines = Field(default_factory=list)
    must_not_disclose: Lines = Field(default_factory=list)


class Confirmed(Body):
    """The person of the register that it is."""

    registered: int = Field(ge=1, le=2**62)


class Rejected(Body):
    """Why it is somebody else."""

    reasons: Line


@router.post(
    "/{case}/referrals",
    response={201: Done},
    openapi_extra=of(Permission.REFERRAL_MAKE, Object.DECISION),
)
def refer(request: HttpRequest, case: str, new: Referral) -> Status[dict[str, bool]]:
    """Ask a register's authority for its opinion."""
    referral.refer(actor(request), case, new.measures, new.to)
    return Status(201, {"done": True})


@router.post(
    "/{case}/opinions",
    response={201: Named},
    openapi_extra=of(Permission.OPINION_WRITE, Object.OPINION),
)
def give(request: HttpRequest, case: str, new: Opinion) -> Status[dict[str, str]]:
    """Give an opinion on measures that were put before one's own register."""
    on = [
        MeasureOpinion(measure=one.measure, view=one.view, unless=tuple(one.unless))
        for one in new.on
    ]
    made = opinions.give(actor(request), case, on, new.points, new.must_not_disclose)
    return Status(201, {"id": made})


@router.post(
    "/{case}/candidates/{person}/confirm",
    response=Done,
    openapi_extra=of(Permission.PROTECTION_WRITE, Object.PROTECTION),
)
def confirm(request: HttpRequest, case: str, person: str, found: Confirmed) -> dict[str, bool]:
    """It is this person of the register, with all their protections that stand."""
    who = actor(request)
    # Before the register is asked, which others may read of themselves.
    must(who, Permission.PROTECTION_WRITE, case)
    try:
        rows = protections.of_person(who, found.registered)
    except protections.NoSuchEntry as error:
        raise NotFound(str(error)) from None
    try:
        stated = [
            ev.ProtectionStated(
                protection="", person=person, kind=_KINDS[row.kind], against=row.against,
                since=row.since, until=row.until or None,
            )
            for row in rows
        ]  # fmt: skip
    except KeyError as error:
        raise Wrong(f"the register holds a kind of protection that nobody knows: {error}") from None
    candidates.confirm(who, case, person, stated)
    return {"done": True}


_KINDS: dict[str, protections.Kind] = {kind: kind for kind in protections.KINDS}


@router.post(
    "/{case}/candidates/{person}/reject",
    response=Done,
    openapi_extra=of(Permission.PROTECTION_WRITE, Object.PROTECTION),
)
def reject(request: HttpRequest, case: str, person: str, why: Rejected) -> dict[str, bool]:
    """It is somebody else."""
    candidates.reject(actor(request), case, person, why.reasons)
    return {"done": True}
