"""Whose matter it is: counsel is admitted for a person, the police and observers to a measure.

What concerns an account is all that the defence, the police and an observer see of a case as their
own. A magistrate says so, in the case; it holds from the next command on, and until it is ended.
"""

from __future__ import annotations

from collections.abc import Collection

from safeconduct.case import events as ev
from safeconduct.case.state import State
from safeconduct.gate.change import changing
from safeconduct.gate.errors import NotFound, Refused, Wrong
from safeconduct.gate.node import current
from safeconduct.policy import accounts
from safeconduct.policy.actor import Actor
from safeconduct.policy.models import Account, Concern
from safeconduct.policy.permissions import Permission, must


def admit(actor: Actor, case: str, account: str, of: str, reasons: str) -> None:
    """A matter becomes an account's own: `of`, a person for counsel, a measure for the others.

    `reasons`: on what it rests, as a mandate or an order. Raises `NotFound`, `Wrong`, `Refused`.
    """
    must(actor, Permission.MATTER_ADMIT, case, of)
    if not reasons.strip():
        raise Wrong("reasons: say on what it rests, such as a mandate of that day")
    # Exclusive: whoever is being admitted, or shut out, finishes nothing meanwhile.
    with changing(actor, everywhere=True) as made:
        file = made.file(case)
        found = _account(account)
        if of not in _things(found, file.state):
            raise Wrong(
                f"of: '{account}' is admitted to nothing of this kind here; counsel is admitted "
                "for a person of the case, the police and observers to a measure"
            )
        _, new = Concern.objects.get_or_create(account=found, of=of)
        if not new:
            raise Refused(f"'{account}' is admitted to '{of}' already")
        file.write(ev.Noted(title=f"{account} is admitted to {of}: {reasons}"))


def end(actor: Actor, case: str, account: str, of: str, reasons: str) -> None:
    """A matter is no longer an account's own. Raises `NotFound`."""
    must(actor, Permission.MATTER_ADMIT, case, of)
    with changing(actor, everywhere=True) as made:
        file = made.file(case)
        things = {*file.state.persons, *file.state.measures}
        gone, _ = Concern.objects.filter(account=account, of__in=things & {of}).delete()
        if not gone:
            raise NotFound(f"'{account}' is not admitted to '{of}' in this case")
        file.write(ev.Noted(title=f"{account} is admitted to {of} no longer: {reasons}"))


def _account(name: str) -> Account:
    found = Account.objects.filter(pk=name).first()
    if found is None:
        raise NotFound(f"there is no account '{name}'")
    return found


def _things(account: Account, state: State) -> Collection[str]:
    roles = set(accounts.roles_from(account, current().today()))
    return {
        *(state.persons if "defence" in roles else ()),
        *(state.measures if roles & {"police-officer", "observer"} else ()),
    }
