"""The register's own list: look somebody up, enter a protection, end one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeconduct.desks import typed
from safeconduct.desks.accounts.again import confirm_first
from safeconduct.desks.inside import asked, post
from safeconduct.desks.pages import acted, desk, filled, lines, show
from safeconduct.desks.words import PROTECTIONS


@require_http_methods(["GET", "POST"])
@desk("asylum-officer")
def find(request: HttpRequest, **_source: Any) -> HttpResponse:
    """Look somebody up, which counts as a look; what protects them, with a form to end it."""
    number, name = (request.GET.get(each, "").strip() for each in ("number", "name"))
    if request.method == "POST":
        done = _ended(request)
        if done is not None:
            return done
    entries = None
    if number or name:
        answer = asked(
            request, "GET", "register/persons", query={"number": number} if number else
            {"name": name},
        )  # fmt: skip
        entries = answer.body if answer.done else None
        if not answer.done:
            request.problems = answer.problems  # type: ignore[attr-defined]
            request.refused = answer.status  # type: ignore[attr-defined]
    return show(
        request, "asylum/list.html", number=number, name=name, entries=entries, typed=request.POST
    )


def _ended(request: HttpRequest) -> HttpResponse | None:
    first = confirm_first(request, _("You are about to end a protection."))
    if first is not None:
        return first
    which = request.POST.get("protection", "")
    body = {"until": request.POST.get("until", "").strip(),
            "reasons": request.POST.get("reasons", "").strip()}  # fmt: skip
    path = f"register/protections/{int(which) if which.isdecimal() and len(which) < 20 else 0}/end"
    done: HttpResponse | None = acted(
        request, post(request, path, body), _("The protection ends."), "asylum:list"
    )
    return done


@require_http_methods(["GET", "POST"])
@desk("asylum-officer")
def enter(request: HttpRequest, **_source: Any) -> HttpResponse:
    """Enter a protection, with whom it protects."""
    if request.method == "POST":
        body = {
            "kind": "",
            **filled(request, "kind", "number"),
            **{each: typed.day(text)
               for each, text in filled(request, "born", "since", "until").items()},
            "against": next(iter(typed.states(request.POST.get("against", ""))), ""),
            "names": lines(request.POST.get("names", "")),
        }  # fmt: skip
        done: HttpResponse | None = acted(
            request, post(request, "register/protections", body),
            _("The protection is entered. Gates ask your register anew."), "asylum:list",
        )  # fmt: skip
        if done is not None:
            return done
    return show(request, "asylum/enter.html", kinds=PROTECTIONS, typed=request.POST)
