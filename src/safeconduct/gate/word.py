"""Word goes outside the gate to a role that something was escalated to: that it has to sign in.

What is overdue, of which case and who is waited for is read inside, by who may. Word that did not
arrive is tried again; several notices of one role are one word.
"""

from __future__ import annotations

import logging

from safeconduct.gate.connection import writing
from safeconduct.gate.models import Notice
from safeconduct.gate.node import current
from safeconduct.gate.ports import NotTold

logger = logging.getLogger(__name__)


def carry() -> list[str]:
    """Bring word to each role that has notices without; gives the roles that it reached."""
    waiting = Notice.objects.filter(outside=False)
    reached = []
    for role in list(waiting.order_by("role").values_list("role", flat=True).distinct()):
        mine = list(waiting.filter(role=role).values_list("pk", flat=True))
        try:
            current().teller.tell(role)
        except NotTold as error:
            logger.warning("no word reached the role %s; it is tried again: %s", role, error)
            continue
        # A crash before this brings word twice, which does no harm.
        with writing():
            Notice.objects.filter(pk__in=mine).update(outside=True)
        reached.append(role)
    return reached
