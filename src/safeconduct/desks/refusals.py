"""Pages that say no: nothing here, not yours, cannot be read, failed, not sent from here."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

logger = logging.getLogger("safeconduct.desks")


def nothing_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is none, or none that this reader may know of; the two look alike."""
    return _said(request, 404, _("There is nothing here that you can see."))


def not_yours(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _said(request, 403, _("This page belongs to another desk than yours."))


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, also for a host that is not this node's, which templates could not name."""
    return _bare(400, _("What was sent cannot be read"), _("Go back and try again."))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that was not filled in on a page of this session, in the role of now."""
    return _said(
        request, 403,
        _("The form was not sent from a page that you have open, or you changed your role or "
          "signed in anew meanwhile. Nothing was done. Look in which role you act, open the page "
          "again and send it from there."),
    )  # fmt: skip


def failed(request: HttpRequest, *_exception: Any) -> HttpResponse:
    """500: said without the templates that may have failed."""
    return _bare(
        500, _("It failed"),
        _("Nothing was opened by this. Go back, look at what stands there, and try again; if it "
          "fails again tell whoever runs this system."),
    )  # fmt: skip


def _bare(status: int, title: str, words: str) -> HttpResponse:
    text = (
        f"<!doctype html><html lang='{get_language()}'><head><title>{title}</title></head>"
        f"<body><h1>{title}</h1><p>{words}</p></body></html>"
    )
    return HttpResponse(text, status=status)


def _said(request: HttpRequest, status: int, words: str) -> HttpResponse:
    return render(request, "desks/refused.html", {"problems": [words]}, status=status)
