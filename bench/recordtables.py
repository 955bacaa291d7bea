"""The tables of `bench.record`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.table import Table

from bench.recordload import PEER

if TYPE_CHECKING:
    from bench.record import Figures

APPENDS, INCLUSION, TREE, PAYLOADS, ACT = 4.0, 0.001, 300_000.0, 80_000.0, 0.1
"""The aims: times pymerkle's rate; seconds; entries a second, twice; seconds of 95 in 100 acts."""


def tables(found: Figures) -> Iterable[Table]:
    """A table for each part that was measured."""
    if found.rates:
        yield _rates(found)
    if found.proofs:
        yield _proofs(found)
    if found.checks:
        yield _checks(found)
    if found.trios:
        yield _trios(found)
    if found.rolled_back:
        yield _rolled_back(found)


def _table(title: str, caption: str, *columns: str) -> Table:
    table = Table(title=title, caption=caption)
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number < 2 else "right")
    return table


def _aim(words: str, met: bool) -> str:
    return f"{words} [green]met[/]" if met else f"{words} [red]missed[/]"


def _rates(found: Figures) -> Table:
    table = _table(
        "Entries added a second, durably", "times: as a multiple of pymerkle's in the same run",
        "what", "database", "in a transaction", "least", "median", "most", "times", "aim",
    )  # fmt: skip
    for row in found.rates:
        aimed = row.batch == 1 and row.name in ("events", "entries alone")
        aim = _aim("≥ 4 times", row.ratio >= APPENDS) if aimed else ""
        times = (
            ""
            if row.name == PEER
            else f"{min(row.ratios):.1f} {row.ratio:.1f} {max(row.ratios):.1f}"
        )
        table.add_row(
            row.name, row.database, str(row.batch), f"{min(row.rates):,.0f}",
            f"{row.median:,.0f}", f"{max(row.rates):,.0f}", times, aim,
        )  # fmt: skip
    return table


def _proofs(found: Figures) -> Table:
    built = ", ".join(f"{kind} {rate:,.0f}" for kind, rate in found.built.items())
    table = _table(
        "One proof, in milliseconds", f"the trees grew by so many entries a second: {built}",
        "proof", "database", "entries", "p50", "p95", "p99", "aim",
    )  # fmt: skip
    for row in found.proofs:
        seconds = row.seconds
        aimed = (row.name, row.database) == ("inclusion", "SQLite")
        table.add_row(
            row.name, row.database, f"{row.size:,}", f"{seconds.median * 1e3:.3f}",
            f"{seconds.p95 * 1e3:.3f}", f"{seconds.p99 * 1e3:.3f}",
            _aim("p99 < 1", seconds.p99 < INCLUSION) if aimed else "",
        )  # fmt: skip
    return table


def _checks(found: Figures) -> Table:
    table = _table(
        "Entries verified a second", "by one process a core",
        "what", "database", "entries", "least", "median", "most", "aim",
    )  # fmt: skip
    for row in found.checks:
        aim = TREE if row.name == "tree" else PAYLOADS
        table.add_row(
            row.name, row.database, f"{row.size:,}", f"{min(row.rates):,.0f}",
            f"{row.median:,.0f}", f"{max(row.rates):,.0f}",
            _aim(f"≥ {aim:,.0f}", row.median >= aim),
        )  # fmt: skip
    return table


def _trios(found: Figures) -> Table:
    table = _table(
        "Three nodes acting, each cosigned by both others: milliseconds an act",
        "next act: of a client, counted from when the one before was due; "
        "waiting: for the cosignatures",
        "clients", "database", "next act", "acts", "acts/s", "failed", "stuck", "p50", "p95", "p99",
        "waiting p50", "p95", "aim",
    )  # fmt: skip
    for row in found.trios:
        table.add_row(
            str(row.clients), row.database, f"in {row.every:g} s" if row.every else "at once",
            f"{row.acts:,}", f"{row.rate:.0f}",
            str(len(row.failed)), str(row.stuck), f"{row.act.median * 1e3:.0f}",
            f"{row.act.p95 * 1e3:.0f}", f"{row.act.p99 * 1e3:.0f}",
            f"{row.witnesses.median * 1e3:.0f}", f"{row.witnesses.p95 * 1e3:.0f}",
            _aim("p95 ≤ 100", row.act.p95 <= ACT),
        )  # fmt: skip
    return table


def _rolled_back(found: Figures) -> Table:
    table = _table(
        "A node killed and given the folder and database it had before its acts", "",
        "acts done", "database", "tried again", "done twice", "what it said",
    )  # fmt: skip
    for row in found.rolled_back:
        table.add_row(str(row.first), row.database, str(row.tried), str(row.twice), row.words)
    return table
