"""Numbers: requests, how rulings end, samples, emergencies; tables with bars beside them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from safeconduct.desks.inside import get
from safeconduct.desks.overseer.chart import bars
from safeconduct.desks.pages import desk, show
from safeconduct.desks.words import MEASURES, OUTCOMES, REQUESTS

BECAME: dict[str, Promise | str] = {
    "open": gettext_lazy("nothing carried out yet"),
    "carried-out": gettext_lazy("something carried out"),
    "closed": gettext_lazy("closed"),
}


@require_safe
@desk("overseer")
def numbers(request: HttpRequest) -> HttpResponse:
    """What there is, in numbers; none below five."""
    requests = _table(get(request, "statistics/requests"), {**REQUESTS}, BECAME)
    outcomes = _table(get(request, "statistics/outcomes"), {**MEASURES}, {**OUTCOMES})
    few = _("fewer than 5, or left out")
    chart = bars(
        "by-state", _("Requests by requesting state"),
        _("A bar for each state; the numbers stand in the table beside it."),
        [(str(row["name"]), row["total"]) for row in requests["states"]], few,
    )  # fmt: skip
    ruled = bars(
        "by-outcome", _("Open measures by how the last ruling on them ended"),
        _("A bar for each outcome; the numbers stand in the table beside it."),
        list(zip(map(str, outcomes["columns"]), outcomes["totals"]["cells"], strict=True)), few,
    )  # fmt: skip
    return show(
        request, "overseer/numbers.html", requests=requests, outcomes=outcomes, chart=chart,
        ruled=ruled, samples=get(request, "samples"),
        emergencies=get(request, "statistics/emergencies"), few=few,
    )  # fmt: skip


def _table(
    found: dict[str, Any], kinds: dict[str, Promise | str], columns: dict[str, Promise | str]
) -> dict[str, Any]:
    """With words in place of names."""
    other = _("others, of which there are few each")
    for row in (*found["states"], *found["kinds"]):
        row["name"] = other if row["name"] == "other" else kinds.get(row["name"], row["name"])
    return {**found, "columns": [columns.get(one, one) for one in found["columns"]]}
