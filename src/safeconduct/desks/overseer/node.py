"""An oversight body's own node: what gates told it, how they fare, and the holds that it places."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safeconduct.desks.accounts.again import confirm_first
from safeconduct.desks.addresses import chosen
from safeconduct.desks.inside import get, post
from safeconduct.desks.overseer.shared import watched
from safeconduct.desks.pages import acted, desk, filled, show

_FEW = 20
"""Rows of a list on the first page."""


@require_safe
@desk("overseer")
def home(request: HttpRequest) -> HttpResponse:
    """What is wrong first, then what gates told."""
    peers = get(request, "peers")
    told = {
        kind: get(request, f"oversight/{kind}")
        for kind in ("incidents", "emergencies", "overdue", "requests")
    }
    return show(
        request, "overseer/node.html", **watched(request), peers=peers,
        wrong=[one for one in peers if one["wrong"]],
        incidents=[one for one in told["incidents"] if one["said"].get("missing")],
        reviews=[one for one in told["emergencies"] if not one["said"].get("outcome")],
        overdue=told["overdue"][:_FEW], requests=told["requests"][:_FEW],
        holds=get(request, "oversight/holds"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@desk("overseer")
def case(request: HttpRequest, gate: str, case: str) -> HttpResponse:
    """What a gate told of a case, and this node's holds there."""
    if request.method == "POST":
        done = _done(request, gate, case)
        if done is not None:
            return done
    where = {"gate": gate, "case": case}
    requests = get(request, "oversight/requests", **where)
    if not requests:
        raise Http404("no gate told of such a case")
    steps = get(request, "oversight/steps", **where)
    holds = [
        one for one in get(request, "oversight/holds") if (one["gate"], one["case"]) == (gate, case)
    ]
    measures = {s["said"]["of"] for s in steps if s["said"].get("of", "").startswith("mea_")}
    return show(
        request, "overseer/nodecase.html", gate=gate, case=case, requests=requests, steps=steps,
        incidents=get(request, "oversight/incidents", **where),
        emergencies=get(request, "oversight/emergencies", **where), holds=holds,
        measures=sorted(measures), typed=request.POST,
        states=sorted({one["said"]["requesting_state"] for one in requests}),
    )  # fmt: skip


def _done(request: HttpRequest, gate: str, case: str) -> HttpResponse | None:
    sent = request.POST
    if sent.get("action") == "hold":
        on, _sign, of = sent.get("what", "").partition(":")
        body = {"gate": gate, "case": case, "on": on, "of": of, "why": "",
                **filled(request, "why", "until")}  # fmt: skip
        answer, said = post(request, "oversight/holds", body), _("It stands still from now on.")
    else:
        first = confirm_first(request, _("You are about to end a hold."))
        if first is not None:
            return first
        held = chosen(request, "hold")
        body = {"reasons": sent.get("reasons", "").strip()}
        answer, said = post(request, f"oversight/holds/{held}/lift", body), _("The hold is ended.")
    done: HttpResponse | None = acted(request, answer, said, "overseer:case", gate, case)
    return done
