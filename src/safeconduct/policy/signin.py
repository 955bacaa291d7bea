"""Signing in with a key: whose it is, in which role, and whether that still holds today."""

from __future__ import annotations

import secrets
from datetime import date
from hashlib import sha256
from typing import cast

from django.db.models import Q

from safeconduct.case.roles import Role
from safeconduct.policy.actor import Actor
from safeconduct.policy.models import Account, ApiKey, Concern, Mandate


def holds(account: Account, role: str, today: date) -> bool:
    """Whether an account holds a role on a day."""
    current = Q(until=None) | Q(until__gt=today)
    return Mandate.objects.filter(current, account=account, role=role, since__lte=today).exists()


def new_key(account: Account, role: Role, until: date | None = None) -> str:
    """A new key of an account, in one of its roles. Shown once: only its hash is kept."""
    key = f"sck_{secrets.token_urlsafe(32)}"
    ApiKey.objects.create(digest=_digest(key), account=account, role=role, until=until)
    return key


def sign_in(key: str, today: date) -> Actor | None:
    """Who acts under a key; None if the key, the account or its mandate does not hold today."""
    found = ApiKey.objects.select_related("account").filter(digest=_digest(key)).first()
    if found is None or found.revoked or (found.until is not None and found.until <= today):
        return None
    if not found.account.active or not holds(found.account, found.role, today):
        return None
    return actor(found.account, cast(Role, found.role))


def actor(account: Account, role: Role) -> Actor:
    """An account in one of its roles."""
    own = Concern.objects.filter(account=account).values_list("of", flat=True)
    return Actor(account.pk, role, account.register, concerns=frozenset(own))


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()
