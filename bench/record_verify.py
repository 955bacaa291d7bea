"""How fast a whole record is verified: the tree alone, and with every payload opened.

    python -m bench.record_verify [--entries 1000000] [--payloads 200000] [--postgresql ADDRESS]

Each run is a verification with all its checks, by one process for each core. The database given for
PostgreSQL has to be empty.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from os import urandom
from pathlib import Path

from safeconduct.case import events as ev
from safeconduct.case.about import About
from safeconduct.record import schema
from safeconduct.record.checks.workers import cores
from safeconduct.record.database import connect
from safeconduct.record.keys import SecretKey
from safeconduct.record.log import Log
from safeconduct.record.record import Record, Written
from safeconduct.record.seal import PayloadKeys
from safeconduct.record.verify import verify

ORIGIN = "bench.example/record"
START = 1_800_000_000
AT_ONCE = 5000


def fill(address: str, entries: int, keys: PayloadKeys | None) -> None:
    """A record of so many entries: with payloads of ordinary events, or of random commitments."""
    database = connect(address)
    schema.create(database, ORIGIN)
    log, record = Log(database), Record(keys or PayloadKeys([bytes(32)]), lambda: START)
    size = 0
    while size < entries:
        some = range(size, min(entries, size + AT_ONCE))
        with database.transaction():
            if keys:
                record.append(database, [written(number) for number in some])
            else:
                time_ = START.to_bytes(8, "big")
                log.add([b"SCE1" + time_ + urandom(160) for _ in some], size)
        size += len(some)
    database.close()


def written(number: int) -> Written:
    """One of three ordinary events."""
    about = About((f"request-{number % 50}",), ("anna", "ben"))
    events: tuple[ev.AnyEvent, ...] = (
        ev.FactStated(
            id=f"f-{number}", day="2026-01-01", fact="lawyer(anna)", value="yes",
            said_by="the lawyer", source=("letter",),
        ),
        ev.LookTaken(at="search", day="2026-01-02", persons=("anna", "ben"), purpose="the answer"),
        ev.NoticeGiven(id=f"n-{number}", day="2026-01-03", measure="search", persons=("anna",)),
    )  # fmt: skip
    return Written(events[number % 3], about, f"account-{number % 7}")


def timed(name: str, address: str, entries: int, keys: PayloadKeys | None) -> None:
    """Make a record, verify it and print how long that took."""
    fill(address, entries, keys)
    database = connect(address)
    key = SecretKey.new(ORIGIN).public
    before, start = _cpu(), time.perf_counter()
    report = verify(database, key, payload_keys=keys, address=address, now=START)
    seconds, cpu = time.perf_counter() - start, _cpu() - before
    database.close()
    assert report.clean, report.findings[:3]
    assert report.payloads_opened == (entries if keys else 0)
    print(
        f"{name:34} {entries:>9} entries {seconds:7.2f} s {entries / seconds:>9.0f}/s with "
        f"{cores()} cores; {cpu / entries * 1e6:5.1f} µs of a processor each"
    )


def _cpu() -> float:
    """Seconds of processors used by this process and those that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def main() -> None:
    """Measure on SQLite, and on PostgreSQL if an address is given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--payloads", type=int, default=200_000)
    parser.add_argument("--postgresql", nargs=2, metavar="ADDRESS", default=None)
    options = parser.parse_args()
    keys = PayloadKeys([urandom(32)])
    with tempfile.TemporaryDirectory() as folder:
        for number, (what, count, used) in enumerate(
            (("tree", options.entries, None), ("tree, payloads", options.payloads, keys))
        ):
            timed(f"SQLite, {what}", f"sqlite:{Path(folder, f'{number}.db')}", count, used)
            if options.postgresql:
                timed(f"PostgreSQL, {what}", options.postgresql[number], count, used)


if __name__ == "__main__":
    main()
