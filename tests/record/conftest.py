"""The two databases, for tests of the record: `address` and `database` run a test on both."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from safeconduct.record import schema
from safeconduct.record.database import Database, connect
from tests.record import postgres
from tests.record.postgres import ORIGIN, Place, Server
from tests.record.site import Site


def serve(*, durable: bool) -> Iterator[Server]:
    """A running server with the three roles; without PostgreSQL: a failure in CI, else a skip."""
    programs = postgres.binaries()
    if programs is None:
        if os.environ.get("CI"):
            pytest.fail(postgres.MISSING)
        pytest.skip(postgres.MISSING)
    server = Server(programs, durable=durable)
    try:
        server.start()
        server.roles()
        yield server
    finally:
        server.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL server for ordinary tests: quick, because it does not wait for the disk."""
    yield from serve(durable=False)


@pytest.fixture(scope="session")
def durable_server() -> Iterator[Server]:
    """A PostgreSQL server that waits for the disk, for tests of what survives."""
    yield from serve(durable=True)


@pytest.fixture
def place(postgres_server: Server) -> Iterator[Place]:
    """A fresh PostgreSQL database with an owner, a writer and an eraser; no tables, no grants."""
    with postgres_server.place() as place:
        yield place


@pytest.fixture
def sqlite_address(tmp_path: Path) -> str:
    """The address of an SQLite file that is not there yet."""
    return f"sqlite:{tmp_path / 'record.db'}"


@pytest.fixture
def postgres_address(place: Place) -> str:
    """The address of a fresh PostgreSQL database, as the one who makes the tables."""
    return place.owner


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str:
    """The address of an empty database; the test runs on SQLite and on PostgreSQL."""
    name = "sqlite_address" if request.param == "sqlite" else "postgres_address"
    found: str = request.getfixturevalue(name)
    return found


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    """An open connection to a database with the tables of a record, on both databases in turn."""
    opened = connect(address)
    try:
        schema.create(opened, ORIGIN)
        yield opened
    finally:
        opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """Thirty entries with witnessed checkpoints of 10 and 20 entries, and one of all."""
    if request.param == "sqlite":
        owner = intruder = request.getfixturevalue("sqlite_address")
    else:
        place: Place = request.getfixturevalue("place")
        owner, intruder = place.owner, place.superuser
    made = Site(owner, intruder)
    for _ in range(3):
        made.fill(10)
        made.checkpoint()
    yield made
    made.close()
