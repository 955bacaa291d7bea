"""What each node says of its own numbers, every ten minutes, beside the queue of messages.

A heartbeat has the number 0: it is not kept and not repeated, and it passes a message that is
stuck. So a peer hears of messages that never came, and of a node that forgot what it had.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from safeconduct.nodes.database import writing
from safeconduct.nodes.here import current
from safeconduct.nodes.message import (
    FORMAT,
    HEARTBEAT,
    Message,
    Receipt,
    digest,
    read,
    signed,
    written,
)
from safeconduct.nodes.models import Heard, Line
from safeconduct.nodes.numbers import number
from safeconduct.nodes.peers import Peer
from safeconduct.nodes.wire import NoReply, post, said
from safeconduct.record.jws import BadToken
from safeconduct.record.newid import fresh

EVERY = timedelta(minutes=10)
AGAIN = timedelta(minutes=1)
"""When it is tried again after a failure."""
CLOCKS_APART = timedelta(seconds=300)
"""How far two nodes' clocks may differ."""
SECONDS = 5.0

_Count = Annotated[int, msgspec.Meta(ge=0, lt=1 << 53)]


class Beat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a heartbeat says: the last number that the sender gave to a message for the recipient,
    the last that it took from it, and how many entries its record has.
    """

    sent: _Count
    taken: _Count
    record_size: _Count


class NotHeard(Exception):
    """A heartbeat that does not count; the text says why."""


def locked(peer: str) -> Heard:
    """What was heard of a peer, locked until the transaction is over; begun if need be."""
    row = Heard(peer=peer, since=current().now())
    Heard.objects.bulk_create([row], ignore_conflicts=True)
    return Heard.objects.select_for_update().get(pk=peer)


def beat(peer: Peer) -> str:
    """Send a heartbeat now; gives the problem, if there is one. Outside any transaction."""
    here = current()
    number()
    line = Line.objects.filter(pk=peer.name).first()
    before = Heard.objects.filter(pk=peer.name).first()
    body = Beat(line.last if line else 0, before.taken if before else 0, here.size())
    message = Message(
        FORMAT, fresh("message"), here.name, peer.name, 0, HEARTBEAT, written(here.now()),
        msgspec.to_builtins(body),
    )  # fmt: skip
    token = signed(message, here.key)
    try:
        status, text = post(peer, "/nodes/messages", token, SECONDS)
        if status != 200:
            raise NoReply(f"it answers {status}: {said(text).problem}")
        receipt, _ = read(text, [peer.verifying], Receipt)
        if receipt != Receipt(message.id, digest(token), 0):
            raise NoReply("its receipt is for something else")
    except (NoReply, BadToken) as error:
        return str(error)
    return ""


def take(message: Message, peer: Peer, at: datetime) -> None:
    """Note a peer's heartbeat. Raises `NotHeard`: an older one, or of another time, counts not."""
    try:
        found = msgspec.convert(message.body, Beat)
    except msgspec.ValidationError as error:
        raise NotHeard(f"not what a heartbeat says: {error}") from None
    here = current()
    now = here.now()
    refuse_other_times(at, now, here.name)
    with writing():
        row = locked(peer.name)
        if row.beat is not None and at <= row.beat:
            raise NotHeard("a later heartbeat, or this one, was heard before")
        Heard.objects.filter(pk=peer.name).update(
            at=now, beat=at, came=now, says_sent=found.sent, says_taken=found.taken,
            size=found.record_size,
        )  # fmt: skip


def refuse_other_times(said_at: datetime, now: datetime, name: str) -> None:
    """Go on only if the two clocks agree, about. Raises `NotHeard`."""
    apart = (said_at - now).total_seconds()
    if abs(apart) > CLOCKS_APART.total_seconds():
        raise NotHeard(
            f"the clocks do not agree: by the clock of '{name}' this was said "
            f"{abs(apart):.0f} seconds {'in the future' if apart > 0 else 'ago'}, and "
            f"{CLOCKS_APART.total_seconds():.0f} are the most; set the clock that is wrong"
        )
