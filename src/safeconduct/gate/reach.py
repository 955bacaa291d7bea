"""The same identified person in several cases: a hold on them binds in every one."""

from __future__ import annotations

import msgspec

from safeconduct.gate.change import Change, File
from safeconduct.gate.index import identity
from safeconduct.gate.models import Person
from safeconduct.gate.newid import fresh
from safeconduct.gate.standstill import every


def elsewhere(number: str, case: str) -> list[tuple[str, str]]:
    """The other open cases in which the person of a number occurs: case and person there."""
    if not number:
        return []
    found = Person.objects.filter(identity=identity(number), case__closed=False)
    rows = found.exclude(case_id=case).order_by("case_id", "id").values_list("case_id", "id")
    return [(str(other), str(person)) for other, person in rows]


def copy_holds(made: Change, file: File, person: str, number: str) -> None:
    """Holds that stand on the person in other cases stand in this one, too, from now on."""
    for other, there in elsewhere(number, file.id):
        for placed in every(made.reached(other), "person", there):
            mine = {(one.by, one.why) for one in every(file, "person", person)}
            if (placed.by, placed.why) not in mine:
                same = msgspec.structs.replace(
                    placed, hold=fresh("hold"), of=person, id="", day="unknown", known={}
                )
                file.write(same, by=placed.by)
