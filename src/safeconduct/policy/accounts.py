"""Changes to accounts, mandates, deputies and keys, without asking who makes them.

`gate/office.py` asks, and records each change; it alone calls these.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar, cast

from django.db.models import Q, QuerySet

from safeconduct.case.roles import Role
from safeconduct.policy.apart import kept_apart
from safeconduct.policy.models import Account, ApiKey, Deputy, Given, Mandate
from safeconduct.policy.standing import CONFIRMED

NEEDED = ("operator", "overseer")
"""Roles that somebody has to hold at all times, or nobody could give them any more."""


KEY_NAME = 12
"""So many signs of a key's hash name the key, in lists and in the record."""


Lasts = TypeVar("Lasts", Mandate, Deputy, ApiKey)
"""What holds until a day."""


class Impossible(Exception):
    """Accounts cannot be changed like this; the message says why and what would be right."""


def opened(name: str, called: str, register: str, person: str) -> Account:
    """A new account without roles. `person`: whose it is, hashed. Raises `Impossible`."""
    if Account.objects.filter(pk=name).exists():
        raise Impossible(f"the account '{name}' is there already; choose another id")
    theirs = Account.objects.filter(person=person).first()
    if theirs is not None:
        raise Impossible(
            f"whoever has this number has the account '{theirs.pk}' already, and nobody has two; "
            "give that one the role" + ("" if theirs.active else ", which opens it again")
        )
    account = Account(id=name, called=called, register=register, person=person)
    account.set_unusable_password()
    account.save(force_insert=True)
    return account


def roles_from(account: Account, today: date, *, waiting: bool = False) -> list[Role]:
    """The roles that an account holds today or will hold.

    `waiting`: those, too, that no second person has confirmed.
    """
    some = _lasting(account.mandates.all(), today)
    found = {one.role for one in some if waiting or one.confirmed_by}
    return [cast(Role, role) for role in sorted(found)]


def give(
    account: Account, role: str, since: date, until: date | None, today: date, by: str
) -> Mandate:
    """A role from a day until a day (that day excluded), which waits for a second person.

    A closed account opens again. `by`: who gives it. Raises `Impossible`.
    """
    if account.person is None:
        raise Impossible(f"'{account.pk}' was closed before anybody confirmed it; open another")
    if not account.active:
        account.active = True
        account.save(update_fields=["active"])
    _in_order(since, until)
    if (role == "asylum-officer") and not account.register:
        raise Impossible("an asylum officer belongs to a register; say which, with the account")
    _fits(account, [role], today)
    if account.mandates.filter(_not_over(since), role=role).exists():
        raise Impossible(f"'{account.pk}' holds or will hold the role {role} already")
    return Mandate.objects.create(account=account, role=role, since=since, until=until, given_by=by)


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
    if not _ever_confirmed(account):
        # Nobody acted with it, and it may have been opened under a wrong number.
        account.person = None
    account.save(update_fields=["active", "person"])
    account.mandates.filter(_not_over(today)).update(until=today)
    account.keys.update(revoked=True)
    sign_out(account)
    both = Q(account=account) | Q(deputy=account)
    Deputy.objects.filter(both & _not_over(today)).update(until=today)


def sign_out(account: Account) -> None:
    """End all sessions of an account, and remove its passkeys: only a key signs in from now on."""
    # Sessions are sealed with it, so that none outlives this, listed or not.
    account.set_unusable_password()
    account.save(update_fields=["password"])
    signed_in: Any = account
    for session in signed_in.usersession_set.all():
        session.end()
    signed_in.authenticator_set.all().delete()


def name_deputy(
    account: Account, deputy: Account, role: str, since: date, until: date | None, today: date,
    by: str,
) -> None:  # fmt: skip
    """One account may act for another in a role while that one is away, once it is confirmed.

    Raises `Impossible`.
    """
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
    lent = deputy.stands_in_for.filter(_not_over(today), role="asylum-officer")
    if role == "asylum-officer" and lent.exclude(account__register=account.register).exists():
        raise Impossible(
            f"'{deputy.pk}' stands in for an officer of another register, and what one register "
            "knows is not the other's; name somebody else"
        )
    _fits(deputy, [role], today)
    Deputy.objects.create(
        account=account, deputy=deputy, role=role, since=since, until=until, given_by=by
    )


def waiting(account: Account, today: date) -> dict[str, Given]:
    """What was given to an account, and to its deputies, and waits for a second person; by name.

    A name says all of it, so that nothing else than what was looked at is confirmed.
    """
    return {words: each for words, each in _given(account, today).items() if not each.confirmed_by}


def given(account: Account, today: date) -> list[str]:
    """What an account and its deputies hold or will hold, in words, with who gave and confirmed."""
    return [
        f"{words}: given by {each.given_by or 'nobody'}, "
        + (f"confirmed by {each.confirmed_by}" if each.confirmed_by else "not confirmed")
        for words, each in _given(account, today).items()
    ]


def _given(account: Account, today: date) -> dict[str, Given]:
    found: dict[str, Given] = {}
    for mandate in _lasting(account.mandates.all(), today):
        found[f"role {mandate.role}{_days(mandate.since, mandate.until)}"] = mandate
    for named in deputies(account, today):
        days = _days(named.since, named.until)
        found[f"deputy {named.deputy_id} as {named.role}{days}"] = named
    for key in working_keys(account, today):
        stead = f" for {key.deputy_of_id}" if key.deputy_of_id else ""
        found[f"key {key.digest[:KEY_NAME]} as {key.role}{stead}{_days(None, key.until)}"] = key
    return dict(sorted(found.items()))


def _days(since: date | None, until: date | None) -> str:
    return (f" from {since}" if since else "") + (f" until {until}" if until else "")


def confirm(given: Given, by: str) -> None:
    """It holds from now on."""
    given.confirmed_by = by
    given.save(update_fields=["confirmed_by"])


def working_keys(account: Account, today: date) -> list[ApiKey]:
    """The keys of an account that are neither revoked nor past their day."""
    lasting = _lasting(account.keys.all(), today)
    return sorted((key for key in lasting if not key.revoked), key=lambda key: key.digest)


def deputies(account: Account, today: date) -> list[Deputy]:
    """Who stands in for an account, now or later, confirmed or not."""
    lasting = _lasting(account.deputies.all(), today)
    return sorted(lasting, key=lambda one: (one.deputy_id, one.role))


def with_all_given() -> QuerySet[Account]:
    """Every account, with all that was given to it: four statements, however many there are."""
    return Account.objects.order_by("pk").prefetch_related("mandates", "deputies", "keys")


def _not_the_last(account: Account, role: str, today: date) -> None:
    others = Mandate.objects.filter(_not_over(today), CONFIRMED, role=role, since__lte=today)
    if role in NEEDED and not others.filter(account__active=True).exclude(account=account).exists():
        raise Impossible(
            f"'{account.pk}' is the last {role}; give the role to somebody else first, or nobody "
            "could do so afterwards"
        )


def _fits(account: Account, more: Iterable[str], today: date) -> None:
    lent = account.stands_in_for.filter(_not_over(today)).values_list("role", flat=True)
    why = kept_apart([*roles_from(account, today, waiting=True), *lent, *more])
    if why:
        raise Impossible(why)


def _ever_confirmed(account: Account) -> bool:
    return (
        account.mandates.filter(CONFIRMED).exists() or account.keys.filter(CONFIRMED).exists()
        or account.stands_in_for.filter(CONFIRMED).exists()
    )  # fmt: skip


def _open(account: Account) -> None:
    if not account.active:
        raise Impossible(f"the account '{account.pk}' is closed")


def _in_order(since: date, until: date | None) -> None:
    if until is not None and until <= since:
        raise Impossible(f"the end ({until}) is not after the beginning ({since})")


def _not_over(day: date) -> Q:
    return Q(until=None) | Q(until__gt=day)


def _lasting(rows: Iterable[Lasts], day: date) -> list[Lasts]:
    """The same of rows that were read, so that a list of accounts reads them all at once."""
    return [one for one in rows if one.until is None or one.until > day]
