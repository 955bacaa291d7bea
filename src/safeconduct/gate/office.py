"""Who works here: accounts, roles, deputies, absence, conflicts and keys, each change recorded.

Every change is an event of the office file. Raises `Denied` to who may not, `Refused` (and its
kinds) with what would be right.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Literal, NamedTuple

from safeconduct.case import events as ev
from safeconduct.case.roles import ROLES, Role
from safeconduct.gate.change import File, changing
from safeconduct.gate.errors import Forbidden, NotFound, Refused, Wrong
from safeconduct.gate.identities import holder
from safeconduct.gate.newid import fresh
from safeconduct.gate.node import current
from safeconduct.gate.officefile import office
from safeconduct.policy import accounts
from safeconduct.policy.accounts import KEY_NAME
from safeconduct.policy.actor import Actor
from safeconduct.policy.keys import digest
from safeconduct.policy.models import Absence, Account, ApiKey, Conflict, Deputy
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.signin import keep_key, new_key
from safeconduct.policy.standing import same_person, signature

BEGINNING = "init"
"""Who gave and confirmed the first two accounts' roles, in the tables."""


class First(NamedTuple):
    """One of the two first accounts."""

    account: str
    called: str
    number: str
    """Of an official document; see `identities.holder`."""


def first_accounts(operator: First, overseer: First) -> dict[str, str]:
    """The accounts that open all others, with the key of each: shown once. Raises `Refused`."""
    if operator.account == overseer.account or holder(operator.number) == holder(overseer.number):
        raise Wrong("the operator and the overseer are two persons; give each an account")
    given: tuple[tuple[First, Role], ...] = ((operator, "operator"), (overseer, "overseer"))
    _none_yet()
    with _office(Actor(operator.account, "operator")) as file:
        _none_yet()
        for one, role in given:
            made = accounts.opened(one.account, one.called, "", holder(one.number))
            today = current().today()
            # There is nobody yet who could be the second person.
            accounts.confirm(accounts.give(made, role, today, None, today, BEGINNING), BEGINNING)
            file.write(_opened(made, (role,)), known=())
        file.write(
            ev.Noted(
                title=f"What {operator.account} and {overseer.account} hold, nobody confirmed",
                note="They are the first two accounts: there was no second person yet.",
            ),
            known=(),
        )
        return {
            one.account: _made_key(
                file, _account(one.account), role, None, None, BEGINNING, BEGINNING
            )
            for one, role in given
        }


def _none_yet() -> None:
    if Account.objects.exists():
        raise Refused("this gate has accounts already; its operator opens further ones")


def open_account(
    actor: Actor, called: str, roles: tuple[Role, ...], *, number: str, account: str = "",
    register: str = "",
) -> str:  # fmt: skip
    """Somebody gets an account, with roles from today once they are confirmed; gives its id.

    `number`: of an official document of theirs; one human has one account.
    """
    must(actor, Permission.ACCOUNTS_WRITE)
    name = account or fresh("account")
    with _office(actor) as file:
        made = accounts.opened(name, called, register, holder(number))
        for role in _roles(roles):
            today = current().today()
            accounts.give(made, role, today, None, today, signature(actor))
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
    """A role, from a day (today) until a day, that one excluded, once it is confirmed."""
    must(actor, Permission.ACCOUNTS_WRITE)
    with _office(actor) as file:
        found, today = _another(actor, account), current().today()
        (known,) = _roles((role,))
        accounts.give(found, known, since or today, until, today, signature(actor))
        roles = accounts.roles_from(found, today, waiting=True)
        file.write(_opened(found, tuple(roles)), known=())


def confirm(actor: Actor, account: str, what: Sequence[str], number: str) -> None:
    """As the second person, let what was given to an account hold, as `waiting` names it.

    `number`: of the document that the holder showed the second person, too. Raises `Forbidden` to
    who gave it and to whom it was given, `Refused` for what does not wait or is somebody else's.
    """
    must(actor, Permission.ACCOUNT_CONFIRM)
    with _office(actor) as file:
        whose = _another(actor, account)
        if not hmac.compare_digest(holder(number), whose.person or ""):
            raise Refused(
                f"number: '{account}' was opened under another one; ask its holder for their "
                "document, and close the account if it is not theirs"
            )
        found = accounts.waiting(whose, current().today())
        for name in dict.fromkeys(what):
            given = found.get(name)
            if given is None:
                raise Refused(f"'{name}' does not wait for anybody; what does: {_list(found)}")
            if same_person(actor, given.given_by):
                raise Forbidden(f"you gave '{name}' yourself; a second person has to confirm it")
            if isinstance(given, Deputy) and given.deputy.pk in _persons(actor):
                raise Forbidden("nobody makes themselves a deputy; somebody else has to")
            accounts.confirm(given, signature(actor))
            file.write(ev.Noted(title=f"{name} of {account} is confirmed"), known=())


def _list(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"


def end_role(actor: Actor, account: str, role: Role) -> None:
    """A role ends today: whatever is begun in it can no longer be finished in it."""
    must(actor, Permission.ACCOUNT_CLOSE)
    with _office(actor) as file:
        found, today = _another(actor, account), current().today()
        accounts.end(found, role, today)
        roles = accounts.roles_from(found, today, waiting=True)
        file.write(_opened(found, tuple(roles)), known=())


def name_deputy(
    actor: Actor, account: str, deputy: str, role: Role, since: date, until: date | None = None
) -> None:
    """One account may act for another, in one role, on the days on which that one is away.

    Once it is confirmed.
    """
    must(actor, Permission.DEPUTY_NAME)
    if deputy in _persons(actor):
        raise Forbidden("nobody names themselves a deputy; another operator or overseer does")
    with _office(actor) as file:
        accounts.name_deputy(
            _account(account), _account(deputy), role, since, until, current().today(),
            signature(actor),
        )  # fmt: skip
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
    """The actor keeps away from a case, a request or a person from now on.

    Whether there is such a thing is not said.
    """
    must(actor, Permission.OWN_WRITE)
    with _office(actor) as file:
        Conflict.objects.get_or_create(account=_account(actor.account), of=of)
        file.write(ev.ConflictStated(account=actor.account, of=of, reasons=reasons), known=())


def end_conflict(actor: Actor, account: str, of: str, reasons: str) -> None:
    """Somebody else than who said it lets an account back to what it kept away from.

    Raises `Forbidden`, `NotFound`, `Wrong`.
    """
    must(actor, Permission.CONFLICT_END)
    if not reasons.strip():
        raise Wrong("reasons: say why there is no conflict any more")
    with _office(actor) as file:
        stated = Conflict.objects.filter(account=_another(actor, account), of=of)
        if not stated.exists():
            raise NotFound(f"'{account}' has said of nothing called '{of}' that they keep away")
        stated.delete()
        file.write(
            ev.Noted(title=f"{account} need not keep away from {of} any more", note=reasons),
            known=(),
        )


def give_key(
    actor: Actor, account: str, role: Role, fingerprint: str, until: date | None = None,
    deputy_of: str = "",
) -> None:  # fmt: skip
    """The first key of an account for a role; further ones it makes itself.

    Its holder made it, and tells its fingerprint (SHA-256) alone: whoever runs the accounts never
    has it. While one holds there is no second; and it opens nothing until a second person has
    confirmed it, whom its holder tells the same fingerprint.
    """
    must(actor, Permission.ACCOUNTS_WRITE)
    if not re.fullmatch("[0-9a-f]{64}", fingerprint):
        raise Wrong(
            "fingerprint: 64 signs of 0-9 and a-f, the SHA-256 of a key that its holder made; "
            "'safeconduct gate key' makes one and prints it"
        )
    with _office(actor) as file:
        found, place = _another(actor, account), _account(deputy_of) if deputy_of else None
        today = current().today()
        for key in accounts.working_keys(found, today):
            if key.role == role and key.deputy_of == place:
                raise Refused(
                    f"'{account}' has a key for this; its holder renews it, or revoke it first"
                )
        if place is None and role not in accounts.roles_from(found, today, waiting=True):
            raise Refused(f"'{account}' does not hold the role {role}; give the role first")
        if place is not None and not place.deputies.filter(deputy=found, role=role).exists():
            raise Refused(f"'{account}' is no deputy of '{deputy_of}' as {role}; name them first")
        if ApiKey.objects.filter(pk=fingerprint).exists():
            raise Refused("fingerprint: that key was given already; its holder makes another")
        keep_key(fingerprint, found, role, until, place, signature(actor), "")
        _note_key(file, found, role, place, fingerprint)


def renew_key(actor: Actor, key: str) -> str:
    """A new key in place of one's own, which holds no longer. `key`: the old one, whole."""
    must(actor, Permission.OWN_WRITE)
    with _office(actor) as file:
        old = _key(digest(key), actor.account)
        if old not in accounts.working_keys(old.account, current().today()):
            raise Refused("this key holds no longer; whoever runs the accounts gives you one")
        if not old.confirmed_by:
            raise Refused("that key waits for a second person; it is renewed once it holds")
        old.revoked = True
        old.save(update_fields=["revoked"])
        role: Role = actor.role if old.role == actor.role else _roles((old.role,))[0]
        mine = signature(actor)
        return _made_key(file, old.account, role, old.until, old.deputy_of, mine, mine)


def revoke_key(actor: Actor, account: str, key: str) -> None:
    """A key holds no longer. `key`: how it is named in lists."""
    _own_or(actor, account, Permission.ACCOUNT_CLOSE)
    with _office(actor) as file:
        found = _key(key, account)
        found.revoked = True
        found.save(update_fields=["revoked"])
        # Whoever had the key may have signed in with it, and added a passkey.
        accounts.sign_out(found.account)
        file.write(
            ev.Noted(title=f"key {found.digest[:KEY_NAME]} of {account} is revoked"), known=()
        )


@contextmanager
def passkey_changed(actor: Actor, of: str, how: Literal["added", "removed"]) -> Iterator[None]:
    """A passkey of one's own is added or removed within this block, and the record says so.

    `of`: the `digest` of its id. As a key that its holder made in place of another, it needs nobody
    else: it signs in the same person. Whoever signs in may have one, whatever their role.
    """
    with _office(actor) as file:
        yield
        title = f"passkey {of[:KEY_NAME]} of {actor.account} is {how}"
        file.write(ev.Noted(title=title), known=())


def _made_key(
    file: File, account: Account, role: Role, until: date | None, place: Account | None,
    given_by: str, confirmed_by: str,
) -> str:  # fmt: skip
    key = new_key(account, role, until, place, given_by=given_by, confirmed_by=confirmed_by)
    _note_key(file, account, role, place, digest(key))
    return key


def _note_key(file: File, account: Account, role: Role, place: Account | None, of: str) -> None:
    stead = f" for {place.pk}" if place else ""
    title = f"key {of[:KEY_NAME]} made: {account.pk}{stead} as {role}"
    file.write(ev.Noted(title=title), known=())


@contextmanager
def _office(actor: Actor) -> Iterator[File]:
    try:
        # Whoever loses a role finishes nothing in it: what is under way ends first, or not at all.
        with changing(actor, everywhere=True) as made:
            yield office(made)
    except accounts.Impossible as error:
        raise Refused(str(error)) from None


def _opened(account: Account, roles: tuple[Role, ...]) -> ev.AccountOpened:
    return ev.AccountOpened(
        account=account.pk, called=account.called, roles=roles, holder=account.person
    )


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
        role = next((role for role in ROLES if role == name and role in current().roles), None)
        if role is None:
            raise Wrong(f"there is no role '{name}' here")
        found.append(role)
    return tuple(found)
