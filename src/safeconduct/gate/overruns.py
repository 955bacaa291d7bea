"""Who wanted to reach more persons than one account may: the overseer is told, once a day."""

from __future__ import annotations

from safeconduct.policy.actor import Actor
from safeconduct.policy.models import Look
from safeconduct.policy.permissions import Permission, must

MOST = 500
"""Rows that are given at once."""


def listed(actor: Actor) -> list[Look]:
    """The newest first: `at` says which budget, as in `look a day`."""
    must(actor, Permission.OVERRUN_READ)
    return list(Look.objects.filter(sort="told").order_by("-day", "-pk")[:MOST])
