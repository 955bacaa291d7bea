"""Takes messages to their peers, at least once; "once" is the recipient's ledger.

Each peer has its own queue. In a queue the next goes only after the one before was receipted. A
peer that does not answer is tried again after a second, then two, four… up to a quarter of an hour,
and at once when it is heard of again (`heard`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from safeconduct.nodes.database import writing
from safeconduct.nodes.here import current
from safeconduct.nodes.message import Receipt, digest, read
from safeconduct.nodes.models import Line, Outgoing
from safeconduct.nodes.numbers import number
from safeconduct.nodes.peers import Peer
from safeconduct.nodes.wire import NoReply, post, said
from safeconduct.record.jws import BadToken

FIRST, LONGEST = timedelta(seconds=1), timedelta(minutes=15)
SECONDS = 10.0
"""How long a peer has for one message."""
AT_ONCE = 100
"""How many messages one round takes to a peer."""
KEPT = timedelta(days=14)
"""How long what was receipted is kept: a peer whose database was brought back asks for it again."""


@dataclass(frozen=True)
class Result:
    """What became of a message in this round; `problem` is empty if it was receipted."""

    to: str
    message: str
    problem: str = ""


def deliver(now: datetime) -> list[Result]:
    """Try everything that waits, once. Call it outside any transaction."""
    number()
    return [result for to in due(now) for result in deliver_to(to, now)]


def due(now: datetime) -> list[str]:
    """The peers to which something can be tried now."""
    known = {peer.name for peer in current().peers.talking()}
    return sorted(to for to, again in _queues(known) if again is None or again <= now)


def next_try(now: datetime) -> timedelta | None:
    """How long until something can be tried again; None if nothing waits."""
    known = {peer.name for peer in current().peers.talking()}
    waits = [max((again or now) - now, timedelta()) for _, again in _queues(known)]
    return min(waits, default=None)


def _queues(known: set[str]) -> list[tuple[str, datetime | None]]:
    waiting = Outgoing.objects.filter(taken=None, number__isnull=False, to__in=known)
    names = waiting.values_list("to", flat=True).distinct()
    again = dict(Line.objects.filter(pk__in=list(names)).values_list("to", "again"))
    return list(again.items())


def deliver_to(to: str, now: datetime) -> list[Result]:
    """Try what waits for one peer, in order, until the first failure."""
    peer, results = current().peers.get(to), list[Result]()
    while peer is not None and peer.talks and len(results) < AT_ONCE:
        row = Outgoing.objects.filter(to=to, taken=None, number__isnull=False)
        first = row.order_by("number").first()
        if first is None:
            break
        result = _one(peer, first)
        results.append(result)
        if result.problem:
            _wait(to, result.problem, now)
            break
    if results and not results[-1].problem:
        Line.objects.filter(pk=to).update(tries=0, again=None, problem="")
    return results


def _one(peer: Peer, row: Outgoing) -> Result:
    try:
        status, text = post(peer, "/nodes/messages", row.token, SECONDS)
        if status == 409:
            return Result(peer.name, row.message, _out_of_order(peer, row, said(text).next, text))
        if status != 200:
            raise NoReply(f"it answers {status}: {said(text).problem}")
        receipt, _ = read(text, [peer.verifying], Receipt)
        if receipt != Receipt(row.message, digest(row.token), row.number or 0):
            raise NoReply("its receipt is for something else")
    except (NoReply, BadToken) as error:
        return Result(peer.name, row.message, str(error))
    Outgoing.objects.filter(pk=row.pk).update(taken=current().now(), receipt=text)
    return Result(peer.name, row.message)


def _out_of_order(peer: Peer, row: Outgoing, wanted: int | None, text: str) -> str:
    """What to do if the peer wants another one first: send it again if it is kept."""
    if wanted is None or wanted >= (row.number or 0):
        return f"it does not take it: {said(text).problem}"
    lost = Outgoing.objects.filter(to=peer.name, number__gte=wanted).exclude(taken=None)
    kept = lost.filter(number=wanted).exclude(token="").exists()
    if not kept:
        return (
            f"it wants number {wanted} first, and that is not here (any more): it was removed, or "
            "the peer's database is older than what is kept here"
        )
    lost.exclude(token="").update(taken=None, receipt="")
    return f"it asks for what it had from number {wanted} on once more; that is sent again"


def _wait(to: str, problem: str, now: datetime) -> None:
    line = Line.objects.get(pk=to)
    wait = min(FIRST * 2 ** min(line.tries, 10), LONGEST)
    Line.objects.filter(pk=to).update(tries=F("tries") + 1, again=now + wait, problem=problem)


def heard(peer: str) -> bool:
    """A peer is there: what waits for it can be tried at once. Gives whether something waited."""
    return bool(Line.objects.filter(pk=peer).exclude(again=None).update(again=None))


def prune(now: datetime) -> int:
    """Forget what messages said that were receipted long ago; gives how many."""
    old = Outgoing.objects.filter(taken__lt=now - KEPT).exclude(token="")
    with writing():
        return old.update(token="", body="")
