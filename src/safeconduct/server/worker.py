"""The background worker: a process of its own beside the server, one a node.

    python -m safeconduct.server.worker FOLDER

It works off the queue in the database and fills it with the regular work. It is a process and not
a thread, so that rulings on many measures do not slow the API down. It stops when it is told to
(SIGTERM), or when whoever started it is gone (its standard input ends), after the task that it is
at. Killed, it loses nothing: what it was at is done again by the next.
"""

from __future__ import annotations

import fcntl
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

logger = logging.getLogger("safeconduct.worker")

PAUSE = 0.5
"""Seconds between two looks at an empty queue."""
TICK = 5.0
"""Seconds between two looks at the calendar of regular work."""
RETRY = 2.0
"""Seconds until a worker that ended is started again, and between tries to be the node's one."""
_TURN = 0x5AFEC7
"""The key of PostgreSQL's advisory lock of the node's one worker."""


@contextmanager
def only_one(folder: Path, stopping: threading.Event) -> Iterator[Callable[[], bool]]:
    """Wait until no other process works for this node, and keep the others out.

    Gives a function that says whether that still holds. Raises `InterruptedError` if `stopping`
    is set before.
    """
    from safeconduct.record.database import DatabaseError  # noqa: PLC0415
    from safeconduct.record.home import Home  # noqa: PLC0415

    home = Home(folder)
    if home.address.startswith("sqlite:"):
        with (folder / "worker.lock").open("w") as file:
            while not _locked(file.fileno()):
                _wait(stopping)
            yield lambda: True
        return
    database = home.connect()
    try:
        while not database.rows("SELECT pg_try_advisory_lock(%s)", [_TURN])[0][0]:
            _wait(stopping)

        def holds() -> bool:
            try:
                return bool(database.rows("SELECT 1"))
            except DatabaseError:
                return False

        yield holds
    finally:
        database.close()


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait(stopping: threading.Event) -> None:
    if stopping.wait(RETRY):
        raise InterruptedError


def run(folder: Path, stopping: threading.Event) -> None:
    """Work for a node until `stopping` is set. Django is set up and the node installed."""
    from django_tasks_db.management.commands.db_worker import Worker  # noqa: PLC0415

    from safeconduct.gate import tasks  # noqa: PLC0415

    with only_one(folder, stopping) as holds:
        again = tasks.requeue()
        if again:
            logger.warning("%d task(s) were cut off and are done again", again)
        worker = Worker(
            queue_names=["*"], interval=PAUSE, batch=False, backend_name="default",
            startup_delay=False, max_tasks=None, worker_id=f"{os.getpid()}-{time.time_ns()}",
            excluded_queue_names=[],
        )  # fmt: skip
        ticker = threading.Thread(target=_tick, args=(worker, stopping, holds))
        ticker.start()
        try:
            worker.run()
        finally:
            stopping.set()
            ticker.join()


def _tick(worker: object, stopping: threading.Event, holds: Callable[[], bool]) -> None:
    """Fill the queue from time to time; let the worker end after its task once it has to."""
    from django.db import close_old_connections, connections  # noqa: PLC0415

    from safeconduct.gate import tasks  # noqa: PLC0415

    try:
        while not stopping.is_set() and holds():
            close_old_connections()
            try:
                tasks.tick()
            except Exception:
                logger.exception("the calendar of regular work could not be read; tried again")
            stopping.wait(TICK)
    finally:
        worker.running = False  # type: ignore[attr-defined]
        connections.close_all()


def main(folder: Path) -> None:
    """The process: set up, work, stop."""
    import signal  # noqa: PLC0415

    from safeconduct.record.home import Home  # noqa: PLC0415
    from safeconduct.server import home, kinds, settings  # noqa: PLC0415

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    settings.configure(Home(folder).address, home.secret(folder).hex())
    from safeconduct.gate import node as nodes  # noqa: PLC0415
    from safeconduct.server import messages  # noqa: PLC0415
    from safeconduct.server.witnessing import Witnessing  # noqa: PLC0415

    witnessing = Witnessing(Home(folder))
    node = kinds.open_node(folder)
    node.acts = witnessing.acts
    nodes.install(node)
    messages.install(Home(folder))
    threading.Thread(target=_until_input_ends, args=(stopping,), daemon=True).start()
    try:
        run(folder, stopping)
    except InterruptedError:
        return
    finally:
        witnessing.stop()


def _until_input_ends(stopping: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    stopping.set()


class Background:
    """Keeps a worker process running beside the server, and starts it anew if it ends."""

    def __init__(self, folder: Path) -> None:
        """`folder`: the node's."""
        self._folder = folder
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        """Start the worker."""
        self._keeper.start()

    def stop(self, patience: float = 20.0) -> None:
        """Let the worker end its task and stop; after `patience` seconds it is killed."""
        self._stopping.set()
        self._keeper.join(patience)
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def _keep(self) -> None:
        while not self._stopping.is_set():
            command = [sys.executable, "-m", "safeconduct.server.worker", str(self._folder)]
            with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
                self._process = process
                while process.poll() is None and not self._stopping.wait(0.2):
                    pass
                # Its input ends: it stops after the task that it is at.
            if not self._stopping.is_set():
                logger.error("the worker ended (%s); it is started again", process.returncode)
                self._stopping.wait(RETRY)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
