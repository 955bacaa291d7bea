"""Database connections for threads: each has one of its own, opened when first asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

from safeconduct.record.database import Database, DatabaseError


class PerThread:
    """Gives each thread its own connection."""

    def __init__(self, connect: Callable[[], Database]) -> None:
        """`connect` opens a new connection."""
        self._connect = connect
        self._local = threading.local()
        self._all: list[Database] = []
        self._lock = threading.Lock()

    def get(self) -> Database:
        """This thread's connection; raises `DatabaseError` if it cannot be opened."""
        found: Database | None = getattr(self._local, "database", None)
        if found is None:
            found = self._connect()
            self._local.database = found
            with self._lock:
                self._all.append(found)
        return found

    def forget(self) -> None:
        """Close this thread's connection, which failed; the next `get` opens a new one."""
        found: Database | None = getattr(self._local, "database", None)
        self._local.database = None
        if found is not None:
            with self._lock:
                self._all.remove(found)
            with suppress(DatabaseError):
                found.close()

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for database in self._all:
                with suppress(DatabaseError):
                    database.close()
            self._all.clear()
            self._local = threading.local()
