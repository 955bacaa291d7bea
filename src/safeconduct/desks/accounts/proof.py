"""That somebody is who they say: with a key or a passkey, and not by trying."""

from __future__ import annotations

from typing import Any, cast

from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import LoginWebAuthnForm, ReauthenticateWebAuthnForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from safeconduct.gate.node import current
from safeconduct.policy.actor import Actor
from safeconduct.policy.models import Account
from safeconduct.policy.signin import sign_in

RATES = {"proof": "20/5m/ip,400/5m/key"}
"""How many proofs may fail from one address, and in all. Those that are right count for nothing."""
LONGEST = 64 * 1024
"""No passkey's answer is longer, in characters."""


class TooMany(Exception):
    """Too many proofs have failed of late; nothing is looked at for some minutes."""


def by_key(request: HttpRequest, key: str) -> Actor | None:
    """Who acts under a key; None if it does not hold today. Raises `TooMany`."""
    spent = _spend(request)
    found = sign_in(key.strip(), current().today())
    if found is not None:
        spent.rollback()
    return found


def by_passkey(request: HttpRequest, answer: str, account: Account | None = None) -> Account | None:
    """Whose passkey answered what this session was asked; None if it is nobody's.

    `account`: the one whose passkey it has to be. Raises `TooMany`.
    """
    spent = _spend(request)
    found = _authenticator(answer, account)
    if found is None or not found.user.active:
        return None
    spent.rollback()
    found.record_usage()
    return cast(Account, found.user)


def _authenticator(answer: str, account: Account | None) -> Any:
    if len(answer) > LONGEST:
        return None
    sent = {"credential": answer}
    form: Any = (
        LoginWebAuthnForm(data=sent) if account is None
        else ReauthenticateWebAuthnForm(data=sent, user=account)
    )  # fmt: skip
    try:
        return form.cleaned_data["credential"] if form.is_valid() else None
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        # What comes from outside is parsed in there, and not all that is wrong with it is foreseen.
        return None


def has_passkey(account: Account) -> bool:
    """Whether there is any of theirs."""
    return bool(passkeys(account).exists())


def passkeys(account: Account) -> Any:
    """An account's passkeys, the oldest first."""
    return Authenticator.objects.filter(
        user=account, type=Authenticator.Type.WEBAUTHN
    ).order_by("created_at", "pk")  # fmt: skip


def _spend(request: HttpRequest) -> Any:
    spent = ratelimit.consume(
        request, app="safeconduct", action="proof", config=RATES, key="all", limit_get=True
    )
    if spent is None:
        raise TooMany
    return spent
