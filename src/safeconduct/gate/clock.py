"""What day it is. A node in rehearsal can be set to another day, to live through 2019."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

Today = Callable[[], date]


@dataclass
class Rehearsal:
    """A day that is set by hand; the record's own times stay true."""

    day: date

    def __call__(self) -> date:
        """The day that is set."""
        return self.day
