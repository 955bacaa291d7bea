"""Signing in: with a passkey, the first time with a key; in a rehearsal with a link."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from safeconduct.desks.accounts.again import BY_LINK, confirmed
from safeconduct.desks.accounts.back import back
from safeconduct.desks.acting import choose
from safeconduct.desks.pages import show
from safeconduct.gate.node import current
from safeconduct.policy import links
from safeconduct.policy.models import Account

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Where whoever is not signed in is sent."""
    return show(request, "accounts/sign-in.html", next=back(request))


@require_safe
def rehearsal(request: HttpRequest, text: str) -> HttpResponse:
    """A link of a rehearsal signs in whoever has it. Nowhere else is there such an address."""
    found = links.read(current().secret, text) if current().rehearsal else None
    account = Account.objects.filter(pk=found[0], active=True).first() if found else None
    if found is None or account is None:
        raise Http404("no link of this rehearsal")
    # Whoever sat here before is gone, with everything that their session kept.
    logout(request)
    login(request, account, backend=BACKEND)
    if not choose(request, found[1]):
        logout(request)
        raise Http404("not a role of theirs today")
    request.session[BY_LINK] = True
    confirmed(request)
    return redirect(back(request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign-in")
