"""Tells the courier of this process that something may wait; without one, nothing happens."""

from __future__ import annotations

from collections.abc import Callable

_woken: list[Callable[[], None]] = []


def wake() -> None:
    """Something may have to be delivered now."""
    for told in list(_woken):
        told()


def listen(told: Callable[[], None]) -> None:
    """Call this from now on; it must not wait for anything."""
    _woken.append(told)


def leave(told: Callable[[], None]) -> None:
    """Call this no more."""
    _woken.remove(told)
