"""Answers to opinions, reasoned decisions, and the dossier they rest on."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Done, Ids, Seen, Word, looked_at
from safeconduct.api.shape import Body
from safeconduct.gate import decisions
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission

router = Router()
Text = Annotated[str, Field(min_length=1, max_length=20_000)]
YesOrNo = Literal["yes", "no"]


class Answers(Body):
    """One answer a point of an opinion, in its order."""

    answers: Annotated[list[Text], Field(max_length=200)]
    seen: Seen


class NewDecision(Body):
    """A reasoned decision; no norms: under all that the role may decide."""

    measures: Ids
    outcome: Literal["proceed", "refuse"]
    norms: Annotated[list[Word], Field(max_length=100)] = Field(default_factory=list)
    reasons: Text
    seen: Seen


class Dossier(Schema):
    """What the magistrate has before them."""

    version: int
    signals: list[dict[str, Any]]
    opinions: list[dict[str, Any]]
    decisions: list[dict[str, Any]]


@router.post("/{case}/opinions/{opinion}/answer", response={201: Done},
             openapi_extra=of(Permission.DECISION_WRITE, Object.DECISION))  # fmt: skip
def answer(request: HttpRequest, case: str, opinion: str, new: Answers) -> Status[dict[str, bool]]:
    """Answer an opinion point by point."""
    decisions.answer_opinion(
        actor(request), case, opinion, new.answers, looked_at(actor(request), new.seen)
    )
    return Status(201, {"done": True})


@router.post("/{case}/decisions", response={201: Done},
             openapi_extra=of(Permission.DECISION_TAKE, Object.DECISION))  # fmt: skip
def decide(request: HttpRequest, case: str, new: NewDecision) -> Status[dict[str, bool]]:
    """Decide on measures, with reasons."""
    decisions.decide(
        actor(request),
        case,
        new.measures,
        new.outcome,
        new.reasons,
        looked_at(actor(request), new.seen),
        new.norms,
    )
    return Status(201, {"done": True})


@router.get("/{case}/measures/{measure}/dossier", response=Dossier,
            openapi_extra=of(Permission.READINESS_READ, Object.RULING))  # fmt: skip
def dossier(request: HttpRequest, case: str, measure: str) -> dict[str, Any]:
    """What a decision on a measure rests on."""
    return decisions.dossier(actor(request), case, measure)


class Change(Schema):
    """A norm that would do something else to the measure."""

    norm: str
    says: str
    before: str
    after: str


class WhatIf(Schema):
    """The outcome as it is, and as it would be."""

    version: int
    before: str
    after: str
    changes: list[Change]


@router.get("/{case}/measures/{measure}/what-if", response=WhatIf,
            openapi_extra=of(Permission.READINESS_READ, Object.RULING))  # fmt: skip
def what_if(
    request: HttpRequest, case: str, measure: str, fact: Query[Word], value: Query[YesOrNo]
) -> dict[str, Any]:
    """How the ruling would read if a fact were otherwise; nothing is written."""
    return decisions.what_if(actor(request), case, measure, fact, value)
