"""What waits for the overseer at a gate, and what of a case is theirs to do."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from safeconduct.desks.accounts.again import confirm_first
from safeconduct.desks.addresses import chosen
from safeconduct.desks.inside import get, may, post
from safeconduct.desks.overseer.shared import watched
from safeconduct.desks.pages import acted, desk, filled, show

STEPS = ("preservation", "complaint", "finding", "informed")
_REVIEW = "emergency-review"


@require_safe
@desk("overseer")
def home(request: HttpRequest) -> HttpResponse:
    """What is theirs to do, then what is overdue with others."""
    deadlines = get(request, "deadlines")
    drawn = get(request, "samples/drawn")
    held = get(request, "measures", held="true", limit=50)
    return show(
        request, "overseer/home.html", **watched(request), doubts=get(request, "doubts"),
        reviews=[one for one in deadlines if one["what"] == _REVIEW],
        told=get(request, "deadlines/told"),
        overdue=[one for one in deadlines if one["escalated"]],
        incidents=get(request, "incidents"),
        samples=[one for one in drawn if not one["finding"]], held=held["measures"],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@desk("overseer")
def case(request: HttpRequest, case: str) -> HttpResponse:
    """A case: holds, incidents, acts outside the gate, acts in doubt."""
    if request.method == "POST":
        done = _done(request, case)
        if done is not None:
            return done
    found = get(request, f"cases/{case}")
    measures = [one for each in found["requests"] for one in each["measures"]]
    titles = {one["measure"]: one["title"] for one in measures}
    titles |= {one["request"]: one["title"] for one in found["requests"]}
    holds = may(request, f"cases/{case}/holds") or []
    return show(
        request, "overseer/case.html", case=found, measures=measures, names=titles,
        incidents=get(request, f"cases/{case}/incidents"),
        emergencies=get(request, f"cases/{case}/emergencies"),
        doubts=get(request, f"cases/{case}/doubts"),
        standing=[one for one in holds if not one["lifted"]],
        states=sorted({one["requesting_state"] for one in found["requests"]}), typed=request.POST,
    )  # fmt: skip


def _done(request: HttpRequest, case: str) -> HttpResponse | None:
    action = request.POST.get("action", "")
    found = _OPENS.get(action)
    if found is not None:
        first = confirm_first(request, str(found))
        if first is not None:
            return first
    path, body, said = _command(request, action)
    answer = post(request, f"cases/{case}/{path}", body)
    done: HttpResponse | None = acted(request, answer, said, "overseer:case", case)
    return done


_OPENS = {
    "lift": gettext_lazy("You are about to end a hold."),
    "review": gettext_lazy("You are about to say what your review found."),
    "settle": gettext_lazy("You are about to say that an act did not happen."),
}


def _command(request: HttpRequest, action: str) -> tuple[str, dict[str, Any], str]:
    """Where a button goes, what it says, and what is said once it is done."""
    sent = request.POST
    number = sent.get("seen", "")
    body: dict[str, Any]
    counted = number.isdecimal() and len(number) < 20
    seen: dict[str, Any] = {"seen": int(number) if counted else number}
    match action:
        case "hold":
            on, _sign, of = sent.get("what", "").partition(":")
            body = {"on": on, "of": of, "why": "", **filled(request, "why", "until")}
            return "holds", body, _("It stands still from now on.")
        case "lift":
            body = {"reasons": sent.get("reasons", "").strip(), **seen}
            return f"holds/{chosen(request, 'hold')}/lift", body, _("The hold is ended.")
        case "incident":
            body = {"title": sent.get("title", ""), **filled(request, "measure")}
            return "incidents", body, _("The incident is recorded.")
        case "step":
            body = {"step": sent.get("step", ""), "text": "", "to": "",
                    **filled(request, "text", "to", "day")}  # fmt: skip
            path = f"incidents/{chosen(request, 'incident')}/steps"
            return path, body, _("The step is recorded.")
        case "review":
            body = {"outcome": sent.get("outcome", ""), "reasons": sent.get("reasons", ""), **seen}
            path = f"emergencies/{chosen(request, 'emergency')}/review"
            return path, body, _("Your review is recorded.")
        case "settle":
            body = {"reasons": sent.get("reasons", "")}
            return f"doubts/{chosen(request, 'intent')}/settlement", body, _("It is settled.")
        case _other:
            raise Http404("no such button")
