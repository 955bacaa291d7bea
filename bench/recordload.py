"""How fast entries are added, durably, beside pymerkle and beside a bare commit of one small row.

Every contender adds a while before it is timed, so that files have grown to their working size, and
all contenders of a run take turns before the next run begins.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from os import urandom
from statistics import median

from pymerkle import SqliteTree

from bench.recordplaces import Kind, Places
from safeconduct.case.about import About
from safeconduct.case.events import Noted
from safeconduct.record import schema
from safeconduct.record.database import Database, connect
from safeconduct.record.entry import ENTRY_SIZE
from safeconduct.record.log import Log
from safeconduct.record.record import Record, Written
from safeconduct.record.seal import KEY_SIZE, PayloadKeys

ORIGIN = "bench.example"
PEER = "pymerkle"


@dataclass(frozen=True)
class Rate:
    """Entries a second in each run, and the same in each run as a multiple of the peer's."""

    name: str
    database: str
    batch: int
    """Entries in one transaction."""
    rates: tuple[float, ...]
    ratios: tuple[float, ...]

    @property
    def median(self) -> float:
        """Entries a second in the middle run."""
        return median(self.rates)

    @property
    def ratio(self) -> float:
        """The middle one of the multiples."""
        return median(self.ratios)


def noted(number: int) -> Written:
    """An event to record: about one request and one person."""
    event = Noted(title=f"note {number}", by="clerk", day="2026-03-01")
    return Written(event, About(("req-1",), ("per-1",)), "acc-clerk")


def record() -> Record:
    """A record with a new key for its payloads."""
    return Record(PayloadKeys([urandom(KEY_SIZE)]))


Step = Callable[[int], None]
"""Adds so many entries in one durable transaction."""


class Contender:
    """One way to add, with a name."""

    def __init__(self, name: str, database: str, step: Step, close: Callable[[], None]) -> None:
        """`step` adds; `close` ends."""
        self.name, self.database, self.step, self.close = name, database, step, close

    def rate(self, batch: int, seconds: float) -> float:
        """Entries a second, over so many seconds after a tenth of it to warm up."""
        self._run(batch, seconds / 10)
        return self._run(batch, seconds)

    def _run(self, batch: int, seconds: float) -> float:
        begun, added = time.perf_counter(), 0
        while (took := time.perf_counter() - begun) < seconds:
            self.step(batch)
            added += batch
        return added / took


def contenders(places: Places) -> list[Contender]:
    """pymerkle, then on each database: whole events, entries alone, one small row."""
    found = [_pymerkle(places)]
    for kind in places.kinds:
        found += [_events(places, kind), _entries(places, kind), _rows(places, kind)]
    return found


def _pymerkle(places: Places) -> Contender:
    """Its SqliteTree as it comes: a rollback journal, synchronous=FULL, a commit for each entry."""
    tree = SqliteTree(str(places.sub("pymerkle") / "tree.db"))

    def step(batch: int) -> None:
        if batch == 1:
            tree.append_entry(urandom(ENTRY_SIZE))
        else:
            tree.append_entries([urandom(ENTRY_SIZE) for _ in range(batch)])

    return Contender(PEER, "SQLite", step, tree.close)


def _made(places: Places, kind: Kind) -> Database:
    database = connect(places.address(kind))
    schema.create(database, ORIGIN)
    return database


def _events(places: Places, kind: Kind) -> Contender:
    """What the nodes do: commitments, a sealed payload, the tree."""
    database, keeper = _made(places, kind), record()

    def step(batch: int) -> None:
        with database.transaction():
            keeper.append(database, [noted(number) for number in range(batch)])

    return Contender("events", kind, step, database.close)


def _entries(places: Places, kind: Kind) -> Contender:
    """What pymerkle does: entries that are there already, into the tree."""
    database = _made(places, kind)
    log = Log(database)

    def step(batch: int) -> None:
        with database.transaction():
            log.add([urandom(ENTRY_SIZE) for _ in range(batch)], log.lock().size)

    return Contender("entries alone", kind, step, database.close)


def _rows(places: Places, kind: Kind) -> Contender:
    """The least that a durable commit costs there: one small row in a table of its own."""
    database = _made(places, kind)
    database.execute("CREATE TABLE bare (number INTEGER PRIMARY KEY, word TEXT)")
    added = 0

    def step(batch: int) -> None:
        nonlocal added
        with database.transaction():
            for _ in range(batch):
                added += 1
                database.execute("INSERT INTO bare (number, word) VALUES (%s, 'small')", [added])

    return Contender("one small row", kind, step, database.close)


def appends(
    places: Places, batch: int, runs: int, seconds: float, tick: Callable[[], None]
) -> list[Rate]:
    """Every contender in turn, so many times."""
    several = [c for c in contenders(places) if batch == 1 or c.name != "one small row"]
    rates: list[list[float]] = [[] for _ in several]
    for _ in range(runs):
        for found, contender in zip(rates, several, strict=True):
            found.append(contender.rate(batch, seconds))
            tick()
    for contender in several:
        contender.close()
    return [
        Rate(
            contender.name, contender.database, batch, tuple(found),
            tuple(ours / theirs for ours, theirs in zip(found, rates[0], strict=True)),
        )
        for contender, found in zip(several, rates, strict=True)
    ]  # fmt: skip
