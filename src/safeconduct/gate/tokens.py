"""The signed text of a clearance (compact JWS, Ed25519), made from its events whenever it is asked.

It counts for some hours and is renewed online, so that one that was revoked is soon none. Nothing
is kept of it: the same clearance at the same moment gives the same text.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

import msgspec

from safeconduct.case.eventbase import Allows
from safeconduct.case.moments import moment
from safeconduct.gate.node import current
from safeconduct.record.jws import sign
from safeconduct.release.permit import TYPE, Clearance, ClearedItem

LIFE = timedelta(hours=12)
"""How long a signed text counts before it has to be renewed."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_encode = msgspec.json.Encoder(order="sorted").encode


class About(NamedTuple):
    """What a clearance is for."""

    request: str
    measure: str
    kind: str
    """Of the measure; of a message without items, `word:` and what the message is."""


def new_number() -> str:
    """A number for the door: 80 random bits that people can read to each other."""
    signs = "".join(secrets.choice(_ALPHABET) for _ in range(16))
    return "-".join(signs[start : start + 4] for start in range(0, 16, 4))


def door(number: str) -> str:
    """What is kept of a number: a hash, the same however somebody writes the number down."""
    plain = "".join(sign for sign in number.upper() if sign.isalnum())
    return sha256(f"safeconduct door {plain}".encode()).hexdigest()


def meet(one: Allows, other: Allows) -> bool:
    """Whether the hours of two clearances meet."""
    return moment(one.start) < moment(other.end) and moment(other.start) < moment(one.end)


def says(
    clearance: str, number: str, about: About, allows: Allows, items: Iterable[ClearedItem],
    issued: datetime,
) -> Clearance:  # fmt: skip
    """What the signed text of a clearance says at a moment."""
    end = moment(allows.end)
    return Clearance(
        format="safeconduct-clearance/1", id=clearance, number=number, gate=current().name,
        request=about.request, measure=about.measure, kind=about.kind, place=allows.place,
        persons=allows.persons, attendants=allows.may_attend, items=tuple(items),
        recipient=allows.recipient, start=moment(allows.start), until=end,
        issued=issued, expires=min(issued + LIFE, end),
    )  # fmt: skip


def digest(clearance: Clearance) -> str:
    """A digest of all that it says but the hours of issue: what two persons have signed for."""
    fixed = msgspec.structs.replace(clearance, issued=clearance.start, expires=clearance.until)
    return sha256(_encode(fixed)).hexdigest()


def signed(clearance: Clearance) -> str:
    """The signed text."""
    return sign(_encode(clearance), current().signing(), TYPE)
