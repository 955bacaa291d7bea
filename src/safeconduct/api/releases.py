"""Releases of the rulebook: listed, signed, looked at, activated."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema, Status

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Done
from safeconduct.gate import previews, releases
from safeconduct.gate.away import away_from
from safeconduct.gate.models import Release
from safeconduct.policy.actor import Actor
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
    """A measure whose outcome another rulebook changes, and the open request that it is of."""

    case: str
    request: str
    measure: str
    old: str
    new: str


class Preview(Schema):
    """A look at what a release would change: how many cases of how many it has ruled on."""

    running: bool
    done: int
    of: int
    day: str
    problem: str
    changes: list[ChangeShown]


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


@router.post("/{release}/preview", response={202: Done}, openapi_extra=_WRITES)
def preview(request: HttpRequest, release: str) -> Status[dict[str, bool]]:
    """Have it found out which open measures would have another outcome; read it with GET."""
    releases.start_preview(actor(request), release)
    return Status(202, {"done": True})


@router.get("/{release}/preview", response=Preview,
            openapi_extra=of(Permission.PREVIEW_READ, Object.RULEBOOK))  # fmt: skip
def previewed(request: HttpRequest, release: str) -> Preview:
    """What came of the preview that was last asked for."""
    who = actor(request)
    found = releases.previewed(who, release)
    return Preview(
        running=found.running, done=found.done, of=found.of, day=found.day, problem=found.problem,
        changes=_shown(who, found.changes),
    )  # fmt: skip


@router.post("/{release}/activate", response=list[ChangeShown], openapi_extra=_WRITES)
def activate(request: HttpRequest, release: str) -> list[ChangeShown]:
    """Use a release from now on; lists the measures whose outcome changes by it."""
    who = actor(request)
    return _shown(who, releases.activate(who, release))


def _shown(who: Actor, changes: list[previews.Changed]) -> list[ChangeShown]:
    avoided = away_from(who)
    return [
        ChangeShown(**one._asdict())
        for one in previews.placed(changes) if one.case not in avoided
    ]  # fmt: skip
