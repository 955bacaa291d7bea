"""Keeps people away from cases in which they have a conflict of interest."""

from __future__ import annotations

from collections.abc import Iterable

from safeconduct.gate.errors import NotFound
from safeconduct.gate.models import Case, Person, Thing
from safeconduct.policy.actor import Actor
from safeconduct.policy.standing import conflicts


def keeps_away(actor: Actor, case: str) -> bool:
    """Whether the actor must keep away from a case: it, a request or a person of it is theirs.

    A person who was identified is the same person in every case, under whatever id. Whoever is
    kept away is answered as if there were no such case, because saying more would tell them that
    the person is in it.
    """
    of = set(conflicts(actor).values_list("of", flat=True))
    if not of:
        return False
    if case in of or Thing.objects.filter(case_id=case, id__in=of).exists():
        return True
    same = Person.objects.filter(id__in=of).exclude(identity="").values_list("identity", flat=True)
    return Person.objects.filter(case_id=case, identity__in=set(same)).exists()


def avoided(actor: Actor, cases: Iterable[str]) -> set[str]:
    """Those of these cases that the actor must keep away from."""
    if not conflicts(actor).exists():
        return set()
    return {case for case in cases if keeps_away(actor, case)}


def refuse(actor: Actor, ids: Iterable[str]) -> None:
    """Raises `NotFound` if one of these is a case that the actor must keep away from."""
    if not conflicts(actor).exists():
        return
    for case in Case.objects.filter(pk__in=set(ids)).values_list("pk", flat=True):
        if keeps_away(actor, case):
            raise NotFound(f"there is no case '{case}'")
