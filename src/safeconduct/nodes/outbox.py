"""Put a message where it waits for its peer, in the caller's transaction.

If the transaction is kept the message is sent, however long that takes; if not, never. Nothing is
locked and nobody waited for, so that it can be done at any point of any change.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from safeconduct.case.events import MessageSent
from safeconduct.nodes.database import note
from safeconduct.nodes.here import current
from safeconduct.nodes.message import MAX_BODY, canonical, digest
from safeconduct.nodes.models import Outgoing
from safeconduct.nodes.wake import wake
from safeconduct.record.newid import fresh


def send(to: str, kind: str, body: dict[str, Any]) -> str:
    """A message to the node of this name; gives its id.

    A node that is not among the peers, or not any more, is no error: what the message tells has
    happened, and that it was never sent is seen in `silence.look`. Raises `RuntimeError` if no
    transaction is open, `ValueError` for a body that no message can have.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("no transaction is open: a message and its cause are kept together")
    text = canonical(body)
    if len(text) > MAX_BODY:
        raise ValueError(f"a message says at most {MAX_BODY} bytes, not {len(text)}")
    here, made = current(), fresh("message")
    Outgoing.objects.create(message=made, to=to, kind=kind, sent=here.now(), body=text.decode())
    note(MessageSent(message=made, to=to, kind=kind, sha256=digest(text)))
    transaction.on_commit(wake)
    return made
