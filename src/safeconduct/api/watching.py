"""What whoever watches a node reads of it: its record's health, budgets overrun, numbers."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.oversightnode import PeerHealth
from safeconduct.gate import overruns, recordhealth, requestnumbers
from safeconduct.gate.suppression import FEWEST, Counted
from safeconduct.oversight import desk
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission

everywhere = Router()
"""At every kind of node."""
numbers = Router()
"""At a gate alone: it has requests."""


class WitnessShown(Schema):
    """Who cosigns, and the last checkpoint that they did: how many entries it holds, when."""

    name: str
    size: int | None
    at: datetime | None


class AlarmShown(Schema):
    """Something wrong that was seen of a record; `settled`: by whom and why, empty if it stands."""

    alarm: str
    kind: str
    log: str
    words: str
    seen: datetime
    settled: str


class RecordShown(Schema):
    """The health of the node's own record.

    `cosigned`: how many entries enough witnesses have seen; `since`: when the first other one was
    recorded; `late`: it is so long ago that nothing opens.
    """

    entries: int
    signed: int
    cosigned: int
    since: datetime | None
    late: bool
    witnesses: list[WitnessShown]
    alarms: list[AlarmShown]


class OverrunShown(Schema):
    """Somebody wanted to reach more persons than one account may; `budget`: which, as in 'look a
    day'.
    """

    account: str
    budget: str
    day: date


class NumbersRow(Schema):
    """A row: a number for each column, and the total. `null`: fewer than `fewest`, or left out so
    that such a number cannot be worked out.
    """

    name: str
    cells: list[int | None]
    total: int | None


class Numbers(Schema):
    """Two tables with the same columns. The row `other`: all of which there are few."""

    fewest: int
    columns: list[str]
    states: list[NumbersRow]
    kinds: list[NumbersRow]
    totals: NumbersRow


@everywhere.get("/record", response=RecordShown,
                openapi_extra=of(Permission.RECORD_READ, Object.PROOFS))  # fmt: skip
def record(request: HttpRequest) -> RecordShown:
    """How it stands with this node's record: what others have cosigned, and alarms."""
    found = recordhealth.health(actor(request))
    return RecordShown(
        entries=found.entries, signed=found.signed, cosigned=found.cosigned, since=found.since,
        late=found.late, witnesses=[WitnessShown(**asdict(one)) for one in found.witnesses],
        alarms=[
            AlarmShown(
                alarm=name, kind=one.kind, log=one.log, words=one.words,
                seen=datetime.fromtimestamp(one.seen, UTC), settled=one.settled,
            )
            for name, one in found.alarms
        ],
    )  # fmt: skip


@everywhere.get("/accounts/overruns", response=list[OverrunShown],
                openapi_extra=of(Permission.OVERRUN_READ, Object.ACCOUNT_LIST))  # fmt: skip
def overrun(request: HttpRequest) -> list[dict[str, Any]]:
    """Who wanted to reach more persons than one account may, the newest first: at most 500."""
    return [
        {"account": one.account_id, "budget": one.at, "day": one.day}
        for one in overruns.listed(actor(request))
    ]


@everywhere.get("/peers", response=list[PeerHealth],
                openapi_extra=of(Permission.PROOFS_READ, Object.PROOFS))  # fmt: skip
def peers(request: HttpRequest) -> list[dict[str, Any]]:
    """How the other nodes fare: silent, missing, waiting."""
    return [asdict(one) for one in desk.health(actor(request))]


@numbers.get("/requests", response=Numbers,
             openapi_extra=of(Permission.STATISTICS_READ, Object.STATISTICS))  # fmt: skip
def requests(request: HttpRequest) -> Numbers:
    """How many requests there are, by requesting state and kind, and what became of them."""
    return _shown(requestnumbers.BECAME, requestnumbers.requests(actor(request)))


@numbers.get("/outcomes", response=Numbers,
             openapi_extra=of(Permission.OUTCOMES_READ, Object.RULING,
                              no_look="it counts, and names nobody"))  # fmt: skip
def outcomes(request: HttpRequest) -> Numbers:
    """How many open measures there are, by requesting state and kind, and how rulings end."""
    return _shown(requestnumbers.OUTCOMES, requestnumbers.outcomes(actor(request)))


def _shown(columns: tuple[str, ...], found: Counted) -> Numbers:
    return Numbers(
        fewest=FEWEST, columns=list(columns),
        states=[NumbersRow(**asdict(one)) for one in found.first],
        kinds=[NumbersRow(**asdict(one)) for one in found.second],
        totals=NumbersRow(**asdict(found.totals)),
    )  # fmt: skip
