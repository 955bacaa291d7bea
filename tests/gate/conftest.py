"""A gate for each test, on SQLite and on PostgreSQL: `node` runs a test on both."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from safeconduct.gate import indexcheck
from tests.gate.place import Gate, migrated, use
from tests.record.conftest import postgres_server
from tests.record.postgres import Server

__all__ = ["postgres_server"]


@pytest.fixture(scope="session")
def sqlite_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gate's folder with all tables on SQLite, made once and copied."""
    return migrated(tmp_path_factory.mktemp("gate") / "node", "sqlite:record.db")


@pytest.fixture(scope="session")
def postgres_folder(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: Server
) -> Iterator[tuple[Path, str]]:
    """A gate's folder with all tables on PostgreSQL, made once; its database is a template."""
    with postgres_server.place() as place:
        yield migrated(tmp_path_factory.mktemp("gate") / "node", place.owner), place.owner


@pytest.fixture(params=["sqlite", "postgresql"])
def node(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Gate]:
    """A fresh gate with one account a role; the day is 2019-05-06."""
    with fresh_gate(request, request.param, tmp_path / "node") as gate:
        yield gate


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gate]:
    """One gate for a whole module, with cases of its own for each test; its index stays true."""
    folder: Path = tmp_path_factory.mktemp("shared") / "node"
    with fresh_gate(request, request.param, folder) as gate:
        yield gate
        assert list(indexcheck.differences()) == []


@pytest.fixture
def other(request: pytest.FixtureRequest, node: Gate, tmp_path: Path) -> Iterator[Gate]:
    """A second gate, on the same kind of database; from now on it is the one that is run."""
    kind = "sqlite" if node.address.startswith("sqlite:") else "postgresql"
    with fresh_gate(request, kind, tmp_path / "other") as gate:
        yield gate


@contextmanager
def fresh_gate(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[Gate]:
    if kind == "sqlite":
        shutil.copytree(request.getfixturevalue("sqlite_folder"), folder)
        with use(folder) as gate:
            yield gate
        return
    template, address = request.getfixturevalue("postgres_folder")
    server: Server = request.getfixturevalue("postgres_server")
    with server.place(like=address) as place:
        shutil.copytree(template, folder)
        settings = folder / "record.toml"
        text = settings.read_text(encoding="utf-8").replace(address, place.owner)
        settings.write_text(text, encoding="utf-8")
        with use(folder) as gate:
            yield gate
