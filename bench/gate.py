"""How quickly a gate answers: `python -m bench gate`, from the root of the project.

10,000 requests and 30,000 measures are loaded, then lists and rulings are asked for over HTTP, of
`safeconduct serve` in a process of its own, on SQLite and on PostgreSQL. It prints a table and
writes `bench/out/gate.json`. It ends with status 1 if an answer was wrong; a figure that misses
its aim is said, and is no failure: it depends on the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import urllib3
from rich.console import Console
from rich.table import Table

from bench.recordplaces import Kind, Places, places
from bench.timing import Times
from safeconduct.server import home

OUT = Path(__file__).parent / "out"
LIST_AIM, RULING_AIM = 0.150, 0.250
"""Seconds that 95 in 100 answers may take."""


@dataclass
class Row:
    """How long one kind of question took, and its peer in the same run."""

    database: Kind
    what: str
    seconds: list[float]
    peer: list[float]
    aim: float

    @property
    def times(self) -> Times:
        """The answers."""
        return Times(tuple(self.seconds))

    @property
    def ratio(self) -> float:
        """95 in 100 answers, by 95 in 100 of the peer's."""
        return self.times.p95 / Times(tuple(self.peer)).p95


@dataclass
class Figures:
    """Everything that was measured."""

    rows: list[Row] = field(default_factory=list)
    loaded: dict[str, dict[str, float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    load: list[float] = field(default_factory=list)
    """The machine's load before each database: 1 is one busy core."""


class Asker:
    """Asks a gate, over one connection that stays open."""

    def __init__(self, url: str, key: str, found: Figures) -> None:
        """`url`: of the API."""
        self._url, self._headers, self._found = url, {"Authorization": f"Bearer {key}"}, found
        self._pool = urllib3.PoolManager()

    def timed(self, path: str) -> tuple[float, Any]:
        """How long an answer took, to its last byte, and what it says."""
        begin = time.perf_counter()
        answer = self._pool.request("GET", f"{self._url}/{path}", headers=self._headers)
        took = time.perf_counter() - begin
        if answer.status != 200:
            self._found.wrong.append(f"{path}: {answer.status} {answer.data[:200]!r}")
        return took, answer.json()


class Served(NamedTuple):
    """A gate that answers: the address of its API, and the process that does."""

    api: str
    process: int

    def worked(self) -> float:
        """For how many seconds a processor has worked for it, whatever else the machine did."""
        # Linux's clock of another process (clock_getcpuclockid), which Python has no name for.
        return time.clock_gettime((~self.process << 3) | 2)


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """A gate in a process of its own, with its worker beside it."""
    command = [sys.executable, "-m", "safeconduct", "serve", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Served(process.stdout.readline().split()[-1].rstrip("/"), process.pid)
        finally:
            process.terminate()


def measure(kind: Kind, where: Places, requests: int, asked: int, found: Figures) -> None:
    """Fill a gate on one database, and ask it."""
    folder = where.sub("gate") / "node"
    home.start(folder, "gate.example", "BE", database=where.address(kind), profile="be").close()
    settings = folder / "gate.toml"
    # One account asks of more persons than any person at work may.
    text = settings.read_text(encoding="utf-8")
    for name, number in (("looks_a_day", 200), ("looks_in_30_days", 1500)):
        text = text.replace(f"{name} = {number}", f"{name} = 1000000")
    settings.write_text(text, encoding="utf-8")
    found.load.append(os.getloadavg()[0])
    filled = subprocess.run(
        [sys.executable, "-m", "bench.gateload", str(folder), str(requests)],
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    told = json.loads(filled.stdout)
    found.loaded[kind] = {k: told[k] for k in ("loaded", "requests", "measures", "entries")}
    chance = random.Random(kind)
    with served(folder) as gate:
        asker = Asker(gate.api, told["key"], found)
        for what, paths in _lists(asker, asked):
            seconds = [asker.timed(path)[0] for path in paths]
            found.rows.append(Row(kind, what, seconds, told["peer"]["page"], LIST_AIM))
        some = [chance.choice(told["ask"]) for _ in range(asked)]
        asker.timed(f"cases/{some[0][0]}/measures/{some[0][1]}/ruling")
        seconds = []
        for case, name in some:
            took, answer = asker.timed(f"cases/{case}/measures/{name}/ruling")
            seconds.append(took)
            if not answer.get("ruling"):
                found.wrong.append(f"{name}: no ruling")
        found.rows.append(
            Row(kind, "a ruling with its facts", seconds, told["peer"]["ruling"], RULING_AIM)
        )


def _lists(asker: Asker, asked: int) -> Iterator[tuple[str, list[str]]]:
    """The kinds of lists that are asked for, each as often as wanted."""
    deep, after = [], ""
    for _ in range(20):
        after = asker.timed(f"requests?limit=200&after={after}")[1]["next"] or ""
        deep.append(f"requests?after={after}")
    states = [f"requests?requesting_state={state}" for state in ("AL", "FR", "US", "MA")]
    for what, paths in (
        ("requests, the newest", ["requests"]),
        ("requests, far down", deep),
        ("requests of one state", states),
        ("requests to be identified", ["requests?stage=to-identify"]),
        ("requests with a stage that none has", ["requests?stage=to-answer"]),
        ("measures, held", ["measures?held=true"]),
        ("measures, the newest", ["measures"]),
    ):
        yield what, [paths[number % len(paths)] for number in range(asked)]


def table(found: Figures) -> Table:
    """The figures, in milliseconds."""
    made = Table(title="How quickly a gate answers, in milliseconds")
    for number, column in enumerate(
        ("what", "database", "p50", "p95", "aim (p95)", "peer p95", "times the peer")
    ):
        made.add_column(column, justify="left" if number < 2 else "right")
    for row in found.rows:
        met = "met" if row.times.p95 < row.aim else "MISSED"
        made.add_row(
            row.what, row.database, f"{row.times.median * 1000:.1f}", f"{row.times.p95 * 1000:.1f}",
            f"{row.aim * 1000:.0f} {met}", f"{Times(tuple(row.peer)).p95 * 1000:.1f}",
            f"{row.ratio:.1f}",
        )  # fmt: skip
    return made


def main(arguments: Sequence[str]) -> int:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench gate", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="500 requests: about a minute")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--asked", type=int, default=200, help="how often each is asked")
    options = parser.parse_args(arguments)
    requests, asked = (500, 40) if options.quick else (options.requests, options.asked)
    console, found = Console(), Figures()
    with places() as where:
        for kind in where.kinds:
            console.print(f"{kind}: {requests} requests are loaded, then asked for")
            measure(kind, where, requests, asked, found)
    console.print(table(found))
    for name_, loaded in found.loaded.items():
        rest = ", ".join(
            f"{loaded[name]:,.0f} {name}" for name in ("requests", "measures", "entries")
        )
        console.print(f"{name_}: {rest}, loaded in {loaded['loaded']:.0f} s")
    OUT.mkdir(exist_ok=True)
    (OUT / "gate.json").write_text(json.dumps(asdict(found), indent=1), encoding="utf-8")
    for words in found.wrong[:10]:
        print(f"WRONG: {words}", file=sys.stderr)
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
