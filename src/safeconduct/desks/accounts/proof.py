"""That somebody is who they say: with a key or a passkey, and not by trying."""

from __future__ import annotations

import logging
from typing import Any, cast

from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import LoginWebAuthnForm, ReauthenticateWebAuthnForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from safeconduct.gate.node import current
from safeconduct.policy.actor import Actor
from safeconduct.policy.models import Account
from safeconduct.policy.signin import sign_in

logger = logging.getLogger("safeconduct.desks")

RATES = {"proof": "20/5m/ip", "noted": "1/5m/ip"}
"""How many proofs may fail from one address before it is noted; and how often it is noted.

What is right is looked at first, and never refused: a whole office has one address, and whoever
tries keys there, or sends false ones to do just that, would lock it out. Nor would refusing guard
anything. A key has 256 random bits and a passkey is a signature, so guessing leads nowhere at any
rate; what the bound gives is a line in the log that tells of somebody who tries.
"""
LONGEST = 64 * 1024
"""No passkey's answer is longer, in characters."""


OFTEN = gettext_lazy(
    "This was wrong, and so were too many before it from where you are. That is noted. "
    "A key or a passkey that is right is accepted at any time."
)


class TooMany(Exception):
    """This proof failed, and too many others from the same address of late."""


def by_key(request: HttpRequest, key: str) -> Actor | None:
    """Who acts under a key; None if it does not hold today. Raises `TooMany`."""
    found = sign_in(key.strip(), current().today())
    if found is None:
        _failed(request)
    return found


def by_passkey(request: HttpRequest, answer: str, account: Account | None = None) -> Account | None:
    """Whose passkey answered what this session was asked; None if it is nobody's.

    `account`: the one whose passkey it has to be. Raises `TooMany`.
    """
    found = _authenticator(answer, account)
    if found is None or not found.user.active:
        _failed(request)
        return None
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


def _failed(request: HttpRequest) -> None:
    if _within(request, "proof"):
        return
    if _within(request, "noted"):
        logger.warning("wrong keys or passkeys come in numbers from %s", ratelimit.get_ip(request))
    raise TooMany


def _within(request: HttpRequest, what: str) -> bool:
    found = ratelimit.consume(request, app="safeconduct", action=what, config=RATES, limit_get=True)
    return found is not None
