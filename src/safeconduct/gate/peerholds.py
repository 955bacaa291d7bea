"""Ends what other nodes held and let end: witnessed like any act that opens something."""

from __future__ import annotations

import logging

from safeconduct.gate import holds
from safeconduct.gate.errors import Refused
from safeconduct.gate.models import Hold, PeerHold
from safeconduct.policy.actor import Actor

logger = logging.getLogger(__name__)


def end_all() -> int:
    """End every hold whose node has lifted it; gives how many. What cannot end now is tried again.

    Until then it stands: a hold that stands too long closes, and no more.
    """
    ended = 0
    for row in PeerHold.objects.exclude(lift_reasons="").filter(ended=False).order_by("pk"):
        try:
            if not Hold.objects.filter(pk=row.own, lifted=True).exists():
                holds.end(_whose(row), row.case_id, row.own, row.lift_reasons)
        except Refused as error:
            logger.warning("hold %s of %s does not end yet: %s", row.own, row.peer, error)
            continue
        PeerHold.objects.filter(pk=row.pk).update(ended=True)
        ended += 1
    return ended


def _whose(row: PeerHold) -> Actor:
    """The office that placed it, whose account is at another node."""
    if row.register:
        return Actor(account="", role="asylum-officer", register=row.register)
    return Actor(account="", role="overseer")
