"""Takes a message: its effect, and the note that it came, in one transaction.

Whatever is done twice, delayed, reordered or replayed on the way, each message of a peer has its
effect once, in the order of its numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from safeconduct.case.events import MessageTaken
from safeconduct.nodes import heartbeat
from safeconduct.nodes.database import note, part
from safeconduct.nodes.deliver import heard
from safeconduct.nodes.here import current
from safeconduct.nodes.message import (
    HEARTBEAT,
    REJECTED,
    Message,
    Receipt,
    canonical,
    digest,
    read,
    signed,
    when,
)
from safeconduct.nodes.models import Heard, Incoming, Outgoing
from safeconduct.nodes.outbox import send
from safeconduct.nodes.peers import Peer
from safeconduct.nodes.wake import wake
from safeconduct.record.jws import BadToken

Handler = Callable[[Message], None]
DAY = timedelta(hours=24)
FREE = (REJECTED, "epoch")
"""Kinds of messages that no budget counts: answers to our own, and that a register has changed,
which a busy day brings often and which must not keep an opinion or a hold waiting."""
_LONGEST, _MOST = 1000, 20


class Rejected(Exception):
    """A handler cannot do what a message asks for, and never will: it tells the sender why."""

    def __init__(self, problems: Iterable[str] | str) -> None:
        """`problems`: in words that the sender may read."""
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        super().__init__("; ".join(self.problems))


class NotTaken(Exception):
    """Nothing was done with a message. The text says why, in words that the sender may read."""

    def __init__(self, status: int, words: str, *, wanted: int | None = None) -> None:
        """`status`: as in HTTP; `wanted`: the number that has to come next."""
        self.status, self.wanted = status, wanted
        super().__init__(words)


def take(token: str, handlers: Mapping[str, Handler]) -> str:
    """Take a message; gives the receipt. Taken before: the same receipt, and nothing is done.

    A handler runs in the transaction that notes the message, so that its effect happens exactly
    once. One that raises `Rejected` undoes its own work only: the message counts as taken, and
    the sender is told. With any other error nothing is taken; it is raised as it is. Raises
    `NotTaken`.
    """
    message, peer = _verified(token)
    at = when(message.sent)
    if message.number == 0:
        try:
            heartbeat.take(message, peer, at)
        except heartbeat.NotHeard as error:
            raise NotTaken(422, str(error)) from None
    else:
        _taken(message, peer, at, digest(token), handlers)
    if heard(peer.name):
        wake()
    return signed(Receipt(message.id, digest(token), message.number), current().key)


def _verified(token: str) -> tuple[Message, Peer]:
    here = current()
    peers = {peer.verifying: peer for peer in here.peers.talking()}
    try:
        message, key = read(token, peers, Message)
        when(message.sent)
    except BadToken as error:
        raise NotTaken(403, f"not a message of a node that is known here: {error}") from None
    peer = peers[key]
    if message.sender != peer.name:
        raise NotTaken(403, f"'{peer.name}' signs for itself, not for '{message.sender}'")
    if message.to != here.name:
        raise NotTaken(403, f"this is for '{message.to}', and here is '{here.name}'")
    if (message.number == 0) != (message.kind == HEARTBEAT):
        raise NotTaken(403, "a heartbeat has the number 0, and nothing else has")
    return message, peer


def _taken(
    message: Message, peer: Peer, at: datetime, token: str, handlers: Mapping[str, Handler]
) -> None:
    here = current()
    # Before anything is locked, so that a flood of them keeps nobody from writing.
    known = Heard.objects.filter(pk=peer.name).values_list("taken", flat=True).first() or 0
    if message.number <= known:
        _as_before(message, token)
        return
    _within_budget(peer, message)
    with here.taking():
        row = heartbeat.locked(peer.name)
        if message.number <= row.taken:
            _as_before(message, token)
            return
        if message.number > row.taken + 1:
            words = f"next is {row.taken + 1}; this is {message.number}"
            raise NotTaken(409, words, wanted=row.taken + 1)
        _within_budget(peer, message)
        problems = _effect(message, handlers)
        Incoming.objects.create(
            message=message.id, sender=peer.name, number=message.number, kind=message.kind,
            digest=token, sent=at, taken=here.now(), rejected=problems,
        )  # fmt: skip
        Heard.objects.filter(pk=peer.name).update(taken=message.number, at=here.now())
        said = digest(canonical(message.body))
        note(
            MessageTaken(
                message=message.id, sender=peer.name, kind=message.kind, sha256=said,
                problems=tuple(problems or ()),
            )
        )  # fmt: skip
        # Nobody answers a rejection with another one.
        if problems and message.kind != REJECTED:
            send(peer.name, REJECTED, {
                "message": message.id, "kind": message.kind, "problems": problems,
            })  # fmt: skip


def _as_before(message: Message, token: str) -> None:
    """Go on only if this very message was taken under its number."""
    known = Incoming.objects.filter(sender=message.sender, number=message.number).first()
    if known is None or known.digest != token:
        raise NotTaken(
            409,
            f"another message was taken under number {message.number}; was the sender's database "
            "brought back to an older state?",
        )


def _within_budget(peer: Peer, message: Message) -> None:
    """A message of a kind that costs nothing is taken whatever its sender has sent."""
    if message.kind in FREE:
        return
    since = current().now() - DAY
    before = Incoming.objects.filter(sender=peer.name, taken__gt=since).exclude(kind__in=FREE)
    if before.count() >= peer.referral_budget:
        raise NotTaken(
            429,
            f"'{peer.name}' has sent {peer.referral_budget} messages in 24 hours, as many as are "
            "taken; the rest waits",
        )


def _effect(message: Message, handlers: Mapping[str, Handler]) -> list[str] | None:
    """Let the handler do its work; gives why it could not, if it could not."""
    if message.kind == REJECTED:
        _rejected(message)
    handler = handlers.get(message.kind)
    try:
        if handler is None and message.kind != REJECTED:
            raise Rejected(f"nothing here takes a message of the kind '{message.kind}'")
        if handler is not None:
            with part():
                handler(message)
    except Rejected as error:
        found = [" ".join(problem.split())[:_LONGEST] for problem in error.problems]
        return [problem or "no reason is given" for problem in found[:_MOST]] or ["rejected"]
    return None


def _rejected(message: Message) -> None:
    """Note with our message why the peer did nothing with it."""
    problems = message.body.get("problems")
    words = [str(p)[:_LONGEST] for p in problems[:_MOST]] if isinstance(problems, list) else []
    ours = Outgoing.objects.filter(message=str(message.body.get("message")), to=message.sender)
    ours.update(rejected=words or ["no reason is given"])
