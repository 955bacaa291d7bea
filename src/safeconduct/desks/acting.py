"""Who acts in a session: an account in one of the roles that it holds today.

The session keeps the role that was chosen; whether it still holds is asked anew each time. A
passkey opens every role of its account, a key the one that it was given for: a session that began
with a key keeps which roles keys were shown for.
"""

from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from safeconduct.case.roles import ROLES, Role
from safeconduct.gate.node import current
from safeconduct.policy.actor import Actor
from safeconduct.policy.models import Account, Deputy, Mandate
from safeconduct.policy.signin import actor
from safeconduct.policy.standing import holds, stands_in

ROLE, DEPUTY_OF, ONLY = "role", "deputy_of", "only"
"""The session's names for what was chosen; and for the roles that it is bound to, if it is."""
_KEPT = "_acting"


def acting(request: HttpRequest) -> Actor | None:
    """Who acts; None if nobody is signed in, or in no role that holds today."""
    kept = vars(request)
    if _KEPT not in kept:
        kept[_KEPT] = _found(request)
    return cast("Actor | None", kept[_KEPT])


def must_act(request: HttpRequest) -> Actor:
    """Who acts. Raises `PermissionDenied` if nobody does."""
    found = acting(request)
    if found is None:
        raise PermissionDenied("nobody is signed in, in a role that holds today")
    return found


def choose(request: HttpRequest, role: str, deputy_of: str = "") -> bool:
    """Act in a role from now on, or in another account's place; whether this session may today."""
    if not _may(request, str(request.user.pk), role, deputy_of):
        return False
    before = request.session.get(ROLE), request.session.get(DEPUTY_OF)
    if before != (role, deputy_of):
        # Each form carries a token of whom it was drawn for. What another tab still shows for the
        # former role is refused, and not carried out in this one.
        rotate_token(request)
    request.session[ROLE], request.session[DEPUTY_OF] = role, deputy_of
    vars(request).pop(_KEPT, None)
    return True


def bind(request: HttpRequest, role: str, deputy_of: str = "") -> None:
    """Whoever sits there showed a key for this role: the session may act in it.

    It may in no other but those that keys were shown for before.
    """
    request.session[ONLY] = [*request.session.get(ONLY, ()), [role, deputy_of]]


def open_here(request: HttpRequest) -> list[tuple[Role, str]]:
    """The roles in which this session can act today, each with whom it stands in for."""
    return [one for one in choices(str(request.user.pk)) if _unbound(request, *one)]


def closed_here(request: HttpRequest) -> list[tuple[Role, str]]:
    """Those of the account's that it cannot, because no key for them was shown."""
    return [one for one in choices(str(request.user.pk)) if not _unbound(request, *one)]


def choices(account: str) -> list[tuple[Role, str]]:
    """The roles in which an account can act today, each with whom it stands in for."""
    own = Mandate.objects.filter(account=account).values_list("role", flat=True)
    lent = Deputy.objects.filter(deputy=account).values_list("role", "account")
    wanted = [*((role, "") for role in own), *lent]
    found = {(r, of) for r, of in wanted if _holds(account, r, of)}
    return [(cast(Role, r), of) for r, of in sorted(found, key=lambda c: (ROLES.index(c[0]), c[1]))]


def _unbound(request: HttpRequest, role: str, deputy_of: str) -> bool:
    only = request.session.get(ONLY)
    return only is None or [role, deputy_of] in only


def _may(request: HttpRequest, account: str, role: str, deputy_of: str) -> bool:
    return _unbound(request, role, deputy_of) and _holds(account, role, deputy_of)


def _holds(account: str, role: str, deputy_of: str) -> bool:
    today = current().today()
    if deputy_of:
        return stands_in(account, deputy_of, role, today)
    return holds(account, role, today)


def _found(request: HttpRequest) -> Actor | None:
    user = request.user
    if not isinstance(user, Account) or not user.active:
        return None
    role, of = request.session.get(ROLE, ""), request.session.get(DEPUTY_OF, "")
    if role not in ROLES or not _may(request, user.pk, role, of):
        return None
    place = Account.objects.filter(pk=of).first() if of else None
    return actor(user, cast(Role, role), place)
