"""Where the record is measured: an SQLite file and a PostgreSQL server, both durable."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal

from tests.record import postgres

Kind = Literal["SQLite", "PostgreSQL"]
KINDS: tuple[Kind, ...] = ("SQLite", "PostgreSQL")
_SETTINGS = ("max_connections=200", "shared_buffers=128MB")


class Places:
    """Gives addresses of empty databases; PostgreSQL is a server of its own on a unix socket."""

    def __init__(self, folder: Path, server: postgres.Server | None, stack: ExitStack) -> None:
        """Use `places`."""
        self.folder = folder
        self.server = server
        self._stack = stack
        self._files = 0

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The databases that can be measured on this machine."""
        return KINDS if self.server else KINDS[:1]

    def sub(self, name: str) -> Path:
        """A new folder."""
        self._files += 1
        found = self.folder / f"{self._files}-{name}"
        found.mkdir()
        return found

    def address(self, kind: Kind) -> str:
        """The address of a database that nobody has used yet."""
        if kind == "SQLite":
            return f"sqlite:{self.sub('sqlite') / 'record.db'}"
        if self.server is None:
            raise postgres.NotStarted(postgres.MISSING)
        return self._stack.enter_context(self.server.place()).owner


@contextmanager
def places(on: Path | None = None) -> Iterator[Places]:
    """A temporary folder, and a PostgreSQL server if its programs are installed.

    The folder lies in `on`, or where temporary files lie; it decides which disk is measured for
    SQLite. PostgreSQL's lies where the tests' server puts it.
    """
    programs = postgres.binaries()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="sc-bench-", dir=on))
        server = None
        if programs:
            server = postgres.Server(programs, durable=True, settings=_SETTINGS)
            stack.callback(server.close)
            server.start()
            server.roles()
        yield Places(Path(folder), server, stack)
