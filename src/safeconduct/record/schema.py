"""The tables of a record. Rows are added, never changed; only payloads can be deleted.

A node keeps its own log under number 0 and the logs that it witnesses or mirrors under numbers of
their own, in the same tables. On PostgreSQL the roles that the program runs as may only read and
add (`grants`), on SQLite triggers refuse the rest. Neither stops whoever owns the database: that is
what proofs and witnesses are for.
"""

from __future__ import annotations

from safeconduct.record.database import Connection, Database

OWN = 0
"""The number of a node's own log."""
LOCK = 0x5AFEC0
"""The first key of PostgreSQL's advisory locks; the second is a log's number, or `_SCHEMA`."""
_SCHEMA = -1

_TABLES = {
    "record_log": "log BIGINT PRIMARY KEY, origin TEXT NOT NULL UNIQUE",
    "record_entry": "log BIGINT, position BIGINT, entry BYTES NOT NULL, "
    "PRIMARY KEY (log, position)",
    "record_node": "log BIGINT, number BIGINT, hash BYTES NOT NULL, PRIMARY KEY (log, number)",
    "record_payload": "position BIGINT PRIMARY KEY, sealed BYTES NOT NULL",
    "record_checkpoint": "log BIGINT, size BIGINT, note TEXT NOT NULL, PRIMARY KEY (log, size)",
    "record_cosignature": "log BIGINT, size BIGINT, witness TEXT, key TEXT, time BIGINT, "
    "line TEXT NOT NULL, PRIMARY KEY (log, size, witness, key, time)",
    "record_intent": "position BIGINT PRIMARY KEY, subject TEXT NOT NULL, digest BYTES NOT NULL",
    "record_outcome": "intent BIGINT PRIMARY KEY, position BIGINT NOT NULL, done BIGINT NOT NULL",
    "record_lost": "position BIGINT PRIMARY KEY, kind BYTES NOT NULL",
}
_INDEXES = (
    "CREATE INDEX IF NOT EXISTS record_intent_subject ON record_intent (subject)",
    "CREATE INDEX IF NOT EXISTS record_lost_kind ON record_lost (kind)",
)
_ERASABLE = "record_payload"


def create(database: Database, origin: str) -> None:
    """Make the tables where they do not exist yet, and name the node's own log."""
    with database.transaction():
        _wait_for_turn(database)
        for name, columns in _TABLES.items():
            database.execute(f"CREATE TABLE IF NOT EXISTS {name} {_typed(columns, database)}")
        for index in _INDEXES:
            database.execute(index)
        if database.vendor == "sqlite":
            for trigger in _triggers():
                database.execute(trigger)
        add_log(database, origin, OWN)


def add_log(connection: Connection, origin: str, number: int | None = None) -> int:
    """The number of a log, new or known by its origin."""
    _wait_for_turn(connection)
    row = connection.execute("SELECT log FROM record_log WHERE origin = %s", [origin]).fetchone()
    if row:
        return int(row[0])
    if number is None:
        (last,) = connection.execute("SELECT MAX(log) FROM record_log").fetchone()
        number = 1 + int(last)
    connection.execute("INSERT INTO record_log (log, origin) VALUES (%s, %s)", [number, origin])
    return number


def _wait_for_turn(connection: Connection) -> None:
    # PostgreSQL lets two transactions make the same table, until one of them fails.
    if connection.vendor == "postgresql":
        connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, _SCHEMA])


def grants(writer: str, eraser: str) -> list[str]:
    """PostgreSQL: what the role that the program runs as may do, and the one that erases."""
    tables = ", ".join(_TABLES)
    return [
        f"GRANT SELECT, INSERT ON {tables} TO {writer}",
        f"GRANT SELECT, INSERT ON {tables} TO {eraser}",
        f"GRANT DELETE ON {_ERASABLE} TO {eraser}",
    ]


def _typed(columns: str, database: Database) -> str:
    if database.vendor == "postgresql":
        return f"({columns.replace('BYTES', 'BYTEA')})"
    # In SQLite these words keep a table in one tree of pages, where it would have two.
    typed = columns.replace("BYTES", "BLOB").replace("BIGINT PRIMARY KEY", "INTEGER PRIMARY KEY")
    return f"({typed}) WITHOUT ROWID" if "PRIMARY KEY (" in columns else f"({typed})"


def _triggers() -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {name}_no_{verb.lower()} BEFORE {verb} ON {name} "
        f"BEGIN SELECT RAISE(ABORT, 'the record is never changed'); END"
        for name in _TABLES
        for verb in ("UPDATE", "DELETE")
        if not (name == _ERASABLE and verb == "DELETE")
    ]
