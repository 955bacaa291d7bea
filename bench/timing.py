"""Running things repeatedly and saying how long they took."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Times:
    """Wall-clock times in seconds."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Half of the runs took longer."""
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        """Five runs in a hundred took longer (the nearest rank)."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]


def timed(run: Callable[[], object]) -> float:
    """How long one run takes, in seconds."""
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def command_times(arguments: Sequence[str], runs: int) -> Times | str:
    """The times of a command of ours, interpreter included; or why it could not be run."""
    line = [sys.executable, "-m", "safeconduct.cli", *arguments]
    seconds = []
    for _ in range(runs):
        begin = time.perf_counter()
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        seconds.append(time.perf_counter() - begin)
        if done.returncode != 0:
            last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
            return f"exit status {done.returncode}: {last}"
    return Times(tuple(seconds))
