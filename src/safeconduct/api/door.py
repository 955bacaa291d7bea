"""The check at the door: whether a clearance may be relied on, for anybody who has its number."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from safeconduct.gate import clearlist
from safeconduct.papers import door

LONGEST = 64


@require_safe
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Valid or not, with grounds and remedies, and nothing else; as JSON or as plain text."""
    valid = len(number) <= LONGEST and clearlist.valid(number)
    french = request.headers.get("Accept-Language", "").lower().startswith("fr")
    said = door.words(valid=valid, language="fr" if french else "en")
    answer: HttpResponse
    if "application/json" in request.headers.get("Accept", ""):
        answer = JsonResponse(
            {"valid": said.valid, "says": said.says, "grounds": said.grounds,
             "remedies": list(said.remedies)}
        )  # fmt: skip
    else:
        lines = [said.says, "", said.grounds, "", *(f"- {one}" for one in said.remedies), ""]
        answer = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer
