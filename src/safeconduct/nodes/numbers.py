"""Gives waiting messages their numbers, and signs them.

Not in the transaction that sends: there every sender to a peer would wait for the one before, in
whatever order transactions meet. What one transaction saw of another's messages comes before its
own; messages of one transaction keep their order.
"""

from __future__ import annotations

from django.db.models import F, Max
from msgspec.json import decode

from safeconduct.nodes.database import writing
from safeconduct.nodes.here import current
from safeconduct.nodes.message import FORMAT, Message, digest, signed, written
from safeconduct.nodes.models import Heard, Line, Outgoing

_AT_ONCE = 200


def number() -> list[str]:
    """Number what has none; gives the peers to whom something new waits.

    Messages to nodes that are no peers stay without one. Call it outside any transaction.
    """
    waiting = Outgoing.objects.filter(number=None).values_list("to", flat=True)
    found = [to for to in dict.fromkeys(waiting.order_by("to")) if current().peers.get(to)]
    for to in found:
        while _some(to) == _AT_ONCE:
            pass
    return found


def _some(to: str) -> int:
    here = current()
    with writing():
        Line.objects.bulk_create([Line(to=to)], ignore_conflicts=True)
        line = Line.objects.select_for_update().get(pk=to)
        rows = list(Outgoing.objects.filter(to=to, number=None).order_by("order")[:_AT_ONCE])
        for number_, row in enumerate(rows, line.last + 1):
            message = Message(
                FORMAT, row.message, here.name, to, number_, row.kind, written(row.sent),
                decode(row.body),
            )  # fmt: skip
            row.number, row.token = number_, signed(message, here.key)
            row.digest = digest(row.token)
        Outgoing.objects.bulk_update(rows, ["number", "token", "digest"])
        Line.objects.filter(pk=to).update(last=F("last") + len(rows))
    return len(rows)


def renumber(to: str) -> int:
    """After this node's database was brought back: go on behind what the peer says it has taken.

    What waits gets new numbers; what was sent after the backup is not here, and is not sent again.
    Gives how many numbers were skipped: none if the peer knows of no more than this node.
    """
    heard = Heard.objects.filter(pk=to).first()
    with writing():
        line = Line.objects.select_for_update().filter(pk=to).first() or Line(to=to)
        rows = Outgoing.objects.filter(to=to)
        done = rows.exclude(taken=None).aggregate(last=Max("number"))["last"] or 0
        theirs = heard.says_taken if heard else 0
        if theirs <= line.last and not rows.filter(taken=None, number__lte=theirs).exists():
            return 0
        last = max(theirs, done)
        rows.filter(taken=None).update(number=None, token="", digest="")
        line.skipped = last - rows.filter(number__lte=last).count()
        line.last, line.again, line.tries, line.problem = last, None, 0, ""
        line.save()
    return int(line.skipped)
