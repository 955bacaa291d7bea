"""What oversight bodies in nodes of their own send, and what it does here: holds alone.

A hold of theirs is the overseer's, on whatever case they were told of; they need not have been put
anything before, as registers are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from safeconduct.gate import holds
from safeconduct.gate.frompeers import acting, hold_lifted, new_hold
from safeconduct.gate.models import PeerHold
from safeconduct.nodes.message import Message
from safeconduct.policy.actor import Actor

_NOTHING = "there is nothing of this kind here"


def hold_placed(message: Message) -> None:
    """A hold of theirs: at their own node it stands already."""
    said = new_hold(message)
    overseer = Actor(account="", role="overseer")
    everywhere = said.on in ("person", "state")
    with acting(overseer, everywhere=everywhere, nothing=_NOTHING) as made:
        own = holds.put(made, said.case, said.on, said.of, said.why, said.until or None)
        PeerHold.objects.create(peer=message.sender, hold=said.hold, case_id=said.case, own=own)


HANDLERS: Mapping[str, Callable[[Message], None]] = {
    "hold-placed": hold_placed,
    "hold-lifted": hold_lifted,
}
"""By kind of message."""
