"""What waits too long, what was never sent, who is silent, and whose numbers do not agree.

Nothing here mends anything: it says what a person has to look into. What it says is found from this
node's own tables and from what peers say, signed, of theirs (`heartbeat`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from safeconduct.nodes.here import current
from safeconduct.nodes.models import Heard, Incoming, Line, Outgoing

TERMS = {
    "hold-placed": timedelta(minutes=1),
    "hold-lifted": timedelta(minutes=1),
    "matter": timedelta(hours=1),
    "referred": timedelta(hours=1),
    "opinion": timedelta(hours=1),
    "answered": timedelta(hours=1),
}
"""How long a message of a kind may wait until somebody is told."""
TERM = timedelta(days=1)
"""The same for every other kind."""
SILENT = timedelta(minutes=30)
ON_ITS_WAY = timedelta(minutes=2)
"""How long what a peer says it has sent may be on its way."""
SETTLED = timedelta(minutes=10)
"""What was receipted so long before a heartbeat came, the heartbeat has to know of."""
_MOST = 1000


@dataclass(frozen=True)
class Finding:
    """Something that somebody has to look into. `message` and `kind`: if it is about one."""

    what: Literal["waits", "never-sent", "missing", "silent"]
    peer: str
    text: str
    since: datetime | None = None
    message: str = ""
    kind: str = ""


def term(kind: str) -> timedelta:
    """How long a message of this kind may wait."""
    return TERMS.get(kind, TERM)


def expect(now: datetime) -> None:
    """From now on every peer has to be heard of. Raises `BadHome`."""
    Heard.objects.bulk_create(
        [Heard(peer=peer.name, since=now) for peer in current().peers.talking()],
        ignore_conflicts=True,
    )


def look(now: datetime) -> list[Finding]:
    """Everything that is wrong now. Raises `BadHome`."""
    expect(now)
    return [*_waiting(now), *_removed(), *_peers(now)]


def _waiting(now: datetime) -> Iterator[Finding]:
    known = {peer.name for peer in current().peers.talking()}
    problems = dict(Line.objects.values_list("to", "problem"))
    for row in Outgoing.objects.filter(taken=None).order_by("order")[:_MOST]:
        if row.to not in known:
            text = f"'{row.to}' is no peer of this node that takes messages: this is never sent"
            yield Finding("never-sent", row.to, text, row.sent, row.message, row.kind)
        elif now - row.sent > term(row.kind):
            why = problems.get(row.to) or "it has not been tried"
            text = f"not taken by '{row.to}' since {row.sent:%Y-%m-%d %H:%M} UTC: {why}"
            yield Finding("waits", row.to, text, row.sent, row.message, row.kind)


def _removed() -> Iterator[Finding]:
    """Numbers that were given and belong to no message any more: nothing here removes one."""
    for line in Line.objects.order_by("to"):
        rows = Outgoing.objects.filter(to=line.to, number__isnull=False)
        if rows.count() + line.skipped == line.last:
            continue
        there = set(rows.values_list("number", flat=True))
        for number in [n for n in range(1, line.last + 1) if n not in there][:_MOST]:
            text = f"message {number} to '{line.to}' was removed from the outbox"
            yield Finding("never-sent", line.to, text)


def _peers(now: datetime) -> Iterator[Finding]:
    rows = {row.peer: row for row in Heard.objects.all()}
    for peer in current().peers.talking():
        row = rows[peer.name]
        last = row.at or row.since
        if now - last > SILENT:
            text = f"nothing was heard of '{peer.name}' since {last:%Y-%m-%d %H:%M} UTC"
            yield Finding("silent", peer.name, text, last)
        if row.came is not None:
            yield from _numbers(row, row.came, now)


def _numbers(row: Heard, came: datetime, now: datetime) -> Iterator[Finding]:
    """Where the numbers of a peer's last heartbeat do not agree with ours."""
    peer, settled = row.peer, came - SETTLED
    if row.says_sent > row.taken and now - came > ON_ITS_WAY:
        text = (
            f"'{peer}' says that it has sent {row.says_sent} messages; up to {row.taken} have come"
        )
        yield Finding("missing", peer, text, came)
    ours = Incoming.objects.filter(sender=peer, taken__lt=settled).order_by("-number").first()
    if ours is not None and ours.number > row.says_sent:
        text = (
            f"'{peer}' says that it has sent {row.says_sent} messages, and number {ours.number} "
            "was taken from it: its database may have been brought back to an older state"
        )
        yield Finding("missing", peer, text, came)
    theirs = Outgoing.objects.filter(to=peer, taken__lt=settled).order_by("-number").first()
    if theirs is not None and (theirs.number or 0) > row.says_taken:
        text = (
            f"'{peer}' says that it has taken {row.says_taken} messages, and gave a receipt for "
            f"number {theirs.number}: its database may have been brought back to an older state"
        )
        yield Finding("missing", peer, text, came)
    line = Line.objects.filter(pk=peer).first()
    if row.says_taken > (line.last if line else 0):
        text = (
            f"'{peer}' says that it has taken {row.says_taken} messages, and here are "
            f"{line.last if line else 0}: was this node's database brought back to an older state?"
        )
        yield Finding("missing", peer, text, came)
