"""Call back what was sent: in the words of every correction, so that they tell no reason."""

from __future__ import annotations

from datetime import datetime

from safeconduct.release.message import PublicRequest
from safeconduct.release.models import Outward
from safeconduct.release.permit import Permit
from safeconduct.release.post import NotPosted, post
from safeconduct.release.words import ROUTINE, Language


def recall(
    permit: Permit, request: PublicRequest, recipient: str, language: Language, now: datetime
) -> str:
    """Post the correction, in the caller's transaction; gives its message's id.

    It withdraws the consent to evidentiary use and goes out in the next free slot, as all else.
    Raises `NotPosted` if this recipient was sent nothing but routine words, `NotPermitted` as
    `post` does.
    """
    reached = Outward.objects.filter(
        request=request.request, recipient=recipient, begun__isnull=False
    ).exclude(decision__in=ROUTINE)
    if not reached.exists():
        raise NotPosted("nothing was sent to this recipient: withdraw what waits")
    return post(permit, request, "correction", (), recipient, language, now)
