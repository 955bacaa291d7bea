"""Events of what went wrong and of what was ordered outside the gate, and of who looks into it."""

from __future__ import annotations

from typing import Literal

from safeconduct.case.eventbase import Event, Id, Moment, Text


class IncidentOpened(Event, frozen=True, kw_only=True):
    """A breach is recorded and followed up.

    `incident`: the id under which its file is kept; see `incident_id` for events that have none.
    """

    title: Text
    measure: Id | None = None
    incident: Id | None = None


def incident_id(event: IncidentOpened, number: int) -> str:
    """The id of an incident's file; `number`: which of the incidents of its case, from 1."""
    return event.incident or event.id or f"incident-{number}"


class IncidentFollowed(Event, frozen=True, kw_only=True):
    """A step in the file of an incident.

    `to`: where it is preserved, to whom the complaint went, who found it, which body was informed.
    """

    incident: Id
    step: Literal["preservation", "complaint", "finding", "informed"]
    text: Text
    to: Text


class EmergencyStated(Event, frozen=True, kw_only=True):
    """A measure was ordered outside the gate, under domestic emergency law.

    `ordered`: when, by whoever states it; `stated`: when that reached the gate. `hold`: the hold
    on the request that came with it.
    """

    emergency: Id
    measure: Id
    ordered_by: Text
    ordered: Moment
    provision: Text
    why: Text
    stated: Moment
    hold: Id


class EmergencyConfirmed(Event, frozen=True, kw_only=True):
    """A second person confirms what was stated of an emergency; `proof`: what they looked at."""

    emergency: Id
    proof: Text


class EmergencyReviewed(Event, frozen=True, kw_only=True):
    """What the overseer's review of an emergency says of all that was obtained by it."""

    emergency: Id
    outcome: Literal["stays-sealed", "unsealed"]
    reasons: Text
