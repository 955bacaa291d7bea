"""Incidents are followed up: what is preserved, who is told, what happened - step by step.

The overseer opens files and adds steps; the magistrate reads them and adds what was preserved.
"""

from __future__ import annotations

from dataclasses import dataclass

from safeconduct.case import events as ev
from safeconduct.gate import breaches, history, incidentfiles, reading
from safeconduct.gate.away import avoided, keeps_away
from safeconduct.gate.change import change
from safeconduct.gate.errors import Forbidden, NotFound, Wrong
from safeconduct.gate.incidentfiles import IncidentFile, Step
from safeconduct.gate.models import Deadline
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must

MOST = 500
"""Incidents that are listed at once."""


@dataclass(frozen=True)
class Listed:
    """An incident in the list over all cases: where it is, and what is missing."""

    case: str
    file: IncidentFile


def of_case(actor: Actor, case: str) -> list[IncidentFile]:
    """The files of a case's incidents. Raises `NotFound`."""
    must(actor, Permission.INCIDENT_READ, case)
    if case == reading.OFFICE or keeps_away(actor, case):
        raise NotFound(f"there is no case '{case}'")
    return incidentfiles.files(history.events(reading.case_of(case).pk))


def listed(actor: Actor, *, complete: bool = False) -> list[Listed]:
    """The incidents of all cases that lack a step, the earliest first; or those that lack none."""
    must(actor, Permission.INCIDENT_READ)
    steps = [f"incident-{step}" for step in incidentfiles.STEPS]
    rows = Deadline.objects.filter(what__in=steps, case__erased=None)
    if not complete:
        rows = rows.filter(met=False)
    cases = list(dict.fromkeys(rows.order_by("due", "id").values_list("case_id", flat=True)))
    away = avoided(actor, cases)
    found: list[Listed] = []
    for case in cases:
        if len(found) >= MOST:
            break
        files = [] if case in away else incidentfiles.files(history.events(case))
        found += [Listed(case, one) for one in files if complete is not bool(one.missing)]
    return found[:MOST]


def open_file(actor: Actor, case: str, title: str, measure: str | None = None) -> str:
    """Record a breach that the gate itself could not see; gives the id of its file.

    Raises `NotFound`, `Wrong`, `Forbidden`.
    """
    must(actor, Permission.INCIDENT_FOLLOW, case)
    _overseer(actor)
    if not title.strip():
        raise Wrong("title: say what happened, in a line")
    with change(case, actor) as file:
        if measure is not None and measure not in file.state.measures:
            raise NotFound(f"measure: there is no measure '{measure}' in this case")
        return breaches.record(file, title, measure)


def follow(
    actor: Actor, case: str, incident: str, step: Step, text: str, to: str, day: str = "unknown"
) -> None:
    """Add a step to the file of an incident; what is not needed is added with the reason.

    `day`: when it was done, if not today. Raises `NotFound`, `Wrong`, `Forbidden`.
    """
    must(actor, Permission.INCIDENT_FOLLOW, case)
    if step != "preservation":
        _overseer(actor)
    problems = [
        f"{name}: {words}"
        for name, value, words in (
            ("text", text, "say what was done, or why nothing was"),
            ("to", to, "say where it is kept, whom it went to, or who found it"),
        )
        if not value.strip()
    ]
    if problems:
        raise Wrong(problems)
    with change(case, actor) as file:
        if incident not in file.state.incidents:
            raise NotFound(f"there is no incident '{incident}' in this case")
        file.write(
            ev.IncidentFollowed(incident=incident, step=step, text=text, to=to, day=day),
            known=breaches.TOLD,
        )


def _overseer(actor: Actor) -> None:
    if actor.role != "overseer":
        raise Forbidden("the overseer does this; a magistrate adds what was preserved")
