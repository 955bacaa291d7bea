"""Verifying while entries are added, over many stretches, by several processes."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from copy import copy
from hashlib import shake_256
from pathlib import Path
from shutil import copyfile

import pytest

from safeconduct.case import events as ev
from safeconduct.record import tree
from safeconduct.record.checks.stretch import LENGTH, LEVEL
from safeconduct.record.verify import verify
from tests.record.site import START, Site, altered, of, spots


def test_entries_added_and_erased_meanwhile_are_no_findings(site: Site) -> None:
    def meanwhile(what: str, done: int, total: int) -> None:
        if what == "checkpoints" and site.log.size() == 30:
            site.append(ev.PayloadErased(entry="3", reasons="the time is over"))
            site.database.execute("DELETE FROM record_payload WHERE position = 3")

    report = site.verify(progress=meanwhile)
    assert site.log.size() == 31
    assert (report.findings, report.size) == ([], 30)
    assert [(e.entry, e.announced_by) for e in report.payloads_erased] == [(3, 30)]


@pytest.fixture(scope="session")
def long_one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A record of more than three stretches, without payloads."""
    address = f"sqlite:{tmp_path_factory.mktemp('long') / 'record.db'}"
    site = Site(address, address)
    for count in (LENGTH - 1, LENGTH + 1, LENGTH, 777):
        size = site.log.size()
        entries = [
            b"SCE1" + site.now.to_bytes(8, "big") + shake_256(n.to_bytes(8, "big")).digest(160)
            for n in range(size, size + count)
        ]
        with site.database.transaction():
            site.log.add(entries, size)
        site.checkpoint()
        site.later()
    site.database.scrub()
    yield site
    site.close()


@pytest.fixture
def long(long_one: Site, tmp_path: Path) -> Iterator[Site]:
    """A copy of it."""
    file = tmp_path / "long.db"
    copyfile(long_one.address.removeprefix("sqlite:"), file)
    site = copy(long_one)
    site.open_at(f"sqlite:{file}")
    yield site
    site.close()


@pytest.mark.parametrize("processes", [1, 2])
def test_long_record(long: Site, processes: int) -> None:
    told: list[tuple[str, int, int]] = []
    report = verify(
        long.database, long.key.public, policy=long.policy, now=long.now,
        address=long.address, processes=processes, progress=lambda *args: told.append(args),
    )  # fmt: skip
    size = 3 * LENGTH + 777
    assert (report.findings, report.size) == ([], size)
    assert report.root == b64encode(long.log.root(size)).decode()
    assert ("entries", size, size) in told


@pytest.mark.parametrize("position", [0, LENGTH - 1, LENGTH, 2 * LENGTH + 5, 3 * LENGTH + 776])
def test_change_in_a_long_record(long: Site, position: int) -> None:
    entry = long.log.entry(position)
    assert entry
    long.set_entry(position, altered(entry))
    assert spots(long.verify(keys=False)) == [("entry-unlike-hash", position, position)]


def test_upper_hash_of_a_long_record(long: Site) -> None:
    number = tree.number(LEVEL + 1, 0)
    long.database.execute(
        "UPDATE record_node SET hash = %s WHERE log = 0 AND number = %s", [b"x" * 32, number]
    )
    assert spots(long.verify(keys=False)) == [("hash-unlike-tree", 0, 2 * LENGTH - 1)]
    long.database.execute("DELETE FROM record_node WHERE log = 0 AND number = %s", [number])
    assert spots(long.verify(keys=False)) == [("hash-gone", 0, 2 * LENGTH - 1)]


def test_whole_stretch_gone(long: Site) -> None:
    long.database.execute(
        "DELETE FROM record_entry WHERE log = 0 AND position >= %s AND position < %s",
        [LENGTH - 3, 2 * LENGTH],
    )
    report = long.verify(keys=False)
    assert [(f.first, f.last) for f in of(report, "entry-gone")] == [(LENGTH - 3, 2 * LENGTH - 1)]


def test_entry_set_far_beyond_the_end(long: Site) -> None:
    """A row at an absurd place is told, and does not make the verification endless."""
    far = 10**15
    entry = long.log.entry(0)
    long.database.execute("INSERT INTO record_entry VALUES (0, %s, %s)", [far, entry])
    report = long.verify(keys=False)
    gone = of(report, "entry-gone")
    assert (gone[0].first, gone[-1].last) == (3 * LENGTH + 777, far - 1)


def test_time_that_goes_back_between_stretches(long: Site) -> None:
    entry = long.log.entry(LENGTH)
    assert entry
    long.set_entry(LENGTH, entry[:4] + (START - 1).to_bytes(8, "big") + entry[12:])
    found = of(long.verify(keys=False, policy=False), "time-goes-back")
    assert [(f.first, f.last) for f in found] == [(LENGTH - 1, LENGTH)]


def test_many_changes_are_told_in_few_words(site: Site) -> None:
    for position in range(5, 25):
        site.set_entry(position, altered(site.entries()[position]))
    (found,) = of(site.verify(keys=False), "entry-unlike-hash")
    assert (found.first, found.last) == (5, 24)
