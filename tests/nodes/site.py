"""Whole nodes for tests: each a folder, a database and processes of its own, on this machine alone.

    with site(folder) as made:
        gate = made.node("gate", "gate.example")
        asylum = made.node("register", "asylum.example", registers=("asylum",))
        made.witnesses("gate.example")          # oversight and the bar cosign its record
        made.connect("gate.example", "asylum.example")
        made.start()                            # all at once
        clerk = gate.account("clerk")           # opened and confirmed as people do it
        officer = asylum.account("asylum-officer", register="asylum")
        clerk.get("requests")
        asylum.stop(); asylum.kill(); asylum.start()

`node` makes a folder with `safeconduct init` (several at once: `nodes`), `start` runs `safeconduct
serve`. A node that is stopped comes back on the same port. `until` waits for what takes a moment,
such as a message on its way. Databases are SQLite files, or whatever `database` names.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import urllib3

from safeconduct.nodes import peers
from safeconduct.nodes.keys import message_key
from safeconduct.policy.keys import digest, new_secret
from safeconduct.record.files import write_atomically
from safeconduct.record.home import POLICY, Home
from safeconduct.record.home import start as start_record

ROOT = Path(__file__).parents[2]
PATIENCE = 90.0
"""Seconds that anything may take before a test gives up: long, because machines are slow."""
OVERSIGHT = "oversight.example"
BUDGET = 100_000
"""Messages that a peer of a test may send in a day."""

Found = TypeVar("Found")


def until(look: Callable[[], Found], what: str) -> Found:
    """Look again and again until something true is found; gives it. Fails the test with `what`."""
    last, end = look(), time.monotonic() + PATIENCE
    while not last:
        assert time.monotonic() < end, f"{what}; the last look found {last!r}"
        time.sleep(0.1)
        last = look()
    return last


class Client:
    """Speaks to a node's API over HTTP, as one account in one role."""

    def __init__(self, url: Callable[[], str], key: str) -> None:
        """`url`: where the node answers now."""
        self._url, self._headers = url, {"Authorization": f"Bearer {key}"}
        self._http = urllib3.PoolManager(retries=False, timeout=PATIENCE)

    def get(self, path: str, status: int = 200, **query: Any) -> Any:
        """GET /api/…; fails the test if the answer has another status."""
        return self._asked("GET", path, status, fields=query)

    def find(self, path: str) -> Any:
        """GET /api/…; None if there is nothing."""
        answer = self._http.request("GET", f"{self._url()}/api/{path}", headers=self._headers)
        assert answer.status in (200, 404), f"GET {path}: {answer.status} {answer.data[:2000]!r}"
        return json.loads(answer.data) if answer.status == 200 else None

    def post(self, path: str, body: Any = None, status: int = 201) -> Any:
        """POST /api/… with a JSON body."""
        return self._asked("POST", path, status, json=body or {})

    def put(self, path: str, body: bytes, status: int = 200) -> Any:
        """PUT /api/… with bytes as they are."""
        return self._asked("PUT", path, status, body=body)

    def _asked(self, method: str, path: str, status: int, **more: Any) -> Any:
        answer = self._http.request(
            method, f"{self._url()}/api/{path}", headers=self._headers, **more
        )
        text = answer.data.decode()
        assert answer.status == status, f"{method} {path}: {answer.status} {text[:2000]}"
        return json.loads(text) if text else None


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Node:
    """One node. `kind` "witness": it only cosigns others' records (`safeconduct record serve`)."""

    kind: str
    name: str
    folder: Path
    registers: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    keys: dict[str, str] = field(default_factory=dict)
    """The key of each account, by its name; of the first two as `init` printed them."""
    variables: dict[str, str] = field(default_factory=dict)
    """In which it runs, beside those of the tests."""
    _process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Where it answers, without a path."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def runs(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    def begin(self) -> None:
        """Start it; `ready` waits until it answers."""
        assert not self.runs, f"{self.name} runs already"
        words = ("record", "serve") if self.kind == "witness" else ("serve",)
        with (self.folder / "log.txt").open("a") as log:
            self._process = subprocess.Popen(
                command(*words, self.folder, "--port", str(self.port)), stdout=subprocess.PIPE,
                stderr=log, text=True, env={**environment(), **self.variables},
                start_new_session=True,
            )  # fmt: skip

    def ready(self) -> None:
        """Wait until it answers; fails the test with its log if it does not."""
        assert self._process is not None
        assert self._process.stdout is not None
        found, _, _ = select.select([self._process.stdout], [], [], PATIENCE)
        line = self._process.stdout.readline() if found else ""
        assert self.url in line, f"{self.name} did not start: {self.log()}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.begin()
        self.ready()

    def stop(self) -> None:
        """Let it end what it is at, and stop."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Kill it at whatever it is at, with its worker."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(how)
        try:
            self._process.wait(PATIENCE)
        finally:
            # Whatever is left of it: the worker would end its task first, which a crash does not.
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            if self._process.stdout:
                self._process.stdout.close()
        self._process = None

    def log(self) -> str:
        """The end of what it wrote to its log."""
        file = self.folder / "log.txt"
        return file.read_text(encoding="utf-8")[-4000:] if file.exists() else ""

    def set(self, name: str, value: str, *, file: str = "") -> None:
        """Write a setting anew in its settings file, or another; `value` as TOML has it."""
        path = self.folder / (file or f"{self.kind}.toml")
        lines = path.read_text(encoding="utf-8").splitlines()
        at = next(n for n, line in enumerate(lines) if line.startswith(f"{name} = "))
        lines[at] = f"{name} = {value}"
        # Whole or not at all: it may be read at any moment.
        write_atomically(path, "\n".join([*lines, ""]).encode())

    def at(self, day: str) -> None:
        """Let it be another day in its rehearsal, in all of its processes at once."""
        self.set("rehearsal", f'"{day}"')

    def api(self, account: str) -> Client:
        """The API as an account uses it."""
        return Client(lambda: self.url, self.keys[account])

    def account(self, role: str, name: str = "", *, register: str = "") -> Client:
        """An account in a role, called like it: opened, given a key and confirmed, over the API."""
        who, key = name or role, new_secret()
        operator, overseer = self.api("operator"), self.api("overseer")
        if who not in self.keys:
            operator.post("accounts", {
                "account": who, "called": who, "number": f"BE {who} 1", "roles": [role],
                "register_name": register,
            })  # fmt: skip
        operator.post(f"accounts/{who}/keys", {"role": role, "fingerprint": digest(key)})
        listed = next(a for a in overseer.get("accounts") if a["account"] == who)
        overseer.post(f"accounts/{who}/confirmation", {
            "waiting": listed["waiting"], "number": f"BE {who} 1",
        })  # fmt: skip
        self.keys[who] = key
        return self.api(who)

    def peer(self) -> peers.Peer:
        """What others write of it in their peers.toml."""
        kind: Any = self.kind
        return peers.Peer(
            name=self.name, kind=kind, url=self.url, key=message_key(self.folder).public.text(),
            registers=self.registers, vouched_by="a test", admitted="2019-01-01",
            referral_budget=BUDGET,
        )  # fmt: skip

    def knows(self, *others: Node) -> None:
        """Write its peers.toml: these nodes and no others. Running processes read it anew."""
        found = {other.name: other.peer() for other in others}
        peers.write(self.folder / peers.FILE, found, self.name)


class Site:
    """Some nodes that know each other."""

    def __init__(self, folder: Path) -> None:
        """`folder`: an empty one, in which each node gets its own."""
        self.folder = folder
        self.all: dict[str, Node] = {}

    def __getitem__(self, name: str) -> Node:
        """A node by its name."""
        return self.all[name]

    def node(
        self, kind: str, name: str, *, registers: Sequence[str] = (), database: str = "",
        rehearsal: str = "",
    ) -> Node:  # fmt: skip
        """Make a node; see `nodes`."""
        return self.nodes((kind, name, registers), database=database, rehearsal=rehearsal)[0]

    def nodes(
        self, *wanted: tuple[str, str, Sequence[str]], database: str = "", rehearsal: str = ""
    ) -> list[Node]:
        """Make nodes, all at once: kind, name and registers of each. None is started.

        `rehearsal`: the day that it is there; `Node.at` moves it.
        """
        made, running = [], []
        for kind, name, registers in wanted:
            node = Node(kind, name, self.folder / name.partition(".")[0], tuple(registers))
            made.append(node)
            self.all[name] = node
            if kind == "witness":
                start_record(node.folder, name).close()
            elif not _copied(node, database, rehearsal):
                running.append((node, _init(node, database, rehearsal)))
        for node, process in running:
            out, err = process.communicate(timeout=PATIENCE)
            assert process.returncode == 0, err
            node.keys.update(json.loads(out)["keys"])
            if not database:
                _keep(node, rehearsal)
        return made

    def connect(self, one: str, *others: str) -> None:
        """Let one node and each of the others know each other, beside whom they know already."""
        self._learn(one, *others)
        for other in others:
            self._learn(other, one)

    def _learn(self, name: str, *others: str) -> None:
        known = peers.load(self[name].folder / peers.FILE, name)
        self[name].knows(*(self[each] for each in dict.fromkeys([*known, *others])))

    def witnesses(self, of: str, *names: str, rehearsal: str = "") -> None:
        """Let these nodes cosign another one's record; all of them have to. None runs then.

        Without names, oversight.example and bar.example, made here if they are not there: an
        oversight body's node, which the other one knows as its peer, and a bare witness. A node
        of oversight keeps a copy of the record. `rehearsal`: the day that it is at what is made.
        """
        who = names or (OVERSIGHT, "bar.example")
        missing = [name for name in who if name not in self.all]
        kinds = [("oversight" if n == OVERSIGHT else "witness", n, ()) for n in missing]
        self.nodes(*kinds, rehearsal=rehearsal)
        home = Home(self[of].folder)
        log = home.log_keys()[0].public
        lines, mirrors = [f"log {log}"], []
        for number, name in enumerate(who):
            node, other = self[name], Home(self[name].folder)
            watches = node.kind == "oversight"
            other.trust(str(log), mirror=watches)
            mirrors += [f"w{number}"] if watches else []
            where = node.url + ("" if node.kind == "witness" else "/witness")
            lines.append(f"witness w{number} {other.witness_keys()[0].public} {where}")
            other.close()
            if watches:
                self.connect(of, name)
        labels = " ".join(f"w{number}" for number in range(len(who)))
        lines += [f"group every all {labels}", "quorum every", ""]
        (home.folder / POLICY).write_text("\n".join(lines), encoding="utf-8")
        home.close()
        self[of].set("mirrors", json.dumps(mirrors), file="record.toml")

    def start(self) -> None:
        """Start every node that does not run, all at once, and wait until each answers."""
        started = [node for node in self.all.values() if not node.runs]
        for node in started:
            node.begin()
        for node in started:
            node.ready()

    def stop(self) -> None:
        """Stop every node."""
        for node in self.all.values():
            node.stop()


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """A site whose nodes are stopped when the block is left, however it is left."""
    made = Site(folder)
    try:
        yield made
    finally:
        for node in made.all.values():
            node.kill()


def command(*arguments: str | Path) -> list[str]:
    """The program, as this Python runs it."""
    return [sys.executable, "-m", "safeconduct", *map(str, arguments)]


def environment() -> dict[str, str]:
    """The variables in which the program runs."""
    return {**os.environ, "PYTHONPATH": str(ROOT / "src")}


# A node's folder takes seconds to make, most of them for the tests of its rulebook. One that is as
# another was made is a copy of it, keys and all.
_kept: dict[tuple[str, str, tuple[str, ...], str], tuple[Path, dict[str, str]]] = {}


def _keep(node: Node, rehearsal: str) -> None:
    folder = Path(tempfile.mkdtemp(prefix="sc-site-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shutil.copytree(node.folder, folder / "node")
    _kept[node.kind, node.name, node.registers, rehearsal] = folder / "node", dict(node.keys)


def _copied(node: Node, database: str, rehearsal: str) -> bool:
    """Make the folder as a copy, if it can be."""
    kept = _kept.get((node.kind, node.name, node.registers, rehearsal))
    if database or kept is None:
        return False
    shutil.copytree(kept[0], node.folder)
    node.keys.update(kept[1])
    return True


def _init(node: Node, database: str, rehearsal: str) -> subprocess.Popen[str]:
    more = ["--database", database] if database else []
    more += ["--rehearsal", rehearsal] if rehearsal else []
    if node.kind == "gate":
        more += ["--profile", "be"]
    for register in node.registers:
        more += ["--register", register]
    return subprocess.Popen(
        command(
            "init", node.folder, "--kind", node.kind, "--name", node.name, "--executing-state",
            "BE", "--operator-number", "BE 1", "--overseer-number", "BE 2", "--json", *more,
        ),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
    )  # fmt: skip
