"""`make torture`: kills, failing disks and full disks, in full length, with figures."""

from __future__ import annotations

import argparse
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from tests.record import postgres
from tests.record.postgres import Place, Server
from tests.torture import faults, kills, onpostgres
from tests.torture.ledger import Broken


@contextmanager
def durable_place(within: Path | None = None) -> Iterator[tuple[Server, Place]]:
    """A PostgreSQL server that waits for the disk, and a database on it."""
    programs = postgres.binaries()
    if programs is None:
        raise SystemExit(postgres.MISSING)
    server = Server(programs, durable=True, within=within)
    try:
        server.start()
        server.roles()
        with server.place() as place:
            yield server, place
    finally:
        server.close()


def kill_writers_on_sqlite(options: argparse.Namespace) -> str:
    """Kills of writers on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:{Path(folder) / 'record.db'}"
        return kills.kill_writers(address, options.kills, Random(options.seed))


def kill_writers_on_postgresql(options: argparse.Namespace) -> str:
    """Kills of writers on PostgreSQL."""
    with durable_place() as (_, place):
        return kills.kill_writers(place.owner, options.kills, Random(options.seed))


def kill_postgresql(options: argparse.Namespace) -> str:
    """Kills of the server's own processes."""
    with durable_place() as (server, place):
        count = options.server_kills
        return kills.kill_server(server, place.owner, count, Random(options.seed))


def failing_disk_under_sqlite(options: argparse.Namespace) -> str:
    """Failing calls and a full disk under SQLite and under our own files."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        disk = faults.Disk(faults.compiled(here), here / "disk", here / "control")
        (here / "disk").mkdir()
        command = [sys.executable, "-m", "tests.torture.onsqlite", *map(str, (
            here / "disk", here / "control", here / "faults.so", "--every", options.every
        ))]  # fmt: skip
        environment = {**os.environ, **disk.environment}
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if run.returncode:
            raise Broken(run.stdout + run.stderr)
        return run.stdout.strip().replace("\n", f"\n{'':16} ")


def failing_disk_under_postgresql(options: argparse.Namespace) -> str:
    """Failing calls under the PostgreSQL server."""
    with durable_place() as (server, place):
        seconds = options.disk_seconds
        return onpostgres.failing_disk(server, place.owner, seconds, Random(options.seed))


def full_disk_under_postgresql(_options: argparse.Namespace) -> str:
    """A full disk under the PostgreSQL server."""
    with faults.small_disk(96) as disk:
        if disk is None:
            return "left out: only root may mount a small disk here"
        with durable_place(disk) as (server, place):
            return onpostgres.full_disk(server, place.owner, disk)


TORTURES: dict[str, Callable[[argparse.Namespace], str]] = {
    "sqlite": kill_writers_on_sqlite,
    "postgresql": kill_writers_on_postgresql,
    "server": kill_postgresql,
    "sqlite-disk": failing_disk_under_sqlite,
    "postgresql-disk": failing_disk_under_postgresql,
    "postgresql-full": full_disk_under_postgresql,
}


def main() -> int:
    """Run all tortures, or some, and print the figures of each; 1 if one broke the record."""
    parser = argparse.ArgumentParser(prog="make torture", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000, help="of writers, on each database")
    parser.add_argument("--server-kills", type=int, default=30, help="of the server's processes")
    parser.add_argument("--every", type=int, default=1, help="SQLite: fail every so many-th call")
    parser.add_argument(
        "--disk-seconds", type=float, default=240, help="how long PostgreSQL's calls fail"
    )
    parser.add_argument("--seed", type=int, default=int(time.time()), help="what chance follows")
    parser.add_argument("--only", choices=TORTURES, action="append", help="one of them; repeatable")
    options = parser.parse_args()
    # That connections are lost is what is wanted here.
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    print(f"seed {options.seed}", flush=True)
    broken = False
    for name in options.only or TORTURES:
        try:
            print(f"{name:16} {TORTURES[name](options)}", flush=True)
        except Broken as error:
            broken = True
            print(f"{name:16} BROKEN\n{error}", flush=True)
    print("the record is broken" if broken else "nothing acknowledged was lost; all agrees")
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
