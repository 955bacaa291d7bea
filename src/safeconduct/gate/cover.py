"""Whether what a report says was done is what a clearance let be done."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from safeconduct.case import events as ev
from safeconduct.case.eventbase import Attendance
from safeconduct.case.exactname import words
from safeconduct.gate import tokens
from safeconduct.gate.change import File
from safeconduct.gate.node import current


def breach(
    file: File, plan: ev.MeasurePlanned, hour: str | None, attended: Collection[Attendance]
) -> str:
    """Why an execution that is reported today is a breach; empty if it was cleared and in scope.

    A clearance covers an act once the police have used it: only then was everything asked and
    checked that can stand in the way. `hour`: when the act began, by the clock of the place.
    """
    used = _used(file, plan.measure)
    if used is None:
        return "no clearance covers it"
    outside = [*_hours(used, hour), *_attendance(file, plan, attended)]
    return "it went beyond its clearance: " + "; ".join(outside) if outside else ""


def _used(file: File, measure: str) -> ev.ClearanceProposed | None:
    """The clearance that was used on a measure, here and by whoever may use one."""
    for event in file.events:
        if isinstance(event, ev.ClearanceSpent):
            given = file.state.clearances.get(event.clearance)
            if given is not None and given.measure == measure:
                return file.state.proposed.get(event.clearance)
    return None


def _hours(used: ev.ClearanceProposed, hour: str | None) -> Iterator[str]:
    """An hour that is told has to lie within the hours that were cleared, on one of their days."""
    if hour is None:
        return
    zone = current().zone
    start, end = (tokens.moment(m).astimezone(zone) for m in (used.allows.start, used.allows.end))
    clock = datetime.strptime(hour, "%H:%M").time()  # an hour of the place
    days = {start.date() + timedelta(days=n) for n in range((end.date() - start.date()).days + 1)}
    if not any(start <= datetime.combine(day, clock, zone) < end for day in days):
        yield f"it began at {hour}, outside the hours that were cleared"


def _attendance(
    file: File, plan: ev.MeasurePlanned, attended: Collection[Attendance]
) -> Iterator[str]:
    """Whoever came for the requesting state is named in a clearance that was used."""
    named = {
        words(name)
        for other in file.state.measures.values()
        if other.request == plan.request
        for used in [_used(file, other.measure)]
        if used is not None
        for name in used.allows.may_attend
    }
    for who in attended:
        if who.foreign == "yes" and not _one_of(who, named):
            yield f"no clearance lets '{who.who}' attend"


def _one_of(who: Attendance, named: Collection[frozenset[str]]) -> bool:
    """Whether somebody is one of those named, each by a name, with or without the office."""
    name, office = words(who.who), words(who.office)
    return any(name and name <= one <= name | office for one in named)
