"""Reads a case out of the record: its events in their order, with who wrote each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from safeconduct.case import events as ev
from safeconduct.gate.connection import DjangoConnection
from safeconduct.gate.errors import NotFound
from safeconduct.gate.models import Case, Entry
from safeconduct.gate.node import current
from safeconduct.policy.onepage import once_a_page
from safeconduct.record import entry as entries
from safeconduct.record.database import raw
from safeconduct.record.entry import BadEntry
from safeconduct.record.schema import OWN

_AT_ONCE = 400

OFFICE = "office"
"""The id of the office file (`officefile`)."""


class Written(NamedTuple):
    """An event of a case: where the record has it, who wrote it."""

    number: int
    position: int
    event: ev.AnyEvent
    actor: str


def read(case: str, first: int | None = None) -> list[Written]:
    """The events of a case, in their order; those that were erased are left out.

    Each is checked against its entry. `first`: only so many. Raises `BadEntry` where somebody
    changed one.
    """
    rows = list(
        Entry.objects.filter(case_id=case)
        .order_by("number")
        .values_list("number", "position")[:first]
    )
    positions = tuple(position for _, position in rows)
    # The index is asked each time: a case that has moved on meanwhile is read anew.
    found = once_a_page(("payloads", positions), lambda: _payloads(positions))
    return [Written(number, at, *found[at]) for number, at in rows if at in found]


def events(case: str) -> list[ev.AnyEvent]:
    """The events of a case, without who wrote them."""
    return [written.event for written in read(case)]


def case_of(name: str) -> Case:
    """The row of a case; raises `NotFound`, also for the office file, which is nobody's case."""
    found = Case.objects.exclude(pk=OFFICE).filter(pk=name).first()
    if found is None:
        raise NotFound(f"there is no case '{name}'")
    return found


def _payloads(positions: Sequence[int]) -> dict[int, tuple[ev.AnyEvent, str]]:
    connection, record = DjangoConnection(), current().record
    found: dict[int, tuple[ev.AnyEvent, str]] = {}
    for start in range(0, len(positions), _AT_ONCE):
        some = positions[start : start + _AT_ONCE]
        rows = connection.execute(
            "SELECT e.position, e.entry, p.sealed FROM record_entry e "
            "LEFT JOIN record_payload p ON p.position = e.position "
            f"WHERE e.log = %s AND e.position IN ({', '.join(['%s'] * len(some))})",
            [OWN, *some],
        ).fetchall()
        if len(rows) != len(some):
            raise BadEntry("the index names entries that the record does not have")
        for position, entry, sealed in rows:
            if sealed is not None:
                payload = record.open(raw(sealed), raw(entry))
                found[int(position)] = entries.event_of(payload), payload.actor
    return found
