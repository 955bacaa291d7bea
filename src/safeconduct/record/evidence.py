"""Alarms: what shows that a record was changed is kept, and nothing opens until somebody answers.

Each alarm is a file in a folder of its own, outside the database that it is about. It holds what
was seen in the form in which others can check it, above all two checkpoints that a log signed and
that contradict each other. An alarm stands until a person settles it with reasons.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from secrets import token_hex
from typing import Literal

import msgspec

from safeconduct.record.files import write_atomically

logger = logging.getLogger("safeconduct.record")

Kind = Literal["split-view", "shrunk", "bad-proof", "changed"]
"""Two trees of one log; a tree that lost entries; a proof that does not hold; changed entries."""


class Halted(Exception):
    """An alarm stands; the message says which. Nothing opens until it is settled."""


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen. `documents` are the signed texts that show it, by name."""

    kind: Kind
    log: str
    words: str
    seen: int
    """Seconds since 1970."""
    documents: dict[str, str]
    settled: str = ""
    """Who settled it and why; empty while the alarm stands."""


class Evidence:
    """The alarms of a node, in a folder."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        """The folder is made with the first alarm."""
        self._folder = folder
        self._clock = clock
        self._unwritten: list[Alarm] = []
        self._lock = threading.Lock()

    def alarm(self, kind: Kind, log: str, words: str, documents: Mapping[str, str]) -> Alarm:
        """Keep what was seen, and say it loudly. The same alarm stands once."""
        alarm = Alarm(
            kind=kind, log=log, words=words, seen=int(self._clock()), documents=dict(documents)
        )
        with self._lock:
            for other in self.standing():
                if (other.kind, other.log, other.documents) == (kind, log, alarm.documents):
                    return other
            logger.critical("%s: %s", log, words)
            name = f"{alarm.seen}-{kind}-{token_hex(4)}.json"
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                write_atomically(self._folder / name, _bytes(alarm))
            except OSError as error:
                # Without a file the alarm stands as long as this process does.
                self._unwritten.append(alarm)
                logger.critical("the evidence could not be kept: %s", error)
        return alarm

    def alarms(self) -> dict[str, Alarm]:
        """All alarms, settled or not, by the name of their file."""
        if not self._folder.is_dir():
            return {}
        return {path.stem: _read(path) for path in sorted(self._folder.glob("*.json"))}

    def standing(self, log: str | None = None) -> list[Alarm]:
        """The alarms that nobody has settled: all, or those about one log."""
        found = [*self._unwritten, *(a for a in self.alarms().values() if not a.settled)]
        return [alarm for alarm in found if log is None or alarm.log in (log, "")]

    def check(self, log: str | None = None) -> None:
        """Raises `Halted` if an alarm stands."""
        for alarm in self.standing(log):
            raise Halted(
                f"{alarm.words} ({alarm.log}). Nothing opens until this alarm is settled; "
                f"what was seen is kept in {self._folder}"
            )

    def settle(self, name: str, by: str, reasons: str) -> Alarm:
        """End an alarm; raises `KeyError` if there is none of this name, or it is settled."""
        alarm = self.alarms()[name]
        if alarm.settled:
            raise KeyError(name)
        settled = msgspec.structs.replace(alarm, settled=f"{by}: {reasons}")
        write_atomically(self._folder / f"{name}.json", _bytes(settled))
        return settled


def _bytes(alarm: Alarm) -> bytes:
    text = json.dumps(msgspec.to_builtins(alarm), indent=2, ensure_ascii=False)
    return (text + "\n").encode()


def _read(path: Path) -> Alarm:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Alarm)
    except (OSError, msgspec.MsgspecError):
        # A file in this folder that cannot be read is an alarm that cannot be ruled out.
        words = f"the evidence in {path.name} cannot be read"
        return Alarm(kind="changed", log="", words=words, seen=0, documents={})
