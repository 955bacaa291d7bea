"""The two databases behind one face: SQLite for one machine, PostgreSQL where many work.

Statements are written once, with `%s` for each value. The record needs no more of a connection
than `execute`, so that it can be handed the connection of the transaction it is to be part of.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal, Protocol

BUSY_SECONDS = 30.0
"""How long a writer waits for its turn before it gives up with an error."""

Vendor = Literal["sqlite", "postgresql"]


class DatabaseError(Exception):
    """The database refused or failed; the transaction is undone. The message is the database's."""


class Connection(Protocol):
    """What the record needs of a database connection."""

    @property
    def vendor(self) -> Vendor:
        """Which database this is."""

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """Run one statement; gives a cursor with `fetchone`, `fetchall` and iteration."""

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement for each row of values."""


class Database:
    """One open connection to SQLite or PostgreSQL, outside Django."""

    def __init__(self, raw: Any, vendor: Vendor, failures: tuple[type[Exception], ...]) -> None:
        """Use `connect`."""
        self._raw = raw
        self._failures = failures
        self.vendor: Vendor = vendor

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """Run one statement; raises `DatabaseError`."""
        try:
            if self.vendor == "sqlite":
                return self._raw.execute(sql.replace("%s", "?"), values)
            return self._raw.execute(sql, values or None)
        except self._failures as error:
            raise DatabaseError(str(error)) from error

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement for each row; raises `DatabaseError`."""
        try:
            if self.vendor == "sqlite":
                self._raw.executemany(sql.replace("%s", "?"), rows)
            else:
                with self._raw.cursor() as cursor:
                    cursor.executemany(sql, rows)
        except self._failures as error:
            raise DatabaseError(str(error)) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and durable when the block is left; raises `DatabaseError`."""
        self.execute("BEGIN IMMEDIATE" if self.vendor == "sqlite" else "BEGIN")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        # Nothing may be left to undo: some failures end the transaction by themselves.
        with suppress(*self._failures):
            self._raw.execute("ROLLBACK")

    def close(self) -> None:
        """Give the connection back."""
        self._raw.close()


def connect(address: str) -> Database:
    """Open `sqlite:FILE` or `postgresql://…`; raises `DatabaseError`."""
    kind, _, rest = address.partition(":")
    if kind == "sqlite" and rest:
        return _sqlite(Path(rest))
    if kind in ("postgresql", "postgres") and rest:
        return _postgresql(address)
    raise DatabaseError(f"'{address}' is no database; write sqlite:FILE or postgresql://…")


def _sqlite(file: Path) -> Database:
    try:
        raw = sqlite3.connect(
            file, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        # Durable on commit; readers never wait for writers; erased payloads are overwritten.
        for setting in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            raw.execute(f"PRAGMA {setting}")
    except sqlite3.Error as error:
        raise DatabaseError(f"{file}: {error}") from error
    return Database(raw, "sqlite", (sqlite3.Error,))


def _postgresql(address: str) -> Database:
    import psycopg  # noqa: PLC0415  # only who uses PostgreSQL waits for its import

    try:
        raw = psycopg.connect(address, autocommit=True)
    except psycopg.Error as error:
        raise DatabaseError(str(error)) from error
    return Database(raw, "postgresql", (psycopg.Error,))
