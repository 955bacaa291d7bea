"""Accounts: opened and closed, roles, deputies, absence, conflicts and keys."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Path, Router, Schema

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Done, Named
from safeconduct.api.shape import Body, Id, Long, Short
from safeconduct.case.roles import Role
from safeconduct.gate import office, roster
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission

router = Router()

LISTS = of(Permission.ACCOUNTS_READ, Object.ACCOUNT_LIST)
WRITES = of(Permission.ACCOUNTS_WRITE, Object.ACCOUNTS)
CLOSES = of(Permission.ACCOUNT_CLOSE, Object.ACCOUNTS)
CONFIRMS = of(Permission.ACCOUNT_CONFIRM, Object.ACCOUNTS)
LETS_BACK = of(Permission.CONFLICT_END, Object.OWN_ACCOUNT)
NAMES = of(Permission.DEPUTY_NAME, Object.ACCOUNTS)
OWN = of(Permission.OWN_WRITE, Object.OWN_ACCOUNT)
OWN_SHOWN = of(Permission.OWN_READ, Object.OWN_ACCOUNT)

Reasons = Annotated[Long, Field(min_length=1)]


class NewAccount(Body):
    """Somebody who gets an account. Without an id of its own it is given one."""

    account: Id | None = None
    called: Annotated[str, Field(min_length=1, max_length=200)]
    number: Annotated[Short, Field(min_length=1)]
    """Of an official document of theirs, after the two letters of the state that gave it."""
    roles: Annotated[list[Role], Field(default_factory=list, max_length=8)]
    register_name: Annotated[str, Field(max_length=100)] = ""
    """For an asylum officer: the register they belong to."""


class GivenToConfirm(Body):
    """What a second person confirms, as the list of accounts names it under `waiting`."""

    waiting: Annotated[list[Short], Field(min_length=1, max_length=50)]
    number: Annotated[Short, Field(min_length=1)]
    """Of the document that the holder showed the second person."""


class Reason(Body):
    """Why."""

    reasons: Reasons


class NewRole(Body):
    """A role, from a day (today) until a day, that one excluded."""

    role: Role
    since: date | None = None
    until: date | None = None


class OneRole(Body):
    """A role."""

    role: Role


class NewDeputy(Body):
    """Who stands in, in which role, from a day until a day, that one excluded."""

    deputy: Id
    role: Role
    since: date
    until: date | None = None


class OneDeputy(Body):
    """Who stands in, in which role."""

    deputy: Id
    role: Role


class Away(Body):
    """From a day until a day, that one excluded."""

    since: date
    until: date | None = None


class NewConflict(Body):
    """The id of a case, a request or a person, and why the actor keeps away from it."""

    of: Id
    reasons: Reasons


class NewKey(Body):
    """A key for a role, which its holder made; `deputy_of`: in the place of that account."""

    role: Role
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """The SHA-256 of the key, in hexadecimal."""
    until: date | None = None
    deputy_of: Id | None = None


class KeyName(Body):
    """A key, as lists name it."""

    key: Annotated[str, Field(pattern=r"^[0-9a-f]{12,64}$")]


class OldKey(Body):
    """A key of one's own, whole."""

    key: Short


class Secret(Schema):
    """A key, shown once."""

    key: str


class AccountShown(Schema):
    """An account as lists have it."""

    account: str
    called: str
    register_name: str
    active: bool
    roles: list[str]
    deputies: list[str]
    keys: list[str]
    waiting: list[str]
    """What was given and holds once a second person has confirmed it."""
    given: list[str]
    """What it and its deputies hold or wait for, with who gave and who confirmed each."""


class OwnShown(AccountShown):
    """One's own account."""

    away: bool
    conflicts: list[str]


@router.get("", response=list[AccountShown], openapi_extra=LISTS)
def read_accounts(request: HttpRequest) -> list[AccountShown]:
    """The accounts of this gate, with their roles and the names of their keys."""
    return [AccountShown(**vars(one)) for one in roster.accounts(actor(request))]


@router.get("/own", response=OwnShown, openapi_extra=OWN_SHOWN)
def read_own(request: HttpRequest) -> OwnShown:
    """One's own account, with what one keeps away from."""
    one, away, conflicts = roster.own(actor(request))
    return OwnShown(**vars(one), away=away, conflicts=conflicts)


@router.post("", response={201: Named}, openapi_extra=WRITES)
def open_account(request: HttpRequest, new: NewAccount) -> Named:
    """Open an account."""
    made = office.open_account(
        actor(request), new.called, tuple(new.roles), number=new.number,
        account=new.account or "", register=new.register_name,
    )  # fmt: skip
    return Named(id=made)


@router.post("/own/conflicts", response={201: Done}, openapi_extra=OWN)
def state_conflict(request: HttpRequest, new: NewConflict) -> Done:
    """Keep away from a case, a request or a person from now on."""
    office.state_conflict(actor(request), new.of, new.reasons)
    return Done(done=True)


@router.post("/own/key", response={201: Secret}, openapi_extra=OWN)
def renew_key(request: HttpRequest, old: OldKey) -> Secret:
    """A new key in place of one's own, which holds no longer."""
    return Secret(key=office.renew_key(actor(request), old.key))


@router.post("/{account}/closing", response={201: Done}, openapi_extra=CLOSES)
def close_account(request: HttpRequest, account: Path[Id], why: Reason) -> Done:
    """Close an account: it and its keys hold no longer."""
    office.close_account(actor(request), account, why.reasons)
    return Done(done=True)


@router.post("/{account}/confirmation", response={201: Done}, openapi_extra=CONFIRMS)
def confirm(request: HttpRequest, account: Path[Id], what: GivenToConfirm) -> Done:
    """As the second person, let what was given to an account hold."""
    office.confirm(actor(request), account, what.waiting, what.number)
    return Done(done=True)


@router.post("/{account}/conflicts/end", response={201: Done}, openapi_extra=LETS_BACK)
def end_conflict(request: HttpRequest, account: Path[Id], old: NewConflict) -> Done:
    """Let somebody back to what they kept away from; somebody else does, with reasons."""
    office.end_conflict(actor(request), account, old.of, old.reasons)
    return Done(done=True)


@router.post("/{account}/roles", response={201: Done}, openapi_extra=WRITES)
def give_role(request: HttpRequest, account: Path[Id], new: NewRole) -> Done:
    """Give a role."""
    office.give_role(actor(request), account, new.role, new.since, new.until)
    return Done(done=True)


@router.post("/{account}/roles/end", response={201: Done}, openapi_extra=CLOSES)
def end_role(request: HttpRequest, account: Path[Id], one: OneRole) -> Done:
    """End a role today."""
    office.end_role(actor(request), account, one.role)
    return Done(done=True)


@router.post("/{account}/deputies", response={201: Done}, openapi_extra=NAMES)
def name_deputy(request: HttpRequest, account: Path[Id], new: NewDeputy) -> Done:
    """Name who stands in for an account while it is away."""
    office.name_deputy(actor(request), account, new.deputy, new.role, new.since, new.until)
    return Done(done=True)


@router.post("/{account}/deputies/end", response={201: Done}, openapi_extra=NAMES)
def end_deputy(request: HttpRequest, account: Path[Id], one: OneDeputy) -> Done:
    """A deputy stands in no longer."""
    office.end_deputy(actor(request), account, one.deputy, one.role)
    return Done(done=True)


@router.post("/{account}/absence", response={201: Done}, openapi_extra=OWN)
def state_absence(request: HttpRequest, account: Path[Id], away: Away) -> Done:
    """Say that whoever holds an account is away: one's own, or any for who runs the accounts."""
    office.state_absence(actor(request), account, away.since, away.until)
    return Done(done=True)


@router.post("/{account}/absence/end", response={201: Done}, openapi_extra=OWN)
def end_absence(request: HttpRequest, account: Path[Id]) -> Done:
    """Say that whoever holds an account is back."""
    office.end_absence(actor(request), account)
    return Done(done=True)


@router.post("/{account}/keys", response={201: Done}, openapi_extra=WRITES)
def give_key(request: HttpRequest, account: Path[Id], new: NewKey) -> Done:
    """The first key of an account for a role, by its fingerprint."""
    office.give_key(
        actor(request), account, new.role, new.fingerprint, new.until,
        deputy_of=new.deputy_of or "",
    )  # fmt: skip
    return Done(done=True)


@router.post("/{account}/keys/revocation", response={201: Done}, openapi_extra=OWN)
def revoke_key(request: HttpRequest, account: Path[Id], one: KeyName) -> Done:
    """A key holds no longer: one's own, or any for who runs or watches the accounts."""
    office.revoke_key(actor(request), account, one.key)
    return Done(done=True)
