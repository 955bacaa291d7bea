"""After a restore: what waited in the older outbox stays where it is.

The older database does not know what was withdrawn, held or recalled since it was saved, nor what
has arrived meanwhile. So nothing that waits in it leaves: each message takes a new clearance, once
somebody has asked the recipient what is there. Uses no Django: a restore works without it.
"""

from __future__ import annotations

from safeconduct.record.database import Connection

REASONS = "it waited in a backup that was restored: what was decided since is not known here"


def stop_all(connection: Connection) -> int:
    """Stop every message that has not been acknowledged, in the caller's transaction; how many.

    Their clearances stay spent. What was begun may be with the recipient, and keeps its slot.
    """
    return int(
        connection.execute(
            "UPDATE release_outward SET stopped = %s, reasons = %s "
            "WHERE sent IS NULL AND stopped = %s", [True, REASONS, False],
        ).rowcount
    )  # fmt: skip
