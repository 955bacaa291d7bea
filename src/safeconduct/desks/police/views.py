"""What an officer may do: their clearances, each as a list to go through, and its use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safeconduct.desks.accounts.again import confirm_first
from safeconduct.desks.answers.asked import questions
from safeconduct.desks.clocks import when, zone
from safeconduct.desks.inside import get, may, post
from safeconduct.desks.pages import acted, desk, show

SENT = "transmission"
"""What the magistrate sends, and nobody carries out."""


@require_safe
@desk("police-officer")
def home(request: HttpRequest) -> HttpResponse:
    """What waits: first what is to be reported, then what may be done now, then the rest."""
    reports, now, later, bare = [], [], [], []
    done: list[dict[str, Any]] = []
    for matter in get(request, "matters"):
        if matter["kind"] == SENT:
            continue
        given = [when(one) for one in matter["clearances"]]
        used = [one for one in given if one["standing"] == "spent"]
        open_ = [one for one in given if one["standing"] == "given"]
        if matter["reported"]:
            done.append({**matter, "given": used})
        elif used:
            reports.append({**matter, "used": used[0]})
        elif open_:
            now += [{**matter, "one": one} for one in open_ if one["time"] == "now"]
            later += [{**matter, "one": one} for one in open_ if one["time"] == "later"]
        else:
            bare.append({**matter, "given": given})
    return show(
        request, "police/home.html", reports=reports, now=now, later=later, bare=bare, done=done,
        questions=questions(request), zone=zone(),
    )  # fmt: skip


@require_safe
@desk("police-officer")
def one(request: HttpRequest, case: str, measure: str, clearance: str) -> HttpResponse:
    """A clearance as a list to go through; whether it holds is asked anew each time."""
    return _shown(request, case, measure, clearance)


@require_POST
@desk("police-officer")
def use(request: HttpRequest, case: str, measure: str, clearance: str) -> HttpResponse:
    """Begin: the clearance is used."""
    first = confirm_first(request, _("You use the clearance and begin. It can be used once."))
    if first is not None:
        return first
    answer = post(request, f"cases/{case}/clearances/{clearance}/use")
    found = acted(
        request, answer, _("The clearance is used. You may begin."), "police:clearance",
        case, measure, clearance,
    )  # fmt: skip
    return found or _shown(request, case, measure, clearance)


def _shown(request: HttpRequest, case: str, measure: str, clearance: str) -> HttpResponse:
    at = f"cases/{case}/measures/{measure}/clearances/{clearance}"
    found = when(get(request, at))
    called = found["called"]
    return show(
        request, "police/clearance.html", one=found, case=case, measure=measure, zone=zone(),
        persons=[called.get(each, each) for each in found["allows"].get("persons", ())],
        items=[called.get(each, each) for each in found["allows"].get("items", ())],
        valid=get(request, f"{at}/validity")["valid"],
        state=may(request, f"cases/{case}/measures/{measure}/state"),
    )  # fmt: skip
