"""The check at the door: whether a clearance may be relied on, for anybody who has its number."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from safeconduct.gate import clearlist

LONGEST = 64
WORDS = {
    True: "VALID at this moment. You may ask for a copy, for the name of who leads, and for a "
    "lawyer; what is taken is listed with your own words; you can oppose, and you are told how.",
    False: "NOT VALID. Nothing may be done under this number now. Whoever says otherwise acts "
    "without a clearance: ask for their names, and tell a lawyer or the supervisory authority.",
}


@require_safe
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Valid or not, with grounds and remedies, and nothing else."""
    found = len(number) <= LONGEST and clearlist.valid(number)
    answer: HttpResponse
    if "application/json" in request.headers.get("Accept", ""):
        answer = JsonResponse({"valid": found, "words": WORDS[found]})
    else:
        answer = HttpResponse(f"{WORDS[found]}\n", content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer
