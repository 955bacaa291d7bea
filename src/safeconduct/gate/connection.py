"""The gate's transactions: which changes wait for each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from safeconduct.nodes import database
from safeconduct.nodes.database import DjangoConnection

__all__ = ["DjangoConnection", "writing"]

_WORLD = 0x5AFEC2
"""The key of PostgreSQL's advisory lock between changes of one case and changes of many."""


@contextmanager
def writing(*, everywhere: bool = False, joined: bool = False) -> Iterator[DjangoConnection]:
    """One transaction: all or nothing, and durable when the block is left.

    `everywhere`: for what can reach several cases at once, such as a hold on a person. It waits
    until no change is under way, and keeps others out; two changes of one case each go together.
    `joined`: changes within it are a part of it.
    """
    with database.writing(joined=joined) as found:
        if found.vendor == "postgresql":
            shared = "" if everywhere else "_shared"
            found.execute(f"SELECT pg_advisory_xact_lock{shared}(%s)", [_WORLD])
        yield found
