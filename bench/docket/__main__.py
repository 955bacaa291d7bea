"""Measure a docket of ordinary requests: `python -m bench.docket`.

Run it from the root of the project. It prints tables, and writes `docket.json` and `docket.png`
into `bench/out/`. It ends with status 1 if the aim is missed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench.docket import figures as fg
from safeconduct.files import store

OUT = Path(__file__).parents[1] / "out"


def main(arguments: Sequence[str] | None = None) -> int:
    """Work through the docket, print and draw."""
    options = _options(arguments)
    console = Console()
    began = time.perf_counter()
    outcomes = _work(options, console)
    rows = fg.by_kind(outcomes)
    book = store.load_rulebook()
    console.print(
        f"Rulebook {book.hash[:16]}: {len(book.provisions)} provisions, {len(book.norms)} norms. "
        f"{len(outcomes)} requests, seed {options.seed}, {time.perf_counter() - began:.0f} s."
    )
    console.print(_measures(rows))
    console.print(_questions(outcomes))
    console.print(_rest(outcomes))
    OUT.mkdir(exist_ok=True)
    _write(outcomes, rows, book.hash, options.seed)
    if not options.no_picture:
        from bench.docket.picture import draw  # noqa: PLC0415 - matplotlib is slow to import

        draw(outcomes, OUT / "docket.png")
    share = rows[-1].share
    met = share >= fg.AIM
    console.print(
        f"[bold]{share:.1%}[/] of all measures ended in no-bar-found after at most {fg.BUDGET} "
        f"answers (aim {fg.AIM:.0%}: {'[green]met' if met else '[red]missed'}[/])."
    )
    return 0 if met else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.docket", description=__doc__)
    parser.add_argument("--requests", type=int, default=1000, help="how many (default 1000)")
    parser.add_argument("--seed", type=int, default=1, help="another docket (default 1)")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--bare", action="store_true", help="without the covering letter")
    parser.add_argument("--no-picture", action="store_true")
    return parser.parse_args(arguments)


def _work(options: argparse.Namespace, console: Console) -> list[fg.Outcome]:
    numbers = range(options.requests)
    jobs = [fg.Job(options.seed, number, not options.bare) for number in numbers]
    found = []
    fresh = multiprocessing.get_context("spawn")
    with (
        Progress(console=console, transient=True) as progress,
        fresh.Pool(options.processes) as pool,
    ):
        task = progress.add_task("working through the docket", total=len(jobs))
        for outcome in pool.imap(fg.worked, jobs, chunksize=4):
            found.append(outcome)
            progress.advance(task)
    return found


def _measures(rows: Sequence[fg.Figures]) -> Table:
    table = Table(title="Until no bar is found", caption="p50 / p95 / most; cures and days at p95")
    for name in ("measure", "number", "opened", "within the budget", "answers", "facts", "rounds"):
        table.add_column(name, justify="left" if name == "measure" else "right")
    for name in ("cures", "decided", "days"):
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(
            row.name, str(row.measures), f"{row.opened / row.measures:.1%}", f"{row.share:.1%}",
            _three(row.answers), _three(row.facts), _three(row.rounds),
            str(fg.rank(row.cures, 0.95)), str(row.decided), str(fg.rank(row.days, 0.95)),
        )  # fmt: skip
    return table


def _three(values: Sequence[int]) -> str:
    return f"{fg.rank(values, 0.5)} / {fg.rank(values, 0.95)} / {max(values, default=0)}"


def _questions(outcomes: Sequence[fg.Outcome]) -> Table:
    courses = [course for outcome in outcomes for course in outcome.courses]
    asked = fg.questions(courses)
    table = Table(
        title="For how many in 100 measures each question was put (subject · who answers)"
    )
    table.add_column("question")
    for kind in sorted(asked):
        table.add_column(kind, justify="right")
    total = fg.summed(asked.values())
    for question, _ in total.most_common():
        shares = [
            asked[kind][question] / max(1, sum(c.kind == kind for c in courses))
            for kind in sorted(asked)
        ]
        table.add_row(question, *(f"{share:.0%}" if share else "" for share in shares))
    return table


def _rest(outcomes: Sequence[fg.Outcome]) -> Table:
    courses = [course for outcome in outcomes for course in outcome.courses]
    whole = fg.per_request(outcomes)
    table = Table(title="Besides")
    table.add_column("what")
    table.add_column("how many")
    table.add_row("answers a request, all measures together", _three(whole))
    table.add_row("cures", _counted(fg.summed(c.cures for c in courses)))
    table.add_row("decisions", _counted(fg.summed(c.decisions for c in courses)))
    table.add_row("left shut", str(sum(c.outcome != "no-bar-found" for c in courses)))
    left = fg.summed(_by_name(c.left) for c in courses if c.left)
    table.add_row("  by", _counted(left))
    return table


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counter.most_common(12)) or "none"


def _by_name(left: Sequence[str]) -> Counter[str]:
    return Counter(entry.partition("(")[0] for entry in left)


def _write(
    outcomes: Sequence[fg.Outcome], rows: Sequence[fg.Figures], book: str, seed: int
) -> None:
    data = {
        "rulebook": book, "seed": seed, "measures": rows, "requests": outcomes,
    }  # fmt: skip
    text = msgspec.json.format(msgspec.json.encode(data), indent=1)
    (OUT / "docket.json").write_bytes(text)


if __name__ == "__main__":
    raise SystemExit(main())
