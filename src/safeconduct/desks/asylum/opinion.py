"""The opinion: of each measure whether the register objects, and why; what is not to be told."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeconduct.desks.accounts.again import confirm_first
from safeconduct.desks.asylum.sources import Source
from safeconduct.desks.pages import acted, desk, lines, show

VIEWS = ("objects", "objects-unless", "does-not-object")


@require_http_methods(["GET", "POST"])
@desk("asylum-officer")
def give(request: HttpRequest, source: Source, gate: str, case: str) -> HttpResponse:
    """Give an opinion, on one measure or several."""
    found = source.matter(request, gate, case)
    if request.method == "POST":
        first = confirm_first(request, _("You are about to give the opinion of your register."))
        if first is not None:
            return first
        body = _body(request, found["measures"])
        answer = source.act(request, gate, case, "opinions", body)
        done: HttpResponse | None = acted(
            request, answer, _("Your opinion was given."), "asylum:matter", gate, case
        )
        if done is not None:
            return done
    rows = [
        {**one, "view": request.POST.get(f"view-{one['id']}", ""),
         "unless": request.POST.get(f"unless-{one['id']}", "")}
        for one in found["measures"]
    ]  # fmt: skip
    return show(
        request, "asylum/opinion.html", matter=found, rows=rows, views=VIEWS, typed=request.POST,
        last=found["opinions"][-1] if found["opinions"] else None,
    )  # fmt: skip


def _body(request: HttpRequest, measures: list[dict[str, Any]]) -> dict[str, Any]:
    """What the form says. A measure of which nothing was chosen is not in it."""
    on = []
    for one in measures:
        view = request.POST.get(f"view-{one['id']}", "")
        if view:
            unless = lines(request.POST.get(f"unless-{one['id']}", ""))
            on.append({"measure": one["id"], "view": view, "unless": unless})
    return {
        "on": on, "points": lines(request.POST.get("points", "")),
        "must_not_disclose": lines(request.POST.get("must_not_disclose", "")),
    }  # fmt: skip
