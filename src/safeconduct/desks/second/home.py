"""What waits for the second signer, the most urgent first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from safeconduct.desks.answers.asked import questions
from safeconduct.desks.inside import get, may
from safeconduct.desks.pages import desk, show
from safeconduct.desks.states import name


@desk("second-signer")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Requests to confirm, and everything to sign."""
    waiting = get(request, "to-sign")
    language = get_language() or "en"
    unconfirmed = get(request, "requests", confirmed="false", closed="false", limit=100)["requests"]
    return show(
        request, "second/home.html", questions=questions(request),
        waiting=[one for one in waiting if not one["mine"]],
        others=[one for one in waiting if one["mine"]],
        unconfirmed=[{**r, "state_name": name(r["requesting_state"], language)}
                     for r in reversed(unconfirmed)],
        told=may(request, "deadlines/told") or [], deadlines=may(request, "deadlines") or [],
    )  # fmt: skip
