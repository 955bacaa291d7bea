"""What takes long to make, such as a bundle of proofs: few of it at once, so that the rest goes on.

    with dear(actor.account):
        …

Whoever asks beyond that is refused at once and tries again. Counted in this process alone: a node
is served by one.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from safeconduct.gate.errors import Refused

EACH, ALL = 2, 4
"""How many one account, and all together, may have made at once; a node answers 16 requests."""
AGAIN = 60
"""Seconds after which whoever was refused tries again."""

_lock = threading.Lock()
_running: Counter[str] = Counter()
_here = threading.local()


class Busy(Refused):
    """Too much is being made at the moment."""

    status = 503
    again = AGAIN


class BusyYourself(Busy):
    """All of it for the account that asks for more."""

    status = 429


@contextmanager
def dear(account: str) -> Iterator[None]:
    """Make something that takes long, for an account. Raises `Busy`.

    What is made on the way to it, in the same thread, counts as a part of it.
    """
    if getattr(_here, "inside", False):
        yield
        return
    _begin(account)
    _here.inside = True
    try:
        yield
    finally:
        _here.inside = False
        _end(account)


def _begin(account: str) -> None:
    with _lock:
        if _running[account] >= EACH:
            raise BusyYourself(
                f"{EACH} things that take long are being made for you; try again in a minute"
            )
        if _running.total() >= ALL:
            raise Busy(f"{ALL} things that take long are being made here; try again in a minute")
        _running[account] += 1


def _end(account: str) -> None:
    with _lock:
        _running[account] -= 1
        if not _running[account]:
            del _running[account]
