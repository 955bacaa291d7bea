"""What happens when transactions meet, wait too long, lose their database or end in doubt."""

from __future__ import annotations

import multiprocessing
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from safeconduct.record import database as databases
from safeconduct.record import schema
from safeconduct.record.database import Database, DatabaseError, OutcomeUnknown, connect
from safeconduct.record.log import Log
from tests.record.postgres import ORIGIN, Place, Server
from tests.record.sample import check_whole, noted, record


def _append(database: Database, title: str = "one") -> None:
    with database.transaction():
        record().append(database, [noted(title)])


@pytest.fixture
def other(database: Database, address: str) -> Iterator[Database]:
    """A second connection to the same database."""
    opened = connect(address)
    yield opened
    opened.close()


# Waiting for the turn


def test_who_waits_too_long_is_told_and_can_go_on_later(
    database: Database, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "BUSY_SECONDS", 0.05)
    hasty = connect(address)
    with database.transaction():
        record().append(database, [noted("first")])
        with pytest.raises(DatabaseError, match=r"lock"):
            _append(hasty)
    _append(hasty, "second")
    hasty.close()
    assert check_whole(Log(database)) == 2


def test_a_statement_timeout_undoes_the_append_and_the_next_one_works(place: Place) -> None:
    first, second = connect(place.owner), connect(place.owner)
    schema.create(first, ORIGIN)
    second.execute("SET statement_timeout = '50ms'")
    with first.transaction():
        record().append(first, [noted("first")])
        with pytest.raises(DatabaseError, match="statement timeout"):
            _append(second)
    _append(second)
    assert check_whole(Log(first)) == 2
    first.close()
    second.close()


def test_a_transaction_that_is_undone_gives_its_position_to_the_next(
    database: Database, other: Database
) -> None:
    def fail() -> None:
        with database.transaction():
            record().append(database, [noted("undone")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    _append(other)
    assert check_whole(Log(database)) == 1


# Transactions that do not see what others have added


@pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
@pytest.mark.parametrize("read_before", [True, False])
def test_an_isolation_that_hides_what_others_added_is_refused(
    place: Place, isolation: str, read_before: bool
) -> None:
    first, second = connect(place.owner), connect(place.owner)
    schema.create(first, ORIGIN)
    _append(first)

    def append_on_old_sight() -> None:
        with second.transaction():
            second.execute(f"SET TRANSACTION ISOLATION LEVEL {isolation}")
            if read_before:
                Log(second).size()
            _append(first)
            record().append(second, [noted("on old sight")])

    with pytest.raises(DatabaseError, match="read committed"):
        append_on_old_sight()
    assert check_whole(Log(second)) == 2
    _append(second)
    assert check_whole(Log(second)) == 3
    first.close()
    second.close()


@pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
def test_even_without_that_refusal_no_position_is_given_twice(place: Place, isolation: str) -> None:
    first, second = connect(place.owner), connect(place.owner)
    schema.create(first, ORIGIN)
    _append(first)

    def add_on_old_sight() -> None:
        with second.transaction():
            second.execute(f"SET TRANSACTION ISOLATION LEVEL {isolation}")
            size = Log(second).size()
            _append(first)
            Log(second).add([b"on old sight"], size)

    with pytest.raises(DatabaseError):
        add_on_old_sight()
    assert check_whole(Log(second)) == 2
    first.close()
    second.close()


class Deferred:
    """SQLite as another library opens it: BEGIN takes no turn until something is written."""

    vendor: databases.Vendor = "sqlite"

    def __init__(self, address: str) -> None:
        file = address.removeprefix("sqlite:")
        self.raw = sqlite3.connect(file, timeout=0, isolation_level=None)

    @property
    def in_transaction(self) -> bool:
        return self.raw.in_transaction

    def execute(self, sql: str, values: object = ()) -> sqlite3.Cursor:
        return self.raw.execute(sql.replace("%s", "?"), values)  # type: ignore[arg-type]


@pytest.fixture
def deferred(sqlite_address: str) -> Iterator[tuple[Database, Deferred]]:
    ours = connect(sqlite_address)
    schema.create(ours, ORIGIN)
    theirs = Deferred(sqlite_address)
    yield ours, theirs
    theirs.raw.close()
    ours.close()


def test_a_deferred_transaction_that_read_before_others_added_is_refused(
    deferred: tuple[Database, Deferred],
) -> None:
    ours, theirs = deferred
    theirs.execute("BEGIN")
    assert Log(theirs).size() == 0
    _append(ours)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        record().append(theirs, [noted("on old sight")])
    theirs.execute("ROLLBACK")
    assert check_whole(Log(ours)) == 1
    theirs.execute("BEGIN")
    record().append(theirs, [noted("on new sight")])
    theirs.execute("COMMIT")
    assert check_whole(Log(ours)) == 2


def test_a_deferred_transaction_has_the_turn_once_the_log_is_locked(
    deferred: tuple[Database, Deferred], sqlite_address: str
) -> None:
    _, theirs = deferred
    theirs.execute("BEGIN")
    Log(theirs).lock()
    second = Deferred(sqlite_address)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        second.execute("BEGIN IMMEDIATE")
    second.raw.close()


# Threads


def _in_thread(work: Callable[[], object]) -> list[BaseException]:
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return failed


def test_a_second_thread_cannot_slip_into_an_open_transaction(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "BUSY_SECONDS", 0.05)
    with database.transaction():
        record().append(database, [noted("first")])
        for work in (
            lambda: record().append(database, [noted("slipped in")]),
            lambda: database.execute("SELECT 1"),
            lambda: _append(database),
        ):
            (error,) = _in_thread(work)
            assert isinstance(error, DatabaseError)
            assert "connection of its own" in str(error)
    assert check_whole(Log(database)) == 1


def test_threads_that_share_a_connection_take_turns(database: Database) -> None:
    failed: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(25):
                _append(database)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert check_whole(Log(database)) == 100


# Losing the database


def test_a_connection_that_is_lost_before_the_commit_leaves_nothing_behind(place: Place) -> None:
    database, killer = connect(place.owner), connect(place.superuser)
    schema.create(database, ORIGIN)

    def lose(last: Callable[[], object]) -> None:
        with database.transaction():
            record().append(database, [noted("lost")])
            (pid,) = database.execute("SELECT pg_backend_pid()").fetchone()
            killer.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])
            last()

    with pytest.raises(DatabaseError):
        lose(lambda: database.execute("SELECT 1"))
    assert Log(killer).size() == 0
    database.close()
    database = connect(place.owner)
    with pytest.raises(OutcomeUnknown, match="look before doing it again"):
        lose(lambda: None)
    assert Log(killer).size() == 0
    database.close()
    killer.close()


class Cut:
    """Stands between a client and the server, and cuts the line once a commit has been answered."""

    def __init__(self, folder: Path, server: Path) -> None:
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / server.name))
        self._listener.listen()
        self._server = server
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        client, _ = self._listener.accept()
        with client, socket.socket(socket.AF_UNIX) as server:
            server.connect(str(self._server))
            answers = threading.Thread(target=self._answer, args=(server, client))
            answers.start()
            self._cut = False
            while asked := client.recv(65536):
                self._cut = self._cut or b"COMMIT" in asked
                server.sendall(asked)
                if self._cut:
                    break
            if not self._cut:
                server.shutdown(socket.SHUT_WR)
            answers.join()

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        while answer := server.recv(65536):
            if self._cut:
                # The answer to the commit: it has happened, and nobody will hear of it.
                return
            client.sendall(answer)

    def close(self) -> None:
        self._thread.join()
        self._listener.close()


def test_a_commit_whose_answer_is_lost_is_neither_called_kept_nor_undone(
    place: Place, postgres_server: Server, tmp_path_factory: pytest.TempPathFactory
) -> None:
    looker = connect(place.owner)
    schema.create(looker, ORIGIN)
    folder = tmp_path_factory.mktemp("cut")
    cut = Cut(folder, postgres_server.folder / ".s.PGSQL.5432")
    database = connect(place.owner.replace(str(postgres_server.folder), str(folder)))
    with pytest.raises(OutcomeUnknown, match="not known whether"):
        _append(database)
    database.close()
    cut.close()
    # This time it was kept; the caller finds it by looking.
    assert check_whole(Log(looker)) == 1
    looker.close()


def test_a_server_that_would_not_wait_for_the_disk_is_told_to(place: Place) -> None:
    with psycopg.connect(place.superuser, autocommit=True) as raw:
        raw.execute("ALTER ROLE record_owner SET synchronous_commit = off")
    try:
        database = connect(place.owner)
        assert database.execute("SHOW synchronous_commit").fetchone() == ("on",)
        database.close()
    finally:
        with psycopg.connect(place.superuser, autocommit=True) as raw:
            raw.execute("ALTER ROLE record_owner RESET synchronous_commit")


@pytest.mark.parametrize(
    "address", ["mysql://x", "sqlite:", "sqlite:/no/such/folder/record.db",
                "postgresql:///x?host=/no/such/folder"],
)  # fmt: skip
def test_a_database_that_cannot_be_opened_is_an_error_in_words(address: str) -> None:
    with pytest.raises(DatabaseError):
        connect(address)


# Beginning


def _open(address: str, gate: object) -> None:
    gate.wait()  # type: ignore[attr-defined]
    database = connect(address)
    schema.create(database, ORIGIN)
    _append(database)
    database.close()


def test_processes_that_begin_a_record_at_once_do_not_disturb_each_other(address: str) -> None:
    start = multiprocessing.get_context("spawn")
    gate = start.Barrier(4)
    openers = [start.Process(target=_open, args=(address, gate)) for _ in range(4)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join()
    assert [opener.exitcode for opener in openers] == [0] * 4
    database = connect(address)
    assert check_whole(Log(database)) == 4
    database.close()


def _connect(files: list[str], gate: object) -> None:
    for file in files:
        gate.wait()  # type: ignore[attr-defined]
        connect(file).close()


def test_many_processes_that_begin_one_file_wait_for_each_other(tmp_path: Path) -> None:
    start = multiprocessing.get_context("spawn")
    gate = start.Barrier(4, timeout=60)
    files = [f"sqlite:{tmp_path}/{number}.db" for number in range(60)]
    openers = [start.Process(target=_connect, args=(files, gate)) for _ in range(4)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join()
    assert [opener.exitcode for opener in openers] == [0] * 4
