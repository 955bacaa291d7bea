"""The check at the door: whether a clearance may be relied on, for anybody who has its number."""

from __future__ import annotations

from threading import BoundedSemaphore

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from safeconduct.gate import clearlist
from safeconduct.papers import door

LONGEST = 64
AT_ONCE = 4
"""How many checks run at once. One can take seconds, since other nodes are asked, and takes no key:
more of them would keep all others from this node's other addresses."""

_turns = BoundedSemaphore(AT_ONCE)
_BUSY = "Too many checks at this moment. Nothing may be done before one has answered: ask again.\n"


def asked(number: str) -> bool | None:
    """Whether a clearance may be relied on now; None if too many ask at this moment."""
    if not _turns.acquire(blocking=False):
        # Before anything is looked up, so that it says nothing of the number.
        return None
    try:
        return len(number) <= LONGEST and clearlist.valid(number)
    finally:
        _turns.release()


@require_safe
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Valid or not, with grounds and remedies, and nothing else; as JSON or as plain text."""
    valid = asked(number)
    if valid is None:
        return HttpResponse(_BUSY, status=503, content_type="text/plain; charset=utf-8")
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
