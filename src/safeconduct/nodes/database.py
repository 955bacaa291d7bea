"""Transactions on Django's connection, with a note of each message in the node's own record.

What is noted in a transaction is recorded at its end, in the same transaction: whoever adds to the
record keeps all others waiting, and must not wait for anything after that.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from safeconduct.case.events import MessageSent, MessageTaken
from safeconduct.record.database import Rows, Vendor, writer_turn

Note = MessageSent | MessageTaken


class DjangoConnection:
    """This thread's connection of Django's, as the record wants one."""

    @property
    def vendor(self) -> Vendor:
        """Which database this is."""
        return "sqlite" if connection.vendor == "sqlite" else "postgresql"

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return bool(connection.in_atomic_block)

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """Run one statement, with `%s` for each value."""
        with connection.cursor() as cursor:
            cursor.execute(sql, list(values) or None)
            return Rows(cursor)


@dataclass
class _Open:
    """A transaction that is open in this thread."""

    joined: bool
    notes: list[Note] = field(default_factory=list)


class _Thread(threading.local):
    open: _Open | None = None


_thread = _Thread()


@contextmanager
def writing(*, joined: bool = False) -> Iterator[DjangoConnection]:
    """One transaction: all or nothing, and durable when the block is left.

    `joined`: every `writing` within it is a part of it; otherwise there is none within another.
    """
    found = DjangoConnection()
    if _thread.open is not None and _thread.open.joined:
        yield found
        return
    if found.in_transaction:
        raise RuntimeError("a change is open already; there is none within another")
    with writer_turn(str(connection.settings_dict["NAME"]), found.vendor), transaction.atomic():
        _thread.open = _Open(joined)
        try:
            yield found
            _record(_thread.open.notes)
        finally:
            _thread.open = None


@contextmanager
def part() -> Iterator[None]:
    """A part of the transaction that is open: undone alone if the block raises."""
    kept = len(_thread.open.notes) if _thread.open else 0
    try:
        with transaction.atomic():
            yield
    except BaseException:
        if _thread.open:
            del _thread.open.notes[kept:]
        raise


def note(event: Note) -> None:
    """Have this recorded with the transaction that is open."""
    if _thread.open is None:
        _record([event])
    else:
        _thread.open.notes.append(event)


def _record(notes: list[Note]) -> None:
    from safeconduct.nodes.here import current  # noqa: PLC0415  # it needs `writing` from here

    if notes:
        current().record(DjangoConnection(), notes)
