"""How long proofs take in a large record, beside pymerkle's in a tree that it can bear."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from pymerkle import SqliteTree

from bench.recordload import ORIGIN
from bench.recordplaces import Kind, Places
from bench.recordstats import Spread
from safeconduct.record import schema, tree
from safeconduct.record.database import Database, connect
from safeconduct.record.entry import MAGIC
from safeconduct.record.log import Log

AT_ONCE = 5000


@dataclass(frozen=True)
class ProofRow:
    """Seconds for one proof of a kind, all in the same tree."""

    name: str
    database: str
    size: int
    seconds: Spread


@dataclass(frozen=True)
class Built:
    """A large log, and how many entries a second went into it."""

    address: str
    database: Database
    log: Log
    size: int
    rate: float


def cheap(number: int) -> bytes:
    """An entry that commits to nothing, as long as a true one."""
    return MAGIC + number.to_bytes(8, "big") + sha256(number.to_bytes(8, "big")).digest() * 5


def build(places: Places, kind: Kind, size: int, tick: Callable[[], None]) -> Built:
    """A log of so many entries without payloads, added through `Log.add`."""
    address = places.address(kind)
    database = connect(address)
    schema.create(database, ORIGIN)
    log, begun = Log(database), time.perf_counter()
    for start in range(0, size, AT_ONCE):
        with database.transaction():
            last = log.lock()
            log.add([cheap(n) for n in range(start, min(start + AT_ONCE, size))], last.size)
        tick()
    return Built(address, database, log, size, size / (time.perf_counter() - begun))


def proofs(kind: Kind, built: Built, count: int, seed: int = 9162) -> list[ProofRow]:
    """Proofs at random places of the whole tree; each is checked, outside the time."""
    log, size, draw = built.log, built.size, random.Random(seed)
    root = log.root(size)
    inclusion, consistency = [], []
    for _ in range(count):
        position, old = draw.randrange(size), draw.randrange(1, size)
        begun = time.perf_counter()
        proof = log.inclusion(position, size)
        inclusion.append(time.perf_counter() - begun)
        tree.check_inclusion(tree.leaf_hash(cheap(position)), position, size, proof, root)
        begun = time.perf_counter()
        proof = log.consistency(old, size)
        consistency.append(time.perf_counter() - begun)
        tree.check_consistency(old, size, proof, log.root(old), root)
    return [
        ProofRow("inclusion", kind, size, Spread.of(inclusion)),
        ProofRow("consistency", kind, size, Spread.of(consistency)),
    ]


def beside_pymerkle(places: Places, built: Built, size: int, count: int) -> list[ProofRow]:
    """Inclusion proofs in the first `size` entries, ours and pymerkle's in turn."""
    theirs = SqliteTree(str(places.sub("pymerkle") / "tree.db"))
    theirs.append_entries([cheap(number) for number in range(size)])
    draw = random.Random(size)
    seconds: tuple[list[float], list[float]] = ([], [])
    for _ in range(count):
        position = draw.randrange(size)
        for found, prove in zip(seconds, _provers(built.log, theirs, position, size), strict=True):
            begun = time.perf_counter()
            prove()
            found.append(time.perf_counter() - begun)
    theirs.close()
    return [
        ProofRow("inclusion", "SQLite", size, Spread.of(seconds[0])),
        ProofRow("inclusion by pymerkle", "SQLite", size, Spread.of(seconds[1])),
    ]


def _provers(
    log: Log, theirs: SqliteTree, position: int, size: int
) -> Sequence[Callable[[], object]]:
    # pymerkle counts from one.
    return lambda: log.inclusion(position, size), lambda: theirs.prove_inclusion(position + 1, size)
