"""Keeps people away from cases in which they have a conflict of interest."""

from __future__ import annotations

from collections.abc import Iterable

from safeconduct.gate.errors import NotFound
from safeconduct.gate.models import Case, Person, Thing
from safeconduct.policy.actor import Actor
from safeconduct.policy.standing import conflicts


def away_from(actor: Actor) -> set[str]:
    """The cases that the actor must keep away from, as `keeps_away` has it."""
    of = conflicts(actor)
    if not of:
        return set()
    same = Person.objects.filter(id__in=of).exclude(identity="").values_list("identity", flat=True)
    found = set(Case.objects.filter(pk__in=of).values_list("pk", flat=True))
    found |= set(Thing.objects.filter(id__in=of).values_list("case_id", flat=True))
    there = Person.objects.filter(identity__in=set(same))
    return found | set(there.values_list("case_id", flat=True))


def keeps_away(actor: Actor, case: str) -> bool:
    """Whether the actor must keep away from a case: it, a request or a person of it is theirs.

    A person who was identified is the same person in every case, under whatever id. Whoever is
    kept away is answered as if there were no such case, because saying more would tell them that
    the person is in it.
    """
    return case in away_from(actor)


def avoided(actor: Actor, among: Iterable[str]) -> set[str]:
    """Those of these cases that the actor must keep away from."""
    return away_from(actor) & set(among)


def refuse(actor: Actor, ids: Iterable[str]) -> None:
    """Raises `NotFound` if one of these is a case that the actor must keep away from."""
    if not conflicts(actor):
        return
    for case in Case.objects.filter(pk__in=set(ids)).values_list("pk", flat=True):
        if keeps_away(actor, case):
            raise NotFound(f"there is no case '{case}'")
