"""Whether a clearance may be relied on: a page for whoever stands at a door, without a sign-in.

It says what the address for programs says (`api.door`), in the same words and within the same
limits, and nothing else.
"""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from safeconduct.api import door
from safeconduct.desks.pages import show
from safeconduct.papers import door as words


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """The form for a number; with one, the answer."""
    number = request.GET.get("number", "").strip()
    if number:
        return _answered(request, number)
    return _kept_nowhere(show(request, "door/ask.html"))


@require_safe
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """The answer on a number, as the code on a clearance's form asks for it."""
    return _answered(request, number)


@require_safe
def at_door(request: HttpRequest, number: str) -> HttpResponse:
    """The address on the form: a page to a browser, JSON or plain text to a program."""
    wanted = request.headers.get("Accept", "")
    if "text/html" in wanted and "application/json" not in wanted:
        found = _answered(request, number)
    else:
        found = door.check(request, number)
    found.headers["Vary"] = "Accept, Accept-Language, Cookie"
    return found


def _answered(request: HttpRequest, number: str) -> HttpResponse:
    valid = door.asked(number)
    if valid is None:
        busy = show(request, "door/busy.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
        busy.headers["Retry-After"] = "5"
        return _kept_nowhere(busy)
    language: words.Language = "fr" if (get_language() or "").startswith("fr") else "en"
    said = words.words(valid=valid, language=language)
    return _kept_nowhere(
        show(request, "door/answer.html", said=said, number=number[: door.LONGEST])
    )


def _kept_nowhere(page: HttpResponse) -> HttpResponse:
    page.headers["Cache-Control"] = "no-store"
    return page
