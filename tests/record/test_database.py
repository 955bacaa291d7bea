"""One code path, two databases: what holds on SQLite holds on PostgreSQL."""

from __future__ import annotations

import multiprocessing
from contextlib import suppress
from itertools import pairwise
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from safeconduct.record import schema, tree
from safeconduct.record.database import Database, DatabaseError, connect
from safeconduct.record.entry import recorded
from safeconduct.record.log import Log
from safeconduct.record.record import Record
from safeconduct.record.seal import PayloadKeys
from tests.record import conftest, postgres
from tests.record.postgres import ORIGIN, Place
from tests.record.sample import KEY, check_whole, noted, record, title


@pytest.fixture
def own_table(database: Database) -> Database:
    """The database with a table of the caller's own beside the record."""
    database.execute("CREATE TABLE change (name TEXT)")
    return database


def _changes(database: Database) -> list[str]:
    return [name for (name,) in database.execute("SELECT name FROM change ORDER BY name")]


# Adding


def test_every_entry_and_every_earlier_size_is_proved(database: Database) -> None:
    log, sizes = Log(database), []
    for count in (1, 2, 1, 5, 1):
        with database.transaction():
            receipts = record().append(database, [noted(f"{i}") for i in range(count)])
        size = receipts[-1].position + 1
        sizes.append(size)
        for position, entry in log.entries():
            leaf = tree.leaf_hash(entry)
            tree.check_inclusion(
                leaf, position, size, log.inclusion(position, size), log.root(size)
            )
    for old, new in pairwise([0, *sizes]):
        tree.check_consistency(old, new, log.consistency(old, new), log.root(old), log.root(new))
    assert check_whole(log) == 10


def test_what_was_recorded_is_read_back(database: Database) -> None:
    with database.transaction():
        (receipt,) = record().append(database, [noted("a look")])
    payload = record().payload(database, receipt.position)
    assert title(payload) == "a look"
    assert payload is not None
    assert (payload.persons, payload.actor) == (("anna",), "acc_ben")


def test_the_change_and_its_entry_are_kept_or_undone_together(own_table: Database) -> None:
    for name in ("kept", "undone"):
        with suppress(ZeroDivisionError), own_table.transaction():
            own_table.execute("INSERT INTO change VALUES (%s)", [name])
            record().append(own_table, [noted(name)])
            if name == "undone":
                raise ZeroDivisionError
    assert _changes(own_table) == ["kept"]
    assert check_whole(Log(own_table)) == 1
    with own_table.transaction():
        record().append(own_table, [noted("next")])
    assert check_whole(Log(own_table)) == 2


def test_an_entry_outside_a_transaction_is_refused(database: Database) -> None:
    with pytest.raises(DatabaseError, match="open one first"):
        record().append(database, [noted("alone")])
    assert Log(database).size() == 0


def test_a_statement_that_failed_undoes_all_even_if_nobody_minds(own_table: Database) -> None:
    def change() -> None:
        with own_table.transaction():
            own_table.execute("INSERT INTO change VALUES (%s)", ["before"])
            record().append(own_table, [noted("before")])
            with suppress(DatabaseError):
                own_table.execute("INSERT INTO no_such_table VALUES (1)")

    with pytest.raises(DatabaseError, match="nothing of it is kept"):
        change()
    with own_table.transaction():
        own_table.execute("INSERT INTO change VALUES (%s)", ["afterwards"])
    assert _changes(own_table) == ["afterwards"]
    assert Log(own_table).size() == 0


def test_nothing_more_is_done_in_a_transaction_that_failed(own_table: Database) -> None:
    with suppress(DatabaseError), own_table.transaction():
        with pytest.raises(DatabaseError, match="no_such_table"):
            own_table.execute("INSERT INTO no_such_table VALUES (1)")
        with pytest.raises(DatabaseError):
            record().append(own_table, [noted("afterwards")])
    assert Log(own_table).size() == 0


def test_an_entry_half_written_is_never_kept(database: Database) -> None:
    # The payload of entry 0 is there already, so that only the last step of adding it fails.
    database.execute("INSERT INTO record_payload (position, sealed) VALUES (0, %s)", [b"stray"])
    with pytest.raises(DatabaseError), database.transaction(), suppress(DatabaseError):
        record().append(database, [noted("half")])
    assert list(Log(database).entries()) == []


def test_there_is_no_transaction_within_another(own_table: Database) -> None:
    def change() -> None:
        with own_table.transaction():
            own_table.execute("INSERT INTO change VALUES ('outer')")
            with own_table.transaction():
                own_table.execute("INSERT INTO change VALUES ('inner')")

    with pytest.raises(DatabaseError, match="within another"):
        change()
    assert _changes(own_table) == []


def _write(address: str, name: str, count: int, gate: Barrier) -> None:
    database = connect(address)
    gate.wait()
    for number in range(count):
        with database.transaction():
            record().append(database, [noted(f"{name} {number}")])
    database.close()


def test_writers_from_two_processes_take_turns(database: Database, address: str) -> None:
    start = multiprocessing.get_context("spawn")
    gate = start.Barrier(2)
    writers = [
        start.Process(target=_write, args=(address, name, 40, gate)) for name in ("one", "two")
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert check_whole(Log(database)) == 80
    titles = [title(record().payload(database, position)) for position in range(80)]
    for name in ("one", "two"):
        assert [t for t in titles if t.startswith(name)] == [f"{name} {n}" for n in range(40)]


def test_a_clock_set_back_does_not_set_the_record_back(database: Database) -> None:
    times = iter([1_700_000_000, 1_600_000_000, 1_700_000_005])
    keeper = Record(PayloadKeys([KEY]), lambda: next(times))
    for _ in range(3):
        with database.transaction():
            keeper.append(database, [noted("tick")])
    found = [recorded(entry) for _, entry in Log(database).entries()]
    assert found == [1_700_000_000, 1_700_000_000, 1_700_000_005]


# What nobody may do


@pytest.fixture
def shared(place: Place) -> Place:
    """A PostgreSQL record with two entries and the grants that belong to it."""
    owner = connect(place.owner)
    schema.create(owner, ORIGIN)
    with owner.transaction():
        record().append(owner, [noted("one"), noted("two")])
    owner.close()
    place.grant()
    return place


TABLES = (
    "record_log", "record_entry", "record_node", "record_payload", "record_checkpoint",
    "record_cosignature", "record_intent", "record_outcome",
    "record_lost",
)  # fmt: skip


def test_the_list_of_tables_is_whole(shared: Place) -> None:
    owner = connect(shared.owner)
    rows = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    owner.close()
    assert {name for (name,) in rows} == set(TABLES)


def _refused(address: str, statements: list[str]) -> list[str]:
    """Those that are refused for want of permission."""
    database, refused = connect(address), []
    for statement in statements:
        try:
            database.execute(statement)
        except DatabaseError as error:
            if "permission denied" in str(error) or "must be owner" in str(error):
                refused.append(statement)
    database.close()
    return refused


@pytest.mark.parametrize("table", TABLES)
def test_the_program_can_change_remove_and_empty_nothing(shared: Place, table: str) -> None:
    column = "log" if table in ("record_log", "record_entry", "record_node") else "position"
    column = "size" if table in ("record_checkpoint", "record_cosignature") else column
    statements = [
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
        f"TRUNCATE {table}",
        f"DROP TABLE {table}",
        f"ALTER TABLE {table} ADD COLUMN more TEXT",
        f"CREATE TRIGGER t BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION "
        "suppress_redundant_updates_trigger()",
        f"CREATE RULE r AS ON INSERT TO {table} DO INSTEAD NOTHING",
    ]
    assert _refused(shared.writer, statements) == statements


@pytest.mark.parametrize("table", TABLES)
def test_who_erases_can_erase_payloads_and_nothing_else(shared: Place, table: str) -> None:
    may = [f"DELETE FROM {table}"] if table == "record_payload" else []
    statements = [f"DELETE FROM {table}", f"TRUNCATE {table}", f"DROP TABLE {table}"]
    assert _refused(shared.eraser, statements) == [s for s in statements if s not in may]


def test_the_program_can_add_and_read_with_what_it_is_granted(shared: Place) -> None:
    writer = connect(shared.writer)
    with writer.transaction():
        record().append(writer, [noted("three")])
    assert check_whole(Log(writer)) == 3
    assert title(record().payload(writer, 2)) == "three"
    writer.close()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_sqlite_refuses_to_change_or_remove_a_row(
    sqlite_address: str, table: str, verb: str
) -> None:
    database = connect(sqlite_address)
    schema.create(database, ORIGIN)
    with database.transaction():
        record().append(database, [noted("one")])
    for other in ("checkpoint (log, size, note) VALUES (0, 1, 'n')",
                  "cosignature (log, size, witness, key, time, line) "
                  "VALUES (0, 1, 'w', '00', 1, 'l')",
                  "intent (position, subject, digest) VALUES (0, 's', x'00')",
                  "outcome (intent, position, done) VALUES (0, 1, 1)",
                      "lost (position, kind) VALUES (0, x'00')"):  # fmt: skip
        database.execute(f"INSERT INTO record_{other}")
    before = database.execute(f"SELECT * FROM {table}").fetchall()
    assert before
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    same = ", ".join(f"{column} = {column}" for column in columns)
    change = f"UPDATE {table} SET {same}" if verb == "UPDATE" else f"DELETE FROM {table}"
    if (table, verb) == ("record_payload", "DELETE"):
        database.execute(change)
    else:
        with pytest.raises(DatabaseError, match="never changed"):
            database.execute(change)
        assert database.execute(f"SELECT * FROM {table}").fetchall() == before
    database.close()


# Erasing


def test_an_entry_verifies_after_its_payload_is_erased(database: Database) -> None:
    with database.transaction():
        first, _ = record().append(database, [noted("erased"), noted("stays")])
    root = Log(database).root(2)
    database.execute("DELETE FROM record_payload WHERE position = %s", [first.position])
    assert record().payload(database, 0) is None
    assert title(record().payload(database, 1)) == "stays"
    assert Log(database).entry(0) == first.entry
    assert Log(database).root(2) == root
    assert check_whole(Log(database)) == 2


def test_an_sqlite_file_no_longer_holds_what_was_erased(sqlite_address: str) -> None:
    database = connect(sqlite_address)
    schema.create(database, ORIGIN)
    with database.transaction():
        record().append(database, [noted(f"{n}") for n in range(20)])
    sealed = bytes(
        database.execute("SELECT sealed FROM record_payload WHERE position = 7").fetchone()[0]
    )
    file = Path(sqlite_address.removeprefix("sqlite:"))

    def held() -> bool:
        beside = [file, file.with_name(file.name + "-wal")]
        return any(sealed[-400:] in f.read_bytes() for f in beside if f.exists())

    assert held()
    database.execute("DELETE FROM record_payload WHERE position = 7")
    # The log beside the file still has the page as it was, until it is written back and emptied.
    assert database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    assert not held()
    database.close()


# The server that the tests start


def test_in_ci_a_missing_server_is_a_failure_and_elsewhere_a_skip(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postgres, "binaries", lambda: None)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install postgresql"):
        next(conftest.serve(durable=False))
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="apt-get install postgresql"):
        next(conftest.serve(durable=False))
