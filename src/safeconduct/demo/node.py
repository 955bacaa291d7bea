"""One node of the demo: a folder, a port, a process."""

from __future__ import annotations

import json
import select
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from safeconduct.case.roles import Role
from safeconduct.demo.children import Children
from safeconduct.demo.client import Client
from safeconduct.nodes import peers
from safeconduct.nodes.keys import message_key
from safeconduct.policy import links
from safeconduct.record.files import write_atomically
from safeconduct.record.home import start as start_record
from safeconduct.server import home

Kind = Literal["gate", "register", "oversight", "witness"]
PATIENCE = 120.0
"""Seconds that a node has to be made, and to answer: long, because computers are slow."""


class DidNotStart(Exception):
    """A node could not be made or started; the text says what it wrote."""


@dataclass
class Node:
    """A node. Kind `witness`: it cosigns others' records and does nothing else."""

    kind: Kind
    name: str
    folder: Path
    port: int
    children: Children
    registers: tuple[str, ...] = ()
    keys: dict[str, str] = field(default_factory=dict)
    """The key of each account, by its name."""
    _process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Where other nodes reach it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def page(self) -> str:
        """Where people open it: passkeys need a name, and this one is every computer's own."""
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> Path:
        """What it complains of; beside its folder, which it makes itself."""
        return self.folder.with_suffix(".log")

    def making(self, day: str) -> subprocess.Popen[str] | None:
        """Begin to make its folder, on a day; `made` waits for it."""
        if self.kind == "witness":
            start_record(self.folder, self.name).close()
            return None
        more = [part for register in self.registers for part in ("--register", register)]
        if self.kind == "gate":
            more += ["--profile", "be"]
        return self.children.start(
            "init", self.folder, "--kind", self.kind, "--name", self.name, "--executing-state",
            "BE", "--operator-number", "BE operator 1", "--overseer-number", "BE overseer 1",
            "--rehearsal", day, "--json", *more, log=self.log,
        )  # fmt: skip

    def made(self, making: subprocess.Popen[str] | None) -> None:
        """Wait until it is made. Raises `DidNotStart`."""
        if making is None:
            return
        assert making.stdout is not None
        # Not `communicate`: that would close its input, and so end it.
        said, _ = making.stdout.read(), making.wait()
        self.children.end(making)
        if making.returncode:
            raise DidNotStart(f"{self.name} could not be made: {self._complaints()}")
        self.keys.update(json.loads(said)["keys"])

    def begin(self) -> None:
        """Start it; `ready` waits until it answers."""
        words = ("record", "serve") if self.kind == "witness" else ("serve",)
        self._process = self.children.start(
            *words, self.folder, "--port", str(self.port), log=self.log
        )

    def ready(self) -> None:
        """Wait until it answers. Raises `DidNotStart`."""
        assert self._process is not None
        assert self._process.stdout is not None
        found, _, _ = select.select([self._process.stdout], [], [], PATIENCE)
        line = self._process.stdout.readline() if found else ""
        if self.url not in line:
            ended = self._process.poll()
            how = "it is silent" if ended is None else f"it ended with {ended}"
            raise DidNotStart(f"{self.name} did not start ({how}): {self._complaints()}")

    def stop(self) -> subprocess.Popen[str] | None:
        """Its process, which it no longer calls its own; whoever asked ends it."""
        process, self._process = self._process, None
        return process

    def set(self, name: str, value: str, *, file: str = "") -> None:
        """Write a setting anew, as TOML has it. It may be read at any moment."""
        path = self.folder / (file or f"{self.kind}.toml")
        lines = path.read_text(encoding="utf-8").splitlines()
        at = next(n for n, line in enumerate(lines) if line.startswith(f"{name} = "))
        lines[at] = f"{name} = {value}"
        write_atomically(path, "\n".join([*lines, ""]).encode())

    def at(self, day: str) -> None:
        """Let it be another day there, in all of its processes at once."""
        self.set("rehearsal", f'"{day}"')

    def api(self, account: str) -> Client:
        """The API as an account uses it."""
        return Client(self.url, self.keys[account])

    def link(self, account: str, role: Role) -> str:
        """An address that signs somebody in without more: this is a rehearsal."""
        text = links.written(home.secret(self.folder), account, role)
        return f"{self.page}/sign-in/rehearsal/{text}?next=/"

    def peer(self) -> peers.Peer:
        """What others write of it in their peers.toml."""
        assert self.kind != "witness"
        return peers.Peer(
            name=self.name, kind=self.kind, url=self.url,
            key=message_key(self.folder).public.text(), registers=self.registers,
            vouched_by="the demo", admitted="2018-01-01",
        )  # fmt: skip

    def knows(self, *others: Node) -> None:
        """Write its peers.toml: these nodes and no others."""
        found = {other.name: other.peer() for other in others}
        peers.write(self.folder / peers.FILE, found, self.name)

    def _complaints(self) -> str:
        text = self.log.read_text(encoding="utf-8") if self.log.exists() else ""
        return text[-2000:].strip() or "it wrote nothing"


def free(port: int) -> int:
    """This port of this computer, or another if something listens there."""
    for one in (port, 0):
        with socket.socket() as probe:
            # As the servers do it: a port whose last connection has just ended is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", one))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("this computer has no free port")
