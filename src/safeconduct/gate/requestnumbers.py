"""How many requests and measures there are, by state, kind and what became of them; small numbers
are not told (`suppression`).

What became of a request says no more than everybody who registers requests sees of each of them:
nothing of why. How rulings end is counted apart, for who reads rulings.
"""

from __future__ import annotations

from safeconduct.gate.models import Measure, Request
from safeconduct.gate.suppression import Counted, counted
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must

BECAME = ("open", "carried-out", "closed")
"""Nothing was carried out yet; something was; nothing more is done."""
OUTCOMES = (
    "barred", "conflict", "conditions-unmet", "undetermined", "needs-decision", "no-bar-found",
)  # fmt: skip


def requests(actor: Actor) -> Counted:
    """Requests by requesting state and by kind, and what became of them."""
    must(actor, Permission.STATISTICS_READ)
    done = Measure.objects.filter(stage__in=("executed", "followed"))
    carried_out = set(done.values_list("request_id", flat=True))
    rows = Request.objects.values_list("pk", "requesting_state", "kind", "closed")
    return counted(
        (
            (state, kind, "closed" if over else "carried-out" if pk in carried_out else "open")
            for pk, state, kind, over in rows.iterator()
        ),
        BECAME,
    )


def outcomes(actor: Actor) -> Counted:
    """Open measures by requesting state and by kind, and how the last ruling on them ended."""
    must(actor, Permission.OUTCOMES_READ)
    states = dict(Request.objects.values_list("pk", "requesting_state"))
    rows = Measure.objects.filter(outcome__in=OUTCOMES).exclude(stage="closed")
    found = rows.values_list("request_id", "kind", "outcome")
    return counted(
        ((states.get(request, ""), kind, outcome) for request, kind, outcome in found.iterator()),
        OUTCOMES,
    )
