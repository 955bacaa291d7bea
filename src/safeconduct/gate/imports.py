"""Pending and past requests come in as case files, and what was already done is looked at again."""

from __future__ import annotations

from collections.abc import Sequence

from safeconduct.case import events as ev
from safeconduct.gate import files, reading, reexamine
from safeconduct.gate.away import keeps_away
from safeconduct.gate.change import File, change
from safeconduct.gate.errors import NotFound
from safeconduct.gate.files import Imported
from safeconduct.gate.reexamine import Found
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must


def take_in(actor: Actor, events: Sequence[ev.AnyEvent]) -> Imported:
    """A case file becomes a live case, and what was done in it is re-examined in the same breath.

    Raises `Wrong`; then nothing was changed.
    """
    return files.take_in(actor, events, _again)


def _again(file: File) -> None:
    reexamine.add(file)


def again(actor: Actor, case: str) -> list[Found]:
    """Look again at what was done in a case; opens what incidents and holds it has to.

    Gives every measure that was carried out or sent something and touches somebody protected.
    """
    must(actor, Permission.REEXAMINE, case)
    with change(case, actor) as file:
        return reexamine.add(file)


def listed(actor: Actor, case: str) -> list[Found]:
    """As `again`, and writes nothing."""
    must(actor, Permission.REEXAMINED_READ, case)
    if keeps_away(actor, case):
        raise NotFound(f"there is no case '{case}'")
    return reexamine.look(reading.events(reading.case_of(case).pk))
