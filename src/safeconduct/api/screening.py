"""Screening: set going by whoever identifies persons, who hear only whether it is complete."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Done
from safeconduct.gate import reading, screening
from safeconduct.gate.away import keeps_away
from safeconduct.gate.errors import NotFound
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission, must

router = Router()


class Checked(Schema):
    """Whether the check of a person is complete."""

    person: str
    complete: bool


@router.post(
    "/{case}/screening", response=Done, openapi_extra=of(Permission.SCREENING_RUN, Object.PERSONS)
)
def screen(request: HttpRequest, case: str) -> dict[str, bool]:
    """Ask every register about everyone touched; the answers are not in this answer."""
    screening.screen(actor(request), case)
    return {"done": True}


@router.post(
    "/{case}/screening/again",
    response=Done,
    openapi_extra=of(Permission.SCREENING_RUN, Object.PERSONS),
)
def rescreen(request: HttpRequest, case: str) -> dict[str, bool]:
    """Ask every register anew, whatever it said before."""
    screening.rescreen(actor(request), case)
    return {"done": True}


@router.get(
    "/{case}/screening",
    response=list[Checked],
    openapi_extra=of(Permission.SCREENED_READ, Object.SCREENED),
)
def read(request: HttpRequest, case: str) -> list[dict[str, object]]:
    """Of everyone touched: whether the check is complete."""
    who = actor(request)
    must(who, Permission.SCREENED_READ, case)
    found = reading.case_of(case).pk
    if keeps_away(who, case):
        raise NotFound(f"there is no case '{case}'")
    checks = screening.complete(found)
    return [{"person": person, "complete": done} for person, done in checks.items()]
