"""One's account: who one is here, in which role, with which passkeys, on which devices."""

from __future__ import annotations

from typing import Any, NamedTuple

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeconduct.desks.accounts import proof
from safeconduct.desks.accounts.back import back
from safeconduct.desks.acting import acting, bind, choose, closed_here, must_act, open_here
from safeconduct.desks.inside import may, post
from safeconduct.desks.offices import Desk, desk_of
from safeconduct.desks.pages import acted, desk, filled, show, sign_in_first
from safeconduct.policy.models import Account


class Choice(NamedTuple):
    """A role in which somebody may act today."""

    role: str
    deputy_of: str
    called: str
    """Whom they stand in for; empty in a role of their own."""
    desk: Desk
    now: bool


@require_safe
@desk()
def account(request: HttpRequest) -> HttpResponse:
    """Everything about one's own account."""
    return _page(request)


@require_http_methods(["GET", "HEAD", "POST"])
def role(request: HttpRequest) -> HttpResponse:
    """In which role one acts from now on. For whoever is signed in, in whatever role or none."""
    if not isinstance(request.user, Account):
        return sign_in_first(request)
    if request.method == "POST":
        wanted = _shown(request) if "key" in request.POST else (
            request.POST.get("role", ""), request.POST.get("deputy_of", "")
        )  # fmt: skip
        if choose(request, *wanted):
            found = redirect(back(request))
            found.status_code = 303
            return found
        request.problems = [  # type: ignore[attr-defined]
            _("This is no key of yours that holds today.") if "key" in request.POST
            else _("You cannot act in this role today.")
        ]  # fmt: skip
        request.refused = 403  # type: ignore[attr-defined]
    return roles(request)


def roles(request: HttpRequest) -> HttpResponse:
    """The page on which one chooses."""
    answer = show(
        request, "accounts/role.html", choices=_choices(request), next=back(request),
        closed=_closed(request),
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@desk()
def end_session(request: HttpRequest, number: int) -> HttpResponse:
    """Sign out somewhere else."""
    found = UserSession.objects.filter(user=request.user, pk=number).first()
    if found is None:
        raise Http404("no session of yours")
    if found.is_current():
        logout(request)
        return redirect("sign-in")
    found.end()
    messages.success(request, _("That device is signed out."))
    return redirect("account")


@require_POST
@desk()
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    for one in UserSession.objects.filter(user=request.user):
        if not one.is_current():
            one.end()
    messages.success(request, _("All other devices are signed out."))
    return redirect("account")


@require_POST
@desk()
def absence(request: HttpRequest) -> HttpResponse:
    """Say that one is away, from a day on."""
    sent = post(request, f"accounts/{_me(request)}/absence", filled(request, "since", "until"))
    return acted(request, sent, _("Your absence is noted."), "account") or _page(request)


@require_POST
@desk()
def back_again(request: HttpRequest) -> HttpResponse:
    """Say that one is back."""
    sent = post(request, f"accounts/{_me(request)}/absence/end")
    return acted(request, sent, _("Your absence is over."), "account") or _page(request)


@require_POST
@desk()
def conflict(request: HttpRequest) -> HttpResponse:
    """Keep away from something."""
    sent = post(request, "accounts/own/conflicts", filled(request, "of", "reasons"))
    return acted(request, sent, _("You keep away from it from now on."), "account") or _page(
        request
    )


def _page(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    return show(
        request, "accounts/account.html", own=may(request, "accounts/own"),
        choices=_choices(request), closed=_closed(request),
        passkeys=[one.wrap() for one in proof.passkeys(user)],
        sessions=UserSession.objects.purge_and_list(user), longest=60,
    )  # fmt: skip


def _shown(request: HttpRequest) -> tuple[str, str]:
    """The role that another key of theirs is for, which the session may act in from now on."""
    try:
        who = proof.by_key(request, request.POST["key"])
    except proof.TooMany:
        who = None
    if who is None or who.account != request.user.pk:
        return "", ""
    if closed_here(request):
        bind(request, who.role, who.deputy_of)
    return who.role, who.deputy_of


def _closed(request: HttpRequest) -> list[str]:
    return [role for role, _of in closed_here(request)]


def _choices(request: HttpRequest) -> list[Choice]:
    who = acting(request)
    here = (who.role, who.deputy_of) if who else None
    found = open_here(request)
    called = dict(
        Account.objects.filter(pk__in=[of for _role, of in found]).values_list("pk", "called")
    )
    return [
        Choice(one, of, called.get(of, ""), desk_of(one), (one, of) == here) for one, of in found
    ]


def _me(request: HttpRequest) -> str:
    return must_act(request).account
