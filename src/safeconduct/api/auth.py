"""Signing in to the API: a key in the header `Authorization: Bearer …`."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from safeconduct.gate.node import current
from safeconduct.policy.actor import Actor
from safeconduct.policy.signin import sign_in


class Key(HttpBearer):
    """An account's key for another system."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:  # noqa: ARG002
        """Who acts; None if the key does not hold (any more)."""
        return sign_in(token, current().today())


def actor(request: HttpRequest) -> Actor:
    """Who acts in a request that was let in."""
    return cast(Actor, cast(Any, request).auth)
