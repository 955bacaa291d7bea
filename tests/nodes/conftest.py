"""A node with two peers for each test, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gate.conftest import fresh_gate, postgres_folder, postgres_server, sqlite_folder
from tests.nodes.puppet import Site, site

# Whole nodes in processes of their own, a minute and more of a processor each: `make nodes`.
WHOLE = [
    "test_story_nodes.py", "test_register_node.py", "test_oversight_served.py", "test_faults.py",
]  # fmt: skip
collect_ignore = [] if "SAFECONDUCT_NODES" in os.environ else WHOLE

__all__ = ["postgres_folder", "postgres_server", "sqlite_folder"]


@pytest.fixture(params=["sqlite", "postgresql"])
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """A node with two peers; the test runs on both databases."""
    with fresh_gate(request, request.param, tmp_path / "node") as gate, site(gate.folder) as made:
        yield made


@pytest.fixture
def quick(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """The same on SQLite alone, for what no database has a part in."""
    with fresh_gate(request, "sqlite", tmp_path / "node") as gate, site(gate.folder) as made:
        yield made
