"""A register's own list and desk; an officer reads and writes that of their own register alone."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Done, Line, Word
from safeconduct.api.shape import Body, Country
from safeconduct.case.document import BadInput
from safeconduct.gate import opinions, urgency
from safeconduct.gate.away import away_from
from safeconduct.gate.errors import Wrong
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission
from safeconduct.register import desk, protections
from safeconduct.register.models import Protection

router = Router()
"""The list: at a gate for the registers of its database, at a register's node for its own."""
matters = Router()
"""What the gate of the same database put before them."""


class NewProtection(Body):
    """A protection, with whom it protects."""

    kind: protections.Kind
    against: Country
    names: Annotated[list[Annotated[str, Field(max_length=500)]], Field(max_length=50)]
    born: Word = "unknown"
    number: Annotated[str, Field(max_length=100)] = ""
    since: Word = "unknown"
    until: Word = ""


class Numbered(Schema):
    """The number of an entry of the register."""

    id: int


class Ended(Body):
    """From which day it does not stand any more, and why."""

    until: Word
    reasons: Line


class ManyProtections(Body):
    """A YAML file of protections, as text."""

    file: Annotated[str, Field(max_length=1_000_000)]


class Count(Schema):
    """How many were entered."""

    entered: int


class Kept(Schema):
    """A protection of the register's list; `stands`: whether it does today, or begins later."""

    id: int
    kind: str
    against: str
    since: str
    until: str
    stands: bool
    ended_because: str


class Entry(Schema):
    """A person of the register, with everything that ever protected them."""

    id: int
    number: str
    names: list[str]
    born: str
    protections: list[Kept]


class ReferralRow(Schema):
    """Something that was put before the register, and how urgent it is.

    `on`: the first day for which one of its measures is planned. `waiting`: an opinion is awaited;
    `due`: by when, where the gate tells it.
    """

    case: str
    measures: list[str]
    day: str
    by_default: bool
    requesting_state: str
    kinds: list[str]
    on: str
    waiting: bool
    due: str


class Step(Schema):
    """A later step: what kind, of which measure, when."""

    kind: str
    of: str
    day: str


@router.post(
    "/protections",
    response={201: Numbered},
    openapi_extra=of(Permission.PROTECTION_WRITE, Object.PROTECTION),
)
def add(request: HttpRequest, new: NewProtection) -> Status[dict[str, int]]:
    """Enter a protection."""
    entry = protections.New(
        kind=new.kind, against=new.against, names=tuple(new.names), born=new.born,
        number=new.number, since=new.since, until=new.until,
    )  # fmt: skip
    return Status(201, {"id": protections.add(actor(request), entry)})


@router.post(
    "/protections/{int:protection}/end",
    response=Done,
    openapi_extra=of(Permission.PROTECTION_WRITE, Object.PROTECTION),
)
def end(request: HttpRequest, protection: int, ended: Ended) -> dict[str, bool]:
    """A protection ends."""
    if protection >= 1 << 62:
        raise protections.NoSuchEntry("your register has no such protection")
    protections.end(actor(request), protection, ended.until, ended.reasons)
    return {"done": True}


@router.post(
    "/import",
    response={201: Count},
    openapi_extra=of(Permission.PROTECTION_WRITE, Object.PROTECTION),
)
def bring_in(request: HttpRequest, new: ManyProtections) -> Status[dict[str, int]]:
    """Enter all protections of a file, or none."""
    try:
        entered = protections.bring_in(actor(request), new.file.encode(), "file")
    except BadInput as error:
        raise Wrong([str(problem) for problem in error.problems]) from None
    return Status(201, {"entered": entered})


@router.get(
    "/persons",
    response=list[Entry],
    openapi_extra=of(Permission.PROTECTION_READ, Object.PROTECTION),
)
def find(
    request: HttpRequest,
    number: Annotated[str, Query(max_length=100)] = "",
    name: Annotated[str, Query(max_length=500)] = "",
) -> list[dict[str, Any]]:
    """The persons of the own register with this number, or else with this name."""
    found = protections.found(actor(request), number=number, name=name)
    return [
        {
            "id": one.pk, "number": one.number, "names": one.names, "born": one.born,
            "protections": [_kept(each) for each in one.protections.order_by("pk")],
        }
        for one in found
    ]  # fmt: skip


def _kept(one: Protection) -> dict[str, Any]:
    return {
        "id": one.pk, "kind": one.kind, "against": one.against, "since": one.since,
        "until": one.until, "stands": protections.stands(one), "ended_because": one.ended_because,
    }  # fmt: skip


@matters.get(
    "/referrals",
    response=list[ReferralRow],
    openapi_extra=of(
        Permission.REFERRAL_READ,
        Object.REFERRAL,
        no_look="it names cases and measures of one's own register, and nobody",
    ),
)
def referrals(request: HttpRequest) -> list[dict[str, Any]]:
    """What was put before the own register, the newest first."""
    who = actor(request)
    avoided = away_from(who)
    found = [r for r in desk.referrals(who) if r.case not in avoided]
    return [
        {"case": r.case, "measures": r.measures, "day": r.day, "by_default": r.by_default,
         **asdict(how)}
        for r, how in zip(found, urgency.of(found), strict=True)
    ]  # fmt: skip


@matters.get(
    "/referrals/{case}",
    response=dict[str, Any],
    openapi_extra=of(Permission.REFERRAL_READ, Object.REFERRAL),
)
def one(request: HttpRequest, case: str) -> dict[str, Any]:
    """Of a case: the measures put before the own register, and the persons for whom it was."""
    return opinions.put_before_me(actor(request), case)


@matters.get(
    "/referrals/{case}/steps",
    response=list[Step],
    openapi_extra=of(Permission.REFERRAL_READ, Object.REFERRAL),
)
def steps(request: HttpRequest, case: str) -> list[dict[str, str]]:
    """What happened since."""
    return [
        {"kind": one.kind, "of": one.of, "day": one.day}
        for one in desk.follow_ups(actor(request), case)
    ]
