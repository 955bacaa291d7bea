"""Eight writers at once and a reader that signs what it sees, any of which may be killed."""

from __future__ import annotations

import itertools
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import NoReturn

from safeconduct.record import note
from safeconduct.record.database import Database, DatabaseError, connect
from safeconduct.record.keys import SecretKey
from safeconduct.record.log import Log
from tests.record.postgres import ORIGIN
from tests.torture.ledger import TOLD_SIZE, Told, append

WRITERS = 8
_KEY = SecretKey(ORIGIN, 0x01, bytes(32))
_SEEN_SIZE = 8 + 32
_AGAIN_SECONDS = 0.05
_LOOK_SECONDS = 0.002


class Crowd:
    """Writers and a reader, each a process of its own; what they were told and what they saw."""

    def __init__(self, address: str, random: Random) -> None:
        """`address`: where the record is, with its tables made."""
        self.address, self.random = address, random
        self.told: list[Told] = []
        self.seen: set[tuple[int, bytes]] = set()
        self.born = 0
        self._processes: dict[int, Callable[[int], NoReturn]] = {}
        self._told_pipe, self._seen_pipe = os.pipe(), os.pipe()
        for _ in range(WRITERS):
            self._bear(self._write)
        self._bear(self._read)

    def _bear(self, work: Callable[[int], NoReturn]) -> None:
        self.born += 1
        pid = os.fork()
        if pid:
            self._processes[pid] = work
            return
        try:
            work(self.born)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(1)

    def kill_one(self) -> None:
        """Kill one of them, whatever it is doing, and put another in its place."""
        pid = self.random.choice(list(self._processes))
        work = self._processes.pop(pid)
        self._end(pid)
        self._bear(work)

    @staticmethod
    def _end(pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        if not os.WIFSIGNALED(status):
            raise AssertionError("a writer ended by itself; what it said is above")

    def listen(self, seconds: float) -> None:
        """Take in what they say for so long."""
        end = time.monotonic() + seconds
        told, seen = self._told_pipe[0], self._seen_pipe[0]
        while (left := end - time.monotonic()) > 0:
            self._take_in(select.select([told, seen], [], [], left)[0])

    def _take_in(self, ready: list[int]) -> None:
        if self._told_pipe[0] in ready:
            raw = _whole(self._told_pipe[0], TOLD_SIZE)
            self.told += [Told.read(one) for one in _cut(raw, TOLD_SIZE)]
        if self._seen_pipe[0] in ready:
            raw = _whole(self._seen_pipe[0], _SEEN_SIZE)
            self.seen |= {
                (int.from_bytes(one[:8], "big"), one[8:]) for one in _cut(raw, _SEEN_SIZE)
            }

    def end(self) -> None:
        """Kill all of them and take in the last that they said."""
        for pid in self._processes:
            self._end(pid)
        self._processes.clear()
        os.close(self._told_pipe[1])
        os.close(self._seen_pipe[1])
        for pipe in (self._told_pipe[0], self._seen_pipe[0]):
            while select.select([pipe], [], [], 0)[0]:
                before = len(self.told), len(self.seen)
                self._take_in([pipe])
                if before == (len(self.told), len(self.seen)):
                    break
            os.close(pipe)

    # In the processes

    def _write(self, number: int) -> NoReturn:
        count = 0
        while True:
            database = _connected(self.address)
            healthy = True
            while healthy:
                count += 1
                told = append(database, f"{number}-{count}", record_first=bool(count % 2))
                os.write(self._told_pipe[1], told.packed())
                healthy = told.outcome == "kept"
            database.close()

    def _read(self, _number: int) -> NoReturn:
        while True:
            database = _connected(self.address)
            with suppress(DatabaseError):
                self._look(database)
            database.close()

    def _look(self, database: Database) -> None:
        """Read the tree again and again; keep some of its checkpoints in the database, too."""
        log = Log(database)
        for count in itertools.count():
            size = log.size()
            checkpoint = note.Checkpoint(ORIGIN, size, log.root(size))
            os.write(self._seen_pipe[1], size.to_bytes(8, "big") + checkpoint.root)
            if count % 10 == 0:
                signed = note.SignedCheckpoint(checkpoint, (note.sign(checkpoint, _KEY),))
                with database.transaction():
                    log.keep_checkpoint(signed)
            time.sleep(_LOOK_SECONDS)


def _connected(address: str) -> Database:
    while True:
        try:
            return connect(address)
        except DatabaseError:
            time.sleep(_AGAIN_SECONDS)


def _whole(pipe: int, size: int) -> bytes:
    """What is in a pipe, up to the end of a message."""
    raw = os.read(pipe, size * 256)
    while len(raw) % size:
        raw += os.read(pipe, size - len(raw) % size)
    return raw


def _cut(raw: bytes, size: int) -> list[bytes]:
    return [raw[at : at + size] for at in range(0, len(raw), size)]
