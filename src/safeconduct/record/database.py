"""The two databases behind one face: SQLite for one machine, PostgreSQL where many work.

Statements are written once, with `%s` for each value. The record needs no more of a connection
than `execute`, so that it can be handed the connection of the transaction it is to be part of.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from threading import Lock, RLock
from typing import Any, Literal, Protocol

BUSY_SECONDS = 30.0
"""How long a writer waits for its turn before it gives up with an error."""

Vendor = Literal["sqlite", "postgresql"]

_FAILED = "a statement of this transaction failed before, so nothing of it is kept; begin again"
# In a damaged file even the words that an error quotes can be none.
_SQLITE_FAILURES = (sqlite3.Error, UnicodeDecodeError)
_SQLITE_REFUSALS = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CONSTRAINT)


class DatabaseError(Exception):
    """The database refused or failed; the transaction is undone. The message is the database's."""


class OutcomeUnknown(DatabaseError):
    """The commit itself failed on its way: the transaction is kept whole or undone whole.

    Which of the two, only a look tells: whoever gets this looks for what was to be written, once
    the database is back, before doing it again. On SQLite the look is final only after the next
    commit: what a failing disk did not take can come back when the computer stops before that.
    """


def raw(value: object) -> bytes:
    """The bytes in a column; none where somebody has put something else there."""
    return bytes(value) if isinstance(value, bytes | memoryview | bytearray) else b""


class Connection(Protocol):
    """What the record needs of a database connection."""

    @property
    def vendor(self) -> Vendor:
        """Which database this is."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open, so that what is done now is kept or undone together."""

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """Run one statement; gives a cursor with `fetchone`, `fetchall` and iteration."""


_AT_ONCE = 100


def insert(connection: Connection, columns: str, rows: Sequence[Sequence[Any]]) -> None:
    """Add rows to a table, many with one statement; `columns` reads 'table (column, …)'."""
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        row = f"({', '.join(['%s'] * len(some[0]))})"
        connection.execute(
            f"INSERT INTO {columns} VALUES {', '.join([row] * len(some))}",
            [value for values in some for value in values],
        )


class Rows:
    """The rows that a statement gave, read out at once, so that nothing fails or changes later."""

    def __init__(self, cursor: Any) -> None:
        """Read the cursor out."""
        self.rowcount = cursor.rowcount
        self._left = iter(cursor.fetchall() if cursor.description else ())

    def fetchone(self) -> Any:
        """The next row, or None."""
        return next(self._left, None)

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        return list(self._left)

    def __iter__(self) -> Iterator[Any]:
        """The rows that are left."""
        return self._left


class Database:
    """One open connection to SQLite or PostgreSQL, outside Django.

    Threads that share it take turns: a thread's transaction keeps the others waiting, so that
    nothing of theirs slips into it. A thread that does much is better off with one of its own.
    """

    def __init__(
        self,
        raw: Any,
        vendor: Vendor,
        failures: tuple[type[Exception], ...],
        writer: AbstractContextManager[object] | None = None,
    ) -> None:
        """Use `connect`. `writer`: held during each transaction, if there is one writer at a time.

        Only for those in this process: others are kept out by the database itself.
        """
        self._raw = raw
        # PostgreSQL sends bytes as they are, instead of in hexadecimal, if it is asked to.
        self._cursor: Any = raw.cursor(binary=True) if vendor == "postgresql" else None
        self._failures = failures
        self._writer = writer or nullcontext()
        self._thread = RLock()
        self._begun = self._failed = False
        self.vendor: Vendor = vendor

    @property
    def in_transaction(self) -> bool:
        """Whether this thread has a transaction open on the connection."""
        self._wait_for_turn()
        try:
            if self.vendor == "sqlite":
                return bool(self._raw.in_transaction)
            return self._raw.info.transaction_status.name in ("ACTIVE", "INTRANS", "INERROR")
        finally:
            self._thread.release()

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """Run one statement; raises `DatabaseError`."""
        self._wait_for_turn()
        try:
            if self._failed:
                raise DatabaseError(_FAILED)
            if self.vendor == "sqlite":
                return Rows(self._raw.execute(sql.replace("%s", "?"), values))
            return Rows(self._cursor.execute(sql, values or None))
        except BaseException as error:
            # Whatever it was, the statement may be half done.
            self._failed = self._begun
            if isinstance(error, self._failures):
                raise DatabaseError(str(error)) from error
            raise
        finally:
            self._thread.release()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of one query; raises `DatabaseError`."""
        return list(self.execute(sql, values).fetchall())

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """What is read in the block is all of one moment, whatever others write meanwhile."""
        self._wait_for_turn()
        try:
            if self.in_transaction:
                raise DatabaseError("a transaction is open already; there is none within another")
            sqlite = self.vendor == "sqlite"
            self.execute("BEGIN" if sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                yield
            finally:
                with suppress(*self._failures):
                    self._raw.execute("ROLLBACK")
        finally:
            self._thread.release()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and durable when the block is left.

        Raises `DatabaseError` if it is undone, `OutcomeUnknown` if it may have been kept. A
        statement that failed undoes all of it, even if the block goes on as if nothing were.
        """
        self._wait_for_turn()
        try:
            if self.in_transaction:
                raise DatabaseError("a transaction is open already; there is none within another")
            with self._writer:
                self._begun = True
                try:
                    self.execute("BEGIN IMMEDIATE" if self.vendor == "sqlite" else "BEGIN")
                    yield
                    self._commit()
                except BaseException:
                    # Nothing may be left to undo: some failures end it by themselves.
                    with suppress(*self._failures):
                        self._raw.execute("ROLLBACK")
                    raise
                finally:
                    self._begun = self._failed = False
        finally:
            self._thread.release()

    def _commit(self) -> None:
        if self._failed:
            raise DatabaseError(_FAILED)
        try:
            self._raw.execute("COMMIT")
        except self._failures as error:
            if self._surely_undone(error):
                raise DatabaseError(str(error)) from error
            raise OutcomeUnknown(
                f"the commit failed ({error}): it is not known whether the transaction was kept; "
                "look before doing it again"
            ) from error

    def _surely_undone(self, error: Exception) -> bool:
        if self.vendor == "sqlite":
            code = getattr(error, "sqlite_errorcode", None)
            return code is not None and code & 0xFF in _SQLITE_REFUSALS
        # A server that is still there has said no; one that is gone may have committed before.
        return not self._raw.closed

    def _wait_for_turn(self) -> None:
        if not self._thread.acquire(timeout=BUSY_SECONDS):
            raise DatabaseError(
                f"another thread has held this connection for {BUSY_SECONDS:.0f} seconds; "
                "give each thread a connection of its own"
            )

    def scrub(self) -> None:
        """After an erasure: on SQLite, leave nothing of it in the write-ahead log either.

        PostgreSQL frees the space in its own time (VACUUM); see docs/record.md on erasure.
        """
        if self.vendor == "sqlite":
            self.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

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
    # Never the whole address: it may hold a password.
    raise DatabaseError(f"'{kind[:20]}:…' is no database; write sqlite:FILE or postgresql://…")


def _sqlite(file: Path) -> Database:
    try:
        raw = sqlite3.connect(
            file, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
    except sqlite3.Error as error:
        raise DatabaseError(f"{file}: {error}") from error
    try:
        # Durable on commit; readers never wait for writers; erased payloads are overwritten.
        _write_ahead(raw)
        for setting in ("synchronous=FULL", "secure_delete=ON"):
            raw.execute(f"PRAGMA {setting}")
    except _SQLITE_FAILURES as error:
        raw.close()
        raise DatabaseError(f"{file}: {error}") from error
    writer = _writers.setdefault(file.resolve(), _Turn())
    return Database(raw, "sqlite", _SQLITE_FAILURES, writer)


def _write_ahead(raw: sqlite3.Connection) -> None:
    """Keep a write-ahead log in this file, from its first connection on.

    Where several processes begin a file at once, SQLite says that it is locked without waiting as
    long as it was told to: each of them would have to wait for the others. So wait here.
    """
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            raw.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(0.01)


class _Turn:
    """The turn to write to an SQLite file, among the threads of this process.

    SQLite lets them try again and again, with pauses of up to a tenth of a second; here the next
    one goes on at once.
    """

    def __init__(self) -> None:
        self._lock = Lock()

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=BUSY_SECONDS):
            raise DatabaseError(f"database is locked, and has been for {BUSY_SECONDS:.0f} seconds")

    def __exit__(self, *_: object) -> None:
        self._lock.release()


_writers: dict[Path, _Turn] = {}
# A process that was forked off begins with nobody writing, whoever did in the one it comes from.
os.register_at_fork(after_in_child=_writers.clear)


def writer_turn(name: str, vendor: Vendor) -> AbstractContextManager[object]:
    """The turn of writers to the database, for those who write through a connection of their own.

    Only SQLite has one writer at a time; `name` is its file.
    """
    if vendor != "sqlite":
        return nullcontext()
    return _writers.setdefault(Path(name).resolve(), _Turn())


def _postgresql(address: str) -> Database:
    import psycopg  # noqa: PLC0415  # only who uses PostgreSQL waits for its import

    try:
        raw = psycopg.connect(address, autocommit=True)
    except psycopg.Error as error:
        raise DatabaseError(str(error)) from error
    try:
        # Nobody waits for ever; durable on commit, whatever the server's own setting is.
        raw.execute(f"SET lock_timeout = '{BUSY_SECONDS * 1000:.0f}ms'")
        raw.execute(
            "SELECT set_config('synchronous_commit', 'on', false) "
            "WHERE current_setting('synchronous_commit') = 'off'"
        )
    except psycopg.Error as error:
        raw.close()
        raise DatabaseError(str(error)) from error
    return Database(raw, "postgresql", (psycopg.Error,))
