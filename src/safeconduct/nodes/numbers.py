"""Gives waiting messages their numbers, and signs them.

Not in the transaction that sends: there every sender to a peer would wait for the one before, in
whatever order transactions meet. What one transaction saw of another's messages comes before its
own; messages of one transaction keep their order.
"""

from __future__ import annotations

from django.db.models import F
from msgspec.json import decode

from safeconduct.nodes.database import writing
from safeconduct.nodes.here import current
from safeconduct.nodes.message import FORMAT, Message, digest, signed, written
from safeconduct.nodes.models import Line, Outgoing

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
