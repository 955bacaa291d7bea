"""A gate for each test, on SQLite and on PostgreSQL: `node` runs a test on both."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pytest
from django.db import connections

from safeconduct.gate import indexcheck
from tests.gate.place import Gate, again, migrated, use
from tests.record.conftest import postgres_server
from tests.record.postgres import Server

__all__ = ["postgres_server"]


class HasGate(Protocol):
    """A scene, and the gate it is in."""

    gate: Gate


Found = TypeVar("Found", bound=HasGate)


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
    """A gate with one account a role, in a folder that is not there yet."""
    template: tuple[Path, str] = (
        (request.getfixturevalue("sqlite_folder"), "")
        if kind == "sqlite"
        else request.getfixturevalue("postgres_folder")
    )
    with copied(request, *template, folder), use(folder) as gate:
        yield gate


@contextmanager
def copied(
    request: pytest.FixtureRequest, template: Path, address: str, folder: Path
) -> Iterator[None]:
    """A gate's folder and its database are as the template's; `address`: of one on PostgreSQL."""
    if not address:
        shutil.copytree(template, folder)
        yield
        return
    server: Server = request.getfixturevalue("postgres_server")
    with server.place(like=address) as place:
        shutil.copytree(template, folder)
        settings = folder / "record.toml"
        text = settings.read_text(encoding="utf-8").replace(address, place.owner)
        settings.write_text(text, encoding="utf-8")
        yield


@dataclass
class Scenes:
    """Scenes that take long to come to: each once, and then a copy for every test."""

    folder: Path
    until_the_end: ExitStack
    kept: dict[tuple[object, str], tuple[Path, str, Any]] = field(default_factory=dict)

    @contextmanager
    def copy(
        self, request: pytest.FixtureRequest, kind: str, folder: Path, come: Callable[[Gate], Found]
    ) -> Iterator[Found]:
        """What `come` gives, in a gate of its own; it has its gate as `gate`."""
        if (come, kind) not in self.kept:
            self._keep(request, kind, come)
        template, address, made = self.kept[come, kind]
        with copied(request, template, address, folder), again(folder) as gate:
            yield deepcopy(made, {id(made.gate): gate})

    def _keep(
        self, request: pytest.FixtureRequest, kind: str, come: Callable[[Gate], HasGate]
    ) -> None:
        template = self.folder / f"{len(self.kept)}"
        gate = self.until_the_end.enter_context(fresh_gate(request, kind, template))
        made = come(gate)
        gate.quorum.stop()
        connections.close_all()
        address = "" if kind == "sqlite" else gate.address
        self.kept[come, kind] = template, address, made


@pytest.fixture(scope="session")
def scenes(
    tmp_path_factory: pytest.TempPathFactory,
    postgres_server: Server,  # noqa: ARG001: it has to outlive them
) -> Iterator[Scenes]:
    """The scenes of this run."""
    with ExitStack() as stack:
        yield Scenes(tmp_path_factory.mktemp("scenes"), stack)
