"""What has to happen by when: all of it for who answers for silence, else one's own."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.gate import awaited
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission

router = Router()
_READS = of(Permission.DEADLINE_READ, Object.DEADLINE)


class DeadlineShown(Schema):
    """A step that is awaited, from whom, by which day.

    `whose`: the register whose opinion it is, the person who can oppose; left out for who may not
    know, and where it is nobody's in particular.
    """

    case_id: str
    what: str
    of: str
    role: str
    due: date
    escalated: int
    whose: str | None = None


class Told(Schema):
    """What a role was told is overdue. It says the same whoever is waited for."""

    case_id: str
    text: str
    day: date


@router.get("", response=list[DeadlineShown], openapi_extra=_READS)
def waiting(request: HttpRequest) -> list[DeadlineShown]:
    """What is awaited and not done, the earliest first: at most 500."""
    who = actor(request)
    whose = awaited.knows_whose(who)
    return [
        DeadlineShown(
            case_id=one.case_id, what=one.what, of=one.of, role=one.role, due=one.due,
            escalated=one.escalated, whose=(one.whose or None) if whose else None,
        )
        for one in awaited.awaited(who)
    ]  # fmt: skip


@router.get("/told", response=list[Told], openapi_extra=_READS)
def told(request: HttpRequest) -> list[Told]:
    """What one's own role was told is overdue, and still is, the newest first: at most 500."""
    rows = awaited.told(actor(request))
    return [Told(case_id=one.case_id, text=one.text, day=one.day) for one in rows]
