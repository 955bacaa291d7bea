"""The gates of the gate's tests: the way out has its tables in the same database."""

from __future__ import annotations

from tests.gate.conftest import node, postgres_folder, postgres_server, sqlite_folder

__all__ = ["node", "postgres_folder", "postgres_server", "sqlite_folder"]
