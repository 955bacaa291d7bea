"""What counsel does: oppose, ask for a standstill, write to the authorities."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from safeconduct.desks.addresses import is_id
from safeconduct.desks.defence.views import home_again, shown_case, shown_measure
from safeconduct.desks.inside import Answer, post
from safeconduct.desks.pages import acted, desk, filled, lines


@require_POST
@desk("defence")
def oppose(request: HttpRequest, case: str, measure: str) -> HttpResponse:
    """Oppose a measure: it stands still until a court has decided for good."""
    body = {"title": "", **filled(request, "title", "person")}
    answer = post(request, f"cases/{case}/measures/{measure}/oppositions", body)
    done = acted(
        request, answer, _("You oppose the measure. It waits for the court."), "defence:measure",
        case, measure,
    )  # fmt: skip
    return done or shown_measure(request, case, measure)


@require_POST
@desk("defence")
def standstill(request: HttpRequest, case: str, request_id: str) -> HttpResponse:
    """Ask that everything under a request stands still, because of facts."""
    answer = _asked(request, case, request_id)
    done = acted(request, answer, _held(answer), "defence:case", case)
    return done or shown_case(request, case)


@require_POST
@desk("defence")
def standstill_unseen(request: HttpRequest) -> HttpResponse:
    """The same in a case of which no notice was given, by the numbers that counsel was told."""
    case, request_id = (request.POST.get(name, "").strip() for name in ("case", "request"))
    if is_id(case) and is_id(request_id):
        answer = _asked(request, case, request_id)
    else:
        answer = Answer(422, {"problems": [_("Enter the number of the case and of the request.")]})
    return acted(request, answer, _held(answer), "defence:home") or home_again(request)


@require_POST
@desk("defence")
def submit(request: HttpRequest, case: str) -> HttpResponse:
    """Write to the authorities; the page shows the receipt."""
    body: dict[str, Any] = {"title": "", "text": "", **filled(request, "title")}
    # As it was written: the receipt's digest is of these signs.
    body["text"] = request.POST.get("text", "").replace("\r\n", "\n")
    answer = post(request, f"cases/{case}/submissions", body)
    done = acted(request, answer, _("It is filed. The receipt stands below."), "defence:case", case)
    return done or shown_case(request, case)


def _asked(request: HttpRequest, case: str, request_id: str) -> Answer:
    body = {"title": request.POST.get("asked", "").strip(),
            "facts": lines(request.POST.get("facts", ""))}  # fmt: skip
    return post(request, f"cases/{case}/requests/{request_id}/freeze", body)


def _held(answer: Answer) -> str:
    if answer.done and not answer.again and not answer.body["holds"]:
        return _("You asked on these facts before. It is noted, and holds nothing anew.")
    return _("Everything under the request stands still until the magistrate has answered.")
