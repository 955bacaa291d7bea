"""Edits of a register in the node's record: that, by whom, when and of which entry; never whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from safeconduct.case import events as ev
from safeconduct.gate.change import changing
from safeconduct.gate.officefile import office
from safeconduct.policy.actor import Actor


@contextmanager
def recorded(actor: Actor) -> Iterator[Callable[[Literal["entered", "ended"], str, int], None]]:
    """A transaction in which a register is edited; gives what tells the office file of each edit.

    Who changes a list unseen could let a person fall out of it for a day. Nobody is named: the
    record is read by more people than the register.
    """
    with changing(actor) as made:

        def tell(edit: Literal["entered", "ended"], register: str, entry: int) -> None:
            kind = ev.ProtectionEntered if edit == "entered" else ev.ProtectionEnded
            office(made).write(kind(register=register, entry=str(entry)), known=())

        yield tell
