"""Which version of a case somebody looked at, told so that it gives nothing away.

A version that counts events tells whoever compares two cases in which of them a register found
somebody. So only those who read rulings are told the number. For everybody else a version is a
token of the open part of the case, in which nothing was ever said of protection: it changes when
that does, and two cases that differ in nothing else have tokens that change alike.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from msgspec import structs

from safeconduct.case import events as ev
from safeconduct.case.canonical import canonical
from safeconduct.case.telltale import may_tell
from safeconduct.gate.errors import Stale
from safeconduct.gate.node import current
from safeconduct.gate.reading import Written
from safeconduct.law.openpart import OpenPart
from safeconduct.policy.actor import Actor
from safeconduct.policy.cells import Level
from safeconduct.policy.objects import Object
from safeconduct.policy.visibility import see

Version = int | str
"""A number, or a token as `TOKEN` has it."""

TOKEN = r"^v-[0-9a-f]{32}$"
_LENGTH = 32
_parts: dict[str, OpenPart] = {}


def counts(actor: Actor) -> bool:
    """Whether somebody is told numbers: they read what follows from a hit anyway."""
    return see(actor, Object.RULING) is Level.FULL


def version(actor: Actor, case: str, number: int, written: Sequence[Written]) -> Version:
    """The version of a case as somebody is told it; `number`: how many events it has."""
    if counts(actor):
        return number
    said = b"\n".join(canonical(event) for _, event in opened(written))
    key = f"version {actor.role} {case} ".encode()
    digest = hmac.new(current().secret, key + said, "sha256").hexdigest()
    return f"v-{digest[:_LENGTH]}"


def refuse_stale(
    actor: Actor, case: str, number: int, written: Sequence[Written], seen: Version
) -> None:
    """Go on only if the case is at the version that its author looked at. Raises `Stale`."""
    if isinstance(seen, int):
        if moved_on(number, written, seen):
            raise Stale(
                f"the case has moved on: you looked at version {seen}, it is at {number}; read "
                "what came since, then act on that"
            )
    elif seen != version(actor, case, number, written):
        raise Stale(
            "the case has moved on since you looked, or this is no version that was shown to you; "
            "read what came, then act on that"
        )


_SAYS_NOTHING = (ev.Escalated, ev.ActIntended, ev.ActDropped)
"""That something is overdue, that an act is announced, or that it was dropped."""


def moved_on(number: int, written: Sequence[Written], seen: int) -> bool:
    """Whether anything came after a version that says something of the case.

    Such a word comes by itself at any hour: whoever looked at what the case says has seen all.
    """
    words = {one.number for one in written if isinstance(one.event, _SAYS_NOTHING)}
    came_since = set(range(max(seen, 0), number))
    return not 0 <= seen <= number or bool(came_since - words)


def opened(written: Sequence[Written]) -> list[tuple[Written, ev.AnyEvent]]:
    """The open part, each event beside what was written."""
    # Events of a file that was brought in need have no id of their own.
    numbered = [structs.replace(one.event, id=str(one.number)) for one in written]
    found = {event.id: event for event in _part().events(numbered)}
    return [
        (one, structs.replace(found.get(str(one.number), one.event), id=one.event.id))
        for one in written
        if str(one.number) in found or _of_the_registry(one.event)
    ]


def _part() -> OpenPart:
    rulebook = current().rulebook()
    found = _parts.get(rulebook.hash)
    if found is None:
        _parts.clear()
        found = _parts[rulebook.hash] = OpenPart(rulebook)
    return found


def _of_the_registry(event: ev.AnyEvent) -> bool:
    """What no court file needs, and whoever registers requests has to have before them."""
    match event:
        case ev.RequestConfirmed():
            return True
        case ev.RequestLinked():
            return not may_tell(f"{event.to} {event.reasons} {event.note}")
        case ev.ItemReturned():
            return not may_tell(f"{event.to} {event.note}")
        case _:
            return False
