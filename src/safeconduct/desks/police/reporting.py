"""The report: filled in, looked over, filed once; afterwards its inventory and photographs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeconduct.desks.inside import get, post
from safeconduct.desks.pages import acted, desk, show
from safeconduct.desks.police import filling
from safeconduct.desks.words import ITEMS
from safeconduct.gate.limits import MOST

PHOTOGRAPH = "execution-record"


@require_http_methods(["GET", "HEAD", "POST"])
@desk("police-officer")
def report(request: HttpRequest, case: str, measure: str) -> HttpResponse:
    """Fill the report in and file it; once it is filed, read it."""
    at = f"cases/{case}/measures/{measure}"
    found = get(request, f"{at}/report")
    action = request.POST.get("action", "")
    form = filling.read(request.POST, found["asks"])
    if request.method == "POST" and action == "file":
        answer = post(request, f"{at}/execution", filling.body(form, request.POST.get("seen", "")))
        done = acted(request, answer, _("The report is filed."), "police:report", case, measure)
        if done:
            return done  # type: ignore[no-any-return]
    if found["reported"]:
        return filed(request, case, measure, found)
    looked = action in ("look", "file")
    # Before an empty row is added, which would look as if something were said of it.
    missing = filling.left_out(form) if looked else []
    return show(
        request, "police/report.html", case=case, measure=measure, form=filling.grown(form, action),
        asks=[(word, ask, form.facts.get(word, "")) for word, ask in found["asks"].items()],
        missing=missing, looked=looked, kinds=_kinds(),
        unasked=filling.unasked(form, found["asks"]) if looked else 0,
        persons=_persons(request, case, measure),
        seen=get(request, f"{at}/state")["version"],
        answers=[("yes", _("Yes")), ("no", _("No")), ("unknown", _("I do not know"))],
    )  # fmt: skip


def filed(
    request: HttpRequest, case: str, measure: str, found: dict[str, Any] | None = None
) -> HttpResponse:
    """A report that was filed, what it left out, and what was taken."""
    at = f"cases/{case}/measures/{measure}"
    things = get(request, f"{at}/inventory")
    waiting = [one for one in things if one["kind"] == PHOTOGRAPH and not one["sha256"]]
    return show(
        request, "police/filed.html", case=case, measure=measure, waiting=waiting,
        report=found or get(request, f"{at}/report"), things=things,
        megabytes=MOST // 1024 // 1024, names=_persons(request, case, measure),
    )  # fmt: skip


def _persons(request: HttpRequest, case: str, measure: str) -> dict[str, str]:
    """Whom the clearances of the measure name, by their ids: whose things may have been taken."""
    found: dict[str, str] = {}
    for matter in get(request, "matters"):
        if (matter["case"], matter["measure"]) == (case, measure):
            for one in matter["clearances"]:
                at = f"cases/{case}/measures/{measure}/clearances/{one['id']}"
                called = get(request, at)["called"]
                persons = one["allows"].get("persons", ())
                found |= {each: called.get(each, each) for each in persons}
    return found


def _kinds() -> list[tuple[str, Any]]:
    return [(kind, words) for kind, words in ITEMS.items() if kind != PHOTOGRAPH]
