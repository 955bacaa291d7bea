"""The transaction in which a register is edited, and where each edit is told.

Whoever runs the node says what both are (`use`): an edit and its event in the node's record are
kept together, or neither is. Before that nobody can edit a register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Literal

from safeconduct.policy.actor import Actor

Edit = Literal["entered", "ended"]
Tell = Callable[[Edit, str, int], None]
"""Tells of an edit: which, of which register, of the protection with which number there."""
Turn = Callable[[Actor], AbstractContextManager[Tell]]

_turn: list[Turn] = []


def use(turn: Turn) -> None:
    """Let registers be edited within this, from now on."""
    _turn[:] = [turn]


@contextmanager
def editing(actor: Actor) -> Iterator[Tell]:
    """One transaction of the actor's. Raises `RuntimeError` if nobody said where edits are told."""
    if not _turn:
        raise RuntimeError("no record is set for edits of registers; the server does that first")
    with _turn[0](actor) as tell:
        yield tell
