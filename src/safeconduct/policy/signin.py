"""Signing in with a key: whose it is, in which role, and whether that still holds today."""

from __future__ import annotations

from datetime import date
from typing import cast

from safeconduct.case.roles import Role
from safeconduct.policy.actor import Actor
from safeconduct.policy.keys import could_be, digest, new_secret
from safeconduct.policy.models import Account, ApiKey, Concern
from safeconduct.policy.standing import holds, stands_in


def new_key(
    account: Account,
    role: Role,
    until: date | None = None,
    deputy_of: Account | None = None,
    *,
    given_by: str,
    confirmed_by: str,
) -> str:
    """A new key of an account, in one of its roles, or as another account's deputy.

    Shown once: only its hash is kept. It opens nothing while `confirmed_by` is empty.
    """
    key = new_secret()
    keep_key(digest(key), account, role, until, deputy_of, given_by, confirmed_by)
    return key


def keep_key(
    fingerprint: str, account: Account, role: Role, until: date | None, deputy_of: Account | None,
    given_by: str, confirmed_by: str,
) -> None:  # fmt: skip
    """A key is an account's from now on. `fingerprint`: its `digest`, all that is kept of it."""
    ApiKey.objects.create(
        digest=fingerprint, account=account, role=role, until=until, deputy_of=deputy_of,
        given_by=given_by, confirmed_by=confirmed_by,
    )  # fmt: skip


def sign_in(key: str, today: date) -> Actor | None:
    """Who acts under a key; None if the key, the account or its mandate does not hold today."""
    if not could_be(key):
        return None
    found = ApiKey.objects.select_related("account", "deputy_of").filter(digest=digest(key)).first()
    if found is None or found.revoked or not found.confirmed_by:
        return None
    if found.until is not None and found.until <= today:
        return None
    if found.deputy_of is not None:
        held = stands_in(found.account.pk, found.deputy_of.pk, found.role, today)
    else:
        held = holds(found.account.pk, found.role, today)
    return actor(found.account, cast(Role, found.role), found.deputy_of) if held else None


def actor(account: Account, role: Role, deputy_of: Account | None = None) -> Actor:
    """An account in one of its roles, or in the place of another account."""
    place = deputy_of or account
    own = Concern.objects.filter(account=place).values_list("of", flat=True)
    return Actor(
        account.pk, role, place.register, deputy_of.pk if deputy_of else "", frozenset(own)
    )
