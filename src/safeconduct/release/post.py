"""Put a message into its slot, in the caller's transaction. Nothing is sent by it yet.

The caller is the change of an act that opens something (`record/acts.py`), carried out on
`subject(clearance)`: without that act's completion in the record the message is never delivered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet

from safeconduct.release import slots
from safeconduct.release.message import PublicRequest, message, message_id
from safeconduct.release.models import Outward, Spent
from safeconduct.release.permit import NotPermitted, Permit
from safeconduct.release.words import ROUTINE, DecisionClass, Language


class NotPosted(Exception):
    """Nothing was posted; the message says why."""


def subject(clearance: str) -> str:
    """What the act of sending under a clearance happens to, once (`Act.to`)."""
    return f"release/{clearance}"


def post(
    permit: Permit,
    request: PublicRequest,
    decision: DecisionClass,
    items: Sequence[bytes],
    recipient: str,
    language: Language,
    now: datetime,
) -> str:
    """Spend a clearance on a message; gives its id. A decision goes to the next free slot.

    Routine words go to the slot that has just come, and only if nothing is in it. Raises
    `NotPermitted`, `NotPosted`; the caller's transaction is then as before.
    """
    if not connection.in_atomic_block:
        raise NotPosted("no transaction is open: the message and its cause are kept together")
    permit.check_time(now)
    permit.check_scope(request, recipient, decision, items)
    clearance = permit.clearance.id
    if Spent.objects.filter(pk=clearance).exists():
        raise NotPermitted("this clearance is spent: each is for one message")
    at = place(request, decision, now)
    made = message_id(request, at)
    before = Outward.objects.filter(message=made).count()
    try:
        with transaction.atomic():
            Spent.objects.create(clearance=clearance, message=made)
            Outward.objects.create(
                id=f"{made[:48]}#{before}" if before else made, message=made,
                request=request.request, slot=at.number, due=at.at, recipient=recipient,
                decision=decision, clearance=clearance, token=permit.token,
                data=message(request, decision, items, at, language),
            )  # fmt: skip
    except IntegrityError:
        raise NotPosted("somebody else posted at the same moment; look again") from None
    return made


def place(request: PublicRequest, decision: DecisionClass, now: datetime) -> slots.Slot:
    """The slot in which a message would go out; raises `NotPosted` for a routine word that is none.

    A decision goes to the next free slot, a routine word to the one that has just come.
    """
    if decision in ROUTINE:
        return _routine(request, decision, now)
    at = slots.after(request.received, now)
    while _live(request).filter(slot=at.number).exists():
        at = slots.slot(request.received, at.number + 1)
    return at


def routine_due(request: PublicRequest, now: datetime) -> DecisionClass | None:
    """The routine word that a request is owed now, if any."""
    at = slots.latest(request.received, now)
    if at is None:
        return None
    try:
        place(request, routine(at), now)
    except NotPosted:
        return None
    return routine(at)


def _live(request: PublicRequest) -> QuerySet[Outward]:
    """What takes a slot: what waits or went out, and what was stopped too late to be sure."""
    taken = Q(stopped=False) | Q(begun__isnull=False)
    return Outward.objects.filter(taken, request=request.request)


def _routine(request: PublicRequest, decision: DecisionClass, now: datetime) -> slots.Slot:
    at = slots.latest(request.received, now)
    if at is None:
        raise NotPosted("the first slot of this request has not come")
    if decision != routine(at):
        raise NotPosted(f"in slot {at.number} the routine word is '{routine(at)}'")
    if _live(request).exclude(decision__in=ROUTINE).filter(slot__lte=at.number).exists():
        raise NotPosted("a decision has gone out: routine words end with it")
    if _live(request).filter(slot=at.number).exists():
        raise NotPosted(f"slot {at.number} of this request has its message")
    return at


def routine(at: slots.Slot) -> DecisionClass:
    """The routine word of a slot: the acknowledgement in the first, then the delay."""
    return "acknowledgement" if at.number == 1 else "delay"


def withdraw(message: str, reasons: str) -> None:
    """Stop a message that nobody has begun to send, in the caller's transaction.

    Its clearance stays spent, its slot is free. Raises `NotPosted` if it may be on its way: then
    it can only be recalled.
    """
    stopped = Outward.objects.filter(
        message=message, stopped=False, begun=None, sent=None
    ).update(stopped=True, reasons=reasons)  # fmt: skip
    if not stopped:
        raise NotPosted("it is not waiting here, or may be on its way: recall it")
