"""The overseer's samples."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Router, Schema

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Done, Line
from safeconduct.api.shape import Body
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
