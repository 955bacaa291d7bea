"""Three nodes that keep records and cosign each other's: gate, register and oversight.

Each is a process with its own database, checkpointer and door; each needs the cosignatures of both
others, and oversight keeps the entries of gate and register as well.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.recordstats import Spread
from safeconduct.record import home as homes
from safeconduct.record.home import Home

ROOT = Path(__file__).parent.parent
NAMES = ("gate", "register", "oversight")
MIRROR = "oversight"


@dataclass(frozen=True)
class TrioRow:
    """What came of three nodes acting for a while: seconds, unless the name says otherwise."""

    database: str
    clients: int
    every: float
    """Seconds from one act of a client to its next; 0: without a pause."""
    acts: int
    rate: float
    """Acts a second, of all nodes together."""
    failed: tuple[str, ...]
    stuck: int
    """Clients that had not ended a minute after their time."""
    doubts: int
    """Acts announced and without an outcome at the end."""
    act: Spread
    witnesses: Spread
    """Of that, waiting for the cosignatures."""
    round: Spread
    """One round of a checkpointer."""
    rounds: int


@dataclass(frozen=True)
class RollbackRow:
    """A node that was killed and given yesterday's database, and tried its acts again."""

    database: str
    tried: int
    first: int
    """Acts done before."""
    twice: int
    """Acts done again afterwards: none may be."""
    words: str
    """What the node said."""


class Nodes:
    """The three processes."""

    def __init__(self, folder: Path, address: Callable[[str], str]) -> None:
        """Make the folders, keys and tables; `address` gives a node's database."""
        self.folder = folder
        made = {
            name: homes.start(folder / name, f"{name}.example", address(name)) for name in NAMES
        }
        for name, home in made.items():
            for other, theirs in made.items():
                if other != name:
                    home = Home(folder / name)  # noqa: PLW2901  # the settings have grown
                    home.trust(str(theirs.log_keys()[0].public), mirror=name == MIRROR)
            if name != MIRROR:
                file = folder / name / homes.SETTINGS
                text = file.read_text(encoding="utf-8")
                text = text.replace("mirrors = []", f'mirrors = ["{MIRROR}"]')
                file.write_text(text, encoding="utf-8")
        self._homes = made
        self._ports: dict[str, int] = {}
        self._processes: dict[str, subprocess.Popen[str]] = {}

    def start(self, *names: str) -> None:
        """Start these nodes, and write down for each where the others are."""
        for name in names:
            command = [sys.executable, "-m", "bench.recordnode", str(self.folder / name)]
            with self._log(name).open("a", encoding="utf-8") as log:
                self._processes[name] = subprocess.Popen(
                    command, cwd=ROOT, text=True,
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                )  # fmt: skip
            self._ports[name] = self._answer(name)["port"]
        for name in NAMES:
            self._write_policy(name)

    def _write_policy(self, name: str) -> None:
        lines = [f"log {self._homes[name].log_keys()[0].public}"]
        others = [other for other in NAMES if other != name]
        for other in others:
            key = self._homes[other].witness_keys()[0].public
            lines.append(f"witness {other} {key} http://127.0.0.1:{self._ports[other]}")
        lines += [f"group both all {' '.join(others)}", "quorum both", ""]
        (self.folder / name / homes.POLICY).write_text("\n".join(lines), encoding="utf-8")

    def tell(self, orders: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        """Give each of these nodes an order at once, and wait for all answers."""
        for name, order in orders.items():
            pipe = self._processes[name].stdin
            assert pipe is not None
            pipe.write(json.dumps(order) + "\n")
            pipe.flush()
        return {name: self._answer(name) for name in orders}

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def _answer(self, name: str) -> dict[str, Any]:
        pipe = self._processes[name].stdout
        assert pipe is not None
        line = pipe.readline()
        if not line:
            raise RuntimeError(f"the node {name} ended: {self._log(name).read_text('utf-8')}")
        found: dict[str, Any] = json.loads(line)
        return found

    def kill(self, name: str) -> None:
        """End a node with SIGKILL, as a power cut would."""
        self._processes[name].kill()
        self._end(name)

    def stop(self) -> None:
        """Let every node end by itself."""
        for name in list(self._processes):
            pipe = self._processes[name].stdin
            assert pipe is not None
            pipe.close()
        for name in list(self._processes):
            self._end(name)

    def _end(self, name: str) -> None:
        process = self._processes.pop(name)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


@contextmanager
def nodes(folder: Path, address: Callable[[str], str]) -> Iterator[Nodes]:
    """Three nodes, running."""
    found = Nodes(folder, address)
    try:
        found.start(*NAMES)
        yield found
    finally:
        found.stop()


def load(found: Nodes, database: str, clients: int, seconds: float, every: float = 0.0) -> TrioRow:
    """Let all nodes act at the same time: so many clients in all, each `every` so many seconds."""
    order = {
        "do": "load", "clients": clients // len(NAMES), "seconds": seconds, "every": every,
    }  # fmt: skip
    said = list(found.tell(dict.fromkeys(NAMES, order)).values())

    def gathered(key: str) -> list[Any]:
        return [each for answer in said for each in answer[key]]

    took = gathered("took")
    return TrioRow(
        database, clients, every, len(took), sum(len(a["took"]) / a["seconds"] for a in said),
        tuple(gathered("failed")), sum(a["stuck"] for a in said), sum(a["doubts"] for a in said),
        Spread.of(took), Spread.of(gathered("witnesses")), Spread.of(gathered("round")),
        len(gathered("round")),
    )  # fmt: skip


def roll_back(found: Nodes, database: str, count: int) -> RollbackRow:
    """Kill the gate after some acts, bring back the folder it had before, and try them again.

    Its database has to lie in the folder. All of the folder goes back, also what the node keeps
    outside the database against just this, so that only its witnesses know better.
    """
    gate, before = found.folder / "gate", found.folder / "gate-before"
    found.stop()
    shutil.copytree(gate, before)
    found.start(*NAMES)
    order = {"do": "once", "names": [f"once-{number}" for number in range(count)]}
    first = found.tell({"gate": order})["gate"]
    found.kill("gate")
    shutil.rmtree(gate)
    before.rename(gate)
    found.start("gate")
    again = found.tell({"gate": order})["gate"]
    words = again["refused"][0] if again["refused"] else ""
    return RollbackRow(database, count, len(first["done"]), len(again["done"]), words)
