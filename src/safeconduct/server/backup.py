"""Backups of a gate: one file with its database and settings, of one moment; and back again.

A backup is a tar file: `manifest.json`, the settings, and the tables. SQLite's come as a database
made by its online backup, PostgreSQL's table by table through COPY in one snapshot: neither needs
a server's tools, nor that the gate stands still. Secret keys are never in it, nor `cosigned.txt`,
which is how a node notices that its database is an older one. So it is after every restore: what
was cosigned since is an alarm, and nothing opens until somebody has answered it. Nor does anything
leave that waited in the older outbox. Whoever was signed in is in no backup, and after a restore
everybody signs in anew. What people do then: `docs/restore.md`.
"""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Literal

import msgspec

from safeconduct.nodes.peers import FILE as PEERS
from safeconduct.record.checkpointer import Checkpointer
from safeconduct.record.database import DatabaseError
from safeconduct.record.evidence import Halted
from safeconduct.record.home import POLICY, BadHome, Home
from safeconduct.record.log import Log
from safeconduct.record.policy import NOBODY
from safeconduct.release import waiting
from safeconduct.server import home as homes
from safeconduct.server import kinds, oversighthome, registerhome

_BESIDE = (homes.SETTINGS, registerhome.SETTINGS, oversighthome.SETTINGS, POLICY, PEERS)
"""Files of the folder that are in a backup as they are. `record.toml` may hold a password."""
_DATABASE = "record.db"
_AT_ONCE = 1 << 20
_PASSING = ("django_session", "usersessions_usersession")
"""Tables of who is signed in: a backup has them empty, or it would open what they open."""


class BadBackup(BadHome):
    """The file is no backup, or not one of this gate; the message says why."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is in a backup."""

    name: str
    """The node's."""
    vendor: str
    size: int
    """The number of entries of its record."""
    root: str
    made: int
    """Seconds since 1970."""
    tables: tuple[str, ...] = ()
    format: Literal["safeconduct-backup/1"] = "safeconduct-backup/1"


class Restored(msgspec.Struct, frozen=True):
    """What came of a restore."""

    size: int
    alarms: tuple[str, ...]
    """What stands now; nothing opens before each is settled."""
    missing: dict[str, str]
    """The witnesses that could not be asked, and why; `everybody` if nobody is known to ask."""
    stopped: int = 0
    """The messages that waited to leave, and leave no more."""


def backup(folder: Path, file: Path) -> Manifest:
    """Write a backup of a node, whether it runs or not. Raises `BadHome`, `DatabaseError`."""
    if file.exists():
        raise BadBackup(f"{file} exists already; nothing was written")
    home, partial = Home(folder), file.with_name(f"{file.name}.partial")
    kinds.settings(folder)
    try:
        with tempfile.TemporaryDirectory(dir=file.parent) as scratch:
            scratch_ = Path(scratch)
            copy = _copy_sqlite if home.address.startswith("sqlite:") else _copy_postgresql
            manifest = copy(home, scratch_)
            for name in _BESIDE:
                if (folder / name).exists():
                    (scratch_ / name).write_bytes((folder / name).read_bytes())
            partial.touch(mode=0o600)
            with tarfile.open(partial, "w") as tar:
                _add(tar, "manifest.json", msgspec.json.encode(manifest))
                for path in sorted(scratch_.rglob("*")):
                    if path.is_file():
                        tar.add(path, str(path.relative_to(scratch_)), filter=_nobody_s)
        partial.rename(file)
    finally:
        partial.unlink(missing_ok=True)
        home.close()
    return manifest


def restore(file: Path, folder: Path, *, replace: bool = False) -> Restored:
    """Put a backup in place of a gate's database, then look whether anybody saw more of it.

    Keys, `cosigned.txt` and settings that are there stay. `replace`: even if what is there holds
    more than the backup, which is lost then. Raises `BadBackup`, `BadHome`, `DatabaseError`.
    """
    home = Home(folder)
    try:
        with _opened(file) as (tar, manifest):
            if manifest.name != home.settings.name:
                raise BadBackup(f"{file} is of {manifest.name}; {folder} is {home.settings.name}")
            vendor = "sqlite" if home.address.startswith("sqlite:") else "postgresql"
            if manifest.vendor != vendor:
                raise BadBackup(f"{file} is of a {manifest.vendor} database; {folder} has {vendor}")
            if not replace:
                _must_be_older(home, manifest)
            put = _put_sqlite if vendor == "sqlite" else _put_postgresql
            put(home, tar, manifest)
            for name in _BESIDE:
                if name in tar.getnames() and not (folder / name).exists():
                    (folder / name).write_bytes(_read(tar, name))
        with home.databases.get().transaction():
            stopped = waiting.stop_all(home.databases.get())
        return msgspec.structs.replace(_looked_at(home, manifest), stopped=stopped)
    finally:
        home.close()


def _must_be_older(home: Home, manifest: Manifest) -> None:
    try:
        log = Log(home.databases.get())
        size = log.size()
        within = size <= manifest.size and (
            not size or size < manifest.size or log.root(size).hex() == manifest.root
        )
    except DatabaseError:
        # There is no record that could be lost, or none that can be read: who restores knows.
        home.databases.forget()
        return
    if not within:
        raise BadBackup(
            f"{home.folder} has {size} entries and the backup {manifest.size}: what came since "
            "would be lost. Make a backup of what is there, then restore with --replace"
        )


def _looked_at(home: Home, manifest: Manifest) -> Restored:
    """Compare with what was cosigned, and ask the witnesses what they have seen."""
    missing: dict[str, str] = {}
    alone = not (home.folder / POLICY).exists()
    worker: Checkpointer = home.checkpointer(NOBODY if alone else None)
    try:
        with home.turn():
            if alone:
                missing["everybody"] = _alone(home)
                worker.remember()
            else:
                # Every witness is asked, not only those that a round would still need.
                missing = worker.compare()
                missing |= worker.round().missing
    except Halted:
        pass
    finally:
        worker.stop()
    alarms = tuple(alarm.words for alarm in home.evidence.standing())
    return Restored(manifest.size, alarms, missing)


def _alone(home: Home) -> str:
    """Why nobody is asked, and what the backup is compared with instead."""
    compared = "it was compared with cosigned.txt alone" if home.seen.exists() else (
        "there is no cosigned.txt either, so that nothing shows whether there was more"
    )  # fmt: skip
    return f"{home.folder / POLICY} is missing: it names whom to ask; {compared}"


# SQLite


def _copy_sqlite(home: Home, scratch: Path) -> Manifest:
    source = Path(home.address.removeprefix("sqlite:"))
    if not source.exists():
        raise BadHome(f"{source} is missing: there is nothing to back up")
    target = scratch / _DATABASE
    try:
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            copy.execute("PRAGMA secure_delete=ON")
            there = {name for (name,) in copy.execute("SELECT name FROM sqlite_master")}
            for table in there.intersection(_PASSING):
                copy.execute(f"DELETE FROM {table}")
            copy.commit()
    except sqlite3.Error as error:
        raise DatabaseError(f"{source}: {error}") from error
    copied = Home(home.folder)
    copied.settings = msgspec.structs.replace(home.settings, database=f"sqlite:{target}")
    try:
        return _manifest(home, Log(copied.databases.get()))
    finally:
        copied.close()
        for beside in scratch.glob(f"{_DATABASE}-*"):
            beside.unlink()


def _put_sqlite(home: Home, tar: tarfile.TarFile, manifest: Manifest) -> None:  # noqa: ARG001
    target = Path(home.address.removeprefix("sqlite:"))
    home.close()
    with tempfile.TemporaryDirectory(dir=home.folder) as scratch:
        copy = Path(scratch) / _DATABASE
        copy.write_bytes(_read(tar, _DATABASE))
        target.touch(mode=0o600)
        try:
            with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(target)) as live:
                (sound,) = source.execute("PRAGMA integrity_check").fetchone()
                if sound != "ok":
                    raise BadBackup(f"the database in the backup is damaged: {sound}")
                # Through the database and not over its file: whoever has it open sees it whole.
                source.backup(live)
        except sqlite3.Error as error:
            raise DatabaseError(f"{target}: {error}") from error


# PostgreSQL


@contextmanager
def _postgresql(home: Home) -> Iterator[Any]:
    import psycopg  # noqa: PLC0415

    try:
        with psycopg.connect(home.address) as connection:
            yield connection
    except psycopg.Error as error:
        raise DatabaseError(str(error)) from error


def _copy_postgresql(home: Home, scratch: Path) -> Manifest:
    import psycopg  # noqa: PLC0415

    with _postgresql(home) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        tables = _tables(connection)
        (scratch / "tables").mkdir()
        for table in tables:
            copy = f'COPY "{table}" ({_columns(connection, table)}) TO STDOUT'
            if table in _PASSING:
                (scratch / "tables" / table).touch()
                continue
            with (
                (scratch / "tables" / table).open("wb") as file,
                connection.cursor() as cursor, cursor.copy(copy) as out,
            ):  # fmt: skip
                for block in out:
                    file.write(block)
        found = _manifest(home, Log(_Snapshot(connection)))
    return msgspec.structs.replace(found, tables=tuple(tables))


def _put_postgresql(home: Home, tar: tarfile.TarFile, manifest: Manifest) -> None:
    with _postgresql(home) as connection:
        here = _tables(connection)
        if set(here) != set(manifest.tables):
            differ = ", ".join(sorted(set(here) ^ set(manifest.tables))[:5])
            raise BadBackup(
                f"the tables of the database are not those of the backup ({differ}): run "
                f"'safeconduct migrate {home.folder}' with the program that made the backup"
            )
        names = ", ".join(f'"{table}"' for table in here)
        connection.execute(f"TRUNCATE {names}")
        for table in here:
            head = f'COPY "{table}" ({_columns(connection, table)}) FROM STDIN'
            source = tar.extractfile(f"tables/{table}")
            if source is None:
                raise BadBackup(f"the backup has no table {table}")
            with connection.cursor() as cursor, cursor.copy(head) as into:
                while block := source.read(_AT_ONCE):
                    into.write(block)
        for table, column, sequence in _sequences(connection):
            connection.execute(
                f"SELECT setval(%s, COALESCE((SELECT MAX(\"{column}\") FROM \"{table}\"), 0) + 1, "
                "false)", [sequence],
            )  # fmt: skip


def _tables(connection: Any) -> list[str]:
    rows = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
    ).fetchall()
    return [name for (name,) in rows]


def _columns(connection: Any, table: str) -> str:
    rows = connection.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND table_name = %s ORDER BY column_name", [table],
    ).fetchall()  # fmt: skip
    return ", ".join(f'"{name}"' for (name,) in rows)


def _sequences(connection: Any) -> list[tuple[str, str, str]]:
    return list(
        connection.execute(
            "SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), "
            "column_name) FROM information_schema.columns WHERE table_schema = current_schema() "
            "AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL"
        ).fetchall()
    )


class _Snapshot:
    """A connection of psycopg's with a snapshot open, as the record reads one."""

    vendor: Literal["sqlite", "postgresql"] = "postgresql"
    in_transaction = True

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Any = ()) -> Any:
        """Run one statement."""
        return self._connection.cursor(binary=True).execute(sql, values or None)


# The file


def _manifest(home: Home, log: Log) -> Manifest:
    size = log.size()
    root = log.root(size).hex() if size else ""
    vendor = log.connection.vendor
    return Manifest(home.settings.name, vendor, size, root, int(time.time()))


@contextmanager
def _opened(file: Path) -> Iterator[tuple[tarfile.TarFile, Manifest]]:
    try:
        with tarfile.open(file, "r:") as tar:
            yield tar, msgspec.json.decode(_read(tar, "manifest.json"), type=Manifest)
    except (tarfile.TarError, KeyError, msgspec.MsgspecError, json.JSONDecodeError) as error:
        raise BadBackup(f"{file} is no backup of a gate: {error}") from None


def _read(tar: tarfile.TarFile, name: str) -> bytes:
    found = tar.extractfile(name)
    if found is None:
        raise BadBackup(f"the backup has no {name}")
    return found.read()


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    about = tarfile.TarInfo(name)
    about.size, about.mode = len(data), 0o600
    tar.addfile(about, io.BytesIO(data))


def _nobody_s(about: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the name of whoever made the backup."""
    about.uid = about.gid = 0
    about.uname = about.gname = ""
    about.mode = 0o600
    return about
