"""What a case file says was done before is history: shown, handed on, replayed; it opens nothing.

Whoever brings a file in could have written all of it. So what would open something counts once
somebody here has done it themselves: confirmed, identified, declared, screened, found, answered,
decided, lifted, cleared. What closes counts from the file at once: holds, protections, objections,
refusals, requests to freeze, oppositions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import msgspec

from safeconduct.case import events as ev
from safeconduct.case.authors import PARTIES
from safeconduct.case.facts import canonical
from safeconduct.gate import reading
from safeconduct.gate.reading import Written
from safeconduct.policy.standing import from_file, two_persons

OPENS = (
    ev.RequestLinked, ev.ListDeclared, ev.OpinionAnswered, ev.HoldLifted,
    ev.ClearanceProposed, ev.ClearanceGiven, ev.OutwardProposed, ev.OutwardPosted,
    ev.OppositionEnded, ev.LookTaken, ev.IncidentFollowed, ev.EmergencyConfirmed,
    ev.EmergencyReviewed,
)  # fmt: skip
"""Acts that count for nothing unless they were done here."""

SPEAKS = (ev.FactStated, ev.QuestionAnswered, ev.FindingMade)
"""What is said of a fact: from a file it is a claim, until the same role has spoken here."""


def binding(written: Sequence[Written]) -> list[ev.AnyEvent]:
    """The events of a case as they bind here; of one that was written here, all of them."""
    asked_by = {
        w.event.request: w.actor for w in reversed(written)
        if isinstance(w.event, ev.RequestReceived)
    }  # fmt: skip
    said_here = {
        (w.event.by, canonical(w.event.fact)) for w in written
        if isinstance(w.event, SPEAKS) and not from_file(w.actor)
    }  # fmt: skip
    awaited = _awaited([w.event for w in written if from_file(w.actor)])
    found: list[ev.AnyEvent] = []
    for one in written:
        event = one.event
        if isinstance(event, ev.RequestConfirmed):
            # A file brings the request and its confirmation: one person is the author of both.
            if two_persons(asked_by.get(event.request, one.actor), one.actor):
                found.append(event)
        elif from_file(one.actor):
            found += _what_closes(event, said_here, awaited)
        else:
            found.append(event)
    return found


def events(case: str) -> list[ev.AnyEvent]:
    """The events of a case out of the record, as they bind here."""
    return binding(reading.read(case))


def _what_closes(
    event: ev.AnyEvent, said_here: Collection[tuple[str | None, str]], awaited: Collection[str]
) -> Iterator[ev.AnyEvent]:
    """What of an event out of a file binds here."""
    match event:
        case ev.FactStated() | ev.QuestionAnswered() | ev.FindingMade():
            if event.by in PARTIES or (event.by, canonical(event.fact)) not in said_here:
                yield _claim(event)
        case ev.PersonIdentified():
            # The number still leads to holds on the same person; the identification is nobody's.
            yield msgspec.structs.replace(event, by="public")
        case ev.Screened():
            if event.result != "none" and not event.found:
                yield event
        case ev.Referred():
            still = tuple(one for one in event.measures if one in awaited)
            if still:
                yield msgspec.structs.replace(event, measures=still)
        case ev.OpinionGiven():
            objecting = tuple(one for one in event.on if one.view != "does-not-object")
            if objecting:
                yield msgspec.structs.replace(event, on=objecting)
        case ev.DecisionTaken():
            if event.outcome == "refuse":
                yield event
        case ev.FreezeAnswered():
            if event.outcome != "refused":
                yield event
        case _:
            if not isinstance(event, OPENS):
                yield event


def _claim(event: ev.FactStated | ev.QuestionAnswered | ev.FindingMade) -> ev.FactStated:
    """What a role is said to have said. Of no known day, so that it decides nothing by itself."""
    said_by = event.said_by if isinstance(event, ev.FactStated) else "a case file"
    return ev.FactStated(
        id=event.id, day=event.day, by=event.by, known=event.known, source=event.source,
        note=event.note, fact=event.fact, value=event.value, said_by=said_by,
        valid_from="unknown",
    )  # fmt: skip


def _awaited(brought: Sequence[ev.AnyEvent]) -> set[str]:
    """The measures that a file's referrals leave waiting, or on which it has an objection."""
    refers = {m for e in brought if isinstance(e, ev.Referred) for m in e.measures}
    opinions = [one for e in brought if isinstance(e, ev.OpinionGiven) for one in e.on]
    favours = {one.measure for one in opinions if one.view == "does-not-object"}
    return refers - favours
