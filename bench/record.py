"""How fast the record is kept, proved and verified: `python -m bench.record`.

Run it from the root of the project; `--quick` takes under two minutes, all of it under twenty. It
prints tables and writes the figures to `bench/out/record.json`. It ends with status 1 if an act
failed or happened twice, if clients blocked each other, or if a sound record did not verify;
figures that miss their aim are said, and are no failure: they depend on the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bench import recordchecks, recordload, recordproofs, recordtables, recordtrio
from bench.recordplaces import Kind, Places, places

OUT = Path(__file__).parent / "out"


@dataclass(frozen=True)
class Sizes:
    """How much is measured."""

    runs: int
    seconds: float
    """Of each run of appends."""
    batches: tuple[int, ...]
    tree: int
    """Entries of the tree that proofs and verification are timed in."""
    proofs: int
    payloads: int
    checks: int
    """Runs of each verification."""
    peer: int
    """Entries of the tree in which pymerkle proves."""
    clients: int
    acting: float
    """Seconds for which they act, for each run and database."""
    every: float
    """Seconds from one act of a client to its next, where they pause."""
    again: int
    """Acts tried again after a rollback."""


FULL = Sizes(5, 2.0, (1, 100, 1000), 1_000_000, 3000, 200_000, 3, 100_000, 30, 20.0, 1.0, 5)
QUICK = Sizes(3, 0.5, (1, 100), 50_000, 500, 10_000, 1, 10_000, 30, 4.0, 1.0, 3)


@dataclass
class Figures:
    """Everything that was measured."""

    rates: list[recordload.Rate] = field(default_factory=list)
    built: dict[str, float] = field(default_factory=dict)
    proofs: list[recordproofs.ProofRow] = field(default_factory=list)
    checks: list[recordchecks.CheckRow] = field(default_factory=list)
    trios: list[recordtrio.TrioRow] = field(default_factory=list)
    rolled_back: list[recordtrio.RollbackRow] = field(default_factory=list)
    load: list[float] = field(default_factory=list)
    """The machine's load before each part: 1 is one busy core."""

    def failures(self) -> list[str]:
        """What must never be, whatever the machine."""
        found = [words for row in self.checks for words in row.findings]
        for trio in self.trios:
            found += trio.failed[:3]
            if trio.stuck or trio.doubts:
                found.append(f"{trio.stuck} clients stuck, {trio.doubts} acts without an outcome")
        for row in self.rolled_back:
            if row.twice or row.first != row.tried:
                found.append(f"of {row.tried} acts {row.first} were done, {row.twice} done twice")
        return found


Tick = Callable[[str], None]
"""Is told what is being measured."""


def measure(sizes: Sizes, where: Places, parts: Sequence[str], tick: Tick) -> Figures:
    """Measure these parts."""
    found = Figures()
    for name, part in PARTS.items():
        if name in parts:
            found.load.append(os.getloadavg()[0])
            part(sizes, where, found, tick)
    return found


def _appends(sizes: Sizes, where: Places, found: Figures, tick: Tick) -> None:
    for batch in sizes.batches:
        done = partial(tick, f"appends, {batch} in a transaction")
        found.rates += recordload.appends(where, batch, sizes.runs, sizes.seconds, done)


def _large(sizes: Sizes, where: Places, found: Figures, tick: Tick) -> None:
    for kind in where.kinds:
        done = partial(tick, f"a large tree on {kind}")
        built = recordproofs.build(where, kind, sizes.tree, done)
        found.built[kind] = built.rate
        found.proofs += recordproofs.proofs(kind, built, sizes.proofs)
        if kind == "SQLite":
            tick("proofs beside pymerkle")
            found.proofs += recordproofs.beside_pymerkle(where, built, sizes.peer, 50)
        tick(f"verification on {kind}")
        found.checks.append(recordchecks.of_the_tree(kind, built, sizes.checks))
        built.database.close()


def _payloads(sizes: Sizes, where: Places, found: Figures, tick: Tick) -> None:
    for kind in where.kinds:
        found.checks.append(
            recordchecks.of_payloads(
                where, kind, sizes.payloads, sizes.checks, lambda: tick("payloads, verified")
            )
        )


def _acts(sizes: Sizes, where: Places, found: Figures, tick: Tick) -> None:
    for kind in where.kinds:
        tick(f"three nodes acting on {kind}")
        with recordtrio.nodes(where.sub("nodes"), _addresses(where, kind)) as nodes:
            recordtrio.load(nodes, kind, sizes.clients, min(2.0, sizes.acting / 4))
            found.trios.append(recordtrio.load(nodes, kind, sizes.clients, sizes.acting))
            paced = recordtrio.load(nodes, kind, sizes.clients, sizes.acting, sizes.every)
            found.trios.append(paced)
            if kind == "SQLite":
                tick("a node rolled back")
                found.rolled_back.append(recordtrio.roll_back(nodes, kind, sizes.again))


def _addresses(where: Places, kind: Kind) -> Callable[[str], str]:
    return lambda _: "sqlite:record.db" if kind == "SQLite" else where.address(kind)


PARTS = {"appends": _appends, "tree": _large, "payloads": _payloads, "acts": _acts}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write down."""
    options = _options(arguments)
    # Tables that are read from a file should not be folded to the width of no screen.
    console = Console(width=None if sys.stdout.isatty() else 140)
    with Progress(console=console, transient=True) as progress, places(options.folder) as where:
        task = progress.add_task("measuring", total=None)
        found = measure(
            QUICK if options.quick else FULL, where, options.parts,
            lambda words: progress.update(task, description=words, advance=1),
        )  # fmt: skip
    loads = " ".join(f"{load:.1f}" for load in found.load)
    console.print(f"{machine()}; load before each part: {loads}.")
    for table in recordtables.tables(found):
        console.print(table)
    OUT.mkdir(exist_ok=True)
    figures = json.dumps({"machine": machine(), **asdict(found)}, indent=1)
    (OUT / "record.json").write_text(figures + "\n", encoding="utf-8")
    failures = found.failures()
    for words in failures:
        console.print(f"[bold red]{words}")
    return 1 if failures else 0


def machine() -> str:
    """What was measured on."""
    return (
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{platform.machine()}, {os.cpu_count()} cores"
    )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.record", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less of everything: two minutes")
    parser.add_argument("--parts", nargs="*", default=list(PARTS), choices=list(PARTS))
    parser.add_argument("--folder", type=Path, help="where the files of the SQLite runs lie")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
