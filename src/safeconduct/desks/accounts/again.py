"""Asking whoever sits there whether it is still them, before something is opened.

    if (first := confirm_first(request)) is not None:
        return first

The form that was sent waits in the page that asks, and is sent on with the confirmation, to the
same address. Files are not kept: they are chosen again.
"""

from __future__ import annotations

import time
from functools import wraps
from typing import Any

from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeconduct.desks.accounts import proof
from safeconduct.desks.accounts.back import back
from safeconduct.desks.acting import acting
from safeconduct.desks.pages import View, show, sign_in_first
from safeconduct.gate.node import current
from safeconduct.policy.models import Account

RECENT = 300
"""How many seconds a sign-in or a confirmation is enough."""
CONFIRMED_AT, BY_LINK = "confirmed_at", "by_link"
"""The session's names: when its holder last proved who they are; that a rehearsal's link did."""
_KEY, _PASSKEY, _REHEARSAL = "confirm_key", "confirm_credential", "confirm_rehearsal"
_NOT_KEPT = {"csrfmiddlewaretoken", _KEY, _PASSKEY, _REHEARSAL}


def confirmed(request: HttpRequest) -> None:
    """Whoever sits there has just proved who they are."""
    request.session[CONFIRMED_AT] = time.time()


def recently(request: HttpRequest) -> bool:
    """Whether they did so within the last five minutes."""
    age: float = time.time() - request.session.get(CONFIRMED_AT, 0)
    return 0 <= age < RECENT


def confirm_first(request: HttpRequest, what: str = "") -> HttpResponse | None:
    """A page that asks who is there, to be given back; None if that is known.

    `what`: what is going to be done, in a sentence.
    """
    account = request.user
    if not isinstance(account, Account):
        return sign_in_first(request)
    if recently(request):
        return None
    problem = _tried(request, account) if request.method == "POST" else ""
    if problem is None:
        confirmed(request)
        return None
    return _asked(request, account, what, problem)


def opens(view: View) -> View:
    """A view that opens something: whoever sends its form is asked first whether it is still them.

    Stands beneath `desk`, so that nobody else is asked.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        return confirm_first(request) or view(request, *args, **named)

    return asked


@require_http_methods(["GET", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """The same as a page of its own, for what cannot wait in a form."""
    return confirm_first(request) or redirect(back(request))


def _tried(request: HttpRequest, account: Account) -> str | None:
    """None if the form proves who sends it; else why it does not, nothing if it does not try."""
    sent = request.POST
    try:
        if sent.get(_PASSKEY):
            if proof.by_passkey(request, sent[_PASSKEY], account):
                return None
            return _("The passkey was not accepted. Try again, or use your key.")
        if sent.get(_KEY):
            who, here = proof.by_key(request, sent[_KEY]), acting(request)
            # A key speaks for the role that it was given for, and not for all of its account.
            if who is not None and here is not None and who == here:
                return None
            return _("This is no key of yours for this role that holds today.")
    except proof.TooMany:
        return str(proof.OFTEN)
    if sent.get(_REHEARSAL) and _by_link(request):
        return None
    return ""


def _by_link(request: HttpRequest) -> bool:
    return current().rehearsal and bool(request.session.get(BY_LINK))


def _asked(request: HttpRequest, account: Account, what: str, problem: str | None) -> HttpResponse:
    posted = request.method == "POST"
    # What was chosen as a file is not sent a second time, so the whole form is filled in anew.
    waits = posted and not request.FILES
    kept: list[tuple[str, Any]] = [
        (name, value)
        for name, values in request.POST.lists() if name not in _NOT_KEPT
        for value in values
    ] if waits else []  # fmt: skip
    here = request.get_full_path()
    own = request.resolver_match is not None and request.resolver_match.url_name == "again"
    if not waits and not own:
        kept = [("next", here)]
    elif not waits:
        kept = [("next", back(request))]
    options = begin_authentication(account) if proof.has_passkey(account) else None
    if problem:
        request.problems = [problem]  # type: ignore[attr-defined]
    answer = show(
        request, "accounts/again.html", status=403 if problem else 200,
        what=what, kept=kept, to=here if waits else "", files=bool(request.FILES),
        passkey={"request_options": options} if options else None, by_link=_by_link(request),
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer
