"""The processes that check a record: this one alone, or one for each core.

Each has a connection of its own. They are started afresh (`spawn`), which works everywhere and
takes no lock or connection along; what they need is sent to them and never touches the disk.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, NamedTuple

from safeconduct.record.checks import heads, payloads, stretch
from safeconduct.record.checks.finding import Finding
from safeconduct.record.checks.rows import LogRows
from safeconduct.record.checks.twice import repeated
from safeconduct.record.database import Database, DatabaseError, connect
from safeconduct.record.keys import PublicKey
from safeconduct.record.policy import Policy
from safeconduct.record.seal import PayloadKeys

Do = Callable[[Callable[["Worker", Any], Any], Iterable[Any]], Iterator[Any]]
"""Does jobs in order: `do(Worker.walk, stretches)` gives what came of each."""


class Task(NamedTuple):
    """What is the same for all jobs."""

    log: int
    key: PublicKey
    policy: Policy | None
    keys: PayloadKeys | None
    wanted: payloads.Wanted


class Walked(NamedTuple):
    """What came out of a stretch; `words` says why if it could not be read."""

    stretch: stretch.Stretch
    checked: stretch.Checked | None
    opened: payloads.Opened | None
    words: str = ""


class Worker:
    """Does single jobs over one connection."""

    def __init__(self, database: Database, task: Task) -> None:
        """Use `workers`."""
        self._rows, self._task = LogRows(database, task.log), task

    def walk(self, job: stretch.Stretch) -> Walked:
        """Check the entries, the tree and the payloads of a stretch."""
        try:
            checked, found = stretch.check(self._rows, job)
            opened = self._payloads(job, found) if self._task.keys else None
        except DatabaseError as error:
            return Walked(job, None, None, str(error))
        return Walked(job, checked, opened)

    def _payloads(self, job: stretch.Stretch, found: dict[int, bytes]) -> payloads.Opened:
        assert self._task.keys is not None
        return payloads.check(
            self._rows, job.start, job.end, found, self._task.keys, self._task.wanted
        )

    def heads(self, kept: Sequence[heads.Kept]) -> tuple[list[heads.Head], list[Finding]]:
        """Check the signatures of some checkpoints."""
        return heads.read_kept(kept, self._task.key, self._task.policy)

    def repeated(self, prefixes: bytes) -> list[int]:
        """Which prefixes occur twice."""
        return repeated(prefixes)


@contextmanager
def workers(database: Database, address: str | None, task: Task, processes: int) -> Iterator[Do]:
    """Gives what does jobs: in this process over its connection, or in so many others."""
    if address is None or processes < 2:
        worker = Worker(database, task)
        yield lambda method, jobs: (method(worker, job) for job in jobs)
        return
    pool = ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_start, initargs=(address, task)
    )
    try:
        for _ in range(processes):
            pool.submit(_ready)
        yield lambda method, jobs: pool.map(_call, ((method.__name__, job) for job in jobs))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_worker: Worker | None = None


def _start(address: str, task: Task) -> None:
    global _worker  # noqa: PLW0603  # one worker a process, made when the process starts
    _worker = Worker(connect(address), task)


def _ready() -> None:
    """The first job of a process: has it started before there is another."""


def _call(job: tuple[str, object]) -> object:
    method, argument = job
    return getattr(_worker, method)(argument)


def cores() -> int:
    """How many processes this one may use at once."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS
        return os.cpu_count() or 1
