"""Changes to accounts, mandates, deputies and keys, without asking who makes them.

`gate/office.py` asks, and records each change; it alone calls these.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import cast

from django.db.models import Q

from safeconduct.case.roles import Role
from safeconduct.policy.apart import kept_apart
from safeconduct.policy.models import Account, ApiKey, Deputy, Mandate

NEEDED = ("operator", "overseer")
"""Roles that somebody has to hold at all times, or nobody could give them any more."""


class Impossible(Exception):
    """Accounts cannot be changed like this; the message says why and what would be right."""


def opened(name: str, called: str, register: str) -> Account:
    """A new account without roles. Raises `Impossible`."""
    if Account.objects.filter(pk=name).exists():
        raise Impossible(f"the account '{name}' is there already; choose another id")
    account = Account(id=name, called=called, register=register)
    account.set_unusable_password()
    account.save(force_insert=True)
    return account


def roles_from(account: Account, today: date) -> list[Role]:
    """The roles that an account holds today or will hold."""
    found = account.mandates.filter(_not_over(today)).values_list("role", flat=True)
    return [cast(Role, role) for role in sorted(set(found))]


def give(account: Account, role: str, since: date, until: date | None, today: date) -> None:
    """A role from a day until a day (that day excluded). Raises `Impossible`."""
    _open(account)
    _in_order(since, until)
    if (role == "asylum-officer") and not account.register:
        raise Impossible("an asylum officer belongs to a register; say which, with the account")
    _fits(account, [role], today)
    if account.mandates.filter(_not_over(since), role=role).exists():
        raise Impossible(f"'{account.pk}' holds or will hold the role {role} already")
    Mandate.objects.create(account=account, role=role, since=since, until=until)


def end(account: Account, role: str, today: date) -> None:
    """A role ends today; keys for it hold no longer. Raises `Impossible`."""
    held = account.mandates.filter(_not_over(today), role=role)
    if not held.exists():
        raise Impossible(f"'{account.pk}' does not hold the role {role}")
    _not_the_last(account, role, today)
    held.update(until=today)


def close(account: Account, today: date) -> None:
    """Nobody can use the account any more. Raises `Impossible`."""
    _open(account)
    for role in roles_from(account, today):
        _not_the_last(account, role, today)
    account.active = False
    account.save(update_fields=["active"])
    account.mandates.filter(_not_over(today)).update(until=today)
    account.keys.update(revoked=True)
    both = Q(account=account) | Q(deputy=account)
    Deputy.objects.filter(both & _not_over(today)).update(until=today)


def name_deputy(
    account: Account, deputy: Account, role: str, since: date, until: date | None, today: date
) -> None:
    """One account may act for another in a role while that one is away. Raises `Impossible`."""
    _open(account)
    _open(deputy)
    _in_order(since, until)
    if account == deputy:
        raise Impossible("nobody is their own deputy; name somebody else")
    if role not in roles_from(account, today):
        raise Impossible(
            f"'{account.pk}' does not hold the role {role} by themselves; a deputy stands in for "
            "who holds it, and deputies have no deputies"
        )
    if deputy.register and account.register and deputy.register != account.register:
        raise Impossible("a register's officer has a deputy from the same register, or from none")
    _fits(deputy, [role], today)
    Deputy.objects.create(account=account, deputy=deputy, role=role, since=since, until=until)


def working_keys(account: Account, today: date) -> list[ApiKey]:
    """The keys of an account that are neither revoked nor past their day."""
    return list(account.keys.filter(_not_over(today), revoked=False).order_by("digest"))


def _not_the_last(account: Account, role: str, today: date) -> None:
    others = Mandate.objects.filter(_not_over(today), role=role, since__lte=today)
    if role in NEEDED and not others.filter(account__active=True).exclude(account=account).exists():
        raise Impossible(
            f"'{account.pk}' is the last {role}; give the role to somebody else first, or nobody "
            "could do so afterwards"
        )


def _fits(account: Account, more: Iterable[str], today: date) -> None:
    lent = account.stands_in_for.filter(_not_over(today)).values_list("role", flat=True)
    why = kept_apart([*roles_from(account, today), *lent, *more])
    if why:
        raise Impossible(why)


def _open(account: Account) -> None:
    if not account.active:
        raise Impossible(f"the account '{account.pk}' is closed")


def _in_order(since: date, until: date | None) -> None:
    if until is not None and until <= since:
        raise Impossible(f"the end ({until}) is not after the beginning ({since})")


def _not_over(day: date) -> Q:
    return Q(until=None) | Q(until__gt=day)
