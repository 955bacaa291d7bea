"""How fast a whole record is verified: the tree alone, and with every payload opened."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from bench.recordload import ORIGIN, noted
from bench.recordplaces import Kind, Places
from bench.recordproofs import Built
from safeconduct.record import schema
from safeconduct.record.database import Database, connect
from safeconduct.record.keys import SecretKey
from safeconduct.record.record import Record
from safeconduct.record.seal import KEY_SIZE, PayloadKeys
from safeconduct.record.verify import verify

AT_ONCE = 1000


@dataclass(frozen=True)
class CheckRow:
    """Entries verified a second, in each run."""

    name: str
    database: str
    size: int
    rates: tuple[float, ...]
    findings: tuple[str, ...]
    """What the verification found: nothing should be."""

    @property
    def median(self) -> float:
        """Entries a second in the middle run."""
        return median(self.rates)


def of_the_tree(kind: Kind, built: Built, runs: int) -> CheckRow:
    """Entries, hashes and root of a log without payloads."""
    return _row("tree", kind, built.database, built.address, built.size, runs, None)


def of_payloads(
    places: Places, kind: Kind, size: int, runs: int, tick: Callable[[], None]
) -> CheckRow:
    """The same with canonical form and commitments of every payload, opened with its key."""
    keys, address = PayloadKeys([os.urandom(KEY_SIZE)]), places.address(kind)
    database, keeper = connect(address), Record(keys)
    schema.create(database, ORIGIN)
    for start in range(0, size, AT_ONCE):
        with database.transaction():
            keeper.append(database, [noted(n) for n in range(start, min(start + AT_ONCE, size))])
    tick()
    found = _row("tree and payloads", kind, database, address, size, runs, keys)
    database.close()
    return found


def _row(
    name: str, kind: Kind, database: Database, address: str, size: int, runs: int,
    keys: PayloadKeys | None,
) -> CheckRow:  # fmt: skip
    key, rates, findings = SecretKey.new(ORIGIN).public, [], []
    for _ in range(runs):
        begun = time.perf_counter()
        # The made-up times of a log without payloads lie in 1970, long before any clock.
        report = verify(database, key, payload_keys=keys, address=address)
        rates.append(size / (time.perf_counter() - begun))
        findings += [finding.words for finding in report.findings]
    return CheckRow(name, kind, size, tuple(rates), tuple(dict.fromkeys(findings)))
