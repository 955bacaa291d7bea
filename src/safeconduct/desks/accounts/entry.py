"""Signing in: with a passkey, the first time with a key; in a rehearsal with a link."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.usersessions.models import UserSession
from django.contrib.auth import login, logout
from django.contrib.sessions.backends.db import SessionStore
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeconduct.desks.accounts import proof
from safeconduct.desks.accounts.again import BY_LINK, confirmed
from safeconduct.desks.accounts.back import back
from safeconduct.desks.acting import acting, bind, choices, choose, closed_here, open_here
from safeconduct.desks.pages import show
from safeconduct.gate.node import current
from safeconduct.policy import links
from safeconduct.policy.models import Account

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
RATES = {"asked": "300/5m/ip"}
"""How often one address asks for what a passkey signs before sessions are swept for it."""
TO_SIGN = 300
"""Seconds to sign that. A session is kept for it no longer, so nobody need be refused one: a whole
office has one address."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Where whoever is not signed in is sent. POST: with a key, which decides the role."""
    if request.method == "POST":
        return _with_key(request)
    if acting(request) is not None:
        return redirect(back(request))
    if isinstance(request.user, Account) and open_here(request):
        return _to(request, "role")
    return _page(request)


@never_cache
@require_http_methods(["GET", "POST"])
def passkey(request: HttpRequest) -> HttpResponse:
    """GET: what a passkey has to sign, as JSON. POST: what it signed."""
    if request.method == "GET":
        if not request.user.is_authenticated:
            request.session.set_expiry(TO_SIGN)
        if not ratelimit.consume(
            request, app="safeconduct", action="asked", config=RATES, limit_get=True
        ):
            SessionStore.clear_expired()
        return JsonResponse({"request_options": begin_authentication(None)})
    try:
        account = proof.by_passkey(request, request.POST.get("credential", ""))
    except proof.TooMany:
        return _too_many(request)
    if account is None:
        return _page(request, _("The passkey was not accepted. Try again, or use your key."))
    found = choices(account.pk)
    if not found:
        return _page(request, _("You hold no role here today. Ask whoever runs the accounts."))
    _enter(request, account)
    if len(found) > 1:
        return _to(request, "role")
    choose(request, *found[0])
    return redirect(back(request))


@require_safe
def rehearsal(request: HttpRequest, text: str) -> HttpResponse:
    """A link of a rehearsal signs in whoever has it. Nowhere else is there such an address."""
    found = links.read(current().secret, text) if current().rehearsal else None
    account = Account.objects.filter(pk=found[0], active=True).first() if found else None
    if found is None or account is None:
        raise Http404("no link of this rehearsal")
    _enter(request, account)
    bind(request, found[1])
    if not choose(request, found[1]):
        logout(request)
        raise Http404("not a role of theirs today")
    request.session[BY_LINK] = True
    return redirect(back(request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign-in")


def _with_key(request: HttpRequest) -> HttpResponse:
    try:
        who = proof.by_key(request, request.POST.get("key", ""))
    except proof.TooMany:
        return _too_many(request)
    if who is None:
        return _page(request, _("This is no key that holds today. Look that it is whole."))
    account = Account.objects.get(pk=who.account)
    _enter(request, account)
    bind(request, who.role, who.deputy_of)
    choose(request, who.role, who.deputy_of)
    if proof.has_passkey(account) or closed_here(request):
        return redirect(back(request))
    return _to(request, "add-passkey")


def _enter(request: HttpRequest, account: Account) -> None:
    """A new session. Whoever sat here before is gone, with everything that theirs kept."""
    logout(request)
    SessionStore.clear_expired()
    login(request, account, backend=BACKEND)
    UserSession.objects.create_from_request(request)
    confirmed(request)


def _to(request: HttpRequest, name: str) -> HttpResponse:
    return redirect(f"{reverse(name)}?{urlencode({'next': back(request)})}")


def _too_many(request: HttpRequest) -> HttpResponse:
    return _page(request, str(proof.OFTEN), status=429)


def _page(request: HttpRequest, problem: str = "", status: int = 403) -> HttpResponse:
    if problem:
        request.problems = [problem]  # type: ignore[attr-defined]
    return show(
        request, "accounts/sign-in.html", status=status if problem else 200, next=back(request),
        no_role=isinstance(request.user, Account),
    )  # fmt: skip
