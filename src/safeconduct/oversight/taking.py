"""What gates send to an oversight node, and what it answers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from safeconduct.nodes import here, holding
from safeconduct.nodes.inbox import Rejected
from safeconduct.nodes.message import Message
from safeconduct.nodes.peers import Peer
from safeconduct.oversight.models import Told
from safeconduct.oversight.said import KINDS, NEWEST, body


def told(message: Message) -> None:
    """Keep what a gate tells; of a thing that it told of before, the newest."""
    sender = here.current().peers.get(message.sender)
    if sender is None or sender.kind != "gate":
        raise Rejected([f"{message.sender} is no gate; oversight is told by gates alone"])
    try:
        said = body(msgspec.convert(message.body, KINDS[message.kind]))
    except msgspec.ValidationError as error:
        raise Rejected([f"this is no '{message.kind}': {error}"]) from None
    key = str(said[NEWEST[message.kind]]) if message.kind in NEWEST else message.id
    Told.objects.update_or_create(
        gate=message.sender, kind=message.kind, key=key,
        defaults={
            "case": said["case"], "day": said["day"], "said": said,
            "received": here.current().now(),
        },
    )  # fmt: skip


HANDLERS: Mapping[str, Callable[[Message], None]] = dict.fromkeys(KINDS, told)
"""By kind of message."""


class _MayGo(msgspec.Struct, frozen=True):
    case: str
    request: str
    measure: str
    requesting_state: str


def may_go(peer: Peer, asked: dict[str, Any]) -> dict[str, Any]:
    """The answer to "may-go": whether a hold of this node stands on what a gate would open."""
    if peer.kind != "gate":
        raise Rejected([f"{peer.name} is no gate, and opens nothing"])
    try:
        of = msgspec.convert(asked, _MayGo)
    except msgspec.ValidationError as error:
        raise Rejected([f"this is no 'may-go': {error}"]) from None
    held = holding.standing(peer.name, of.case, of.request, of.measure, of.requesting_state)
    return {"held": held}


ANSWERS = {"may-go": may_go}
"""By kind of question."""
