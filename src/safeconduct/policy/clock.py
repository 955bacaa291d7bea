"""What day it is for mandates, deputies and keys. Whoever runs the node sets it (`use`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

_today: list[Callable[[], date]] = [date.today]


def use(today: Callable[[], date]) -> None:
    """Let it be the day that this says, from now on."""
    _today[:] = [today]


def today() -> date:
    """What day it is."""
    return _today[0]()
