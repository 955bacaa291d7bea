"""The four nodes of the demo, in a folder: made, connected, started, thrown away and made anew."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from safeconduct.demo.children import Children
from safeconduct.demo.node import Kind, Node, free
from safeconduct.demo.people import ASYLUM, BAR, GATE, OVERSIGHT, open_accounts
from safeconduct.nodes.keys import message_key
from safeconduct.record.home import POLICY, Home

PORTS = {GATE: 8740, ASYLUM: 8741, OVERSIGHT: 8742, BAR: 8743}
_KINDS: dict[str, tuple[Kind, tuple[str, ...]]] = {
    GATE: ("gate", ()),
    ASYLUM: ("register", ("asylum",)),
    OVERSIGHT: ("oversight", ()),
    BAR: ("witness", ()),
}
RECIPIENTS = {"KZ": "Prosecutor General's Office", "CH": "Federal Office of Justice"}
"""By state: who gets what the gate sends there. Here it goes into a folder."""
POPULATION = "residents.yaml"


class Site:
    """The nodes. `day`: on which they are made, in ISO 8601."""

    def __init__(
        self, folder: Path, day: str, residents: str, children: Children,
        tell: Callable[[str], None] = lambda _: None, ports: Mapping[str, int] = PORTS,
    ) -> None:  # fmt: skip
        """`residents`: the population register, as YAML. `tell`: is told how far it has come.

        `ports`: those that nodes take if they are free; any other node takes any.
        """
        self._first, self._residents, self._children, self._tell = day, residents, children, tell
        self._folder, self._kept = folder / "nodes", folder / "kept"
        self.day = day
        taken: set[int] = set()
        self.all: dict[str, Node] = {}
        for name, (kind, registers) in _KINDS.items():
            port = free(ports.get(name, 0))
            while port in taken:
                port = free(0)
            taken.add(port)
            where = self._folder / name.partition(".")[0]
            self.all[name] = Node(kind, name, where, port, children, registers)

    def __getitem__(self, name: str) -> Node:
        """A node by its name."""
        return self.all[name]

    def make(self) -> None:
        """Make the nodes, with everybody who works there, and run them."""
        self._folder.mkdir()
        self._tell("Making the nodes: a gate, a register, oversight, the bar.")
        begun = [(node, node.making(self._first)) for node in self.all.values()]
        for node, process in begun:
            node.made(process)
        self._set_up()
        shutil.copytree(self._folder, self._kept)
        self._run()

    def reset(self) -> None:
        """Throw away what the nodes have and let it be the first day again; nobody is signed in."""
        self._tell("Throwing the nodes away, and making them anew.")
        processes = [node.stop() for node in self.all.values()]
        self._children.end(*(process for process in processes if process))
        shutil.rmtree(self._folder, ignore_errors=True)
        shutil.copytree(self._kept, self._folder)
        self.day = self._first
        self._run()

    def _run(self) -> None:
        self._tell("Starting them.")
        for node in self.all.values():
            node.begin()
        for node in self.all.values():
            node.ready()
        self._tell("Opening the accounts of those who work there.")
        with ThreadPoolExecutor() as pool:
            list(pool.map(open_accounts, self._with_people()))

    def at(self, day: str) -> None:
        """Let it be another day everywhere."""
        for node in self._with_people():
            node.at(day)
        self.day = day

    def _with_people(self) -> list[Node]:
        return [node for node in self.all.values() if node.kind != "witness"]

    def _set_up(self) -> None:
        gate = self[GATE]
        gate.set("registers", "[]")
        gate.set("population", json.dumps(POPULATION))
        gate.set("door", json.dumps(f"{gate.page}/door"))
        (gate.folder / POPULATION).write_text(self._residents, encoding="utf-8")
        with (gate.folder / "gate.toml").open("a", encoding="utf-8") as settings:
            for state, name in RECIPIENTS.items():
                settings.write(
                    f'\n[[recipient]]\nstate = "{state}"\nname = {json.dumps(name)}\n'
                    f'folder = "out/{state}"\n'
                )
        for node in self._with_people():
            message_key(node.folder)
        gate.knows(self[ASYLUM], self[OVERSIGHT])
        for name in (ASYLUM, OVERSIGHT):
            self[name].knows(gate)
        _witnessed(gate, (self[OVERSIGHT], self[BAR]))


def _witnessed(gate: Node, witnesses: Iterable[Node]) -> None:
    """Let these nodes cosign the gate's record, all of them; oversight keeps a copy of it."""
    home = Home(gate.folder)
    log = home.log_keys()[0].public
    lines, labels = [f"log {log}"], []
    for node in witnesses:
        label, other = node.name.partition(".")[0], Home(node.folder)
        other.trust(str(log), mirror=node.kind == "oversight")
        where = node.url + ("" if node.kind == "witness" else "/witness")
        lines.append(f"witness {label} {other.witness_keys()[0].public} {where}")
        labels.append(label)
        other.close()
    lines += [f"group every all {' '.join(labels)}", "quorum every", ""]
    (gate.folder / POLICY).write_text("\n".join(lines), encoding="utf-8")
    home.close()
    gate.set("mirrors", json.dumps(["oversight"]), file="record.toml")
