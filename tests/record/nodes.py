"""Whole nodes for tests: folders with keys and databases, witnesses behind real HTTP servers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from safeconduct.case import events as ev
from safeconduct.case.about import About
from safeconduct.record import home as homes
from safeconduct.record.acts import Act, Acts
from safeconduct.record.checkpointer import Checkpointer
from safeconduct.record.database import Connection, Database
from safeconduct.record.home import Home
from safeconduct.record.log import Log
from safeconduct.record.record import Receipt, Written
from safeconduct.record.serve import Server

WITNESSES = ("oversight", "standby", "bar", "court")


def noted(title: str = "something") -> Written:
    """An event to record."""
    return Written(ev.Noted(title=title, by="clerk", day="2025-03-01"), About(), "acc_clerk")


@dataclass
class Door:
    """A witness that answers on a port of this machine, until it is shut."""

    home: Home
    port: int = 0
    _server: Server | None = None

    def open(self) -> None:
        """Answer from now on, on the same port as before."""
        self._server = Server(self.home.witness(), self.home.databases, "127.0.0.1", self.port)
        self.port = self._server.port
        self._server.start()

    def shut(self) -> None:
        """Answer no more."""
        if self._server:
            self._server.stop()
        self._server = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"


@dataclass
class Gate:
    """A node that keeps a record, and its witnesses: oversight or standby, and bar or court."""

    home: Home
    doors: dict[str, Door]
    checkpointers: list[Checkpointer] = field(default_factory=list)

    @property
    def database(self) -> Database:
        """This thread's connection."""
        return self.home.databases.get()

    def append(self, *written: Written) -> list[Receipt]:
        """Record events, in a transaction of their own."""
        with self.database.transaction():
            return self.home.record().append(self.database, list(written) or [noted()])

    def checkpointer(self) -> Checkpointer:
        """A worker that has not been started."""
        found = self.home.checkpointer()
        self.checkpointers.append(found)
        return found

    def acts(self) -> Acts:
        """Acts with a worker that runs."""
        worker = self.checkpointer()
        worker.start()
        return Acts(self.home.record(), worker, self.home.policy(), self.home.evidence)

    def titles(self) -> list[str]:
        """The kind and title of every entry, in order."""
        record, found = self.home.record(), []
        for position in range(Log(self.database).size()):
            payload = record.payload(self.database, position)
            assert payload is not None
            event = homes_event(payload.event)
            found.append(f"{event.__struct_config__.tag} {getattr(event, 'title', '')}".strip())
        return found


def homes_event(raw: bytes) -> Any:
    """The event of a payload."""
    from safeconduct.case.canonical import decode  # noqa: PLC0415

    return decode(raw)


def act(
    to: str = "clr-1",
    title: str = "done",
    number: int = 1,
    check: Callable[[Connection], None] = lambda _: None,
    change: Callable[[Connection], None] = lambda _: None,
) -> Act:
    """An act that opens something."""
    event = ev.Noted(id=f"event-{number}", title=title, by="magistrate", day="2025-03-01")
    return Act(f"intent-{number}", event, to, check, change, About(), "acc_magistrate")  # fmt: skip


def policy_text(log: Home, doors: dict[str, Door], key: int = 0) -> str:
    """The quorum of the house: one overseer and one of the bench. Key 1 is that of ML-DSA-44."""
    lines = [f"log {log.log_keys()[0].public}"]
    lines += [f"witness {n} {d.home.witness_keys()[key].public} {d.url}" for n, d in doors.items()]
    return "\n".join(
        [*lines, "group overseers any oversight standby", "group bench any bar court",
         "group both all overseers bench", "quorum both", ""]
    )  # fmt: skip


def setting(home: Home, old: str, new: str) -> Home:
    """The folder anew, with another line in its settings."""
    file = home.folder / homes.SETTINGS
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    home.close()
    return Home(home.folder)


@contextmanager
def gate_with_witnesses(
    folder: Path, address: str = "sqlite:record.db", mirrors: Sequence[str] = ("oversight",)
) -> Iterator[Gate]:
    """A gate with all four witnesses; those in `mirrors` keep its entries as well."""
    gate = homes.start(folder / "gate", "gate.example", address)
    doors: dict[str, Door] = {}
    for name in WITNESSES:
        home = homes.start(folder / name, f"{name}.example", ml_dsa=True)
        home.trust(str(gate.log_keys()[0].public), name in mirrors)
        home.close()
        doors[name] = Door(Home(home.folder))
        doors[name].open()
    (folder / "gate" / homes.POLICY).write_text(policy_text(gate, doors), encoding="utf-8")
    listed = ", ".join(f'"{name}"' for name in mirrors)
    found = Gate(setting(gate, "mirrors = []", f"mirrors = [{listed}]"), doors)
    try:
        yield found
    finally:
        for worker in found.checkpointers:
            worker.stop()
        for door in doors.values():
            door.shut()
            door.home.close()
        found.home.close()
