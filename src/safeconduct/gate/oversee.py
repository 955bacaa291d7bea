"""Oversight bodies in nodes of their own hear of what a gate does, in the transaction that does it.

Ids, kinds and days; titles of requests, incidents and measures. No person, protection or opinion.
Of incidents and emergencies the whole state is told anew with each change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from safeconduct.case import events as ev
from safeconduct.gate import incidentfiles, sealed
from safeconduct.gate.node import current
from safeconduct.gate.reading import OFFICE
from safeconduct.nodes import outbox
from safeconduct.oversight import said

STEPS = (
    ev.ClearanceGiven, ev.ClearanceRevoked, ev.ClearanceSpent, ev.MeasureExecuted,
    ev.TransmissionSent, ev.RecallSent, ev.HoldPlaced, ev.HoldLifted, ev.RequestClosed,
)  # fmt: skip
"""Later steps that oversight is told of: what kind, of what, when."""


def tell(case: str, events: Sequence[ev.AnyEvent], new: Sequence[ev.AnyEvent]) -> None:
    """Tell every oversight peer what is new in a case. `events`: all of them."""
    peers = current().overseers()
    for kind, body in _messages(case, events, new) if peers else ():
        for peer in peers:
            outbox.send(peer, kind, said.body(body))


def _messages(
    case: str, events: Sequence[ev.AnyEvent], new: Sequence[ev.AnyEvent]
) -> Iterator[tuple[str, msgspec.Struct]]:
    for event in new:
        match event:
            case ev.RequestReceived():
                yield (
                    "registered",
                    said.Registered(
                        case,
                        event.request,
                        event.requesting_state,
                        event.kind,
                        event.title,
                        event.day,
                    ),
                )
            case ev.Escalated():
                where = "" if case == OFFICE else case
                yield "overdue", said.Overdue(event.what, event.day, where)
            case _ if isinstance(event, STEPS):
                kind = str(type(event).__struct_config__.tag)
                yield "step", said.Step(case, kind, _of(event), event.day)
            case _:
                pass
    if any(isinstance(e, ev.IncidentOpened | ev.IncidentFollowed) for e in new):
        yield from (("incident", one) for one in _incidents(case, events, new))
    if any(
        isinstance(e, ev.EmergencyStated | ev.EmergencyConfirmed | ev.EmergencyReviewed)
        for e in new
    ):
        yield from (("emergency", one) for one in _emergencies(case, events, new))


def _incidents(
    case: str, events: Sequence[ev.AnyEvent], new: Sequence[ev.AnyEvent]
) -> Iterator[said.Incident]:
    followed = {e.incident for e in new if isinstance(e, ev.IncidentFollowed)}
    files = incidentfiles.files(events)
    opened = len([e for e in new if isinstance(e, ev.IncidentOpened)])
    for number, one in enumerate(files):
        if one.incident in followed or number >= len(files) - opened:
            yield said.Incident(
                case, one.incident, one.title, one.measure, one.day, tuple(one.missing)
            )


def _emergencies(
    case: str, events: Sequence[ev.AnyEvent], new: Sequence[ev.AnyEvent]
) -> Iterator[said.Emergency]:
    about = {
        e.emergency for e in new
        if isinstance(e, ev.EmergencyStated | ev.EmergencyConfirmed | ev.EmergencyReviewed)
    }  # fmt: skip
    for one in sealed.emergencies(events):
        if one.id in about:
            yield said.Emergency(
                case=case, emergency=one.id, measure=one.measure,
                provision=one.stated.provision, ordered=one.stated.ordered,
                stated=one.stated.stated, confirmed=one.confirmed,
                confirm_by=one.confirm_by.isoformat(), review_by=one.review_by.isoformat(),
                outcome=one.outcome, day=one.stated.day,
            )  # fmt: skip


def _of(event: ev.AnyEvent) -> str:
    """What a step is about, by its id."""
    if isinstance(event, ev.HoldPlaced):
        # Whom a hold is on is nobody's to know here.
        return "" if event.on == "person" else event.of
    for name in ("measure", "clearance", "hold", "request"):
        found = getattr(event, name, None)
        if isinstance(found, str):
            return found
    return ""
