"""What waits for the magistrate, and one page a request."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safeconduct.desks import typed
from safeconduct.desks.answers.asked import questions as questions_to_me
from safeconduct.desks.inside import get, may, post
from safeconduct.desks.magistrate.looked import Matter
from safeconduct.desks.pages import acted, desk, filled, show
from safeconduct.desks.reading import Row

SHOWN = 30
"""So many events stand on a request's own page."""


@require_safe
@desk("magistrate")
def home(request: HttpRequest) -> HttpResponse:
    """What waits, with its deadlines; then every request."""
    narrowed = filled_query(request, "requesting_state", "stage", "after")
    if state := narrowed.get("requesting_state"):
        narrowed["requesting_state"] = next(iter(typed.states(state)), state)
    page = get(request, "requests", limit=25, **narrowed)
    deadlines = get(request, "deadlines")
    waiting = [
        measure
        for stage in ("to-answer", "to-rule")
        for measure in get(request, "measures", stage=stage, limit=50)["measures"]
    ]
    return show(
        request, "magistrate/home.html", requests=page["requests"], next=page["next"],
        narrowed=narrowed, waiting=waiting,
        mine=sorted(
            (one for one in deadlines if one["role"] == "magistrate"), key=lambda d: str(d["due"])
        ),
        others=[one for one in deadlines if one["role"] != "magistrate"],
        questions=questions_to_me(request),
    )  # fmt: skip


def filled_query(request: HttpRequest, *names: str) -> dict[str, str]:
    """These fields of the address, without those that are empty."""
    return {name: request.GET[name] for name in names if request.GET.get(name)}


@require_safe
@desk("magistrate")
def case(request: HttpRequest, case: str) -> HttpResponse:
    """To the case's first request, where a deadline names the case alone."""
    requests = Matter(request, case).case["requests"]
    if not requests:
        raise Http404("no request is registered in this case")
    return redirect("magistrate:request", case, requests[0]["request"])


@require_safe
@desk("magistrate")
def one(request: HttpRequest, case: str, request_id: str) -> HttpResponse:
    """A request: how it stands, who is touched, what is asked of whom, what happened."""
    return shown(request, Matter(request, case), request_id)


def shown(request: HttpRequest, matter: Matter, request_id: str) -> HttpResponse:
    """The page, also after a command that was refused."""
    of = matter.request(request_id)
    received = next(iter(_said(matter, request_id, "request-received")), {})
    return show(
        request, "magistrate/request.html", case=matter.case, of=of, received=received,
        persons=matter.persons, holds=matter.holds_on(of),
        held=any(one["held"] for one in of["measures"]),
        events=matter.steps[:SHOWN], more=len(matter.steps) > SHOWN,
        names=matter.names, version=matter.version, frozen=_frozen(matter, request_id),
        still_open=may(request, f"cases/{matter.id}/requests/{request_id}/open") or [],
        untold=may(request, f"cases/{matter.id}/untold") or [],
        incidents=may(request, f"cases/{matter.id}/incidents") or [],
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@desk("magistrate")
def questions(request: HttpRequest, case: str, request_id: str) -> HttpResponse:
    """What the rulings still ask of whom; a button puts everything to one office at once."""
    matter = Matter(request, case)
    of = matter.request(request_id)
    letters = get(request, f"cases/{case}/questions")["letters"]
    sent = _sent(request, case)
    for letter in letters:
        letter["sent"] = sent.get(letter["role"])
    if request.method == "POST":
        answer = post(request, f"cases/{case}/questions/letters", filled(request, "role"))
        found = acted(
            request, answer, _("The questions were sent."), "magistrate:request", case, request_id
        )
        if found is not None:
            return found  # type: ignore[no-any-return]
    return show(
        request, "magistrate/questions.html", case=matter.case, of=of, letters=letters,
        names=matter.names,
        fragment=request.headers.get("HX-Request") == "true",
    )  # fmt: skip


def _sent(request: HttpRequest, case: str) -> dict[str, Row]:
    """Of each role that was asked and has not answered: how many questions, and by when."""
    found: dict[str, Row] = {}
    for one in get(request, "deadlines"):
        if one["case_id"] == case and one["what"] == "question":
            row = found.setdefault(one["role"], {"times": 0, "due": str(one["due"])})
            row["times"] += 1
    return found


def _said(matter: Matter, request_id: str, kind: str) -> list[Row]:
    """The events of a kind about a request, the newest first."""
    return [
        row["event"]
        for row in matter.events
        if row["event"]["event"] == kind and row["event"].get("request") == request_id
    ]


def _frozen(matter: Matter, request_id: str) -> Row | None:
    """The request to freeze that has no answer."""
    asked = _said(matter, request_id, "freeze-requested")
    answered = _said(matter, request_id, "freeze-answered")
    return asked[0] if len(asked) > len(answered) else None
