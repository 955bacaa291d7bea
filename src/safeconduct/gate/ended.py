"""What can still be written of a request that was closed, and that nothing is of an erased case.

A closed request is not opened again. What turns up later is written down and can hold; whatever is
to be done then needs a request of its own, which may come into the same case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from safeconduct.case import events as ev
from safeconduct.case.about import About
from safeconduct.case.eventbase import Event
from safeconduct.gate.errors import Refused

AFTERWARDS: dict[type[Event], str] = {
    ev.RequestReceived: "something new is asked, and begins its own way",
    ev.RequestLinked: "a later request belongs to it",
    ev.HoldPlaced: "a hold can always be placed",
    ev.HoldLifted: "and lifted by whoever placed it, wherever it reaches",
    ev.FreezeRequested: "what was sent can still be stopped on its way",
    ev.FreezeAnswered: "a request to freeze gets its answer",
    ev.OppositionFiled: "the time to oppose may run longer than the request",
    ev.OppositionEnded: "and a court decides on it",
    ev.ClearanceRevoked: "taking back is always possible",
    ev.TransmissionSent: "that something has arrived is noted whenever it did",
    ev.OutwardProposed: "what was said can be corrected",
    ev.OutwardPosted: "and routine words go on until a decision has gone out",
    ev.RecallSent: "so is asking for what was sent",
    ev.IncidentOpened: "what went wrong is found later than it happened",
    ev.IncidentFollowed: "and is followed up to its end",
    ev.EmergencyStated: "what was ordered outside the gate is recorded however late",
    ev.EmergencyConfirmed: "with its second person",
    ev.EmergencyReviewed: "and its review",
    ev.MeasureExecuted: "what was done is recorded, also if it should not have been",
    ev.ItemListed: "with what was taken",
    ev.ItemReturned: "which goes back",
    ev.NoticeGiven: "and of which people are told",
    ev.FactStated: "new facts count for what was done, and for what is asked next",
    ev.QuestionAnswered: "also as answers",
    ev.SignalStated: "so do events that bear on the request",
    ev.ProtectionStated: "and protections",
    ev.Screened: "which a register may find later",
    ev.OpinionGiven: "and say what it thinks of what was done",
    ev.SubmissionFiled: "people write to the authorities afterwards, too",
    ev.SourceCited: "with sources",
    ev.Escalated: "what is overdue stays so",
    ev.LookTaken: "looks are recorded whenever they happen",
    ev.ActIntended: "lifting a hold is announced first",
    ev.ActDropped: "and what became of it is written down",
    ev.Noted: "remarks open nothing",
}
"""Kinds of events that are still written once a request is closed, with the reason of each."""


def refuse(
    case: str, erased: bool, before: Sequence[ev.AnyEvent],
    new: Sequence[tuple[ev.AnyEvent, About]],
) -> None:  # fmt: skip
    """Raises `Refused` for what cannot be written of a closed request, or of an erased case."""
    if erased and new:
        raise Refused(f"what case '{case}' said was erased; nothing more is written of it")
    closed = set(_closed(before))
    events = (*before, *(event for event, _ in new))
    asked = {event.request for event in events if isinstance(event, ev.RequestReceived)}
    for event, about in new:
        if type(event) in AFTERWARDS:
            continue
        # What names no request, such as a person, belongs to the case as a whole.
        whole = asked if asked <= closed else set()
        over = set(about.requests) & closed if about.requests else whole
        if over:
            kind = str(type(event).__struct_config__.tag)
            raise Refused(
                f"'{kind}': the request {', '.join(sorted(over))} is closed; register a new one "
                "for what is still to be done"
            )


def _closed(events: Sequence[ev.AnyEvent]) -> Iterator[str]:
    return (event.request for event in events if isinstance(event, ev.RequestClosed))
