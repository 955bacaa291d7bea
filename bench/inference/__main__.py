"""Measure what a requester can infer: `python -m bench.inference`.

Run it from the root of the project. It prints tables and writes `docs/img/inference.png`.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.inference import assumptions as given
from bench.inference.pools import docket, pools
from bench.inference.views import Scheme, Told, told

PICTURE = Path(__file__).parents[2] / "docs" / "img" / "inference.png"
SCHEMES = {
    "as now": Scheme(),
    "none before slot 2": Scheme(least=2),
    "none before slot 3": Scheme(least=3),
    "none before slot 4": Scheme(least=4),
    "refusals in every 2nd": Scheme(refusals_every=2),
    "refusals in every 4th": Scheme(refusals_every=4),
    "refusals in every 6th": Scheme(refusals_every=6),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Work it out, print and draw."""
    parser = argparse.ArgumentParser(prog="python -m bench.inference", description=__doc__)
    parser.add_argument("--requests", type=int, default=6000, help="in 600 days (default 6000)")
    parser.add_argument("--seed", type=int, default=1, help="another docket (default 1)")
    parser.add_argument("--no-picture", action="store_true")
    options = parser.parse_args(arguments)
    console = Console()
    found = {(b, d): told(b, d) for b in given.BASE_RATES for d in given.WIDTHS}
    by_class = {base: told(base, 14, only="class") for base in given.BASE_RATES}
    table = _table("What a view tells (percentage points)", "width", "largest", "of common views")
    for (base, days), one in found.items():
        _row(table, base, f"{days} days", one)
    for base, one in by_class.items():
        _row(table, base, "class alone", one)
    for base in given.BASE_RATES:
        _row(table, base, "slot of 14 days alone", told(base, 14, only="slot"))
    console.print(table)
    later = _table("With other schemes (14 days)", "scheme", "largest", "of common views")
    for base in given.BASE_RATES:
        for name, scheme in SCHEMES.items():
            _row(later, base, name, told(base, 14, scheme=scheme, phases=14))
    console.print(later)
    console.print(_pools(options.requests, options.seed))
    if not options.no_picture:
        from bench.inference.picture import draw  # noqa: PLC0415 - matplotlib is slow to import

        draw(found, by_class, PICTURE)
    return 0


def _table(title: str, *names: str) -> Table:
    table = Table(title=title)
    for name in ("protected", *names, "mean", "waiting (days)"):
        table.add_column(name, justify="right")
    return table


def _row(table: Table, base: float, name: str, one: Told) -> None:
    table.add_row(
        f"{base:.0%}", name, f"{one.largest:.1%}", f"{one.largest_common:.1%}",
        f"{one.expected:.2%}", f"{one.days:.1f}",
    )  # fmt: skip


def _pools(requests: int, seed: int) -> Table:
    table = Table(title=f"Unprotected requests with the same words at the same moment "
                        f"({requests} requests in 600 days, seed {seed})")  # fmt: skip
    for name in ("protected", "width", "median", "1 in 20 has at most", "median, same state",
                 "none of the same state"):  # fmt: skip
        table.add_column(name, justify="right")
    for base in given.BASE_RATES:
        for days in given.WIDTHS:
            one = pools(docket(base, days, requests, seed))
            table.add_row(
                f"{base:.0%}", f"{days} days", str(one.median), str(one.least),
                str(one.median_state), f"{one.alone:.0%}",
            )  # fmt: skip
    return table


if __name__ == "__main__":
    raise SystemExit(main())
