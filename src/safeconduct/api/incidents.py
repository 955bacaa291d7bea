"""The files of incidents: what is missing in each, and the steps that are added."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Done, Line, Named
from safeconduct.api.shape import Body, Id, Long
from safeconduct.gate import incidents
from safeconduct.gate.incidentfiles import IncidentFile, Step
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission

router = Router()
lists = Router()
_READS = of(Permission.INCIDENT_READ, Object.INCIDENT)
_WRITES = of(Permission.INCIDENT_FOLLOW, Object.INCIDENT)


class NewIncident(Body):
    """What happened, in a line, and to which measure if to one."""

    title: Line
    measure: Id | None = None


class NewStep(Body):
    """A step: what was done, where or to whom, and when if not today."""

    step: Step
    text: Annotated[Long, Field(min_length=1)]
    to: Line
    day: date | None = None


class StepShown(Schema):
    """A step that was taken."""

    step: str
    text: str
    to: str
    day: str
    by: str


class IncidentShown(Schema):
    """An incident, the steps that were taken, and those that are missing."""

    case: str
    incident: str
    title: str
    day: str
    measure: str
    steps: list[StepShown]
    missing: list[str]


def _shown(case: str, file: IncidentFile) -> IncidentShown:
    return IncidentShown(
        case=case, incident=file.incident, title=file.title, day=file.day, measure=file.measure,
        steps=[
            StepShown(step=s.step, text=s.text, to=s.to, day=s.day, by=s.by or "")
            for s in file.steps
        ],
        missing=list(file.missing),
    )  # fmt: skip


@lists.get("/incidents", response=list[IncidentShown], openapi_extra=_READS)
def listed(request: HttpRequest, complete: bool = False) -> list[IncidentShown]:
    """Incidents that lack a step, or those that lack none: at most 500."""
    found = incidents.listed(actor(request), complete=complete)
    return [_shown(one.case, one.file) for one in found]


@router.get("/{case}/incidents", response=list[IncidentShown], openapi_extra=_READS)
def of_case(request: HttpRequest, case: Id) -> list[IncidentShown]:
    """The incidents of a case."""
    return [_shown(case, one) for one in incidents.of_case(actor(request), case)]


@router.post("/{case}/incidents", response={201: Named}, openapi_extra=_WRITES)
def open_file(request: HttpRequest, case: Id, new: NewIncident) -> Status[dict[str, str]]:
    """Record a breach."""
    made = incidents.open_file(actor(request), case, new.title, new.measure)
    return Status(201, {"id": made})


@router.post("/{case}/incidents/{incident}/steps", response={201: Done}, openapi_extra=_WRITES)
def follow(request: HttpRequest, case: Id, incident: Id, new: NewStep) -> Status[dict[str, bool]]:
    """Add a step."""
    day = new.day.isoformat() if new.day else "unknown"
    incidents.follow(actor(request), case, incident, new.step, new.text, new.to, day)
    return Status(201, {"done": True})
