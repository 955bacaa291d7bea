"""The benchmark of the record measures what it says, and tells what must never be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench import record, recordtables
from bench.recordplaces import Places
from bench.recordstats import Spread
from bench.recordtrio import RollbackRow, TrioRow

TINY = record.Sizes(
    runs=1, seconds=0.02, batches=(1, 10), tree=200, proofs=5, payloads=30, checks=1, peer=50,
    clients=3, acting=0.3, every=0.1, again=1,
)  # fmt: skip


@pytest.fixture
def where(tmp_path: Path) -> Iterator[Places]:
    """SQLite only: what is measured on PostgreSQL is the same."""
    with ExitStack() as stack:
        yield Places(tmp_path, None, stack)


def test_every_part_is_measured_and_shown(where: Places) -> None:
    told: list[str] = []
    found = record.measure(TINY, where, list(record.PARTS), told.append)
    assert found.failures() == []
    assert {(row.name, row.batch) for row in found.rates} == {
        ("pymerkle", 1), ("events", 1), ("entries alone", 1), ("one small row", 1),
        ("pymerkle", 10), ("events", 10), ("entries alone", 10),
    }  # fmt: skip
    assert all(rate > 0 for row in found.rates for rate in row.rates)
    assert [(row.name, row.size, row.seconds.count) for row in found.proofs] == [
        ("inclusion", 200, 5), ("consistency", 200, 5), ("inclusion", 50, 50),
        ("inclusion by pymerkle", 50, 50),
    ]  # fmt: skip
    assert [(row.name, row.size) for row in found.checks] == [
        ("tree", 200), ("tree and payloads", 30),
    ]  # fmt: skip
    assert all(trio.acts > 0 for trio in found.trios)
    (rolled_back,) = found.rolled_back
    assert (rolled_back.tried, rolled_back.first, rolled_back.twice) == (1, 1, 0)
    assert "rolled back" in rolled_back.words or "an alarm" in rolled_back.words
    assert len(list(recordtables.tables(found))) == 5
    assert "appends, 10 in a transaction" in told


def test_what_must_never_be_is_a_failure() -> None:
    none = Spread.of([])
    sound = TrioRow("SQLite", 3, 0.0, 1, 1.0, (), 0, 0, none, none, none, 1)
    for trio in (
        replace(sound, failed=("DatabaseError: locked",)),
        replace(sound, stuck=1),
        replace(sound, doubts=1),
    ):
        assert record.Figures(trios=[sound]).failures() == []
        assert record.Figures(trios=[trio]).failures()
    twice = RollbackRow("SQLite", 1, 1, 1, "")
    assert record.Figures(rolled_back=[twice]).failures()
    assert record.Figures(rolled_back=[replace(twice, twice=0)]).failures() == []


def test_the_spread_of_figures() -> None:
    spread = Spread.of([float(number) for number in range(100, 0, -1)])
    assert (spread.least, spread.median, spread.p95, spread.p99) == (1, 50.5, 96, 100)
    assert (spread.greatest, spread.count) == (100, 100)


def test_an_unknown_benchmark_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["cord"]) == 2
    assert "law, record" in capsys.readouterr().err
