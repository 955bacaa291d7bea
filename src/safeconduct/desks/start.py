"""The first page: on to the reader's own desk, or to the sign-in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch
from django.views.decorators.http import require_safe

from safeconduct.desks.acting import acting
from safeconduct.desks.offices import desk_of
from safeconduct.desks.pages import sign_in_first


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """To the desk of whoever is signed in."""
    who = acting(request)
    if who is None:
        return sign_in_first(request)
    try:
        return redirect(f"{desk_of(who.role).name}:home")
    except NoReverseMatch:
        # A role whose desk is at another kind of node.
        return redirect("account")
