"""Clearances: proposed, signed by a second person, used, withdrawn; and words to the requester."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status
from pydantic import StringConstraints

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Done, Ids, Line, Named, Seen, looked_at
from safeconduct.api.shape import Body, Id, Short
from safeconduct.case.eventbase import MOMENT, Allows
from safeconduct.gate import clearances, clearlist, doubts, outward, tosign
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission

router = Router()
lists = Router()
inboxes = Router()
Moment = Annotated[str, StringConstraints(pattern=MOMENT.removesuffix(r"(?!\n)"))]
Names = Annotated[list[Line], Field(max_length=100)]


class Allowed(Body):
    """What a clearance is to allow. Moments are in UTC, as in 2019-06-03T06:00Z."""

    start: Moment
    end: Moment
    place: Short = ""
    persons: Ids = Field(default_factory=list)
    may_attend: Names = Field(default_factory=list)
    items: Ids = Field(default_factory=list)
    recipient: Short = ""
    word: Literal["executed", "partly-executed"] | None = None
    language: Literal["en", "fr"] = "en"


class NewClearance(Body):
    """A clearance as the magistrate proposes it; no persons: everyone whom the measure touches."""

    scope: Line
    allows: Allowed
    seen: Seen


class Looked(Body):
    """The version of the case that was looked at."""

    seen: Seen


class Reasons(Body):
    """Why."""

    reasons: Line


class NewWord(Body):
    """What is to be said to the requesting state, and why, for the file alone."""

    word: Literal["supplement-asked", "not-executed", "correction"]
    reasons: Line
    seen: Seen


class Token(Schema):
    """The signed text of a clearance (compact JWS), good for some hours."""

    token: str


class Clearance(Schema):
    """A clearance and how it stands."""

    id: str
    measure: str
    number: str
    standing: str
    scope: str
    allows: dict[str, Any]


class Word(Schema):
    """A word to the requesting state, and how far it has come."""

    id: str
    request: str
    word: str
    recipient: str
    language: str
    standing: str
    due: str


@router.post("/{case}/measures/{measure}/clearances", response={201: Named},
             openapi_extra=of(Permission.CLEARANCE_WRITE, Object.CLEARANCE))  # fmt: skip
def propose(
    request: HttpRequest, case: str, measure: str, new: NewClearance
) -> Status[dict[str, str]]:
    """Propose a clearance; it allows nothing until a second person has signed it."""
    said = new.allows
    allows = Allows(
        start=said.start, end=said.end, place=said.place, persons=tuple(said.persons),
        may_attend=tuple(said.may_attend), items=tuple(said.items), recipient=said.recipient,
        word=said.word, language=said.language,
    )  # fmt: skip
    who = actor(request)
    made = clearances.propose(who, case, measure, new.scope, allows, looked_at(who, new.seen))
    return Status(201, {"id": made})


@router.get("/{case}/clearances", response=list[Clearance],
            openapi_extra=of(Permission.CLEARANCE_READ, Object.CLEARANCE))  # fmt: skip
def listed(request: HttpRequest, case: str) -> list[dict[str, Any]]:
    """The clearances of a case that concern you."""
    return clearlist.clearances(actor(request), case)


@router.post("/{case}/clearances/{clearance}/signature", response={201: Done},
             openapi_extra=of(Permission.CLEARANCE_COSIGN, Object.CLEARANCE))  # fmt: skip
def give(request: HttpRequest, case: str, clearance: Id, looked: Looked) -> Status[dict[str, bool]]:
    """Sign a clearance that somebody else proposed."""
    who = actor(request)
    clearances.give(who, case, clearance, looked_at(who, looked.seen))
    return Status(201, {"done": True})


@router.post("/{case}/clearances/{clearance}/revocation", response={201: Done},
             openapi_extra=of(Permission.CLEARANCE_REVOKE, Object.CLEARANCE))  # fmt: skip
def revoke(request: HttpRequest, case: str, clearance: Id, why: Reasons) -> Status[dict[str, bool]]:
    """Withdraw a clearance or a proposal; it binds at once."""
    clearances.revoke(actor(request), case, clearance, why.reasons)
    return Status(201, {"done": True})


@router.post("/{case}/clearances/{clearance}/use", response={201: Done},
             openapi_extra=of(Permission.CLEARANCE_SPEND, Object.EXECUTION))  # fmt: skip
def spend(request: HttpRequest, case: str, clearance: Id) -> Status[dict[str, bool]]:
    """Begin the act: the clearance is used, once, if nothing stands still."""
    clearances.spend(actor(request), case, clearance)
    return Status(201, {"done": True})


@router.post("/{case}/clearances/{clearance}/token", response={201: Token},
             openapi_extra=of(Permission.CLEARANCE_SPEND, Object.EXECUTION))  # fmt: skip
def token(request: HttpRequest, case: str, clearance: Id) -> Status[dict[str, str]]:
    """The signed text of a clearance, made anew for some hours."""
    return Status(201, {"token": clearances.token(actor(request), case, clearance)})


@router.post("/{case}/clearances/{clearance}/release", response={201: Done},
             openapi_extra=of(Permission.OUTWARD_WRITE, Object.OUTWARD))  # fmt: skip
def release(
    request: HttpRequest, case: str, clearance: Id, looked: Looked
) -> Status[dict[str, bool]]:
    """Send what a clearance covers, in the request's next free slot."""
    who = actor(request)
    outward.release(who, case, clearance, looked_at(who, looked.seen))
    return Status(201, {"done": True})


@router.post("/{case}/requests/{request_id}/words", response={201: Named},
             openapi_extra=of(Permission.OUTWARD_WRITE, Object.OUTWARD))  # fmt: skip
def word(request: HttpRequest, case: str, request_id: Id, new: NewWord) -> Status[dict[str, str]]:
    """Propose what is said to the requesting state."""
    who = actor(request)
    made = outward.propose(who, case, request_id, new.word, new.reasons, looked_at(who, new.seen))
    return Status(201, {"id": made})


@router.post("/{case}/words/{word_id}/signature", response={201: Done},
             openapi_extra=of(Permission.OUTWARD_COSIGN, Object.OUTWARD))  # fmt: skip
def sign(request: HttpRequest, case: str, word_id: Id, looked: Looked) -> Status[dict[str, bool]]:
    """Sign a word that somebody else proposed; it goes out in the request's next free slot."""
    who = actor(request)
    outward.sign(who, case, word_id, looked_at(who, looked.seen))
    return Status(201, {"done": True})


@router.get("/{case}/words", response=list[Word],
            openapi_extra=of(Permission.OUTWARD_READ, Object.OUTWARD))  # fmt: skip
def words(request: HttpRequest, case: str) -> list[dict[str, Any]]:
    """What was proposed to be said to the requesting state, and what was."""
    return clearlist.words(actor(request), case)


class Doubt(Schema):
    """An act that was announced and has no outcome."""

    intent: str
    to: str
    day: str


class CaseDoubt(Doubt):
    """The same, with its case."""

    case: str


@lists.get("/doubts", response=list[CaseDoubt],
           openapi_extra=of(Permission.DOUBT_READ, Object.CLEARANCE))  # fmt: skip
def doubts_everywhere(request: HttpRequest) -> list[dict[str, Any]]:
    """Acts of any case that were announced and have no outcome."""
    return [{"case": case, **one._asdict()} for case, one in doubts.everywhere(actor(request))]


@router.get("/{case}/doubts", response=list[Doubt],
            openapi_extra=of(Permission.DOUBT_READ, Object.CLEARANCE))  # fmt: skip
def in_doubt(request: HttpRequest, case: str) -> list[dict[str, Any]]:
    """Acts of a case that were announced and have no outcome: what they are on stays shut."""
    return [one._asdict() for one in doubts.listed(actor(request), case)]


@router.post("/{case}/doubts/{intent}/settlement", response={201: Done},
             openapi_extra=of(Permission.DOUBT_SETTLE, Object.CLEARANCE))  # fmt: skip
def settle(request: HttpRequest, case: str, intent: Id, why: Reasons) -> Status[dict[str, bool]]:
    """Say, with reasons, that such an act did not happen."""
    doubts.settle(actor(request), case, intent, why.reasons)
    return Status(201, {"done": True})


class ToSign(Schema):
    """What waits for a second person: what it is, of which measure (of a word: request), by when.

    `mine`: whoever asks began it, so that it takes somebody else.
    """

    what: Literal["clearance", "word", "emergency"]
    case: str
    of: str
    about: str
    title: str
    since: str
    due: str
    mine: bool


@inboxes.get("/to-sign", response=list[ToSign],
             openapi_extra=of(Permission.TO_SIGN_READ, Object.CLEARANCE))  # fmt: skip
def to_sign(request: HttpRequest) -> list[dict[str, Any]]:
    """What waits for the second signer in any case; unconfirmed requests are in `/requests`."""
    return [asdict(one) for one in tosign.waiting(actor(request))]
