"""Releases of the rulebook: listed, signed, looked at, activated."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Done
from safeconduct.gate import previews, releases
from safeconduct.gate.models import Release
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission, must

router = Router()
_WRITES = of(Permission.RULEBOOK_WRITE, Object.RULEBOOK)


class ReleaseShown(Schema):
    """A release: whether it is in use, and which roles have signed it."""

    hash: str
    active: bool
    signed: list[str]


class ChangeShown(Schema):
    """A measure whose outcome another rulebook changes."""

    measure: str
    old: str
    new: str


@router.get(
    "", response=list[ReleaseShown], openapi_extra=of(Permission.RULEBOOK_READ, Object.RULEBOOK)
)
def listed(request: HttpRequest) -> list[ReleaseShown]:
    """The releases in the node's folder."""
    must(actor(request), Permission.RULEBOOK_READ)
    signed = releases.signatures()
    return [
        ReleaseShown(hash=r.pk, active=r.active, signed=signed.get(r.pk, []))
        for r in Release.objects.order_by("added", "pk")
    ]


@router.post("/{release}/sign", response=Done, openapi_extra=_WRITES)
def sign(request: HttpRequest, release: str) -> Done:
    """Sign a release, once its files and tests have been checked anew."""
    releases.sign(actor(request), release)
    return Done()


@router.post("/{release}/preview", response=list[ChangeShown], openapi_extra=_WRITES)
def preview(request: HttpRequest, release: str) -> list[ChangeShown]:
    """Which open measures would have another outcome today."""
    return _shown(releases.preview(actor(request), release))


@router.post("/{release}/activate", response=list[ChangeShown], openapi_extra=_WRITES)
def activate(request: HttpRequest, release: str) -> list[ChangeShown]:
    """Use a release from now on; lists the measures whose outcome changes by it."""
    return _shown(releases.activate(actor(request), release))


def _shown(changes: list[previews.Changed]) -> list[ChangeShown]:
    return [ChangeShown(measure=c.measure, old=c.old, new=c.new) for c in changes]
