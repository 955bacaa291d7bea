"""How quickly pages come: `python -m bench pages`, from the root of the project.

10,000 requests and 30,000 measures are loaded, then whoever sits at each desk opens its pages over
HTTP, of `safeconduct serve` in a process of its own. Prints a table, with the same gate's own JSON
list as the peer in the same run, and writes `bench/out/pages.json`. It ends with status 1 if a page
was wrong; a figure that misses its aim is said, and is no failure: it depends on the machine.
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
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import urllib3
from rich.console import Console
from rich.table import Table

from bench.gate import OUT, Asker, Figures, served
from bench.recordplaces import Kind, Places, places
from bench.timing import Times
from safeconduct.policy import links
from safeconduct.server import home

AIM, LARGEST = 0.200, 200_000
"""Seconds that 95 in 100 pages may take; bytes that the magistrate's page may have."""
DESKS = {
    "clerk": "clerk", "magistrate": "magistrate", "second-signer": "second", "overseer": "overseer",
    "observer": "observer", "police-officer": "police", "defence": "defence",
    "operator": "operator",
}  # fmt: skip


@dataclass
class Page:
    """How long a page took and how large it was at most.

    `worked`: the seconds of a processor that the serving process took for one, on average. That
    depends less on what else the machine does; a PostgreSQL server's share is not in it.
    """

    database: Kind
    what: str
    seconds: list[float] = field(default_factory=list)
    bytes: int = 0
    worked: float = 0.0


@dataclass
class Found:
    """Everything that was measured."""

    pages: list[Page] = field(default_factory=list)
    peer: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    load: list[float] = field(default_factory=list)


class Reader:
    """Somebody who sits at a desk, with a browser's cookies and one open connection."""

    def __init__(self, url: str, secret: bytes, role: str, found: Found) -> None:
        """Signs in with a link of the rehearsal."""
        self._url, self._found = url, found
        self._pool = urllib3.PoolManager()
        link = f"{url}/sign-in/rehearsal/{links.written(secret, role, role)}"
        answer = self._pool.request("GET", link, redirect=False)
        cookies = answer.headers.getlist("Set-Cookie")
        self._headers = {"Cookie": "; ".join(one.partition(";")[0] for one in cookies)}

    def open(self, path: str, into: Page) -> None:
        """Open a page, and note how long it took to its last byte."""
        begin = time.perf_counter()
        answer = self._pool.request("GET", f"{self._url}{path}", headers=self._headers)
        into.seconds.append(time.perf_counter() - begin)
        into.bytes = max(into.bytes, len(answer.data))
        if answer.status != 200 or b"<main" not in answer.data:
            self._found.wrong.append(f"{path}: {answer.status} {answer.data[:200]!r}")


def measure(kind: Kind, where: Places, requests: int, asked: int, found: Found) -> None:
    """Fill a gate on one database, and read at its desks."""
    folder = where.sub("pages") / "node"
    home.start(
        folder, "gate.example", "BE", database=where.address(kind), profile="be",
        rehearsal="2026-12-01",
    ).close()  # fmt: skip
    settings = folder / "gate.toml"
    # One account reads of more persons than any person at work may.
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
    with served(folder) as gate:
        url = gate.api.removesuffix("/api")
        lists = Asker(gate.api, told["key"], Figures())
        lists.timed("requests?limit=25")  # the first, which is not counted
        found.peer[kind] = [lists.timed("requests?limit=25")[0] for _ in range(asked)]
        secret = home.secret(folder)
        for role, what, paths in _pages(told, asked):
            reader, page = Reader(url, secret, role, found), Page(kind, what)
            reader.open(paths[0], Page(kind, "the first, which is not counted"))
            before = gate.worked()
            for path in paths:
                reader.open(path, page)
            page.worked = (gate.worked() - before) / len(paths)
            found.pages.append(page)


def _pages(told: dict[str, Any], asked: int) -> Iterator[tuple[str, str, list[str]]]:
    """Whose page, what it is called here, and its addresses, each as often as wanted."""
    chance = random.Random(1)
    for role, name in DESKS.items():
        yield role, f"{role}: what waits", [f"/{name}/"] * asked
    measures = [chance.choice(told["ask"]) for _ in range(asked)]
    requests = [chance.choice(told["of"]) for _ in range(asked)]
    yield ("magistrate", "magistrate: a request",
           [f"/magistrate/request/{case}/{request}" for case, request in requests])  # fmt: skip
    yield ("magistrate", "magistrate: a measure",
           [f"/magistrate/measure/{case}/{one}" for case, one in measures])  # fmt: skip
    yield ("magistrate", "magistrate: a ruling",
           [f"/magistrate/measure/{case}/{one}/ruling" for case, one in measures])  # fmt: skip


def table(found: Found) -> Table:
    """The figures, in milliseconds and kilobytes."""
    made = Table(title="How quickly pages come, in milliseconds")
    for number, column in enumerate(
        ("page", "database", "p50", "p95", "aim (p95)", "processor", "kB", "times the JSON list")
    ):
        made.add_column(column, justify="left" if number < 2 else "right")
    for page in found.pages:
        times, peer = Times(tuple(page.seconds)), Times(tuple(found.peer[page.database]))
        met = "met" if times.p95 < AIM and page.bytes < LARGEST else "MISSED"
        made.add_row(
            page.what, page.database, f"{times.median * 1000:.0f}", f"{times.p95 * 1000:.0f}",
            f"{AIM * 1000:.0f} {met}", f"{page.worked * 1000:.0f}", f"{page.bytes / 1000:.0f}",
            f"{times.p95 / peer.p95:.1f}",
        )  # fmt: skip
    return made


def main(arguments: Sequence[str]) -> int:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench pages", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="200 requests: half a minute")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--asked", type=int, default=60, help="how often each page is opened")
    parser.add_argument("--sqlite", action="store_true", help="SQLite alone")
    options = parser.parse_args(arguments)
    requests, asked = (200, 20) if options.quick else (options.requests, options.asked)
    console, found = Console(width=120), Found()
    with places() as where:
        for kind in where.kinds[:1] if options.sqlite else where.kinds:
            console.print(f"{kind}: {requests} requests are loaded, then read")
            measure(kind, where, requests, asked, found)
    console.print(table(found))
    Path(OUT).mkdir(exist_ok=True)
    (OUT / "pages.json").write_text(json.dumps(asdict(found), indent=1), encoding="utf-8")
    for words in found.wrong[:10]:
        print(f"WRONG: {words}", file=sys.stderr)
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
