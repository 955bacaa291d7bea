"""What a clearance allows to be sent. It is verified here, by itself: nobody's word counts.

A clearance that sends has the kind `transmission` (items, with `executed` or `partly-executed`)
or `word:` and the class of the one message without items that it is for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Literal

import msgspec

from safeconduct.record.jws import BadToken, VerifyingKey, verify
from safeconduct.release.message import PublicRequest
from safeconduct.release.words import WITH_ITEMS, DecisionClass

TYPE = "safeconduct-clearance+jws"
TRANSMISSION = "transmission"


class NotPermitted(Exception):
    """No clearance covers this; the message says what is wrong with the one that was shown."""


class ClearedItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An item that may go: its id here, and the bytes that it must have."""

    item: str
    sha256: str
    size: int


class Clearance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a token says. Times are RFC 3339 with a zone."""

    format: Literal["safeconduct-clearance/1"]
    id: str
    number: str
    gate: str
    request: str
    measure: str
    kind: str
    place: str
    persons: tuple[str, ...]
    attendants: tuple[str, ...]
    items: tuple[ClearedItem, ...]
    recipient: str
    start: datetime = msgspec.field(name="from")
    until: datetime
    issued: datetime
    expires: datetime


class Permit:
    """A token whose signature holds, and what it says."""

    def __init__(self, token: str, clearance: Clearance) -> None:
        """Use `read`."""
        self.token, self.clearance = token, clearance

    @classmethod
    def read(cls, token: str, keys: Iterable[VerifyingKey], gate: str) -> Permit:
        """The permit of this gate in a token; `keys`: the gate's own. Raises `NotPermitted`."""
        try:
            payload, _ = verify(token, keys, TYPE)
            found = msgspec.json.decode(payload, type=Clearance)
        except BadToken as error:
            raise NotPermitted(f"no clearance of this gate: {error}") from None
        except msgspec.MsgspecError as error:
            raise NotPermitted(f"no clearance of the form that is known here: {error}") from None
        times = (found.start, found.until, found.issued, found.expires)
        if any(moment.tzinfo is None for moment in times):
            raise NotPermitted("a time without its zone could be any hour: give RFC 3339 in UTC")
        if found.gate != gate:
            raise NotPermitted(f"this clearance is of the gate '{found.gate}', not of '{gate}'")
        return cls(token, found)

    def check_time(self, now: datetime) -> None:
        """Whether it can be spent at this moment; raises `NotPermitted`."""
        c = self.clearance
        if not c.issued <= now < c.expires:
            raise NotPermitted(
                f"the clearance counts from {c.issued} to {c.expires}; have it renewed"
            )
        if not c.start <= now < c.until:
            raise NotPermitted(f"the act may happen from {c.start} to {c.until} alone")

    def check_scope(
        self,
        request: PublicRequest,
        recipient: str,
        decision: DecisionClass,
        items: Sequence[bytes],
    ) -> None:
        """Whether it is for this message and no other, nor for more; raises `NotPermitted`."""
        c = self.clearance
        if c.request != request.request or c.gate != request.gate:
            raise NotPermitted(f"the clearance is for the request '{c.request}'")
        if not recipient or c.recipient != recipient:
            raise NotPermitted(f"the clearance is for the recipient '{c.recipient}'")
        if c.kind == TRANSMISSION:
            if decision not in WITH_ITEMS or not items:
                raise NotPermitted(f"a clearance to transmit items is none for '{decision}' alone")
        elif c.kind != f"word:{decision}" or items:
            raise NotPermitted(f"a clearance of the kind '{c.kind}' is none for '{decision}'")
        if c.attendants:
            raise NotPermitted("a clearance that lets officials attend is none to send something")
        cleared = [(item.sha256, item.size) for item in c.items]
        if cleared != [(sha256(item).hexdigest(), len(item)) for item in items]:
            raise NotPermitted("what would be sent is not exactly what was cleared, item by item")
