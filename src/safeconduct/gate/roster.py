"""Which accounts there are: for who runs and watches them, and each for themselves."""

from __future__ import annotations

from dataclasses import dataclass

from safeconduct.gate.node import current
from safeconduct.policy import accounts as policy
from safeconduct.policy.accounts import KEY_NAME
from safeconduct.policy.actor import Actor
from safeconduct.policy.models import Account
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.standing import away


@dataclass
class Listed:
    """An account, as lists have it; `keys` by their names, which open nothing."""

    account: str
    called: str
    register_name: str
    active: bool
    roles: list[str]
    deputies: list[str]
    """As in `ben as clerk`: who stands in, while the account is away."""
    keys: list[str]
    waiting: list[str]
    """What was given and holds for nothing before a second person has confirmed it."""
    given: list[str]
    """What it and its deputies hold or wait for, with who gave and who confirmed each."""


def accounts(actor: Actor) -> list[Listed]:
    """Every account. What they keep away from is not said: it would tell of cases."""
    must(actor, Permission.ACCOUNTS_READ)
    return [_listed(one) for one in policy.with_all_given()]


def own(actor: Actor) -> tuple[Listed, bool, list[str]]:
    """One's own account, whether it is away today, and what it keeps away from."""
    must(actor, Permission.OWN_READ)
    account = Account.objects.get(pk=actor.account)
    of = account.conflicts.order_by("of").values_list("of", flat=True)
    return _listed(account), away(account.pk, current().today()), list(of)


def _listed(account: Account) -> Listed:
    today = current().today()
    return Listed(
        account=account.pk, called=account.called, register_name=account.register,
        active=account.active, roles=[*policy.roles_from(account, today)],
        deputies=[f"{o.deputy_id} as {o.role}" for o in policy.deputies(account, today)],
        keys=[key.digest[:KEY_NAME] for key in policy.working_keys(account, today)],
        waiting=list(policy.waiting(account, today)), given=policy.given(account, today),
    )  # fmt: skip
