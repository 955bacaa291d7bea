"""The processes that the demo starts, and that they all end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

PATIENCE = 15.0
"""Seconds that a process has to end what it is at; then it is killed."""


class Ended(Exception):
    """The demo is ending: nothing is started any more."""


class Children:
    """Starts processes of this program; `close` ends those that still run."""

    def __init__(self) -> None:
        """None runs yet."""
        self._lock = threading.Lock()
        self._running: list[subprocess.Popen[str]] = []
        self._closed = False

    def start(self, *arguments: str | Path, log: Path) -> subprocess.Popen[str]:
        """Run `safeconduct` with arguments; what it complains of goes into `log`. Raises `Ended`.

        Each is the head of a group of its own: ctrl-c in the terminal is the demo's to answer.
        """
        command = [sys.executable, "-m", "safeconduct.demo.leash", *map(str, arguments)]
        with self._lock, log.open("a", encoding="utf-8") as complaints:
            if self._closed:
                raise Ended
            # Threads of the demo start no process at the same time: none inherits another's leash.
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints,
                text=True, start_new_session=True,
            )  # fmt: skip
            self._running.append(process)
        return process

    def end(self, *processes: subprocess.Popen[str]) -> None:
        """Let processes end what they are at, all at once, and wait until each is gone."""
        for process in processes:
            process.terminate()
        for process in processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
            self._bury(process)

    def close(self) -> None:
        """End all of them; none is started any more."""
        with self._lock:
            self._closed = True
            running = list(self._running)
        self.end(*running)

    def _bury(self, process: subprocess.Popen[str]) -> None:
        # Whatever is left of its group: a worker that is at a task, or all of it after a kill.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()
        with self._lock, suppress(ValueError):
            self._running.remove(process)
