"""`kill -9`: of writers and the reader on both databases, and of the server's own processes."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from contextlib import suppress
from random import Random

from safeconduct.record.database import Database
from safeconduct.record.log import Log
from tests.record.postgres import SUPERUSER, Server
from tests.torture.crowd import Crowd
from tests.torture.ledger import Broken, append, begin, check, opened
from tests.torture.servers import PATIENCE, POLL, revive, wait_until_up

_LONGEST_LIFE = 0.05
"""Seconds between two kills, at most."""
_SERVER_LIFE = 1.0


def kill_writers(address: str, kills: int, random: Random) -> str:
    """Kill writers and the reader at random moments; gives the figures. Raises `Broken`."""
    begin(address)
    crowd, since = Crowd(address, random), time.monotonic()
    try:
        for _ in range(kills):
            crowd.listen(random.uniform(0, _LONGEST_LIFE))
            crowd.kill_one()
    finally:
        crowd.end()
    return f"{kills} kills, {_judge(address, crowd)}, {time.monotonic() - since:.0f} s"


def kill_server(server: Server, address: str, kills: int, random: Random) -> str:
    """Kill the first process of the server, or another; gives the figures. Raises `Broken`."""
    begin(address)
    crowd, since, whom = Crowd(address, random), time.monotonic(), Counter[str]()
    try:
        for _ in range(kills):
            _wait_for_appends(crowd)
            crowd.listen(random.uniform(0, _SERVER_LIFE))
            whom[_kill_a_process(server, random)] += 1
    finally:
        crowd.end()
    wait_until_up(server, address)
    killed = ", ".join(f"{count} × {name}" for name, count in sorted(whom.items()))
    return f"{kills} kills ({killed}), {_judge(address, crowd)}, {time.monotonic() - since:.0f} s"


def _kill_a_process(server: Server, random: Random) -> str:
    """Kill the server's first process and start it anew, or kill one of the others."""
    if random.random() < 0.4:
        os.kill(server.pid, signal.SIGKILL)
        revive(server)
        return "first process"
    with opened(server.address("postgres", SUPERUSER)) as database:
        others = database.execute(
            "SELECT pid, backend_type FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
            "ORDER BY pid"
        ).fetchall()
    pid, name = random.choice(others)
    # It may have ended by itself in between, as connections do.
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return str(name)


def _wait_for_appends(crowd: Crowd) -> None:
    """Until something is acknowledged again, so that each kill hits a server at work."""
    before = sum(one.outcome == "kept" for one in crowd.told)
    end = time.monotonic() + PATIENCE
    while sum(one.outcome == "kept" for one in crowd.told) <= before + 20:
        if time.monotonic() > end:
            raise Broken(f"{PATIENCE:.0f} seconds after a kill nothing was acknowledged")
        crowd.listen(0.02)


def _until_the_killed_are_gone(database: Database) -> None:
    """PostgreSQL may still be committing for a writer that was killed after it asked for it."""
    end = time.monotonic() + PATIENCE
    while database.vendor == "postgresql" and database.rows(
        "SELECT 1 FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    ):
        if time.monotonic() > end:
            raise Broken(f"{PATIENCE:.0f} seconds after the kills somebody is still connected")
        time.sleep(POLL)


def _judge(address: str, crowd: Crowd) -> str:
    outcomes = Counter(one.outcome for one in crowd.told)
    with opened(address) as database:
        _until_the_killed_are_gone(database)
        seen = crowd.seen | {
            (signed.checkpoint.size, signed.checkpoint.root)
            for signed in Log(database).checkpoints()
        }
        size = check(database, crowd.told, seen)
        last = append(database, "afterwards")
        if last.outcome != "kept" or check(database, [last], seen) != size + 1:
            raise Broken("after the kills nothing can be added")
    return (
        f"{size} entries, {outcomes['kept']} acknowledged, {outcomes['undone']} called undone, "
        f"{outcomes['unknown']} called unknown, {len(seen)} checkpoints, {crowd.born} processes"
    )
