"""Accounts: opened, given a role and a key, closed; and confirmed by a second person."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeconduct.desks.accounts.again import confirm_first
from safeconduct.desks.acting import must_act
from safeconduct.desks.inside import Answer, get, post
from safeconduct.desks.offices import desk_of
from safeconduct.desks.pages import acted, desk, filled, show
from safeconduct.gate.node import current


@require_http_methods(["GET", "POST"])
@desk("operator")
def home(request: HttpRequest) -> HttpResponse:
    """Every account, those with something that waits first; a form to open one; other nodes."""
    if request.method == "POST":
        role = request.POST.get("role", "")
        body: dict[str, Any] = {
            "called": "", "number": "", **filled(request, "called", "number", "register_name"),
            "roles": [role] if role else [], **filled(request, "account"),
        }  # fmt: skip
        said = _("The account is open. It can do nothing before a second person confirms it.")
        done: HttpResponse | None = acted(
            request, post(request, "accounts", body), said, "operator:home"
        )
        if done is not None:
            return done
    accounts = get(request, "accounts")
    return show(
        request, "operator/home.html",
        accounts=sorted(accounts, key=lambda one: (not one["waiting"], not one["active"])),
        waiting=[one for one in accounts if one["waiting"]],
        peers=get(request, "peers"),
        roles=sorted(current().roles), typed=request.POST,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@desk("operator", "overseer")
def account(request: HttpRequest, account: str) -> HttpResponse:
    """One account: what it holds and what waits, with what the reader may do about it."""
    role = must_act(request).role
    if request.method == "POST":
        if request.POST.get("action") == "confirm":
            first = confirm_first(request, _("You are about to let somebody act here."))
            if first is not None:
                return first
        answer, said = _act(request, account)
        done: HttpResponse | None = acted(
            request, answer, said, f"{desk_of(role).name}:account", account
        )
        if done is not None:
            return done
    found = next((one for one in get(request, "accounts") if one["account"] == account), None)
    if found is None:
        raise Http404("no such account")
    return show(
        request, "operator/account.html", one=found, roles=sorted(current().roles),
        typed=request.POST, chosen=request.POST.getlist("waiting"), acts_as=role,
        base=f"{desk_of(role).name}/base.html", back=f"{desk_of(role).name}:home",
    )  # fmt: skip


def _act(request: HttpRequest, account: str) -> tuple[Answer, str]:
    sent, path = request.POST, f"accounts/{account}"
    match sent.get("action", ""):
        case "confirm":
            body: dict[str, Any] = {
                "waiting": sent.getlist("waiting"),
                "number": sent.get("number", "").strip(),
            }
            return post(request, f"{path}/confirmation", body), _("It holds from now on.")
        case "role":
            body = {"role": sent.get("role", ""), **filled(request, "since", "until")}
            return post(request, f"{path}/roles", body), _("The role waits for a second person.")
        case "end-role":
            body = {"role": sent.get("role", "")}
            return post(request, f"{path}/roles/end", body), _("The role is ended.")
        case "key":
            body = {"role": sent.get("role", ""), "fingerprint": "",
                    **filled(request, "fingerprint", "until")}  # fmt: skip
            return post(request, f"{path}/keys", body), _("The key waits for a second person.")
        case "revoke":
            body = {"key": sent.get("key", "")}
            return post(request, f"{path}/keys/revocation", body), _("The key holds no longer.")
        case "close":
            body = {"reasons": sent.get("reasons", "").strip()}
            return post(request, f"{path}/closing", body), _("The account is closed.")
        case _other:
            raise Http404("no such button")
