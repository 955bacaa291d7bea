"""What waits for a second person in any case: clearances, words outwards, emergencies.

Requests that wait to be confirmed are in the list of requests (`listing`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from safeconduct.case import events as ev
from safeconduct.case.moments import moment
from safeconduct.gate.away import away_from
from safeconduct.gate.change import File, look_at
from safeconduct.gate.clearances import revoked, standing
from safeconduct.gate.models import Thing
from safeconduct.gate.sealed import emergencies
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.standing import same_person


@dataclass(frozen=True)
class ToSign:
    """One thing that a second person has to look at.

    `mine`: whoever asks began it, so that it takes somebody else. `due`: the moment by which it is
    to be done, or after which it is over; empty where there is none.
    """

    what: Literal["clearance", "word", "emergency"]
    case: str
    of: str
    about: str
    """The measure, or of a word the request."""
    title: str
    since: str
    due: str
    mine: bool


def waiting(actor: Actor) -> list[ToSign]:
    """Everything that waits for a signature or a confirmation, what is due first."""
    must(actor, Permission.TO_SIGN_READ)
    there = Thing.objects.filter(
        sort__in=("clearance", "emergency"), case__closed=False, case__erased=None
    )
    cases = set(there.values_list("case_id", flat=True)) - away_from(actor)
    found = [one for case in sorted(cases) for one in _of_case(actor, case)]
    return sorted(found, key=lambda one: (not one.due, one.due, one.since))


def _of_case(actor: Actor, case: str) -> Iterator[ToSign]:
    file = look_at(actor, case)
    posted = {e.clearance for e in file.events if isinstance(e, ev.OutwardPosted)}
    for event in file.events:
        match event:
            case ev.ClearanceProposed() if standing(file, event.clearance) == "proposed":
                title = file.state.measures[event.measure].title
                yield _one(actor, file, event, "clearance", event.clearance, event.measure, title,
                           event.allows.end)  # fmt: skip
            case ev.OutwardProposed() if event.clearance not in posted and not revoked(
                file, event.clearance
            ):
                title = file.state.requests[event.request].title
                yield _one(actor, file, event, "word", event.clearance, event.request, title, "")
            case _:
                pass
    for one in emergencies(file.events):
        if not one.confirmed:
            title, due = file.state.measures[one.measure].title, one.confirm_by.isoformat()
            yield _one(actor, file, one.stated, "emergency", one.id, one.measure, title, due)


def _one(
    actor: Actor, file: File, event: ev.AnyEvent, what: Literal["clearance", "word", "emergency"],
    of: str, about: str, title: str, due: str,
) -> ToSign:  # fmt: skip
    mine = same_person(actor, file.author(event))
    due = moment(due).isoformat() if due else ""
    return ToSign(what, file.id, of, about, title, event.day, due, mine)
