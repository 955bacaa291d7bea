"""What day it is at a node, as its settings say: today, or in a rehearsal the day that they set.

A rehearsal can be moved to another day while the node runs: every process of it reads the day anew
from the settings file once that has changed. To begin a rehearsal, or to end one, takes a restart,
so that nobody puts a node that deals with real requests into another year by editing a file.
"""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

from safeconduct.record.home import BadHome

logger = logging.getLogger("safeconduct.server")


def calendar(file: Path, rehearsal: str) -> Callable[[], date]:
    """What day it is. `rehearsal`: what the settings file says now. Raises `BadHome`."""
    return RehearsalOf(file, rehearsal) if rehearsal else date.today


class RehearsalOf:
    """The day in a settings file, as it has it now."""

    def __init__(self, file: Path, rehearsal: str) -> None:
        """Raises `BadHome` for what is no day."""
        self._file, self._read = file, _state(file)
        try:
            self._day = date.fromisoformat(rehearsal)
        except ValueError:
            raise BadHome(
                f"{file}: rehearsal: '{rehearsal}' is no day such as 2019-10-01"
            ) from None

    def __call__(self) -> date:
        """The day that is set. While the file cannot be read it stays the same day."""
        state = _state(self._file)
        if state != self._read:
            try:
                said = tomllib.loads(self._file.read_text(encoding="utf-8"))["rehearsal"]
                self._day = date.fromisoformat(said)
            except (OSError, KeyError, TypeError, ValueError) as error:
                logger.warning(
                    "%s: the rehearsal stays at %s, as no day can be read (%s); to end it, start "
                    "the node anew", self._file, self._day, error,
                )  # fmt: skip
            self._read = state
        return self._day


def _state(file: Path) -> tuple[int, int, int]:
    """Something that changes when the file does."""
    try:
        found = file.stat()
    except OSError:
        return 0, 0, 0
    return found.st_ino, found.st_mtime_ns, found.st_size
