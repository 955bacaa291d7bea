"""One code path, two databases: what holds on SQLite holds on PostgreSQL."""

from __future__ import annotations

from safeconduct.record import tree
from safeconduct.record.database import Database
from safeconduct.record.log import Log


def test_an_entry_that_was_added_is_there_and_proved(database: Database) -> None:
    log = Log(database)
    with database.transaction():
        log.add([b"first", b"second"], log.lock().size)
    assert log.last() == (2, b"second")
    tree.check_inclusion(tree.leaf_hash(b"first"), 0, 2, log.inclusion(0, 2), log.root(2))
