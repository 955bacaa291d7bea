"""PostgreSQL on a failing disk and on a full one; the clients' own disk is well."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random

from safeconduct.record.database import DatabaseError
from tests.record.postgres import SUPERUSER, Server
from tests.torture import faults
from tests.torture.faults import FAULTS, FROM_THEN_ON, Disk
from tests.torture.ledger import Broken, Told, append, begin, check, opened
from tests.torture.servers import PATIENCE, POLL, wait_until_up

_TRY_SECONDS = 10.0


def append_again(server: Server, address: str, name: str) -> list[Told]:
    """Add until it is acknowledged, as a caller does after a failure; raises `Broken`."""
    told: list[Told] = []
    end = time.monotonic() + PATIENCE
    while not told or told[-1].outcome != "kept":
        if time.monotonic() > end:
            raise Broken("nothing can be added once the disk is mended")
        wait_until_up(server, address)
        with suppress(DatabaseError), opened(address) as database:
            told.append(append(database, f"{name}-{len(told)}"))
    return told


def failing_disk(server: Server, address: str, seconds: float, random: Random) -> str:
    """Let calls of the server's fail, in random order, in every way; gives the figures.

    Ends when every call of a short run has failed, or after so many seconds. Raises `Broken`.
    """
    disk = Disk(faults.compiled(server.folder), server.data, server.folder / "control")
    server.stop()
    server.environment = disk.environment
    server.start()
    begin(address)
    disk.fail(-1, FAULTS[0])
    told = _short_run(server, address, "count")
    total, cases, crashes, until = disk.calls, 0, 0, time.monotonic() + seconds
    ways = [(nth, fault) for nth in range(total) for fault in FAULTS]
    for nth, fault in random.sample(ways, len(ways)):
        if time.monotonic() > until:
            break
        name = f"{nth}-{fault.mode}-{fault.error}"
        disk.fail(nth, fault)
        told += _short_run(server, address, name)
        if fault.mode == FROM_THEN_ON and disk.failed and nth % 20 == 5:
            _let_it_try(server, address)
        disk.mend()
        cases += bool(disk.failed)
        crashes += not server.running
        told += append_again(server, address, f"{name}-m")
        try:
            with opened(address) as database:
                check(database, told)
        except Broken as error:
            raise Broken(f"call {nth}, {fault}: {error}") from None
    outcomes = Counter(one.outcome for one in told)
    return (
        f"{cases} failures (of {total} calls of a short run, in {len(FAULTS)} ways), "
        f"{server.log.count('PANIC:')} panics, {crashes} ends of the server; "
        f"{outcomes['kept']} acknowledged, {outcomes['undone']} called undone, "
        f"{outcomes['unknown']} called unknown"
    )


def _let_it_try(server: Server, address: str) -> None:
    """Let the server repair itself while the disk still fails, until it is up or gives up.

    It takes five seconds to give up, so this is done for some calls only.
    """
    end = time.monotonic() + _TRY_SECONDS
    while server.running and time.monotonic() < end:
        with suppress(DatabaseError), opened(address):
            return
        time.sleep(POLL)


def _short_run(server: Server, address: str, name: str) -> list[Told]:
    """Add, begin a new file of the server's log, add, write everything back, add."""
    told: list[Told] = []
    with (
        suppress(DatabaseError),
        opened(address) as database,
        opened(address.replace("user=record_owner", f"user={SUPERUSER}")) as superuser,
    ):
        for number, then in enumerate(("", "SELECT pg_switch_wal()", "CHECKPOINT", "")):
            told.append(append(database, f"{name}-{number}", record_first=bool(number % 2)))
            if then:
                superuser.execute(then)
    return told


def full_disk(server: Server, address: str, disk: Path) -> str:
    """Add until the server's disk is full, make room, go on; gives the figures."""
    begin(address)
    told: list[Told] = []
    for turn in range(3):
        ballast = faults.fill(disk)
        refused = 0
        while refused < 5:
            try:
                with opened(address) as database:
                    while refused < 5:
                        told.append(append(database, f"full{turn}-{len(told)}"))
                        if told[-1].outcome != "kept":
                            refused += 1
                            break
            except DatabaseError:
                refused += 1
                time.sleep(POLL)
        ballast.unlink()
        told += append_again(server, address, f"roomy{turn}")
        with opened(address) as database:
            check(database, told)
    outcomes = Counter(one.outcome for one in told)
    return (
        f"{outcomes['kept']} acknowledged, {outcomes['undone']} called undone, "
        f"{outcomes['unknown']} called unknown"
    )
