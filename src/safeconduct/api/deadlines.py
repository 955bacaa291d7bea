"""What has to happen by when: all of it for who answers for silence, else one's own."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.gate.models import Deadline
from safeconduct.policy.models import Conflict
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission, must

router = Router()
_ALL = ("magistrate", "overseer")
_MOST = 500


class DeadlineShown(Schema):
    """A step that is awaited, from whom, by which day."""

    case_id: str
    what: str
    of: str
    role: str
    due: date
    escalated: int


@router.get(
    "", response=list[DeadlineShown], openapi_extra=of(Permission.DEADLINE_READ, Object.DEADLINE)
)
def awaited(request: HttpRequest) -> list[Deadline]:
    """What is awaited and not done, the earliest first: at most 500."""
    who = actor(request)
    must(who, Permission.DEADLINE_READ)
    avoided = Conflict.objects.filter(account__in=[who.account, who.deputy_of]).values("of")
    found = Deadline.objects.filter(met=False).exclude(case_id__in=avoided)
    if who.role not in _ALL:
        found = found.filter(role=who.role)
    if who.role == "asylum-officer":
        # Of which register a referral asks is said on that register's own desk.
        found = found.none()
    return list(found.order_by("due", "id")[:_MOST])
