"""One record-keeping node in a process of its own, driven by lines of JSON: `bench.recordtrio`.

It opens its door and says on which port; once its policy is written it does what it is told. Each
client is a thread that carries out one act after another, each on something of its own, so that
every act is announced, cosigned by the quorum and done.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from safeconduct.case.about import About
from safeconduct.case.events import Noted
from safeconduct.record.acts import Act, ActRefused, Acts, in_doubt
from safeconduct.record.checkpointer import Checkpointer, NotWitnessed
from safeconduct.record.database import Connection
from safeconduct.record.evidence import Halted
from safeconduct.record.home import Home
from safeconduct.record.serve import Server

OPENED = "CREATE TABLE IF NOT EXISTS opened (what TEXT NOT NULL, times BIGINT NOT NULL)"


def act(name: str, to: str) -> Act:
    """An act that looks whether a hold stands, and leaves a row behind that says it happened."""

    def check(connection: Connection) -> None:
        held = connection.execute("SELECT times FROM opened WHERE what = %s", [f"hold {to}"])
        if held.fetchone():
            raise ActRefused(f"a hold stands on {to}")

    def change(connection: Connection) -> None:
        connection.execute("INSERT INTO opened (what, times) VALUES (%s, 1)", [to])

    event = Noted(id=f"evt-{name}", title=f"{to} opened", by="magistrate", day="2026-03-01")
    return Act(
        f"int-{name}", event, to, check, change, About(("req-1",), ("per-1",)), "acc-magistrate"
    )


class Node:
    """The node of a folder: its door, its checkpointer, its clients."""

    def __init__(self, folder: Path) -> None:
        """Opens the door."""
        self.home = Home(folder)
        self.door = Server(self.home.witness(), self.home.databases, "127.0.0.1", 0)
        self.door.start()
        self.spent: dict[str, list[float]] = {"round": [], "witnesses": []}
        self.checkpointer: Checkpointer | None = None
        self.loads = 0

    def begin(self) -> Acts:
        """Begin to keep checkpoints; the policy is there by now."""
        worker = self.checkpointer = self.home.checkpointer()
        worker.round = self._measured("round", worker.round)  # type: ignore[method-assign]
        worker.wait_for = self._measured("witnesses", worker.wait_for)  # type: ignore[method-assign]
        worker.start()
        self.home.databases.get().execute(OPENED)
        return Acts(self.home.record(), worker, self.home.policy(), self.home.evidence)

    def _measured(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*arguments: Any) -> Any:
            begun = time.perf_counter()
            try:
                return call(*arguments)
            finally:
                self.spent[name].append(time.perf_counter() - begun)

        return measured

    def load(self, acts: Acts, clients: int, seconds: float, every: float) -> dict[str, Any]:
        """Have so many clients act for so long; how long each act took, and what failed.

        Each begins an act `every` so many seconds, all spread evenly, or without a pause (0). An
        act that has to begin late because the one before took long counts from when it was due.
        """
        took: list[float] = []
        failed: list[str] = []
        self.loads += 1
        for spent in self.spent.values():
            spent.clear()
        begun = time.perf_counter()
        cpu = time.process_time()

        def client(number: int) -> None:
            database, count = self.home.databases.get(), 0
            due = begun + every * number / clients
            while (now := time.perf_counter()) - begun < seconds:
                if due > now:
                    time.sleep(due - now)
                count += 1
                name = f"{os.getpid()}-{self.loads}-{number}-{count}"
                start = due if every else now
                due += every
                try:
                    acts.carry_out(database, act(name, f"clr-{name}"))
                    took.append(time.perf_counter() - start)
                except Exception as error:
                    failed.append(f"{type(error).__name__}: {error}")

        threads = [threading.Thread(target=client, args=(n,), daemon=True) for n in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(seconds + 60)
        stuck = sum(thread.is_alive() for thread in threads)
        doubts = len(in_doubt(self.home.databases.get()))
        return {
            "took": took, "failed": failed, "stuck": stuck, "doubts": doubts,
            "seconds": time.perf_counter() - begun, "cpu": time.process_time() - cpu, **self.spent,
        }  # fmt: skip

    def once(self, acts: Acts, names: list[str]) -> dict[str, Any]:
        """Try one act on each of these things; which were done, and why the others were not."""
        done, refused = [], []
        for name in names:
            try:
                acts.carry_out(self.home.databases.get(), act(f"{os.getpid()}-{name}", name))
                done.append(name)
            except (ActRefused, NotWitnessed, Halted) as error:
                refused.append(f"{type(error).__name__}: {error}")
        return {"done": done, "refused": refused}

    def end(self) -> None:
        """Stop working and shut the door."""
        if self.checkpointer:
            self.checkpointer.stop()
        self.door.stop()
        self.home.close()


def main(folder: str) -> None:
    """Do what comes in on standard input, line by line, and answer each line with one."""
    node = Node(Path(folder))
    _say({"port": node.door.port})
    acts: Acts | None = None
    for line in sys.stdin:
        order = json.loads(line)
        acts = acts or node.begin()
        if order["do"] == "load":
            _say(node.load(acts, order["clients"], order["seconds"], order["every"]))
        elif order["do"] == "once":
            _say(node.once(acts, order["names"]))
    node.end()


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
