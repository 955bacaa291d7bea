"""Django's connection, as the record wants one, so that both are part of one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from safeconduct.record.database import Rows, Vendor, writer_turn

_WORLD = 0x5AFEC2
"""The key of PostgreSQL's advisory lock between changes of one case and changes of many."""


class DjangoConnection:
    """This thread's connection of Django's."""

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


@contextmanager
def writing(*, everywhere: bool = False) -> Iterator[DjangoConnection]:
    """One transaction: all or nothing, and durable when the block is left.

    `everywhere`: for what can reach several cases at once, such as a hold on a person. It waits
    until no change is under way, and keeps others out; two changes of one case each go together.
    """
    found = DjangoConnection()
    if found.in_transaction:
        raise RuntimeError("a change is open already; there is none within another")
    with writer_turn(str(connection.settings_dict["NAME"]), found.vendor), transaction.atomic():
        if found.vendor == "postgresql":
            shared = "" if everywhere else "_shared"
            found.execute(f"SELECT pg_advisory_xact_lock{shared}(%s)", [_WORLD])
        yield found
