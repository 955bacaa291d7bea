"""What an observer does: object, write their part, say how a fact is, end their own standstill."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from safeconduct.desks.accounts.again import confirm_first
from safeconduct.desks.inside import Answer, post
from safeconduct.desks.observer.views import shown
from safeconduct.desks.pages import acted, desk, filled, lines


def _back(request: HttpRequest, case: str, measure: str, answer: Answer, done: str) -> HttpResponse:
    found = acted(request, answer, done, "observer:matter", case, measure)
    return found or shown(request, case, measure)


@require_POST
@desk("observer")
def objects(request: HttpRequest, case: str, measure: str) -> HttpResponse:
    """Object: everything under the request stands still at once."""
    why = request.POST.get("objection", "").strip()
    if why:
        at = f"cases/{case}/measures/{measure}/observed"
        answer = post(request, at, {"objection": why})
    else:
        answer = Answer(422, {"problems": [_("Say in a line what you object to.")]})
    words = _("You objected. Everything under this request stands still from now on.")
    return _back(request, case, measure, answer, words)


@require_POST
@desk("observer")
def part(request: HttpRequest, case: str, measure: str) -> HttpResponse:
    """Their own part of the report: whether they were there, and what they saw."""
    body: dict[str, Any] = {"remarks": lines(request.POST.get("remarks", ""))}
    there = request.POST.get("present", "")
    if there:
        body["present"] = there == "yes"
    answer = post(request, f"cases/{case}/measures/{measure}/observed", body)
    return _back(request, case, measure, answer, _("Your part of the report is recorded."))


@require_POST
@desk("observer")
def say(request: HttpRequest, case: str, measure: str) -> HttpResponse:
    """State a fact that is the bar's to say."""
    first = confirm_first(request, _("You state a fact: a measure may go on by it."))
    if first is not None:
        return first
    body = {"fact": request.POST.get("fact", ""), "value": request.POST.get("value", "")}
    answer = post(request, f"cases/{case}/statements", body)
    return _back(request, case, measure, answer, _("Your statement is recorded."))


@require_POST
@desk("observer")
def lift(request: HttpRequest, case: str, measure: str, hold: str) -> HttpResponse:
    """End a standstill of their own."""
    first = confirm_first(request, _("You end the standstill that you ordered."))
    if first is not None:
        return first
    body = {**filled(request, "reasons"), "seen": request.POST.get("seen", "")}
    answer = post(request, f"cases/{case}/holds/{hold}/lift", body)
    return _back(request, case, measure, answer, _("Your standstill has ended."))
