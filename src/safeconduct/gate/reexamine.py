"""What was done already is looked at again once it is known whom it touched.

A measure that was executed, or sent something, and touches somebody who is protected is ruled on
anew, on everything that is on file by now. If anything but "no bar found" comes out, an incident is
opened and the request is held: nothing more goes.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safeconduct.case import events as ev
from safeconduct.case.document import BadInput
from safeconduct.case.ruling import Outcome
from safeconduct.case.state import State, fold
from safeconduct.gate import breaches
from safeconduct.gate.node import current
from safeconduct.gate.touched import touched
from safeconduct.law.rule import Rulings

if TYPE_CHECKING:
    from safeconduct.gate.change import File

ABOUT = "done before somebody's protection was known: "
"""How the note of an incident begins that a second look opened; marks of the persons follow."""


@dataclass(frozen=True)
class Found:
    """A measure that was carried out or sent something, and touches somebody who is protected."""

    measure: str
    request: str
    title: str
    day: str
    sent_to: tuple[str, ...]
    """Who received something; empty if it was executed only."""
    persons: tuple[str, ...]
    """Those it touches who are protected, by their ids."""
    outcome: Outcome
    shut_by: tuple[str, ...]
    """The norms that make the outcome what it is."""
    told: bool
    """Whether an incident is open on it, for all of these persons."""

    @property
    def shut(self) -> bool:
        """Whether it should not have gone on, as far as is known today; in doubt it should not."""
        return self.outcome != "no-bar-found"


def done(events: Sequence[ev.AnyEvent], state: State) -> list[ev.MeasurePlanned]:
    """The measures that were carried out or sent something, or of which sources differ on it."""
    sent = {event.measure for event in events if isinstance(event, ev.TransmissionSent)}
    return [
        plan
        for name, plan in state.measures.items()
        if name in sent or name in state.executed or plan.status != "planned"
    ]


def protected(events: Sequence[ev.AnyEvent], state: State) -> set[str]:
    """Everybody in whom a register is known to have an interest, whatever it protects from whom."""
    hits = {e.person for e in events if isinstance(e, ev.Screened) and e.result == "hit"}
    return hits | {one.person for one in state.protections.values()}


def look(events: Sequence[ev.AnyEvent]) -> list[Found]:
    """Everything that was done already and touches somebody who is protected."""
    state = fold(events)
    shielded = protected(events, state)
    rulings = Rulings(current().rulebook(), events)
    found = []
    for plan in done(events, state):
        persons = tuple(person for person in reached(events, state, plan) if person in shielded)
        if not persons:
            continue
        outcome, norms = _ruled(rulings, plan)
        found.append(
            Found(
                measure=plan.measure, request=plan.request, title=plan.title, day=plan.on,
                sent_to=tuple(dict.fromkeys(
                    e.recipient for e in events
                    if isinstance(e, ev.TransmissionSent) and e.measure == plan.measure
                )),
                persons=persons, outcome=outcome, shut_by=norms,
                told={_mark(person) for person in persons} <= _told(events, plan.measure),
            )
        )  # fmt: skip
    return found


def reached(events: Sequence[ev.AnyEvent], state: State, plan: ev.MeasurePlanned) -> list[str]:
    """Everyone a measure touched, the owners of what it took or sent included."""
    things = [*plan.items]
    for event in events:
        if isinstance(event, ev.TransmissionSent) and event.measure == plan.measure:
            things += event.items
        elif isinstance(event, ev.MeasureExecuted) and event.measure == plan.measure:
            things += event.taken
    owners = [state.items[one].owner for one in things if one in state.items]
    return list(dict.fromkeys([*touched(state, plan), *(owner for owner in owners if owner)]))


def _ruled(rulings: Rulings, plan: ev.MeasurePlanned) -> tuple[Outcome, tuple[str, ...]]:
    try:
        ruling = rulings.rule(plan.measure, view="audit")
    except BadInput:
        # No ruling can be made on its day: nothing says that it was in order.
        return "undetermined", ()
    return ruling.outcome, ruling.deciding()


def _told(events: Sequence[ev.AnyEvent], measure: str) -> set[str]:
    notes = [
        event.note.removeprefix(ABOUT)
        for event in events
        if isinstance(event, ev.IncidentOpened) and event.measure == measure
        if event.note.startswith(ABOUT)
    ]
    return {mark for note in notes for mark in note.split(", ")}


def _mark(person: str) -> str:
    """Says of whom an incident is without naming them: oversight counts persons, no more."""
    return hmac.new(current().secret, f"incident {person}".encode(), "sha256").hexdigest()[:12]


def needs_a_look(new: Sequence[ev.AnyEvent]) -> bool:
    """Whether what was just written can show somebody protected whom a measure touched before."""
    return any(
        isinstance(event, ev.ProtectionStated)
        or (isinstance(event, ev.Screened) and event.result == "hit")
        for event in new
    )


def add(file: File) -> list[Found]:
    """Open an incident on each measure that is shut now, and hold its request; gives them all.

    Done again it adds nothing, until somebody else turns out to be protected. The incident and the
    hold are the overseer's: whoever let something out does not judge alone whether that is over.
    """
    # On everything on file: what a file says was done is what is looked at here.
    found = look(file.whole)
    held: set[str] = set()
    for one in found:
        if not one.shut or one.told:
            continue
        what = "sent to a requesting state" if one.sent_to else "carried out"
        breaches.record(
            file, f"'{one.title[:500]}' was {what}; on what is known by now: {one.outcome}",
            one.measure, ABOUT + ", ".join(map(_mark, one.persons)),
        )  # fmt: skip
        if one.request not in held:
            held.add(one.request)
            why = "what was done under this request is looked at again"
            breaches.hold(file, one.request, why)
    return found
