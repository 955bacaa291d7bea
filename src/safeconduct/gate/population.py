"""A population register in a file, for nodes without a connection to the executing state's own.

A YAML file with a list of residents, in which every value is text:

    - number: "80.05.01-001.23"
      names: [Anna Example]
      born: 1980-05-01
      address: Short Street 1, Brussels
      citizen_of: [KZ]

Who has the same `address` lives in the same household.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec

from safeconduct.case import dates
from safeconduct.case.document import BadInput
from safeconduct.case.eventbase import State
from safeconduct.case.exactname import number_key, same_name
from safeconduct.files import yamltext
from safeconduct.gate.ports import Resident


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One resident as the file has them."""

    number: str
    names: tuple[str, ...]
    born: str
    address: str = ""
    citizen_of: tuple[State, ...] = ()


class PopulationFile:
    """The residents of a file, found by number or by name and birth date."""

    def __init__(self, entries: list[Entry]) -> None:
        """Use `load`."""
        at: dict[str, list[str]] = defaultdict(list)
        for entry in entries:
            if entry.address:
                at[entry.address].append(entry.number)
        self._residents = {
            number_key(entry.number): Resident(
                entry.number, entry.names, entry.born,
                tuple(one for one in at[entry.address] if one != entry.number),
                entry.citizen_of,
            )
            for entry in entries
        }  # fmt: skip

    def by_number(self, number: str) -> Resident | None:
        """Who has this number."""
        return self._residents.get(number_key(number))

    def find(self, name: str, born: str) -> list[Resident]:
        """Everybody who bears this name, born within this partial date."""
        first, last = dates.span(born)
        return [
            resident
            for resident in self._residents.values()
            if first <= dates.exact_day(resident.born) <= last
            and any(same_name(name, one) for one in resident.names)
        ]


def load(path: Path) -> PopulationFile:
    """The residents in a file. Raises `BadInput`, which names the lines."""
    document = yamltext.read(path)
    if not isinstance(document.tree, list):
        raise BadInput([document.problem((), "a population register is a list of residents")])
    problems = []
    entries: list[Entry] = []
    seen: set[str] = set()
    for index, one in enumerate(document.tree):
        wrong, entry = _entry(one)
        if entry is not None and number_key(entry.number) in seen:
            wrong = f"the number '{entry.number}' is there twice; each resident has their own"
        if wrong or entry is None:
            problems.append(document.problem((index,), wrong))
            continue
        seen.add(number_key(entry.number))
        entries.append(entry)
    if problems:
        raise BadInput(problems)
    return PopulationFile(entries)


def _entry(one: Any) -> tuple[str, Entry | None]:
    try:
        entry = msgspec.convert(one, Entry)
    except msgspec.ValidationError as error:
        return f"this is no resident: {error}; give number, names, born (and address)", None
    if not number_key(entry.number):
        return "number: is empty; write the national number", None
    if not entry.names or not all(name.strip() for name in entry.names):
        return "names: is empty; write every name that the register has", None
    try:
        dates.exact_day(entry.born)
    except dates.BadDate as error:
        return f"born: {error}", None
    return "", entry
