"""How it stands between this node and its peers, for whoever runs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from safeconduct.nodes.here import current
from safeconduct.nodes.models import Heard, Line, Outgoing
from safeconduct.nodes.silence import Finding, look

_MOST = 1000


@dataclass(frozen=True)
class Queue:
    """How it stands between this node and a peer."""

    peer: str
    sent: int
    """How many messages the peer has given receipts for."""
    waits: int
    since: datetime | None
    problem: str
    taken: int


@dataclass(frozen=True)
class Refusal:
    """A message of ours that the peer took and did nothing with."""

    peer: str
    message: str
    kind: str
    problems: list[str]


@dataclass(frozen=True)
class Overview:
    """What an operator looks at."""

    queues: list[Queue]
    rejected: list[Refusal]
    findings: list[Finding]


def overview() -> Overview:
    """Every queue, what was rejected, and everything that is wrong. Raises `BadHome`."""
    rejected = Outgoing.objects.filter(rejected__isnull=False).order_by("order")
    refusals = [Refusal(r.to, r.message, r.kind, r.rejected or []) for r in rejected[:_MOST]]
    return Overview(_queues(), refusals, look(current().now()))


def _queues() -> list[Queue]:
    said = {
        row["to"]: (int(row["done"]), int(row["waits"]), row["since"])
        for row in Outgoing.objects.values("to").annotate(
            done=Count("pk", filter=Q(taken__isnull=False)),
            waits=Count("pk", filter=Q(taken=None)),
            since=Min("sent", filter=Q(taken=None)),
        )
    }
    taken = dict(Heard.objects.values_list("peer", "taken"))
    problems = dict(Line.objects.values_list("to", "problem"))
    found = []
    for peer in sorted({*said, *taken, *current().peers.all()}):
        sent, waits, since = said.get(peer, (0, 0, None))
        found.append(Queue(peer, sent, waits, since, problems.get(peer, ""), taken.get(peer, 0)))
    return found
