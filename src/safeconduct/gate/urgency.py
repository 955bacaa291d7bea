"""How urgent each thing is that was put before a register: what, whose, planned for when, due when.

Taken from the gate's tables for lists, which hold no name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from safeconduct.case import dates
from safeconduct.gate.models import Deadline, Measure, Request


class Put(Protocol):
    """Something that was put before a register."""

    register: str
    measures: list[str]


@dataclass(frozen=True)
class Urgency:
    """Of one referral. It names nobody."""

    requesting_state: str
    kinds: list[str]
    """What its measures are."""
    on: str
    """The first day for which a measure is planned that waits for an opinion; else of any."""
    waiting: bool
    """Whether an opinion is awaited."""
    due: str
    """By which day the first one is; empty where none is awaited, or the day is not known."""


def _first(days: Sequence[str]) -> str:
    """The earliest of these days, as its source gave it; empty if there is none."""
    return min(days, key=dates.latest, default="")


def of(referrals: Sequence[Put]) -> list[Urgency]:
    """Of each of these referrals of one register, in their order."""
    ids = {one for row in referrals for one in row.measures}
    measures = Measure.objects.in_bulk(list(ids))
    states = dict(
        Request.objects.filter(pk__in={m.request_id for m in measures.values()})
        .values_list("pk", "requesting_state")
    )  # fmt: skip
    whose = {row.register for row in referrals}
    rows = Deadline.objects.filter(what="opinion", met=False, of__in=ids, whose__in=whose)
    due = {row.of: row.due.isoformat() for row in rows}
    return [_one([measures[m] for m in r.measures if m in measures], states, due)
            for r in referrals]  # fmt: skip


def _one(measures: list[Measure], states: dict[str, str], due: dict[str, str]) -> Urgency:
    waits = [one for one in measures if one.pk in due]
    return Urgency(
        requesting_state=states.get(measures[0].request_id, "") if measures else "",
        kinds=list(dict.fromkeys(one.kind for one in measures)),
        on=_first([one.on for one in waits or measures]),
        waiting=bool(waits), due=min((due[one.pk] for one in waits), default=""),
    )  # fmt: skip
