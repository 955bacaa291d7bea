"""Watching a log grow: each look checks what is new against everything seen before.

A watcher reads the entries themselves, not the tree that the database keeps, and remembers the last
checkpoint in a file of its own. What it cannot bring together with that is an alarm.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from safeconduct.record import note
from safeconduct.record.entry import BadEntry, recorded
from safeconduct.record.evidence import Evidence, Halted, Kind
from safeconduct.record.files import write_atomically
from safeconduct.record.keys import PublicKey
from safeconduct.record.log import Log
from safeconduct.record.policy import Policy
from safeconduct.record.tree import Frontier, leaf_hash

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Look:
    """What one look found: how much there is, how much of it is new, how much is cosigned."""

    size: int
    new: int
    cosigned: int
    cosigners: tuple[str, ...]
    last_recorded: int | None
    """When the last entry was recorded, in seconds since 1970."""


class Watch:
    """Watches one log."""

    def __init__(
        self,
        log: Log,
        key: PublicKey,
        policy: Policy | None,
        evidence: Evidence,
        memory: Path,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`memory`: the file in which the last checkpoint is remembered. Without a policy, who
        cosigned is not looked at.
        """
        self._log, self._key, self._policy = log, key, policy
        self._evidence, self._memory, self._clock = evidence, memory, clock
        self._seen = Frontier()
        self._time = 0
        self._remembered = self._recall()
        self._signed = 0
        self._cosigned: tuple[int, tuple[str, ...]] = (0, ())

    def _recall(self) -> note.SignedCheckpoint | None:
        if not self._memory.exists():
            return None
        signed = note.read(self._memory.read_text(encoding="utf-8"))
        signed.check_log(self._key)
        return signed

    def look(self, progress: Progress = lambda *_: None) -> Look:
        """Check everything that is new; raises `Halted` with what is wrong.

        The first look reads all entries. `progress` is told entries read and entries in all.
        """
        size, before = self._log.size(), self._seen.size
        if size < before:
            self._wrong("shrunk", f"there were {before} entries, now there are {size}", {})
        held = self._remembered
        if held and held.checkpoint.size > size:
            words = f"there were {held.checkpoint.size} entries, now there are {size}"
            self._wrong("shrunk", words, {"seen before": str(held)})
        stops = {signed.checkpoint.size: signed for signed in self._log.checkpoints(self._signed)}
        self._against(stops.get(before))
        for position, entry in self._log.entries(before, size):
            self._add(position, entry)
            self._against(stops.get(position + 1))
            if position % 10_000 == 0:
                progress(position, size, self._key.name)
        if self._seen.size < size:
            self._wrong("changed", f"entry {self._seen.size} is missing", {})
        for signed in stops.values():
            self._remember(signed)
        return Look(size, size - before, *self._cosigned, self._time or None)

    def _add(self, position: int, entry: bytes) -> None:
        if position != self._seen.size:
            self._wrong("changed", f"entry {self._seen.size} is missing", {})
        try:
            time_ = recorded(entry)
        except BadEntry as error:
            self._wrong("changed", f"entry {position} is no entry: {error}", {})
        if time_ < self._time:
            self._wrong("changed", f"entry {position} is dated before the one above it", {})
        self._time = time_
        self._seen.add(leaf_hash(entry))

    def _against(self, signed: note.SignedCheckpoint | None) -> None:
        """Compare the entries read so far with checkpoints of this size."""
        for known in (signed, self._remembered):
            if not known or known.checkpoint.size != self._seen.size:
                continue
            try:
                checkpoint = known.check_log(self._key)
            except note.BadNote as error:
                self._wrong("changed", f"the checkpoint of {self._seen.size}: {error}", {})
            if checkpoint.root != self._seen.root():
                words = (
                    f"among the first {self._seen.size} entries some are not those "
                    "that the checkpoint was signed over"
                )
                self._wrong("changed", words, {"checkpoint": str(known)})

    def _remember(self, signed: note.SignedCheckpoint) -> None:
        size = signed.checkpoint.size
        self._signed = max(self._signed, size)
        if self._policy:
            found = self._policy.cosigners(signed)
            if self._policy.enough(found):
                self._cosigned = size, tuple(sorted(key.name for key in found))
        if self._remembered is None or size > self._remembered.checkpoint.size:
            self._remembered = signed
            write_atomically(self._memory, str(signed).encode(), 0o644)

    def _wrong(self, kind: Kind, words: str, documents: dict[str, str]) -> NoReturn:
        alarm = self._evidence.alarm(kind, self._key.name, words, documents)
        raise Halted(f"{alarm.words} ({alarm.log})")
