"""Take what is due to its recipient, at least once; "once" is the recipient's ledger.

Before anything is sent, all of it is verified anew from the row: the clearance's signature and
scope, that it was spent on this message, that the bytes are those which this message has, and that
the record says the act was completed. Then whoever may stop it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import cast

from django.db.models import F, Q

from safeconduct.case.canonical import canonical
from safeconduct.case.events import ActIntended
from safeconduct.record.database import Connection
from safeconduct.record.entry import BadEntry
from safeconduct.record.jws import VerifyingKey
from safeconduct.record.record import Record
from safeconduct.release.adapters import Adapter, NotDelivered
from safeconduct.release.message import BadMessage, read
from safeconduct.release.models import Outward, Spent
from safeconduct.release.permit import NotPermitted, Permit
from safeconduct.release.post import subject
from safeconduct.release.words import DecisionClass

RETRY = timedelta(minutes=1)
LONGEST = timedelta(hours=4)


@dataclass(frozen=True)
class Way:
    """What delivering takes. `stops` says why a clearance may not go now, or nothing.

    `completed`: whether the record says that the sending under a clearance was completed.
    """

    gate: str
    keys: tuple[VerifyingKey, ...]
    adapters: Mapping[str, Adapter]
    completed: Callable[[str], bool]
    stops: Callable[[Permit], str]


@dataclass(frozen=True)
class Sent:
    """A message that its recipient has, as the case is to say."""

    message: str
    request: str
    clearance: str
    recipient: str
    decision: DecisionClass


def to_note() -> list[Sent]:
    """What was acknowledged, and its case does not say so yet."""
    rows = Outward.objects.filter(sent__isnull=False, noted=False).order_by("sent", "id")
    return [
        Sent(r.message, r.request, r.clearance, r.recipient, cast("DecisionClass", r.decision))
        for r in rows
    ]


@dataclass(frozen=True)
class Stopped:
    """A message that does not leave any more, and why, as the case is to say."""

    request: str
    clearance: str
    reasons: str


def stopped_to_note() -> list[Stopped]:
    """What was stopped, and its case does not say so yet."""
    rows = Outward.objects.filter(stopped=True, noted=False).order_by("due", "id")
    begun = "; it may be with the recipient all the same: recall it"
    return [Stopped(r.request, r.clearance, r.reasons + (begun if r.begun else "")) for r in rows]


def note(clearance: str) -> None:
    """In the transaction in which its case says that it was sent, or that it was stopped."""
    Outward.objects.filter(clearance=clearance).update(noted=True)


@dataclass(frozen=True)
class Result:
    """What became of a message in this round; `problem` is empty if it was acknowledged."""

    message: str
    problem: str = ""


def due(now: datetime) -> Iterable[Outward]:
    """What has to go out by now and was not acknowledged, oldest first."""
    rows = Outward.objects.filter(stopped=False, sent=None, due__lte=now)
    return rows.filter(Q(again=None) | Q(again__lte=now)).order_by("due", "id")


def deliver(way: Way, now: datetime) -> list[Result]:
    """Try everything that is due, once. Call it outside any transaction."""
    return [_one(row, way, now) for row in list(due(now))]


def _one(row: Outward, way: Way, now: datetime) -> Result:
    data = bytes(row.data)
    try:
        permit = verified(row, data, way)
    except (NotPermitted, BadMessage) as error:
        # Not stopped: what cannot be explained stays in sight, and is never sent.
        return Result(row.message, str(error))
    # What a hold stops never leaves later: to leave when the hold ends would tell when it ended.
    stop = way.stops(permit)
    waiting = Outward.objects.filter(pk=row.pk, stopped=False)
    if stop:
        waiting.update(stopped=True, reasons=stop)
        tried = "; it may be with the recipient: recall it" if row.begun else ""
        return Result(row.message, f"{stop}{tried}")
    if not waiting.update(begun=row.begun or now):
        return Result(row.message, "it was withdrawn meanwhile")
    adapter = way.adapters.get(row.recipient)
    try:
        if adapter is None:
            raise NotDelivered(f"the settings name no way to '{row.recipient}'")
        acknowledgement = adapter.send(row.message, data)
    except NotDelivered as error:
        wait = min(RETRY * 2 ** min(row.tries, 10), LONGEST)
        Outward.objects.filter(pk=row.pk).update(tries=F("tries") + 1, again=now + wait)
        return Result(row.message, str(error))
    Outward.objects.filter(pk=row.pk, sent=None).update(
        sent=now, acknowledgement=acknowledgement, tries=F("tries") + 1
    )
    return Result(row.message)


def verified(row: Outward, data: bytes, way: Way) -> Permit:
    """The permit of a row, if all of it fits together; raises `NotPermitted`, `BadMessage`.

    The hours of the clearance counted when it was spent; the record's completion shows that.
    """
    cover, items = read(data)
    permit = Permit.read(row.token, way.keys, way.gate)
    permit.check_scope(cover.request, row.recipient, cover.decision, items)
    clearance = permit.clearance.id
    if cover.id != row.message or cover.slot != row.slot or row.clearance != clearance:
        raise NotPermitted("the row does not say what its message and its clearance say")
    if row.due.date() != cover.day:
        raise NotPermitted("the row is due at another time than its message's slot")
    if not Spent.objects.filter(pk=clearance, message=row.message).exists():
        raise NotPermitted("this clearance was not spent on this message")
    if not way.completed(clearance):
        raise NotPermitted("the record does not say that this was to be sent")
    return permit


def record_says(
    connection: Connection, record: Record, witnessed: Callable[[], int]
) -> Callable[[str], bool]:
    """Whether a clearance's sending was completed, from sealed entries and not from the index.

    `witnessed`: how many entries a quorum has cosigned. The completion has to be among them: a
    database that is rolled back to before it is then noticed, whatever left meanwhile.
    """

    def completed(clearance: str) -> bool:
        rows = connection.execute(
            "SELECT i.position, o.position FROM record_intent i JOIN record_outcome o "
            "ON o.intent = i.position WHERE i.subject = %s AND o.done = 1", [subject(clearance)],
        ).fetchall()  # fmt: skip
        seen = witnessed()
        return any(b < seen and _completes(connection, record, clearance, a, b) for a, b in rows)

    return completed


def _completes(
    connection: Connection, record: Record, clearance: str, intent: int, outcome: int
) -> bool:
    try:
        announced = record.event(connection, intent)
        done = record.event(connection, outcome)
    except BadEntry:
        return False
    return (
        isinstance(announced, ActIntended)
        and announced.to == subject(clearance)
        and done is not None
        and sha256(canonical(done)).hexdigest() == announced.digest
    )
