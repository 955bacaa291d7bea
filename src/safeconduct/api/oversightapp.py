"""The API of an oversight node: its addresses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from safeconduct.api import accounts, oversightnode, watching
from safeconduct.api.looking import at_a_list
from safeconduct.api.making import made
from safeconduct.policy.actor import Actor


def _look(who: Actor, at: str, request: HttpRequest, path: dict[str, Any], purpose: str) -> None:
    """Nothing here is about persons; what comes to be counts as a search."""
    del path
    at_a_list(who, at, request, purpose)


api = made("oversight-api", "The API of an oversight body's own node, for overseers.", _look)
api.add_router("/accounts", accounts.router, tags=["accounts"])
api.add_router("/oversight", oversightnode.router, tags=["oversight"])
api.add_router("", watching.everywhere, tags=["watching"])
