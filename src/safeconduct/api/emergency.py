"""Acts ordered outside the gate: stated, confirmed, reviewed, and counted for everybody."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Done, Line, Named, Seen, looked_at
from safeconduct.api.shape import Body, Id, Long
from safeconduct.gate import emergency
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission

router = Router()
numbers = Router()


class NewEmergency(Body):
    """The measure, who ordered it and when, the provision of domestic law, and why."""

    of: Id
    ordered_by: Line
    ordered: datetime
    provision: Line
    why: Annotated[Long, Field(min_length=1)]


class EmergencyConfirmation(Body):
    """What the second person looked at."""

    proof: Annotated[Long, Field(min_length=1)]


class EmergencyReview(Body):
    """What the review says of all that was obtained, and the version that was looked at."""

    outcome: Literal["stays-sealed", "unsealed"]
    reasons: Annotated[Long, Field(min_length=1)]
    seen: Seen


class EmergencyShown(Schema):
    """An act that was ordered outside the gate.

    `outcome`: what the last review says; empty until there is one.
    """

    emergency: str
    measure: str
    ordered_by: str
    ordered: str
    provision: str
    why: str
    stated: str
    confirmed: bool
    confirm_by: datetime
    review_by: datetime
    outcome: str
    sealed: bool


class EmergenciesCounted(Schema):
    """How many acts were ordered outside the gate in a month, under one provision."""

    month: str
    provision: str
    count: int


@router.get(
    "/{case}/emergencies", response=list[EmergencyShown],
    openapi_extra=of(Permission.EMERGENCY_READ, Object.EMERGENCY),
)  # fmt: skip
def read(request: HttpRequest, case: Id) -> list[EmergencyShown]:
    """The emergencies of a case, or one's own."""
    return [
        EmergencyShown(
            emergency=one.id, measure=one.measure, ordered_by=one.stated.ordered_by,
            ordered=one.stated.ordered, provision=one.stated.provision, why=one.stated.why,
            stated=one.stated.stated, confirmed=one.confirmed, confirm_by=one.confirm_by,
            review_by=one.review_by, outcome=one.outcome, sealed=one.seals,
        )
        for one in emergency.of_case(actor(request), case)
    ]  # fmt: skip


@router.post(
    "/{case}/emergencies", response={201: Named},
    openapi_extra=of(Permission.EMERGENCY_STATE, Object.EMERGENCY),
)  # fmt: skip
def state(request: HttpRequest, case: Id, new: NewEmergency) -> Status[dict[str, str]]:
    """State that a measure was ordered outside the gate."""
    made = emergency.state(actor(request), case, emergency.Stated(**new.dict()))
    return Status(201, {"id": made})


@router.post(
    "/{case}/emergencies/{which}/confirmation", response={201: Done},
    openapi_extra=of(Permission.EMERGENCY_CONFIRM, Object.EMERGENCY),
)  # fmt: skip
def confirm(
    request: HttpRequest, case: Id, which: Id, new: EmergencyConfirmation
) -> Status[dict[str, bool]]:
    """Confirm what somebody else stated."""
    emergency.confirm(actor(request), case, which, new.proof)
    return Status(201, {"done": True})


@router.post(
    "/{case}/emergencies/{which}/review", response={201: Done},
    openapi_extra=of(Permission.EMERGENCY_REVIEW, Object.EMERGENCY),
)  # fmt: skip
def review(
    request: HttpRequest, case: Id, which: Id, new: EmergencyReview
) -> Status[dict[str, bool]]:
    """Say what the review found, and whether what was obtained stays sealed."""
    emergency.review(
        actor(request), case, which, unseal=new.outcome == "unsealed", reasons=new.reasons,
        seen=looked_at(actor(request), new.seen),
    )  # fmt: skip
    return Status(201, {"done": True})


@numbers.get(
    "/emergencies", response=list[EmergenciesCounted],
    openapi_extra=of(Permission.STATISTICS_READ, Object.STATISTICS),
)  # fmt: skip
def counted(request: HttpRequest) -> list[dict[str, Any]]:
    """How many acts were ordered outside the gate, by month and provision."""
    return [asdict(one) for one in emergency.numbers(actor(request))]
