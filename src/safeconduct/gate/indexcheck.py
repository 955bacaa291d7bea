"""Whether the gate's tables say what the record says: nothing hidden, nothing added, nothing moved.

The record proves its entries; this shows that the index over them is whole. Somebody who deletes
the row that makes a hold part of its case leaves an entry that belongs to no case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db.models import Model

from safeconduct.case.events import (
    ActDropped,
    ActIntended,
    EntriesLost,
    MessageSent,
    MessageTaken,
    PayloadErased,
)
from safeconduct.case.state import fold
from safeconduct.gate import history, index, reading
from safeconduct.gate.change import check_case
from safeconduct.gate.connection import DjangoConnection
from safeconduct.gate.errors import Wrong
from safeconduct.gate.models import Case, Entry
from safeconduct.gate.node import current
from safeconduct.record.entry import BadEntry
from safeconduct.record.schema import OWN

Progress = Callable[[int, int, str], None]

NOT_OF_CASES = (
    ActIntended, ActDropped, PayloadErased, EntriesLost, MessageSent, MessageTaken,
)  # fmt: skip
"""What the record writes for itself, and messages to and from other nodes."""


def differences(tell: Progress = lambda _done, _of, _what: None) -> Iterator[str]:
    """Everything in which index and record differ, in words; nothing if they agree."""
    yield from _strays()
    cases = list(Case.objects.order_by("pk"))
    for number, case in enumerate(cases):
        tell(number, len(cases), case.pk)
        yield from _of_case(case)


def _strays() -> Iterator[str]:
    connection, record = DjangoConnection(), current().record
    rows = connection.execute(
        "SELECT e.position FROM record_entry e LEFT JOIN gate_entry g ON g.position = e.position "
        "WHERE e.log = %s AND g.position IS NULL "
        "AND e.position NOT IN (SELECT position FROM record_lost) ORDER BY e.position",
        [OWN],
    ).fetchall()
    for (position,) in rows:
        try:
            event = record.event(connection, int(position))
        except BadEntry as error:
            yield f"entry {position}: {error}"
            continue
        if not isinstance(event, NOT_OF_CASES):
            yield f"entry {position} of the record belongs to no case: its row is gone"


def _of_case(case: Case) -> Iterator[str]:
    placed = list(
        Entry.objects.filter(case=case).order_by("number").values_list("number", "position")
    )
    if [number for number, _ in placed] != list(range(case.version)):
        yield f"case {case.pk}: its events are not numbered from 0 to {case.version - 1}"
    positions = [position for _, position in placed]
    if positions != sorted(positions):
        yield f"case {case.pk}: its events are not in the order of the record"
    if case.erased is not None:
        return  # What its tables should say is gone, too.
    try:
        written = reading.read(case.pk)
        if len(written) == len(placed):
            check_case(case.pk, [one.event for one in written])
        events = history.binding(written)
    except (BadEntry, Wrong) as error:
        yield f"case {case.pk}: {error}"
        return
    yield from _rows(case, index.rows(case, events, fold(events), current().today()))


def _rows(case: Case, wanted: list[Model]) -> Iterator[str]:
    for model in index.LISTED:
        should = {row.pk: row for row in wanted if isinstance(row, model)}
        there = {row.pk: row for row in model._default_manager.filter(case=case)}
        for key in sorted(should.keys() | there.keys()):
            if key not in there:
                yield f"case {case.pk}: {model.__name__} {key} is missing from the tables"
            elif key not in should:
                yield f"case {case.pk}: {model.__name__} {key} follows from no event"
            else:
                yield from _columns(case, model, should[key], there[key])


def _columns(case: Case, model: type[Model], should: Model, there: Model) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        if field.name in (*index.KEPT.get(model, ()), *index.DATED.get(model, ())):
            continue
        one, other = getattr(should, field.attname), getattr(there, field.attname)
        if one != other:
            yield (
                f"case {case.pk}: {model.__name__} {there.pk}: {field.name} is {other!r}, and "
                f"follows from the events as {one!r}"
            )
