"""Things that were taken go back: handed over to somebody, and what is still kept is listed."""

from __future__ import annotations

from collections.abc import Sequence

from safeconduct.case import events as ev
from safeconduct.case.state import State
from safeconduct.gate.change import change
from safeconduct.gate.errors import NotFound, Refused, Wrong
from safeconduct.gate.takings import taken
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must

THINGS = ("device", "document", "other")
"""Kinds of items that somebody misses once they are taken; data and records are copies."""


def give_back(actor: Actor, case: str, item: str, to: str) -> None:
    """A thing is given back. Raises `NotFound`, `Refused` if it was not taken or is back."""
    must(actor, Permission.ITEM_RETURN, case)
    with change(case, actor) as file:
        if item not in file.state.items:
            raise NotFound(f"there is no item '{item}' in this case")
        if not to.strip():
            raise Wrong("to: say to whom it was handed")
        if item not in taken(file.events):
            raise Refused(f"item '{item}' was not taken by any measure that was reported")
        if item in returned(file.events):
            raise Refused(f"item '{item}' was given back already")
        file.write(ev.ItemReturned(item=item, to=to))


def kept(events: Sequence[ev.AnyEvent], state: State) -> dict[str, str]:
    """Things that were taken and are not back: each with the measure that took it."""
    back = returned(events)
    return {
        item: measure
        for item, measure in taken(events).items()
        if item not in back and item in state.items and state.items[item].kind in THINGS
    }


def returned(events: Sequence[ev.AnyEvent]) -> set[str]:
    """The items that were given back."""
    return {event.item for event in events if isinstance(event, ev.ItemReturned)}
