"""A gate for each test of a page: `node` as in the tests of the gate, on SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gate.conftest import copied, postgres_folder, postgres_server, scenes, sqlite_folder
from tests.gate.place import Gate, use

__all__ = ["postgres_folder", "postgres_server", "scenes", "sqlite_folder"]


@pytest.fixture
def node(request: pytest.FixtureRequest, sqlite_folder: Path, tmp_path: Path) -> Iterator[Gate]:
    """A fresh gate with one account a role; the day is 2019-05-06."""
    folder = tmp_path / "node"
    with copied(request, sqlite_folder, "", folder), use(folder) as gate:
        yield gate
