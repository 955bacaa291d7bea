"""A person as a source describes them: names, birth, numbers; and such descriptions from rows.

The columns (CSV) or fields (JSON lines), each of which may be missing but for a name:

    id             whatever the row is called in the answer
    name           a name; several are separated by `;`
    names          several names (JSON: a list)
    birth_date     2001-05-03, 2001-05, 2001, 03.05.2001, 03/05/2001, 3 May 2001
    birth_place    a place
    numbers        numbers of documents and national numbers, separated by `;` (JSON: a list)

`full_name`, `aliases`, `date_of_birth`, `dob`, `place_of_birth` and `number` are read as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from safeconduct.names.births import UNKNOWN, BadBirth, Born, read_birth
from safeconduct.names.folding import fold

MOST_NAMES = 1000
"""So many names of one person are read."""
COLUMNS = {
    "id": "id", "name": "names", "names": "names", "full_name": "names", "alias": "names",
    "aliases": "names", "birth_date": "born", "date_of_birth": "born", "dob": "born",
    "birth_place": "place", "place_of_birth": "place", "numbers": "numbers", "number": "numbers",
}  # fmt: skip
_SEVERAL = re.compile(r"\s*[;|\n]\s*")


class BadRow(ValueError):
    """A row describes nobody; the message names the field and says what would be right."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person as one source describes them."""

    names: tuple[str, ...]
    born: Born = UNKNOWN
    place: str = ""
    numbers: tuple[str, ...] = ()
    id: str = ""
    remarks: tuple[str, ...] = ()
    """What of the source could not be used, and why: the person is looked for without it."""


def person(row: Mapping[str, object], ending: str = "") -> Person:
    """The person that a row describes.

    With an ending, only the columns that end in it count: `name1` and `birth_date1` of a pair.
    A day of birth that is none is left out with a remark. Raises `BadRow` where there is no name.
    """
    found: dict[str, list[str]] = {"id": [], "names": [], "born": [], "place": [], "numbers": []}
    for column, value in row.items():
        field = _field(column, ending)
        if field and value is not None:
            found[field].extend(_values(field, value))
    if not found["names"]:
        raise BadRow(f"there is no name; give one in the column 'name{ending}'")
    born = UNKNOWN
    remarks: tuple[str, ...] = ()
    try:
        born = read_birth(found["born"][0]) if found["born"] else UNKNOWN
    except BadBirth as problem:
        remarks = (f"birth_date{ending} is left out: {problem}",)
    names = tuple(dict.fromkeys(found["names"]))
    if len(names) > MOST_NAMES:
        remarks += (f"only the first {MOST_NAMES} of {len(names)} names are read",)
    return Person(
        names[:MOST_NAMES], born, " ".join(found["place"]),
        tuple(dict.fromkeys(found["numbers"])), " ".join(found["id"]), remarks,
    )  # fmt: skip


def knows(column: str, ending: str = "") -> bool:
    """Whether a column is one that is read."""
    return bool(_field(column, ending))


def _field(column: str, ending: str) -> str:
    plain = column.strip().casefold()
    if not plain.endswith(ending):
        return ""
    return COLUMNS.get(plain[: len(plain) - len(ending)].rstrip("_"), "")


def _values(field: str, value: object) -> list[str]:
    if isinstance(value, (list, tuple)):
        return [text for each in value for text in _values(field, each)]
    text = str(value).strip()
    if field in ("names", "numbers"):
        return [part for part in _SEVERAL.split(text) if part]
    return [text] if text else []


def number_key(number: str) -> str:
    """A number as it is compared: letters and digits alone; empty if it is too short to tell."""
    key = "".join(sign for sign in fold(number) if sign.isalnum())
    return key if len(key) >= 5 and any(sign.isdigit() for sign in key) else ""
