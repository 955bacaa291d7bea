"""How it stands with the node's own record: what others have cosigned, and what was found wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from safeconduct.gate.connection import DjangoConnection
from safeconduct.gate.node import current
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must
from safeconduct.record.checkpointer import WITNESSED_WITHIN, recorded_since
from safeconduct.record.evidence import Alarm
from safeconduct.record.log import Log
from safeconduct.record.policy import NOBODY, Policy

_BACK = 100
"""How many checkpoints are looked through for the last word of each witness."""


@dataclass(frozen=True)
class Seen:
    """A witness, and the last checkpoint that it cosigned: how many entries, and when."""

    name: str
    size: int | None
    at: datetime | None


@dataclass(frozen=True)
class Health:
    """The record of a node."""

    entries: int
    signed: int
    """How many of them the last signed checkpoint holds."""
    cosigned: int
    """How many of them enough witnesses have cosigned."""
    since: datetime | None
    """When the first entry was recorded that not enough have cosigned; None if all are."""
    late: bool
    """Whether that is longer ago than it may be: nothing opens."""
    witnesses: tuple[Seen, ...]
    """Those who are named to cosign; none means that nothing can be opened here."""
    alarms: tuple[tuple[str, Alarm], ...]
    """Each with its name, the newest first; also those that were settled."""


def health(actor: Actor) -> Health:
    """The health of this node's record."""
    must(actor, Permission.RECORD_READ)
    node, log = current(), Log(DjangoConnection())
    acts = node.acts()
    policy = acts.policy if acts else NOBODY
    last, cosigned = _cosigned(log, policy)
    signed = log.checkpoint()
    since = recorded_since(log, cosigned) if policy.witnesses else None
    now = datetime.now(UTC).timestamp()
    alarms = node.evidence.alarms()
    return Health(
        entries=log.size(), signed=signed.checkpoint.size if signed else 0, cosigned=cosigned,
        since=_moment(since), late=since is not None and now - since > WITNESSED_WITHIN,
        witnesses=tuple(
            Seen(w.key.name, *last.get(w.key.name, (None, None))) for w in policy.witnesses
        ),
        alarms=tuple(sorted(alarms.items(), key=lambda one: -one[1].seen)),
    )  # fmt: skip


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _cosigned(log: Log, policy: Policy) -> tuple[dict[str, tuple[int, datetime | None]], int]:
    """The last checkpoint of each witness, and the largest with enough of them."""
    rows = log.connection.execute(
        "SELECT DISTINCT size FROM record_cosignature WHERE log = %s ORDER BY size DESC LIMIT %s",
        [log.number, _BACK],
    ).fetchall()
    last: dict[str, tuple[int, datetime | None]] = {}
    enough = 0
    for (size,) in rows:
        signed = log.checkpoint_at(size)
        if signed is None:
            continue
        found = policy.cosigners(signed)
        for key, at in found.items():
            last.setdefault(key.name, (size, _moment(at)))
        if not enough and policy.enough(found):
            enough = size
        if enough and len(last) == len(policy.witnesses):
            break
    return last, enough
