"""How fast the rules are applied, and how much faster than by clingo: `python -m bench.law`.

Run it from the root of the project. It prints tables, draws `bench/out/law.png` and writes the
figures to `bench/out/law.json`. It ends with status 1 if the engine and clingo differ.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench import wholebook
from bench.lawbook import Sizes
from bench.lawruns import CommandRow, Comparison, RulingRow, commands, compare, ruling_row
from bench.timing import Times

OUT = Path(__file__).parent / "out"

SMALL, LARGE = (15, 20, 0.2), (30, 32, 2.0)
"""Persons, traits asked about each (for about 300 and 1,000 unknown facts), aim in seconds."""

NORMS = (60, 120, 300)
PERSONS = (5, 8, 15, 30)
TRAITS = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and draw."""
    options = _options(arguments)
    console = Console()
    sizes = [(p, n) for p in options.persons for n in options.norms]
    rulings: list[RulingRow] = []
    compared: list[Comparison] = []
    shipped: list[wholebook.WholeRow] = []
    with Progress(console=console, transient=True) as progress:
        steps = 2 * (len(options.norms) + len(wholebook.SIZES)) * options.runs
        steps += 2 * len(sizes) + 3
        task = progress.add_task("measuring", total=steps)

        def tick() -> None:
            progress.advance(task)

        started = commands(5, tick)
        for measure in ("search", "sending"):
            for persons, items, aim in wholebook.SIZES:
                progress.update(task, description=f"the whole rulebook: {measure}, {persons}")
                row = wholebook.whole_row(measure, persons, items, options.runs, aim, tick)
                shipped.append(row)
        for persons, traits, aim in (SMALL, LARGE):
            for norms in options.norms:
                progress.update(task, description=f"rulings: {persons} persons, {norms} norms")
                size = Sizes(persons, norms, traits)
                rulings.append(ruling_row(size, options.runs, aim, tick))
        for persons, norms in sizes:
            progress.update(task, description=f"with clingo: {persons} persons, {norms} norms")
            compared.append(compare(Sizes(persons, norms, TRAITS), 3, options.cap, tick))
    console.print(f"{_machine()}; seconds unless said otherwise.")
    console.print(_ruling_table(rulings, options.runs))
    console.print(_whole_table(shipped, options.runs))
    console.print(_comparison_table(compared, options.cap))
    console.print(_command_table(started))
    OUT.mkdir(exist_ok=True)
    _write(rulings, compared, started, shipped)
    if compared:
        from bench.lawplot import draw  # noqa: PLC0415 - matplotlib is slow to import

        draw(compared, OUT / "law.png")
    console.print(f"Written: {OUT.name}/law.json and {OUT.name}/law.png, beside this program.")
    if all(row.agreed for row in compared):
        return 0
    console.print("[bold red]The engine and clingo differ; see the table.")
    return 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.law", description=__doc__)
    parser.add_argument("--runs", type=int, default=30, help="rulings of each size (default 30)")
    parser.add_argument("--cap", type=float, default=60, help="seconds that clingo may take")
    parser.add_argument("--norms", type=int, nargs="*", default=list(NORMS))
    parser.add_argument("--persons", type=int, nargs="*", default=list(PERSONS),
                        help="sizes of the comparison with clingo")  # fmt: skip
    return parser.parse_args(arguments)


def _machine() -> str:
    cores = os.cpu_count()
    return f"Python {platform.python_version()} on {platform.machine()}, {cores} cores"


def _verdict(seconds: float, aim: float) -> str:
    return f"{aim:g} [green]met[/]" if seconds <= aim else f"{aim:g} [red]missed[/]"


def _ruling_table(rows: list[RulingRow], runs: int) -> Table:
    table = Table(
        title=f"A whole ruling with its questions ({runs} cases each)",
        caption="of which: verdict and relevant questions, without wording and weights",
    )
    for name in ("persons", "norms", "facts", "p50", "p95", "aim", "of which p50", "p95"):
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(
            str(row.sizes.persons), str(row.sizes.norms), str(row.facts),
            f"{row.whole.median:.3f}", f"{row.whole.p95:.3f}", _verdict(row.whole.p95, row.aim),
            f"{row.verdict.median:.3f}", f"{row.verdict.p95:.3f}",
        )  # fmt: skip
    return table


def _whole_table(rows: list[wholebook.WholeRow], runs: int) -> Table:
    table = Table(
        title=f"A whole ruling by the rulebook that ships ({runs} cases each)",
        caption="of which: verdict and relevant questions, without wording and weights",
    )
    for name in ("measure", "persons", "items", "norms", "facts", "questions", "p50", "p95", "aim",
                 "of which p50", "p95"):  # fmt: skip
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(
            row.measure, str(row.persons), str(row.items), str(row.norms), str(row.facts),
            str(row.questions), f"{row.whole.median:.3f}", f"{row.whole.p95:.3f}",
            _verdict(row.whole.p95, row.aim), f"{row.verdict.median:.3f}",
            f"{row.verdict.p95:.3f}",
        )  # fmt: skip
    return table


def _comparison_table(rows: list[Comparison], cap: float) -> Table:
    table = Table(title=f"The same verdict and questions by clingo (at most {cap:g} s)")
    for name in ("persons", "norms", "facts", "questions", "engine", "clingo", "ratio"):
        table.add_column(name, justify="right")
    table.add_column("")
    for row in rows:
        least = "≥ " if row.capped else ""
        said = "agreed" if row.agreed else "[bold red]differ"
        note = f", stopped before {row.capped}" if row.capped else ""
        table.add_row(
            str(row.sizes.persons), str(row.sizes.norms), str(row.facts), str(row.relevant),
            f"{row.engine:.3f}", f"{least}{row.clingo:.2f}", f"{least}{row.ratio:.0f}", said + note,
        )  # fmt: skip
    return table


def _command_table(rows: list[CommandRow]) -> Table:
    table = Table(title="Commands, interpreter included (median of 5)")
    for name in ("command", "median", "aim"):
        table.add_column(name)
    for row in rows:
        if isinstance(row.result, Times):
            median = row.result.median
            table.add_row(row.name, f"{median:.2f}", _verdict(median, row.aim))
        else:
            table.add_row(row.name, row.result, f"{row.aim:g}")
    return table


def _write(
    rulings: list[RulingRow],
    compared: list[Comparison],
    started: list[CommandRow],
    shipped: list[wholebook.WholeRow],
) -> None:
    figures = {
        "machine": _machine(),
        "rulings": [
            {**asdict(row), "p50": row.whole.median, "p95": row.whole.p95} for row in rulings
        ],
        "shipped": [
            {**asdict(row), "p50": row.whole.median, "p95": row.whole.p95} for row in shipped
        ],
        "compared": [{**asdict(row), "ratio": row.ratio} for row in compared],
        "commands": [asdict(row) for row in started],
    }
    (OUT / "law.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
