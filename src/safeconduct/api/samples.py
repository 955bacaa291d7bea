"""The overseer's samples."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Path, Router, Schema

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Done, Line
from safeconduct.api.shape import Body, Id
from safeconduct.gate import samples
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission

router = Router()
_WRITES = of(Permission.SAMPLE_WRITE, Object.SAMPLE)


class Draw(Body):
    """How many measures are to be drawn."""

    number: Annotated[int, Field(ge=1, le=samples.MOST)]


class Drawn(Schema):
    """The measures that were drawn."""

    measures: list[str]


class Review(Body):
    """What was found in a measure that was drawn."""

    verdict: samples.Verdict
    finding: Line


class SampleShown(Schema):
    """A measure that was drawn; `finding`: what the review said, empty until there is one."""

    measure: str
    drawn: date
    finding: str


class PersonShown(Schema):
    """A person, by a letter: the year of birth (empty: not known), and what they are in it."""

    letter: str
    born: str
    identified: bool
    target: bool


class DrawnMeasure(Schema):
    """A measure that was drawn, with today's ruling, without anybody's name."""

    measure: str
    kind: str
    requesting_state: str
    request_kind: str
    on: str
    finding: str
    persons: list[PersonShown]
    ruling: dict[str, Any]


class Counted(Schema):
    """How many measures without a bar there are, were drawn, and what the reviews said."""

    no_bar_found: int
    drawn: int
    right: int
    doubtful: int
    wrong: int


@router.post("", response=Drawn, openapi_extra=_WRITES)
def draw(request: HttpRequest, body: Draw) -> dict[str, list[str]]:
    """Draw measures by lot."""
    return {"measures": samples.draw(actor(request), body.number)}


@router.post("/{measure}/review", response=Done, openapi_extra=_WRITES)
def review(request: HttpRequest, measure: str, body: Review) -> Done:
    """Say what was found in a measure that was drawn."""
    samples.review(actor(request), measure, body.verdict, body.finding)
    return Done()


@router.get("", response=Counted, openapi_extra=of(Permission.SAMPLE_READ, Object.SAMPLE))
def statistics(request: HttpRequest) -> dict[str, int]:
    """How many were drawn, and what the reviews said."""
    return samples.statistics(actor(request))


@router.get("/drawn", response=list[SampleShown],
            openapi_extra=of(Permission.SAMPLE_READ, Object.SAMPLE))  # fmt: skip
def drawn(request: HttpRequest) -> list[SampleShown]:
    """The measures that were drawn, those without a review first: at most 500."""
    return [
        SampleShown(measure=one.pk, drawn=one.drawn, finding=one.finding)
        for one in samples.drawn(actor(request))
    ]


@router.get("/drawn/{measure}", response=DrawnMeasure,
            openapi_extra=of(Permission.SAMPLE_READ, Object.SAMPLE))  # fmt: skip
def look(request: HttpRequest, measure: Path[Id]) -> dict[str, Any]:
    """A measure that was drawn, with today's ruling: persons are letters."""
    return asdict(samples.shown(actor(request), measure))
