"""Holds, requests to freeze, oppositions, interim measures; and what is in the way of a measure."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Done, Ids, Line, Named, Seen, Word, looked_at
from safeconduct.api.shape import Body
from safeconduct.gate import freeze, holds, oppositions, readiness
from safeconduct.gate.versions import Version
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission

router = Router()
WRITES = of(Permission.HOLD_WRITE, Object.HOLD)
Text = Annotated[str, Field(min_length=1, max_length=20_000)]
Facts = Annotated[list[Line], Field(max_length=100)]


class NewHold(Body):
    """What is to stand still, why, and until when if that is known."""

    on: Literal["measure", "request", "person", "state"]
    of: Word
    why: Text
    until: Word | None = None


class Lifting(Body):
    """Why, and the version of the case that was looked at."""

    reasons: Text
    seen: Seen


class HoldShown(Schema):
    """A hold; without its reason for whoever may not know it."""

    id: str
    on: str
    of: str
    since: str
    until: str
    lifted: bool
    mine: bool
    why: str
    by: str


class Asked(Body):
    """A request to freeze, the facts it rests on, and on whose behalf a clerk enters it."""

    title: Line
    facts: Facts
    of: Word = ""


class Holds(Schema):
    """Whether it holds anew; asking again on the same facts does not."""

    holds: bool


class FreezeAnswer(Body):
    """The answer to a request to freeze."""

    outcome: Literal["granted", "refused"]
    reasons: Text
    seen: Seen


class Opposition(Body):
    """How a measure is opposed, and by whom: a person of the case, or (`of`) in a clerk's words."""

    title: Line
    of: Word = ""
    person: Word = ""


class Decided(Body):
    """A court's decision on an opposition; `final`: cassation included; `person`: whose."""

    title: Line
    final: bool
    seen: Seen
    person: Word = ""


class OppositionStep(Schema):
    """An opposition, or its end; `person` is empty where it names nobody of the case."""

    kind: Literal["filed", "ended"]
    day: str
    title: str
    person: str
    behalf: str


class Opposed(Schema):
    """What was opposed and decided, in order, and how many oppositions wait for a court."""

    version: Version
    pending: int
    steps: list[OppositionStep]


class Interim(Body):
    """An interim measure and what it names."""

    why: Text
    measures: Ids = Field(default_factory=list)
    persons: Ids = Field(default_factory=list)


class Placed(Schema):
    """The holds that were placed."""

    holds: list[str]


class State(Schema):
    """Whether a measure stands still; never why. `version`: what a command takes as `seen`."""

    state: str
    version: Version


class InTheWay(Schema):
    """One thing in the way of a measure."""

    what: str
    words: str
    who: str


class Ready(Schema):
    """All that is in the way of a measure; nothing means that a clearance could be given."""

    version: int
    in_the_way: list[InTheWay]


@router.get(
    "/{case}/holds", response=list[HoldShown],
    openapi_extra=of(Permission.HOLD_READ, Object.HOLD, persons=True),
)  # fmt: skip
def read(request: HttpRequest, case: str) -> list[HoldShown]:
    """Holds with their reasons, or an officer's own."""
    return [HoldShown(**one) for one in holds.shown(actor(request), case)]


@router.post("/{case}/holds", response={201: Named}, openapi_extra=WRITES)
def place(request: HttpRequest, case: str, new: NewHold) -> Status[dict[str, str]]:
    """Let something stand still."""
    return Status(
        201, {"id": holds.place(actor(request), case, new.on, new.of, new.why, new.until)}
    )


@router.post("/{case}/holds/{hold}/lift", response={201: Done}, openapi_extra=WRITES)
def lift(request: HttpRequest, case: str, hold: str, new: Lifting) -> Status[dict[str, bool]]:
    """End a hold, wherever it reaches."""
    holds.lift(actor(request), case, hold, new.reasons, looked_at(actor(request), new.seen))
    return Status(201, {"done": True})


@router.post(
    "/{case}/requests/{which}/freeze", response={201: Holds},
    openapi_extra=of(Permission.HOLD_ASK, Object.HOLD),
)  # fmt: skip
def ask(request: HttpRequest, case: str, which: str, new: Asked) -> Status[dict[str, bool]]:
    """Ask that cooperation stand still."""
    held = freeze.ask(actor(request), case, which, new.title, new.facts, new.of)
    return Status(201, {"holds": held})


@router.post(
    "/{case}/requests/{which}/freeze/answer", response={201: Done},
    openapi_extra=of(Permission.DECISION_WRITE, Object.DECISION),
)  # fmt: skip
def answer(
    request: HttpRequest, case: str, which: str, new: FreezeAnswer
) -> Status[dict[str, bool]]:
    """Answer a request to freeze."""
    freeze.answer(
        actor(request), case, which, new.outcome, new.reasons, looked_at(actor(request), new.seen)
    )
    return Status(201, {"done": True})


@router.post(
    "/{case}/measures/{measure}/oppositions", response={201: Done},
    openapi_extra=of(Permission.OPPOSITION_FILE, Object.OPPOSITION),
)  # fmt: skip
def oppose(
    request: HttpRequest, case: str, measure: str, new: Opposition
) -> Status[dict[str, bool]]:
    """Oppose a measure, or appeal."""
    oppositions.oppose(actor(request), case, measure, new.title, new.of, new.person)
    return Status(201, {"done": True})


@router.get(
    "/{case}/measures/{measure}/oppositions", response=Opposed,
    openapi_extra=of(Permission.OPPOSITION_READ, Object.OPPOSITION, persons=True),
)  # fmt: skip
def opposed(request: HttpRequest, case: str, measure: str) -> dict[str, object]:
    """The oppositions against a measure and how they ended; to counsel, those of their clients."""
    return asdict(oppositions.listed(actor(request), case, measure))


@router.post(
    "/{case}/measures/{measure}/oppositions/decision", response={201: Done},
    openapi_extra=of(Permission.OPPOSITION_END, Object.OPPOSITION),
)  # fmt: skip
def decided(request: HttpRequest, case: str, measure: str, new: Decided) -> Status[dict[str, bool]]:
    """A court decides on an opposition."""
    oppositions.decide(
        actor(request),
        case,
        measure,
        new.title,
        looked_at(actor(request), new.seen),
        final=new.final,
        person=new.person,
    )
    return Status(201, {"done": True})


@router.post("/{case}/interim-measures", response={201: Placed}, openapi_extra=WRITES)
def interim(request: HttpRequest, case: str, new: Interim) -> Status[dict[str, list[str]]]:
    """An interim measure holds at once."""
    placed = oppositions.interim(actor(request), case, new.why, new.measures, new.persons)
    return Status(201, {"holds": placed})


@router.get(
    "/{case}/measures/{measure}/state", response=State,
    openapi_extra=of(Permission.HOLD_KNOW, Object.HOLD),
)  # fmt: skip
def state(request: HttpRequest, case: str, measure: str) -> State:
    """Whether a measure stands still, in the same words whatever the reason."""
    said, version = readiness.state(actor(request), case, measure)
    return State(state=said, version=version)


@router.get(
    "/{case}/measures/{measure}/readiness", response=Ready,
    openapi_extra=of(Permission.READINESS_READ, Object.RULING),
)  # fmt: skip
def ready(request: HttpRequest, case: str, measure: str) -> Ready:
    """Everything that stands in the way of a measure now."""
    version, found = readiness.obstacles(actor(request), case, measure)
    ways = [InTheWay(what=one.what, words=one.words, who=one.who) for one in found]
    return Ready(version=version, in_the_way=ways)
