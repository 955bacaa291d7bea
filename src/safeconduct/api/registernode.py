"""A register's own node: what gates put before it, and what its officers do about it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Done, Named, Word
from safeconduct.api.looking import at_a_list
from safeconduct.api.opinions import Confirmed, Opinion, Rejected
from safeconduct.api.register import ReferralRow, Step
from safeconduct.api.shape import Body
from safeconduct.case.eventbase import MeasureOpinion
from safeconduct.gate import looks
from safeconduct.gate.identities import identity
from safeconduct.policy.actor import Actor
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission, must
from safeconduct.register import acts, matters

router = Router()
PROTECTS = of(Permission.PROTECTION_WRITE, Object.PROTECTION)
HOLDS = of(Permission.HOLD_WRITE, Object.HOLD)
Text = Annotated[str, Field(min_length=1, max_length=20_000)]


class MatterRow(ReferralRow):
    """Something that a gate put before the register."""

    gate: str


class MatterHold(Body):
    """What is to stand still, why, and until when if that is known."""

    on: Literal["measure", "request"]
    of: Word
    why: Text
    until: Word = ""


class MatterLifting(Body):
    """Why it need not stand still any more."""

    reasons: Text


class OwnHold(Schema):
    """A hold of the register's own."""

    id: str
    on: str
    of: str
    why: str
    until: str
    placed: datetime
    lifted: datetime | None


class MatterAnswer(Body):
    """The answer to a question."""

    fact: Annotated[str, Field(min_length=1, max_length=400)]
    value: Literal["yes", "no", "unknown"]


class MatterQuestion(Schema):
    """A question of a gate to the register, about one of its cases."""

    gate: str
    case: str
    fact: str
    ask: str


class Sent(Schema):
    """What an officer did, and what became of it: it waits, or was taken or refused."""

    kind: str
    of: str
    day: str
    by: str
    state: Literal["waits", "taken", "refused"]
    problems: list[str]


class MatterShown(Schema):
    """A matter as its gate last showed it, with what was done about it here."""

    gate: str
    case: str
    requests: list[dict[str, Any]]
    measures: list[dict[str, Any]]
    persons: list[dict[str, Any]]
    opinions: list[dict[str, Any]]
    attended: list[dict[str, Any]]
    questions: list[dict[str, str]]
    holds: list[OwnHold]
    sent: list[Sent]


def at_a_matter(
    who: Actor, at: str, request: HttpRequest, path: dict[str, Any], purpose: str
) -> None:
    """A look in a matter counts for the persons in it, wherever else the same person is."""
    if "case" not in path:
        at_a_list(who, at, request, purpose)
        return
    gate, case = str(path["gate"]), str(path["case"])
    shown = matters.content(who, gate, case)
    tried = [identity(one.number) or f"{gate}/{one.id}" for one in shown.persons]
    persons = [one.id for one in shown.persons]
    looks.look(who, at, case, persons, purpose, tried)


@router.get(
    "",
    response=list[MatterRow],
    openapi_extra=of(
        Permission.REFERRAL_READ, Object.REFERRAL,
        no_look="it names cases and measures of one's own register, and nobody",
    ),
)  # fmt: skip
def referrals(request: HttpRequest) -> list[dict[str, Any]]:
    """What was put before the own register, the newest first."""
    who = actor(request)
    found = matters.referrals(who)
    return [
        {"gate": r.gate, "case": r.case, "measures": r.measures, "day": r.day,
         "by_default": r.by_default, **urgent}
        for r, urgent in zip(found, matters.urgency(who, found), strict=True)
    ]  # fmt: skip


@router.get(
    "/questions",
    response=list[MatterQuestion],
    openapi_extra=of(
        Permission.QUESTION_READ, Object.QUESTION,
        no_look="it names cases of gates and what is asked of them, and nobody",
    ),
)  # fmt: skip
def questions(request: HttpRequest) -> list[dict[str, str]]:
    """What gates ask the own register, also where nothing else was put before it."""
    return [
        {"gate": gate, "case": case, "fact": one.fact, "ask": one.ask}
        for gate, case, one in matters.questions(actor(request))
    ]


@router.get(
    "/{gate}/{case}",
    response=MatterShown,
    openapi_extra=of(Permission.REFERRAL_READ, Object.REFERRAL),
)
def one(request: HttpRequest, gate: str, case: str) -> dict[str, Any]:
    """A matter: the measures put before the own register, and the persons for whom it was."""
    who = actor(request)
    must(who, Permission.REFERRAL_READ)
    shown = msgspec.to_builtins(matters.content(who, gate, case))
    held = [
        {"id": h.pk, "on": h.on, "of": h.of, "why": h.why, "until": h.until, "placed": h.placed,
         "lifted": h.lifted}
        for h in matters.holds(who, gate, case)
    ]  # fmt: skip
    return {"gate": gate, **shown, "holds": held, "sent": matters.done(who, gate, case)}


@router.get(
    "/{gate}/{case}/steps",
    response=list[Step],
    openapi_extra=of(
        Permission.REFERRAL_READ, Object.REFERRAL,
        no_look="it names kinds of steps and measures of a matter of one's own, and nobody",
    ),
)  # fmt: skip
def steps(request: HttpRequest, gate: str, case: str) -> list[dict[str, str]]:
    """What happened since."""
    return [
        {"kind": one.kind, "of": one.of, "day": one.day}
        for one in matters.steps(actor(request), gate, case)
    ]


@router.post(
    "/{gate}/{case}/persons/{person}/confirm", response={201: Done}, openapi_extra=PROTECTS
)
def confirm(
    request: HttpRequest, gate: str, case: str, person: str, found: Confirmed
) -> Status[dict[str, bool]]:
    """It is this person of the register, with all their protections that stand."""
    acts.confirm(actor(request), gate, case, person, found.registered)
    return Status(201, {"done": True})


@router.post("/{gate}/{case}/persons/{person}/reject", response={201: Done}, openapi_extra=PROTECTS)
def reject(
    request: HttpRequest, gate: str, case: str, person: str, why: Rejected
) -> Status[dict[str, bool]]:
    """It is somebody else."""
    acts.reject(actor(request), gate, case, person, why.reasons)
    return Status(201, {"done": True})


@router.post(
    "/{gate}/{case}/opinions",
    response={201: Done},
    openapi_extra=of(Permission.OPINION_WRITE, Object.OPINION),
)
def give(request: HttpRequest, gate: str, case: str, new: Opinion) -> Status[dict[str, bool]]:
    """Give an opinion on measures that were put before one's own register."""
    on = [
        MeasureOpinion(measure=one.measure, view=one.view, unless=tuple(one.unless))
        for one in new.on
    ]
    acts.opinion(actor(request), gate, case, on, new.points, new.must_not_disclose)
    return Status(201, {"done": True})


@router.post(
    "/{gate}/{case}/questions/answers",
    response={201: Done},
    openapi_extra=of(Permission.QUESTION_ANSWER, Object.QUESTION),
)
def answer(
    request: HttpRequest, gate: str, case: str, new: MatterAnswer
) -> Status[dict[str, bool]]:
    """Answer a question that the gate put to the own register."""
    acts.answer(actor(request), gate, case, new.fact, new.value)
    return Status(201, {"done": True})


@router.post("/{gate}/{case}/holds", response={201: Named}, openapi_extra=HOLDS)
def hold(request: HttpRequest, gate: str, case: str, new: MatterHold) -> Status[dict[str, str]]:
    """Let a measure or a request stand still; it binds at once, here and at the gate."""
    made = acts.hold(actor(request), gate, case, new.on, new.of, new.why, new.until)
    return Status(201, {"id": made})


@router.post("/{gate}/{case}/holds/{hold}/lift", response={201: Done}, openapi_extra=HOLDS)
def lift(
    request: HttpRequest, gate: str, case: str, hold: str, new: MatterLifting
) -> Status[dict[str, bool]]:
    """End a hold of one's own register."""
    acts.lift(actor(request), gate, case, hold, new.reasons)
    return Status(201, {"done": True})
