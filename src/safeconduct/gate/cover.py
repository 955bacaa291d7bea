"""Whether what a report says was done is what a clearance let be done."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from safeconduct.case import events as ev
from safeconduct.case.eventbase import Attendance
from safeconduct.case.exactname import words
from safeconduct.case.moments import moment
from safeconduct.gate import tokens
from safeconduct.gate.change import File
from safeconduct.gate.clearances import revoked
from safeconduct.gate.node import current


def breach(
    file: File, plan: ev.MeasurePlanned, hour: str | None, attended: Collection[Attendance],
    owners: Collection[str] = (),
) -> str:  # fmt: skip
    """Why an execution that is reported today is a breach; empty if it was cleared and in scope.

    A clearance covers an act once the police have used it: only then was everything asked and
    checked that can stand in the way. One that was withdrawn covers nothing: whether the act was
    over by then is the overseer's to find out. `hour`: when the act began, by the clock of the
    place. `owners`: the persons of the case from whom something was taken.
    """
    used = _used(file, plan.measure)
    if used is None:
        return "no clearance covers it"
    outside = [
        *_hours(used, hour), *_attendance(file, plan, used, attended), *_owners(used, owners),
    ]  # fmt: skip
    return "it went beyond its clearance: " + "; ".join(outside) if outside else ""


def _used(file: File, measure: str) -> ev.ClearanceProposed | None:
    """The clearance that was used on a measure, here and by whoever may use one."""
    for event in file.events:
        if isinstance(event, ev.ClearanceSpent):
            given = file.state.clearances.get(event.clearance)
            here = given is not None and given.measure == measure
            if here and not revoked(file, event.clearance):
                return file.state.proposed.get(event.clearance)
    return None


def _hours(used: ev.ClearanceProposed, hour: str | None) -> Iterator[str]:
    """An hour that is told has to lie within the hours that were cleared, on one of their days."""
    if hour is None:
        return
    zone = current().zone
    start, end = (moment(m).astimezone(zone) for m in (used.allows.start, used.allows.end))
    clock = datetime.strptime(hour, "%H:%M").time()  # an hour of the place
    days = {start.date() + timedelta(days=n) for n in range((end.date() - start.date()).days + 1)}
    if not any(start <= datetime.combine(day, clock, zone) < end for day in days):
        yield f"it began at {hour}, outside the hours that were cleared"


def _owners(used: ev.ClearanceProposed, owners: Collection[str]) -> Iterator[str]:
    """What was taken belongs to those whom the clearance names, and was not screened for others.

    Whose a thing is may be known to nobody; then the report says that it does not tell.
    """
    if used.allows.persons and set(owners) - set(used.allows.persons):
        yield "things were taken of somebody whom the clearance does not name"


def _attendance(
    file: File, plan: ev.MeasurePlanned, of: ev.ClearanceProposed,
    attended: Collection[Attendance],
) -> Iterator[str]:  # fmt: skip
    """Whoever came for the requesting state is named in a clearance that was used, for the time."""
    named = {
        words(name)
        for other in file.state.measures.values()
        if other.request == plan.request
        for used in [_used(file, other.measure)]
        if used is not None and tokens.meet(used.allows, of.allows)
        for name in used.allows.may_attend
    }
    for who in attended:
        if who.foreign == "yes" and not _one_of(who, named):
            yield f"no clearance lets '{who.who}' attend"


def _one_of(who: Attendance, named: Collection[frozenset[str]]) -> bool:
    """Whether somebody is one of those named, each by a name, with or without the office."""
    name, office = words(who.who), words(who.office)
    return any(name and name <= one <= name | office for one in named)
