"""A draft of the reasoned decision, to be read, changed and signed by the magistrate alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from safeconduct.case.telltale import may_tell
from safeconduct.desks.inside import get
from safeconduct.desks.magistrate.looked import Matter
from safeconduct.desks.pages import desk, show, takes_long
from safeconduct.desks.words import SHUTS

GROUNDS = tuple(status for status in SHUTS if status != "decide")
"""What a decision gives as its grounds: not what it decides itself."""


@require_safe
@desk("magistrate")
@takes_long
def draft(request: HttpRequest, case: str, measure_id: str) -> HttpResponse:
    """The draft, in the language that is asked for; the opinion stands in an annex of its own.

    The annex is a page apart, so that the draft can go into a court file: a requesting state may
    seek access to that file. So the draft repeats no title or name that may tell of a protection:
    the ruling in it says none either.
    """
    matter = Matter(request, case)
    measure, of = matter.measure(measure_id)
    at = f"cases/{case}/measures/{measure_id}"
    ruling = get(request, f"{at}/ruling", for_file="true")["ruling"]
    dossier = get(request, f"{at}/dossier")
    language = request.GET.get("language", translation.get_language() or "en")
    annex = request.GET.get("part") == "annex"
    with translation.override(language if language in ("en", "fr") else "en"):
        return show(
            request, "magistrate/annex.html" if annex else "magistrate/draft.html",
            case=matter.case, of=of, measure=measure, ruling=ruling,
            titled="" if may_tell(measure["title"]) else measure["title"],
            names={of: called for of, called in matter.names.items() if not may_tell(called)},
            dossier=dossier, findings=[f for f in ruling["findings"] if f["status"] in GROUNDS],
        )  # fmt: skip
