"""The notices that counsel's clients were given, as they read them."""

from __future__ import annotations

from typing import NamedTuple

from safeconduct.case import events as ev
from safeconduct.case.state import fold
from safeconduct.gate import own
from safeconduct.gate.change import look_at
from safeconduct.gate.deferral import OPPOSE
from safeconduct.gate.errors import NotFound
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must

_LINES = {"language": "language: ", "grounds": "grounds: ", "remedies": "remedies: ",
          "oppose_until": OPPOSE}  # fmt: skip


class Noticed(NamedTuple):
    """A notice to somebody whom counsel defends."""

    measure: str
    person: str
    called: str
    day: str
    language: str
    grounds: str
    remedies: str
    oppose_until: str


def listed(actor: Actor, case: str) -> list[Noticed]:
    """The notices to those whom the actor defends, the newest first. Raises `NotFound`."""
    must(actor, Permission.NOTICE_READ, case)
    file = look_at(actor, case)
    state = fold(file.events)
    if not own.measures(actor, file.events, state):
        raise NotFound(f"there is no case '{case}'")
    return [
        Noticed(event.measure, person, state.persons[person].called, event.day, **said(event.note))
        for event in reversed(file.events)
        if isinstance(event, ev.NoticeGiven)
        for person in event.persons
        if person in state.persons and actor.concerns & {person, case}
    ]


def said(note: str) -> dict[str, str]:
    """The parts of a notice's text; each may run over several lines."""
    found = dict.fromkeys(_LINES, "")
    at = ""
    for line in note.splitlines():
        begun = next((name for name, start in _LINES.items() if line.startswith(start)), "")
        if begun and not found[begun]:
            at = begun
            found[at] = line.removeprefix(_LINES[at])
        elif at:
            found[at] += f"\n{line}"
    return found
