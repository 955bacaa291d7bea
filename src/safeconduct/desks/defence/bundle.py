"""The bundle: what the record holds on a client, what the verifier says of it, the file itself."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from safeconduct.desks.defence import verifying
from safeconduct.desks.inside import get
from safeconduct.desks.pages import desk, show, takes_long


@require_safe
@desk("defence")
@takes_long
def page(request: HttpRequest, case: str, person: str) -> HttpResponse:
    """What the bundle opens, and what the verifier says of it."""
    found = _made(request, case, person)
    disclosure = found["disclosure"]
    notices = get(request, f"cases/{case}/notices")
    return show(
        request, "defence/bundle.html", case=case, person=person,
        called=next((one["called"] for one in notices if one["person"] == person), person),
        entries=[_entry(one) for one in disclosure["entries"]], since=_since(request),
        verdict=verifying.verdict(disclosure, found["policy"]),
        origin=disclosure["origin"], size=disclosure["checkpoint"].split("\n")[1],
    )  # fmt: skip


@require_safe
@desk("defence")
@takes_long
def file(request: HttpRequest, case: str, person: str) -> HttpResponse:
    """The bundle as a file."""
    raw = verifying.written(_made(request, case, person)["disclosure"])
    answer = HttpResponse(raw, content_type="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="bundle.json"'
    return answer


@require_safe
@desk("defence")
def verifier(request: HttpRequest) -> HttpResponse:
    """The verifier's own file, to be read and run elsewhere."""
    found = verifying.source()
    if found is None:
        raise Http404("the verifier was not installed with this node")
    answer = HttpResponse(found.read_bytes(), content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="verify.py"'
    return answer


def _made(request: HttpRequest, case: str, person: str) -> dict[str, Any]:
    since = _since(request)
    path = f"cases/{case}/persons/{person}/bundle"
    made: dict[str, Any] = get(request, path, since=int(since) if since else None)
    return made


def _since(request: HttpRequest) -> str:
    """The size of the checkpoint that they hold, if they said one."""
    text = request.GET.get("since", "").strip()
    return text if text.isascii() and text.isdigit() and len(text) < 13 else ""


def _entry(shown: dict[str, Any]) -> dict[str, Any]:
    """An entry of the bundle with what is open of it."""
    parts = shown.get("fields", {}).get("content", {}).get("parts", [])
    opened = [part["value"] for part in parts if "value" in part]
    return {
        "position": shown["position"], "erased": shown.get("erased", False),
        "event": json.loads("{" + ",".join(opened) + "}"),
        "closed": sum("value" not in part for part in parts),
    }  # fmt: skip
