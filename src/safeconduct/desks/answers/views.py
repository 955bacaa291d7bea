"""Questions to whoever is signed in, in whichever role, and their answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safeconduct.desks.accounts.again import confirm_first
from safeconduct.desks.accounts.back import back
from safeconduct.desks.addresses import chosen
from safeconduct.desks.answers.asked import questions
from safeconduct.desks.inside import may, post
from safeconduct.desks.pages import acted, desk, show


@desk()
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What one was asked; whoever has a desk of their own finds it there, too."""
    return _page(request)


@desk()
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Answer a question, and go back to the page on which it stood."""
    first = confirm_first(request, _("You answer a question: a measure may go on by it."))
    if first is not None:
        return first
    case = chosen(request, "case")
    body = {"fact": request.POST.get("fact", ""), "value": request.POST.get("value", "")}
    found = post(request, f"cases/{case}/questions/answers", body)
    done: HttpResponse | None = acted(request, found, _("Answered."), back(request))
    return done or _page(request)


def _page(request: HttpRequest) -> HttpResponse:
    return show(
        request, "answers/home.html", questions=questions(request),
        told=may(request, "deadlines/told") or [], deadlines=may(request, "deadlines") or [],
    )  # fmt: skip
