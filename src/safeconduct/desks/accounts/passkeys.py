"""One's passkeys: added, named, removed. Each of the first and last stands in the record.

A passkey signs in its account as its key does, so whoever adds or removes one proves first that
they are its holder. It opens every role of the account, and so none is added by whoever has shown
the keys of some of them alone.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.mfa.webauthn.internal.auth import WebAuthn, begin_registration
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from safeconduct.desks.accounts import page, proof
from safeconduct.desks.accounts.again import confirm_first, recently
from safeconduct.desks.accounts.back import back
from safeconduct.desks.acting import closed_here, must_act
from safeconduct.desks.pages import desk, show
from safeconduct.gate import office
from safeconduct.gate.errors import Refused
from safeconduct.gate.text import wrong_text
from safeconduct.policy.keys import digest
from safeconduct.policy.permissions import Denied

MOST = 20
"""Nobody needs more passkeys."""
LONGEST_NAME = 60
"""Signs of a passkey's name."""


@require_http_methods(["GET", "POST"])
@desk()
def add(request: HttpRequest) -> HttpResponse:
    """Add a passkey. What this device made for it comes as JSON in a field."""
    user: Any = request.user
    if closed_here(request):
        request.problems = [  # type: ignore[attr-defined]
            _("A passkey opens all of your roles. First show the keys of those that stand below.")
        ]
        request.refused = 403  # type: ignore[attr-defined]
        return page.roles(request)
    if request.method == "POST" and recently(request):
        problem = _added(request, user)
        if not problem:
            messages.success(request, _("From now on you can sign in with this passkey."))
            return redirect(back(request) if "next" in request.POST else "account")
        request.problems = [problem]  # type: ignore[attr-defined]
        status: int | None = 422
    else:
        if (first := confirm_first(request, _("Add a passkey."))) is not None:
            return first
        status = None
    return show(
        request, "accounts/add-passkey.html", status=status, next=back(request),
        longest=LONGEST_NAME, passkey={"creation_options": begin_registration(user, True)},
    )  # fmt: skip


@require_POST
@desk()
def rename(request: HttpRequest, number: int) -> HttpResponse:
    """Call a passkey something else."""
    one, name = _own(request, number), _name(request)
    one.wrap().name = name
    one.save(update_fields=["data"])
    messages.success(request, _("The passkey has its new name."))
    return redirect("account")


@require_POST
@desk()
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """A passkey signs in nobody any more. The last one may go too: the key remains."""
    one = _own(request, number)
    if (first := confirm_first(request, _("Remove a passkey."))) is not None:
        return first
    with office.passkey_changed(must_act(request), _fingerprint(one.data["credential"]), "removed"):
        one.delete()
    messages.success(request, _("The passkey is removed. Your key signs you in as before."))
    return redirect("account")


def _added(request: HttpRequest, user: Any) -> str:
    """Why it was not; empty if it was."""
    if proof.passkeys(user).count() >= MOST:
        return _("You have as many passkeys as one can have. Remove one first.")
    credential = _made(request, user)
    if credential is None:
        return _("The passkey was not accepted. Try again; it has to ask you for a PIN, a "
                 "fingerprint or the like.")  # fmt: skip
    try:
        with office.passkey_changed(must_act(request), _fingerprint(credential), "added"):
            WebAuthn.add(user, _name(request), credential)
    except (Denied, Refused) as error:
        return str(error)
    return ""


def _made(request: HttpRequest, user: Any) -> dict[str, Any] | None:
    sent = request.POST.get("credential", "")
    if len(sent) > proof.LONGEST:
        return None
    form: Any = AddWebAuthnForm(
        data={"name": "-", "credential": sent, "passwordless": "on"}, user=user
    )
    try:
        return form.cleaned_data["credential"] if form.is_valid() else None
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        # What comes from outside is parsed in there, and not all that is wrong with it is foreseen.
        return None


def _own(request: HttpRequest, number: int) -> Any:
    found = proof.passkeys(request.user).filter(pk=number).first()  # type: ignore[arg-type]
    if found is None:
        raise Http404("no passkey of yours")
    return found


def _name(request: HttpRequest) -> str:
    wanted = " ".join(request.POST.get("name", "").split())[:LONGEST_NAME]
    return wanted if wanted and not any(wrong_text(wanted, "name")) else _("Passkey")


def _fingerprint(credential: dict[str, Any]) -> str:
    return digest(str(credential.get("id", "")))
