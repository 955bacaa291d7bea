"""Who of counsel, the police and observers is admitted to what."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Router, Status

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Done
from safeconduct.api.shape import Body, Id, Long
from safeconduct.gate import admission
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission

router = Router()
ADMITS = of(Permission.MATTER_ADMIT, Object.REQUEST)


class Admitted(Body):
    """An account, the person or measure that becomes its own, and on what that rests."""

    account: Id
    of: Id
    reasons: Annotated[Long, Field(min_length=1)]


@router.post("/{case}/admissions", response={201: Done}, openapi_extra=ADMITS)
def admit(request: HttpRequest, case: str, new: Admitted) -> Status[dict[str, bool]]:
    """Admit counsel for a person, or the police or an observer to a measure."""
    admission.admit(actor(request), case, new.account, new.of, new.reasons)
    return Status(201, {"done": True})


@router.post("/{case}/admissions/end", response=Done, openapi_extra=ADMITS)
def end(request: HttpRequest, case: str, old: Admitted) -> dict[str, bool]:
    """End an admission."""
    admission.end(actor(request), case, old.account, old.of, old.reasons)
    return {"done": True}
