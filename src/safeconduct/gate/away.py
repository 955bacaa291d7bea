"""Keeps people away from cases in which they have a conflict of interest."""

from __future__ import annotations

from safeconduct.gate.models import Person, Thing
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
