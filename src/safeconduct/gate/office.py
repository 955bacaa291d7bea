"""Who works here: accounts, roles, deputies, absence, conflicts and keys, each change recorded.

Every change is an event of the office file. Raises `Denied` to who may not, `Refused` (and its
kinds) with what would be right.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from safeconduct.case import events as ev
from safeconduct.case.roles import ROLES, Role
from safeconduct.gate.change import File, changing
from safeconduct.gate.errors import Forbidden, NotFound, Refused, Wrong
from safeconduct.gate.newid import fresh
from safeconduct.gate.node import current
from safeconduct.gate.officefile import office
from safeconduct.policy import accounts
from safeconduct.policy.actor import Actor
from safeconduct.policy.models import Absence, Account, ApiKey, Conflict, Deputy
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.signin import digest, new_key

KEY_NAME = 12
"""So many signs of a key's hash name the key, in lists and in the record."""


class First(NamedTuple):
    """One of the two first accounts."""

    account: str
    called: str


def first_accounts(operator: First, overseer: First) -> dict[str, str]:
    """The accounts that open all others, with the key of each: shown once. Raises `Refused`."""
    if operator.account == overseer.account:
        raise Wrong("the operator and the overseer are two persons; give each an account")
    given: tuple[tuple[First, Role], ...] = ((operator, "operator"), (overseer, "overseer"))
    _none_yet()
    with _office(Actor(operator.account, "operator")) as file:
        _none_yet()
        for one, role in given:
            made = accounts.opened(one.account, one.called, "")
            accounts.give(made, role, current().today(), None, current().today())
            file.write(_opened(made, (role,)), known=())
        return {one.account: new_key(_account(one.account), role) for one, role in given}


def _none_yet() -> None:
    if Account.objects.exists():
        raise Refused("this gate has accounts already; its operator opens further ones")


def open_account(
    actor: Actor, called: str, roles: tuple[Role, ...], *, account: str = "", register: str = ""
) -> str:
    """Somebody gets an account, with roles from today; gives its id."""
    must(actor, Permission.ACCOUNTS_WRITE)
    name = account or fresh("account")
    with _office(actor) as file:
        made = accounts.opened(name, called, register)
        for role in _roles(roles):
            accounts.give(made, role, current().today(), None, current().today())
        file.write(_opened(made, roles), known=())
    return name


def close_account(actor: Actor, account: str, reasons: str) -> None:
    """An account and its keys hold no longer; what was done with it stays."""
    must(actor, Permission.ACCOUNT_CLOSE)
    with _office(actor) as file:
        accounts.close(_another(actor, account), current().today())
        file.write(ev.AccountClosed(account=account, reasons=reasons), known=())


def give_role(
    actor: Actor, account: str, role: Role, since: date | None = None, until: date | None = None
) -> None:
    """A role, from a day (today) until a day, that one excluded."""
    must(actor, Permission.ACCOUNTS_WRITE)
    with _office(actor) as file:
        found, today = _another(actor, account), current().today()
        (known,) = _roles((role,))
        accounts.give(found, known, since or today, until, today)
        file.write(_opened(found, tuple(accounts.roles_from(found, today))), known=())


def end_role(actor: Actor, account: str, role: Role) -> None:
    """A role ends today: whatever is begun in it can no longer be finished in it."""
    must(actor, Permission.ACCOUNT_CLOSE)
    with _office(actor) as file:
        found, today = _another(actor, account), current().today()
        accounts.end(found, role, today)
        file.write(_opened(found, tuple(accounts.roles_from(found, today))), known=())


def name_deputy(
    actor: Actor, account: str, deputy: str, role: Role, since: date, until: date | None = None
) -> None:
    """One account may act for another, in one role, on the days on which that one is away."""
    must(actor, Permission.DEPUTY_NAME)
    if deputy in _persons(actor):
        raise Forbidden("nobody names themselves a deputy; another operator or overseer does")
    with _office(actor) as file:
        accounts.name_deputy(
            _account(account), _account(deputy), role, since, until, current().today()
        )
        file.write(
            ev.DeputyNamed(
                account=account, deputy=deputy, role=role, valid_from=since.isoformat(),
                valid_until=until.isoformat() if until else None,
            ),
            known=(),
        )  # fmt: skip


def end_deputy(actor: Actor, account: str, deputy: str, role: Role) -> None:
    """A deputy stands in no longer, from today."""
    must(actor, Permission.DEPUTY_NAME)
    with _office(actor) as file:
        found = Deputy.objects.filter(account=account, deputy=deputy, role=role, until=None)
        found |= Deputy.objects.filter(
            account=account, deputy=deputy, role=role, until__gt=current().today()
        )
        if not found.exists():
            raise NotFound(f"'{deputy}' is no deputy of '{account}' as {role}")
        found.update(until=current().today())
        file.write(ev.Noted(title=f"{deputy} is no deputy of {account} as {role} now"), known=())


def state_absence(actor: Actor, account: str, since: date, until: date | None = None) -> None:
    """Whoever holds an account is away: they say so themselves, or who runs the accounts does."""
    _own_or(actor, account, Permission.ACCOUNTS_WRITE)
    if until is not None and until <= since:
        raise Wrong(f"until: the end ({until}) is not after the beginning ({since})")
    with _office(actor) as file:
        Absence.objects.create(account=_account(account), since=since, until=until)
        file.write(
            ev.AbsenceStated(
                account=account, valid_from=since.isoformat(),
                valid_until=until.isoformat() if until else None,
            ),
            known=(),
        )  # fmt: skip


def end_absence(actor: Actor, account: str) -> None:
    """Whoever holds an account is back today: their deputies act no longer."""
    _own_or(actor, account, Permission.ACCOUNTS_WRITE)
    with _office(actor) as file:
        today = current().today()
        for absence in Absence.objects.filter(account=account):
            if absence.until is None or absence.until > today:
                absence.until = max(today, absence.since)
                absence.save(update_fields=["until"])
        file.write(ev.Noted(title=f"{account} is back"), known=())


def state_conflict(actor: Actor, of: str, reasons: str) -> None:
    """The actor keeps away from a case, a request or a person from now on. Nobody undoes it.

    Whether there is such a thing is not said.
    """
    must(actor, Permission.OWN_WRITE)
    with _office(actor) as file:
        Conflict.objects.get_or_create(account=_account(actor.account), of=of)
        file.write(ev.ConflictStated(account=actor.account, of=of, reasons=reasons), known=())


def give_key(
    actor: Actor, account: str, role: Role, until: date | None = None, deputy_of: str = ""
) -> str:
    """The first key of an account for a role, shown once; further ones it makes itself.

    While one holds there is no second, so that nobody who runs the accounts borrows one unseen.
    """
    must(actor, Permission.ACCOUNTS_WRITE)
    with _office(actor) as file:
        found, place = _another(actor, account), _account(deputy_of) if deputy_of else None
        today = current().today()
        for key in accounts.working_keys(found, today):
            if key.role == role and key.deputy_of == place:
                raise Refused(
                    f"'{account}' has a key for this; its holder renews it, or revoke it first"
                )
        if place is None and role not in accounts.roles_from(found, today):
            raise Refused(f"'{account}' does not hold the role {role}; give the role first")
        if place is not None and not place.deputies.filter(deputy=found, role=role).exists():
            raise Refused(f"'{account}' is no deputy of '{deputy_of}' as {role}; name them first")
        return _made_key(file, found, role, until, place)


def renew_key(actor: Actor, key: str) -> str:
    """A new key in place of one's own, which holds no longer. `key`: the old one, whole."""
    must(actor, Permission.OWN_WRITE)
    with _office(actor) as file:
        old = _key(digest(key), actor.account)
        old.revoked = True
        old.save(update_fields=["revoked"])
        role: Role = actor.role if old.role == actor.role else _roles((old.role,))[0]
        return _made_key(file, old.account, role, old.until, old.deputy_of)


def revoke_key(actor: Actor, account: str, key: str) -> None:
    """A key holds no longer. `key`: how it is named in lists."""
    _own_or(actor, account, Permission.ACCOUNT_CLOSE)
    with _office(actor) as file:
        found = _key(key, account)
        found.revoked = True
        found.save(update_fields=["revoked"])
        file.write(
            ev.Noted(title=f"key {found.digest[:KEY_NAME]} of {account} is revoked"), known=()
        )


def _made_key(
    file: File, account: Account, role: Role, until: date | None, place: Account | None
) -> str:
    key = new_key(account, role, until, place)
    stead = f" for {place.pk}" if place else ""
    name = digest(key)[:KEY_NAME]
    file.write(ev.Noted(title=f"key {name} made: {account.pk}{stead} as {role}"), known=())
    return key


@contextmanager
def _office(actor: Actor) -> Iterator[File]:
    try:
        # Whoever loses a role finishes nothing in it: what is under way ends first, or not at all.
        with changing(actor, everywhere=True) as made:
            yield office(made)
    except accounts.Impossible as error:
        raise Refused(str(error)) from None


def _opened(account: Account, roles: tuple[Role, ...]) -> ev.AccountOpened:
    return ev.AccountOpened(account=account.pk, called=account.called, roles=roles)


def _account(name: str) -> Account:
    found = Account.objects.select_for_update().filter(pk=name).first()
    if found is None:
        raise NotFound(f"there is no account '{name}'")
    return found


def _another(actor: Actor, name: str) -> Account:
    if name in _persons(actor):
        raise Forbidden("nobody changes their own account like this; somebody else has to")
    return _account(name)


def _key(name: str, account: str) -> ApiKey:
    found = list(ApiKey.objects.filter(account=account, digest__startswith=name)[:2])
    if len(name) < KEY_NAME or len(found) != 1:
        raise NotFound(f"'{account}' has no key of that name")
    return found[0]


def _own_or(actor: Actor, account: str, permission: Permission) -> None:
    # A deputy says nothing of the account that they stand in for, least of all that it is away.
    if account == actor.account:
        must(actor, Permission.OWN_WRITE)
    else:
        must(actor, permission)


def _persons(actor: Actor) -> set[str]:
    return {actor.account, actor.deputy_of} - {""}


def _roles(names: tuple[str, ...]) -> tuple[Role, ...]:
    found: list[Role] = []
    for name in names:
        role = next((role for role in ROLES if role == name), None)
        if role is None:
            raise Wrong(f"there is no role '{name}'")
        found.append(role)  # type: ignore[arg-type]
    return tuple(found)
