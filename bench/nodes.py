"""How quickly nodes hear of each other: `python -m bench nodes`, from the root of the project.

A gate, a register and an oversight body, each with its worker, and the bar as a second witness:
whole processes on this machine, on SQLite and on PostgreSQL. It prints a table and writes
`bench/out/nodes.json`. It ends with status 1 if something failed; a figure that misses its aim is
said, and is no failure: it depends on the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.recordplaces import Kind, Places, places
from bench.timing import Times
from tests.nodes.matter import ANNA, RESIDENTS, Matter, search_at, staff
from tests.nodes.site import Node, Site, site

OUT = Path(__file__).parent / "out"
HOLD_AIM, ACT_AIM, MEMORY_AIM = 1.0, 0.150, 700
"""Seconds for 95 in 100, and MB of all three nodes together."""
STATUS = {
    "kind": "refugee-status", "against": "KZ", "names": ["Anna Example"], "born": "1980-05-01",
    "number": ANNA,
}  # fmt: skip


@dataclass
class Found:
    """What was measured on one kind of database; times in seconds."""

    database: Kind
    load: float
    reached: list[float] = field(default_factory=list)
    """From a hold placed at the register to its being in the gate's case, and the other way."""
    acts: list[float] = field(default_factory=list)
    """Liftings: announced, cosigned by two, every other node asked, done."""
    closing: list[float] = field(default_factory=list)
    """Holds placed in the same run, which nobody has to see first: the peer."""
    memory: float = 0.0
    done: int = 0
    stale: int = 0
    failed: list[str] = field(default_factory=list)


def begun(made: Site, place: Places, kind: Kind) -> Matter:
    """Nodes that run and know each other, and a matter that was put before the register."""
    for sort, name, registers in (
        ("gate", "gate.example", ()), ("register", "asylum.example", ("asylum",)),
        ("oversight", "oversight.example", ()), ("witness", "bar.example", ()),
    ):  # fmt: skip
        more: dict[str, Any] = {"database": place.address(kind)} if kind == "PostgreSQL" else {}
        made.node(sort, name, registers=registers, **more)
    gate = made["gate.example"]
    gate.set("registers", "[]")
    gate.set("population", '"residents.yaml"')
    (gate.folder / "residents.yaml").write_text(RESIDENTS, encoding="utf-8")
    made.witnesses("gate.example", "oversight.example", "bar.example")
    made.connect("gate.example", "asylum.example", "oversight.example")
    made.start()
    staff(gate)
    gate.account("observer")
    officer = made["asylum.example"].account("asylum-officer", register="asylum")
    officer.post("register/protections", STATUS)
    matter = search_at(gate, ANNA)
    matter.screen()
    _until(lambda: officer.find(f"matters/gate.example/{matter.case}"), "the register is shown it")
    return matter


def _until(look: Callable[[], Any], what: str, seconds: float = 60) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.005)
    raise TimeoutError(what)


def holds_travel(made: Site, matter: Matter, found: Found, times: int) -> None:
    """A hold at the register reaches the gate; one at the gate reaches register and oversight."""
    officer = made["asylum.example"].api("asylum-officer")
    at = f"matters/gate.example/{matter.case}"
    magistrate, observer = matter.gate.api("magistrate"), matter.gate.api("observer")
    for number in range(times):
        why = f"from the register, {number}"
        begin = time.perf_counter()
        officer.post(f"{at}/holds", {"on": "measure", "of": matter.search, "why": why})
        _until(
            lambda why=why: [  # type: ignore[misc]
                h for h in magistrate.get(f"cases/{matter.case}/holds") if h["why"] == why
            ],
            why,
        )
        found.reached.append(time.perf_counter() - begin)
        before = len(officer.get(f"{at}/steps"))
        begin = time.perf_counter()
        body = {"on": "measure", "of": matter.search, "why": f"from the gate, {number}"}
        observer.post(f"cases/{matter.case}/holds", body)
        found.closing.append(time.perf_counter() - begin)
        _until(lambda n=before: len(officer.get(f"{at}/steps")) > n, "a step")  # type: ignore[misc]
        found.reached.append(time.perf_counter() - begin)


def acts_open(matter: Matter, found: Found, times: int) -> None:
    """Holds are placed and lifted: each lifting is an act that opens something."""
    observer = matter.gate.api("observer")
    for number in range(times):
        body = {"on": "measure", "of": matter.search, "why": f"lifted, {number}"}
        begin = time.perf_counter()
        hold = observer.post(f"cases/{matter.case}/holds", body)["id"]
        found.closing.append(time.perf_counter() - begin)
        state = observer.get(f"cases/{matter.case}/measures/{matter.search}/state")
        begin = time.perf_counter()
        path = f"cases/{matter.case}/holds/{hold}/lift"
        observer.post(path, {"reasons": "measured", "seen": state["version"]})
        found.acts.append(time.perf_counter() - begin)


def thirty(made: Site, matter: Matter, found: Found, seconds: float) -> None:
    """Thirty clients at once, on all nodes, for some seconds."""
    end = time.monotonic() + seconds
    count = threading.Lock()

    def work(number: int) -> None:
        turn = 0
        while time.monotonic() < end:
            turn += 1
            try:
                stale = _one(made, matter, number, turn)
                with count:
                    found.done += 1
                    found.stale += stale
            except (AssertionError, OSError, TimeoutError) as error:
                with count:
                    found.failed.append(f"client {number}: {str(error)[:300]}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 120)
    found.failed += [f"client {n} hangs" for n, thread in enumerate(threads) if thread.is_alive()]


def _one(made: Site, matter: Matter, number: int, turn: int) -> bool:
    """One act of a client; whether it was refused because the case had moved on."""
    if number % 3 == 0:
        officer = made["asylum.example"].api("asylum-officer")
        new = {**STATUS, "names": [f"Invented {number} {turn}"], "number": f"99.{number}.{turn}"}
        officer.post("register/protections", new)
        return False
    observer = matter.gate.api("observer")
    case = f"cases/{matter.case}"
    body = {"on": "measure", "of": matter.search, "why": f"client {number}, {turn}"}
    hold = observer.post(f"{case}/holds", body)["id"]
    if number % 3 == 1:
        matter.gate.api("magistrate").get(f"{case}/holds")
        return False
    try:
        seen = observer.get(f"{case}/measures/{matter.search}/state")["version"]
        observer.post(f"{case}/holds/{hold}/lift", {"reasons": "measured", "seen": seen})
    except AssertionError as error:
        # What thirty others change meanwhile is refused, as it has to be.
        if "moved on" in str(error) or "look once more" in str(error):
            return True
        raise
    return False


def memory(made: Site) -> float:
    """MB that gate, register and oversight hold, workers included; what they share counts once."""
    total = 0
    for name in ("gate.example", "asylum.example", "oversight.example"):
        total += sum(_held(process) for process in _family(made[name]))
    return total / 1e6


def _family(node: Node) -> list[int]:
    """The processes of a node: the server, and those that it started."""
    assert node._process is not None
    found, look = [], [node._process.pid]
    while look:
        pid = look.pop()
        found.append(pid)
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        look += [int(child) for child in children.split()]
    return found


def _held(pid: int) -> int:
    """Bytes that a process holds, its part of what it shares included (PSS)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def measured(place: Places, kind: Kind, options: argparse.Namespace) -> Found:
    """Everything, on one kind of database."""
    found = Found(kind, os.getloadavg()[0])
    with tempfile.TemporaryDirectory(prefix="sc-bench-") as folder, site(Path(folder)) as made:
        matter = begun(made, place, kind)
        holds_travel(made, matter, found, options.times)
        acts_open(matter, found, options.times * 2)
        found.memory = memory(made)
        thirty(made, matter, found, options.seconds)
        made.stop()
    return found


def shown(rows: Sequence[Found]) -> Table:
    """The table."""
    table = Table("database", "what", "median", "p95", "aim", "peer", title="nodes on this machine")
    for row in rows:
        held, acts, peer = Times(tuple(row.reached)), Times(tuple(row.acts)), Times(
            tuple(row.closing)
        )  # fmt: skip
        table.add_row(row.database, "a hold reaches the other nodes", f"{held.median * 1e3:.0f} ms",
                      f"{held.p95 * 1e3:.0f} ms", "1000 ms", "")  # fmt: skip
        table.add_row(
            row.database, "an act that opens something, two witnesses",
            f"{acts.median * 1e3:.0f} ms", f"{acts.p95 * 1e3:.0f} ms", "150 ms",
            f"{acts.p95 / peer.p95:.1f} x a hold placed",
        )  # fmt: skip
        table.add_row(row.database, "gate, register and oversight with workers", "",
                      f"{row.memory:.0f} MB", "700 MB", "")  # fmt: skip
        table.add_row(
            row.database, f"30 clients: {row.done} acts, {row.stale} stale", "",
            f"{len(row.failed)} failed", "0", f"load before {row.load:.1f}",
        )  # fmt: skip
    return table


def main(arguments: Sequence[str]) -> int:
    """Measure; gives the exit status."""
    parser = argparse.ArgumentParser(prog="bench nodes", description=__doc__)
    parser.add_argument("--times", type=int, default=40, help="how often each is done")
    parser.add_argument("--seconds", type=float, default=20, help="how long thirty clients act")
    parser.add_argument("--sqlite", action="store_true", help="SQLite alone")
    options = parser.parse_args(arguments)
    with places() as place:
        kinds = place.kinds[:1] if options.sqlite else place.kinds
        rows = [measured(place, kind, options) for kind in kinds]
    Console(width=110).print(shown(rows))
    OUT.mkdir(exist_ok=True)
    (OUT / "nodes.json").write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")
    failed = [words for row in rows for words in row.failed]
    for words in failed[:20]:
        print(words)
    return 1 if failed else 0
