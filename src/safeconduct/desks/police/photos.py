"""Photographs of what was taken, put in one by one; and things that go back."""

from __future__ import annotations

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from safeconduct.desks.inside import Answer, post, put
from safeconduct.desks.pages import acted, desk, filled, takes_long
from safeconduct.desks.police.images import image
from safeconduct.desks.police.reporting import filed
from safeconduct.gate.limits import MOST

_MEGA = 1024 * 1024


@require_POST
@desk("police-officer")
@takes_long
def put_in(request: HttpRequest, case: str, measure: str, item: str) -> HttpResponse:
    """Put a photograph in; the same one sent again changes nothing."""
    sent = request.FILES.get("photo")
    size = (sent.size or 0) if sent else 0
    raw = sent.read() if sent and size <= MOST else b""
    problem = ""
    if sent is None:
        problem = _("No photograph was chosen, or it was lost on the way. Choose it again.")
    elif size > MOST:
        problem = _(
            "This file has %(size)s MB, and at most %(most)s MB can be put in. Choose a smaller "
            "size and send it."
        ) % {"size": -(-size // _MEGA), "most": MOST // _MEGA}
    elif not raw:
        problem = _("This file is empty. Choose the photograph again.")
    elif not image(raw):
        problem = _("This is no photograph: it has to be JPEG, PNG, WebP or HEIC.")
    if problem:
        answer = Answer(422, {"problems": [problem]})
    else:
        answer = put(request, f"cases/{case}/items/{item}/content", raw)
    digest = sha256(raw).hexdigest()
    done = acted(
        request, answer, _("The photograph is in. Its SHA-256 is %(digest)s.") % {"digest": digest},
        "police:report", case, measure,
    )  # fmt: skip
    return done or filed(request, case, measure)


@require_POST
@desk("police-officer")
def give_back(request: HttpRequest, case: str, measure: str, item: str) -> HttpResponse:
    """A thing is handed back."""
    answer = post(request, f"cases/{case}/items/{item}/return", filled(request, "to"))
    done = acted(
        request, answer, _("It is noted that the thing was given back."), "police:report",
        case, measure,
    )  # fmt: skip
    return done or filed(request, case, measure)
