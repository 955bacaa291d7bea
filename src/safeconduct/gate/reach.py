"""The same identified person in several cases."""

from __future__ import annotations

from safeconduct.gate.identities import identity
from safeconduct.gate.models import Person


def elsewhere(number: str, case: str) -> list[tuple[str, str]]:
    """The other open cases in which the person of a number occurs: case and person there."""
    if not number:
        return []
    found = Person.objects.filter(identity=identity(number), case__closed=False)
    rows = found.exclude(case_id=case).order_by("case_id", "id").values_list("case_id", "id")
    return [(str(other), str(person)) for other, person in rows]
