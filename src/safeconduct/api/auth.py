"""Signing in to the API: a key in the header `Authorization: Bearer …`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from ninja.security import HttpBearer

from safeconduct.gate import once
from safeconduct.gate.node import current
from safeconduct.policy.actor import Actor
from safeconduct.policy.signin import sign_in


class Key(HttpBearer):
    """An account's key for another system."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Who acts; None if the key does not hold (any more)."""
        found = sign_in(token, current().today())
        if found is not None:
            once.begin(found.account, request.headers.get("Idempotency-Key", ""))
        return found


class InsideRequest(WSGIRequest):
    """A request that a page of this node makes of the API, for whoever is signed in there.

    Nobody outside can make one: what comes in over the network is never of this class.
    """

    acting: Actor


def inside(request: HttpRequest) -> Actor | None:
    """Who acts in a request of this node's own pages; None if it comes from elsewhere."""
    if not isinstance(request, InsideRequest):
        return None
    once.begin(request.acting.account, request.headers.get("Idempotency-Key", ""))
    return request.acting


def forget_names(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Middleware: the name that a request gave its command ends with the request."""

    def answered(request: HttpRequest) -> HttpResponse:
        try:
            return answer(request)
        finally:
            once.forget()

    return answered


def actor(request: HttpRequest) -> Actor:
    """Who acts in a request that was let in."""
    return cast(Actor, cast(Any, request).auth)
