"""A PostgreSQL server of the tests' own: made, started and thrown away by them.

It lies in a temporary folder that only its user may enter, listens on a socket in that folder and
nowhere else, and so needs no password. PostgreSQL refuses to run as root: when the tests do, the
server runs as the user `postgres` that its package brings. Each worker of pytest-xdist has a server
of its own; it starts with the first test that needs it, in about two seconds.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from safeconduct.record import schema
from safeconduct.record.database import connect

MISSING = (
    "PostgreSQL is not on this computer, and these tests start a server of their own. Install the "
    "package postgresql (on Debian or Ubuntu: apt-get install postgresql); it need not be running."
)
OWNER, WRITER, ERASER = "record_owner", "record_writer", "record_eraser"
ORIGIN = "gate.example/record"
SUPERUSER = "postgres"
_START_SECONDS, _STOP_SECONDS = 120.0, 30.0
_LONGEST_SOCKET_FOLDER = 80

# When the tests end, in whichever way, their end of the pipe closes: then the server goes as well.
_KEEPER = """
cat >/dev/null
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null
while [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
rm -rf "$1"
"""


class NotStarted(Exception):
    """The server did not start; the message is its log."""


def binaries() -> Path | None:
    """The folder with initdb and postgres, of the newest PostgreSQL that is installed."""
    found = shutil.which("initdb")
    if found and shutil.which("postgres"):
        return Path(found).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(installed, key=lambda p: float(p.parts[-3]), default=None)
    return newest.parent if newest else None


class Place(NamedTuple):
    """One test's database: its address for whoever made it, for the program, for who erases."""

    owner: str
    writer: str
    eraser: str
    superuser: str

    def grant(self) -> None:
        """Give the roles what `schema.grants` says, as whoever made the tables."""
        database = connect(self.owner)
        try:
            for grant in schema.grants(WRITER, ERASER):
                database.execute(grant)
        finally:
            database.close()


class Server:
    """A server with a folder of its own. `durable` keeps fsync on, as in earnest; slower."""

    def __init__(
        self,
        programs: Path,
        *,
        durable: bool = False,
        within: Path | None = None,
        settings: Sequence[str] = (),
    ) -> None:
        """Make the folder (`within` another) and the files in it; `start` starts it."""
        self.environment: dict[str, str] = {}
        self._programs = programs
        self._user = _user()
        self._process: subprocess.Popen[bytes] | None = None
        self._databases = 0
        hurried = [] if durable else ["fsync=off", "full_page_writes=off"]
        self._settings = [*hurried, *settings]
        roomy = len(tempfile.gettempdir()) < _LONGEST_SOCKET_FOLDER
        where = within or (None if roomy else Path("/tmp"))
        self.folder = Path(tempfile.mkdtemp(prefix="sc-pg-", dir=where))
        if self._user is not None:
            shutil.chown(self.folder, self._user, _group(self._user))
        self.data = self.folder / "data"
        self._keeper = subprocess.Popen(
            ["/bin/sh", "-c", _KEEPER, "keeper", str(self.folder)],
            stdin=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        made = subprocess.run(
            [
                programs / "initdb", "--pgdata", self.data, "--auth=trust", "--encoding=UTF8",
                "--no-locale", "--no-sync", "--wal-segsize=1", f"--username={SUPERUSER}",
            ],
            capture_output=True, text=True, check=False, cwd=self.folder, **self._as(),
        )  # fmt: skip
        if made.returncode:
            self.close()
            raise NotStarted(made.stdout + made.stderr)

    def _as(self) -> dict[str, Any]:
        if self._user is None:
            return {}
        return {"user": self._user, "group": _group(self._user), "extra_groups": []}

    @property
    def log(self) -> str:
        """What the server has said."""
        file = self.folder / "log"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    @property
    def pid(self) -> int:
        """The first process of the running server."""
        if self._process is None:
            raise NotStarted("the server is not running")
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether its first process lives."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it, with `environment`, and wait until it answers; raises `NotStarted`."""
        settings = [
            "listen_addresses=", f"unix_socket_directories={self.folder}", "max_connections=300",
            "shared_buffers=32MB", "logging_collector=off", *self._settings,
        ]  # fmt: skip
        command: list[str | Path] = [self._programs / "postgres", "-D", self.data]
        for setting in settings:
            command += ["-c", setting]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                start_new_session=True, env={**os.environ, **self.environment}, **self._as(),
            )  # fmt: skip
        end = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise NotStarted(self.log)
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.address("postgres", SUPERUSER)).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """Stop it and send away whoever is connected; what was committed stays."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGINT)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait()

    def close(self) -> None:
        """Stop it and remove its folder."""
        self.stop()
        self._keeper.communicate()

    def address(self, database: str, role: str) -> str:
        """Where a role reaches a database of this server."""
        return f"postgresql:///{database}?host={self.folder}&user={role}"

    def roles(self) -> None:
        """Make the three roles that `place` needs; once for each server."""
        with self._superuser() as connection:
            for role in (OWNER, WRITER, ERASER):
                connection.execute(f"CREATE ROLE {role} LOGIN")

    @contextmanager
    def place(self, like: str = "") -> Iterator[Place]:
        """A fresh database, dropped afterwards: empty, or `like` the one at another address."""
        self._databases += 1
        name = f"test_{self._databases}"
        template = f" TEMPLATE {psycopg.conninfo.conninfo_to_dict(like)['dbname']}" if like else ""
        with self._superuser() as connection:
            connection.execute(f"CREATE DATABASE {name} OWNER {OWNER}{template}")
        try:
            yield Place(*(self.address(name, r) for r in (OWNER, WRITER, ERASER, SUPERUSER)))
        finally:
            with self._superuser() as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def _superuser(self) -> Iterator[psycopg.Connection]:
        address = self.address("postgres", SUPERUSER)
        with psycopg.connect(address, autocommit=True) as connection:
            yield connection


def _user() -> str | None:
    """Whom the server runs as, if not as ourselves."""
    return "postgres" if os.geteuid() == 0 else None


def _group(user: str) -> int:
    return pwd.getpwnam(user).pw_gid
