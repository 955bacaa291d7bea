"""The node's own record as a register's desk writes to it: in the office file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from safeconduct.case import events as ev
from safeconduct.gate.change import changing
from safeconduct.gate.officefile import office
from safeconduct.nodes import database
from safeconduct.policy.actor import Actor


class Notebook:
    """Notes what officers do, in the transaction in which they do it."""

    @contextmanager
    def writing(self, actor: Actor) -> Iterator[Callable[[str, str], None]]:
        """A transaction of the actor's; gives what notes a title and words."""
        with database.writing(joined=True), changing(actor) as made:
            notes: list[ev.Noted] = []
            yield lambda title, note: notes.append(ev.Noted(title=title, note=note))
            for one in notes:
                office(made).write(one, known=())
