"""What an overseer has at every kind of node: the record's health, and a first page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from safeconduct.desks.inside import get
from safeconduct.desks.pages import desk, show


@require_safe
@desk("overseer")
def record(request: HttpRequest) -> HttpResponse:
    """How it stands with the record: who cosigned, what was found wrong."""
    return show(request, "overseer/record.html", record=health(request))


@require_safe
@desk("overseer")
def home(request: HttpRequest) -> HttpResponse:
    """The first page where a node has neither cases nor gates that tell it: accounts and record."""
    return show(request, "overseer/plain.html", **watched(request))


def health(request: HttpRequest) -> dict[str, Any]:
    """The record, with the alarms that stand apart from those that were settled."""
    found: dict[str, Any] = get(request, "record")
    found["standing"] = [one for one in found["alarms"] if not one["settled"]]
    found["settled"] = [one for one in found["alarms"] if one["settled"]]
    return found


def watched(request: HttpRequest) -> dict[str, Any]:
    """What every first page of an overseer shows."""
    return {
        "record": health(request),
        "unconfirmed": [one for one in get(request, "accounts") if one["waiting"]],
        "overruns": get(request, "accounts/overruns"),
    }
