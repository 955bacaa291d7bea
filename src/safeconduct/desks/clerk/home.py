"""What waits for the clerk, and the list of all requests."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from safeconduct.desks.answers.asked import questions
from safeconduct.desks.inside import get, may
from safeconduct.desks.pages import desk, show
from safeconduct.desks.states import choices, name
from safeconduct.desks.words import REQUESTS, STAGES

_FEW = 10
_FILTERS = ("requesting_state", "kind", "stage", "confirmed", "held", "closed", "after")


@desk("clerk")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is the clerk's to do next; then the newest requests."""
    return show(
        request, "clerk/home.html",
        deadlines=may(request, "deadlines") or [], told=may(request, "deadlines/told") or [],
        questions=questions(request),
        identify=_some(request, "to-identify"), screen=_some(request, "to-screen"),
        requests=states_named(get(request, "requests", limit=_FEW, closed="false")["requests"]),
    )  # fmt: skip


def _some(request: HttpRequest, stage: str) -> list[dict[str, Any]]:
    found = get(request, "measures", stage=stage, closed="false", limit=50)["measures"]
    return list(found)


@desk("clerk")
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """All requests, a page at a time, narrowed as the clerk likes."""
    wanted = {each: request.GET[each] for each in _FILTERS if request.GET.get(each)}
    found = get(request, "requests", limit=25, **wanted)
    following = request.GET.copy()
    following["after"] = found["next"] or ""
    return show(
        request, "clerk/requests.html", requests=states_named(found["requests"]),
        more=following.urlencode() if found["next"] else "", wanted=wanted,
        states=choices(get_language() or "en"), kinds=REQUESTS, stages=_stages(),
    )  # fmt: skip


def _stages() -> dict[str, Any]:
    """The stages that a clerk is shown: what lies behind a hit looks like one to them."""
    hidden = ("to-refer", "to-hear", "to-answer")
    return {stage: words for stage, words in STAGES.items() if stage not in hidden}


def states_named(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Requests with what their states are called."""
    language = get_language() or "en"
    return [{**row, "state_name": name(row["requesting_state"], language)} for row in rows]
