"""Whether somebody may still act today: mandates, deputies, conflicts of interest.

A deputy acts in a role only while who holds it is away, within the days for which they were named,
and counts as both persons wherever two are needed. Deputies have no deputies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import Q

from safeconduct.policy import clock
from safeconduct.policy.actor import Actor
from safeconduct.policy.models import Absence, Account, Conflict, Deputy, Mandate
from safeconduct.policy.onepage import once_a_page

_BETWEEN = " for "
"""In the record: `ben for anna`, where ben acted as anna's deputy. No account's id has spaces."""
_FROM_FILE = " from a file"
"""In the record: `anna from a file`, where anna brought in a case file that says it."""

CONFIRMED = ~Q(confirmed_by="")
"""What a second person has confirmed; the rest holds for nothing."""


def signature(actor: Actor) -> str:
    """Who acted, as the record keeps it."""
    return f"{actor.account}{_BETWEEN}{actor.deputy_of}" if actor.deputy_of else actor.account


def out_of_a_file(actor: Actor) -> str:
    """How the record keeps who brought something in that others are said to have done."""
    return signature(actor) + _FROM_FILE


def from_file(signed: str) -> bool:
    """Whether something came in with a case file."""
    return signed.endswith(_FROM_FILE)


def _persons(signed: str) -> set[str]:
    return set(signed.removesuffix(_FROM_FILE).split(_BETWEEN))


def same_person(actor: Actor, signed: str) -> bool:
    """Whether the actor counts as somebody who signed: one of the two of a two-person rule.

    A deputy counts as themselves and as the person they stand in for, on either side.
    """
    mine = {actor.account, actor.deputy_of} - {""}
    return bool(mine & _persons(signed))


def two_persons(signed: str, other: str) -> bool:
    """Whether two acts were signed by different persons, deputies and whom they stand in for."""
    return not _persons(signed) & _persons(other)


def holds(account: str, role: str, today: date) -> bool:
    """Whether an open account holds a role on a day, itself."""
    return Mandate.objects.filter(
        _on(today), CONFIRMED, account=account, role=role, account__active=True
    ).exists()


def away(account: str, today: date) -> bool:
    """Whether who holds an account is away on a day."""
    return Absence.objects.filter(_on(today), account=account).exists()


def stands_in(deputy: str, account: str, role: str, today: date) -> bool:
    """Whether one account may act for another in a role on a day."""
    named = Deputy.objects.filter(
        _on(today), CONFIRMED, deputy=deputy, account=account, role=role
    ).exists()
    open_ = Account.objects.filter(pk=deputy, active=True).exists()
    return (
        named and open_ and deputy != account and holds(account, role, today)
        and away(account, today)
    )  # fmt: skip


def acts_today(actor: Actor) -> bool:
    """Whether the actor still holds today what they signed in with."""
    today = clock.today()

    def holds_it() -> bool:
        if actor.deputy_of:
            return stands_in(actor.account, actor.deputy_of, actor.role, today)
        return holds(actor.account, actor.role, today)

    return once_a_page(("acts today", actor, today), holds_it)


def conflicts(actor: Actor) -> frozenset[str]:
    """What the actor must keep away from: ids of cases, requests, persons.

    A deputy keeps away from what either of the two must: they act in the other's place, and may
    well work for them. Where somebody has a conflict, another gets a mandate of their own.
    """
    accounts = frozenset({actor.account, actor.deputy_of} - {""})

    def stated() -> frozenset[str]:
        rows = Conflict.objects.filter(account__in=accounts)
        return frozenset(rows.values_list("of", flat=True))

    return once_a_page(("conflicts", accounts), stated)


def keeps_away_from(actor: Actor, ids: Iterable[str]) -> bool:
    """Whether the actor must keep away from any of these cases, requests or persons."""
    return not conflicts(actor).isdisjoint(ids)


Guard = Callable[[Actor, Iterable[str]], None]

_guards: list[Guard] = []


def guard(one: Guard) -> None:
    """Let this be asked, too, whenever somebody must be allowed to do something.

    It raises what it wants to be said. The gate knows what is in a case, and this package does not.
    """
    _guards[:] = [one]


def ask_guards(actor: Actor, ids: Iterable[str]) -> None:
    """Raises what the guards raise."""
    for one in _guards:
        one(actor, ids)


def _on(today: date) -> Q:
    return Q(since__lte=today) & (Q(until=None) | Q(until__gt=today))
