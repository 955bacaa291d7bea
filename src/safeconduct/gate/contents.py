"""The bytes of items that are records or data: put in once, read by the way out alone.

No address gives them back: what was taken is presumed sealed. A row is sealed with a key of the
gate's own and bound to its item, so that the database alone says nothing of what it holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from os import urandom

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db.models import Sum
from django.db.models.functions import Length

from safeconduct.case import events as ev
from safeconduct.gate import limits
from safeconduct.gate import sealed as seals
from safeconduct.gate.change import File, change
from safeconduct.gate.errors import Held, NotFound, Refused, Wrong
from safeconduct.gate.models import Content
from safeconduct.gate.node import current
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must

_INFO = b"safeconduct/1 contents of items"
_NONCE = 12


class TooLong(Refused):
    """An item has more bytes than one may have, or than a case has room for."""

    status = 413


@dataclass(frozen=True)
class Bytes:
    """What an item is: its bytes, and the digest under which it is listed."""

    item: str
    sha256: str
    raw: bytes

    @property
    def size(self) -> int:
        """How many bytes they are."""
        return len(self.raw)


def put(actor: Actor, case: str, item: str, raw: bytes) -> str:
    """Put the bytes of an item in; gives their SHA-256 in hexadecimal, which the record keeps.

    Other bytes than before are told of like an item that is listed anew: what was decided on the
    earlier ones does not cover them. Raises `NotFound`, `Refused`, `TooLong`, `Wrong`.
    """
    must(actor, Permission.CONTENT_WRITE, case)
    if not raw:
        raise Wrong("body: the bytes of the item are missing")
    if len(raw) > limits.MOST:
        raise TooLong(f"body: an item has at most {limits.MOST} bytes")
    digest = sha256(raw).hexdigest()
    with change(case, actor) as file:
        listed = file.state.items.get(item)
        if listed is None:
            raise NotFound(f"there is no item '{item}' in this case")
        if listed.sha256 == digest:
            return digest
        if any(isinstance(e, ev.TransmissionSent) and item in e.items for e in file.events):
            raise Refused(f"item '{item}' was sent; list what differs as an item of its own")
        if _stored(file, item) + len(raw) > limits.MOST_OF_A_CASE:
            raise TooLong(
                f"the items of a case have at most {limits.MOST_OF_A_CASE} bytes together"
            )
        file.write(
            msgspec.structs.replace(
                listed, sha256=digest, id="", day="unknown", by=None, known={}, source=(), note=""
            )
        )
        nonce = urandom(_NONCE)
        sealed = nonce + _cipher().encrypt(nonce, raw, _bound(case, item, digest))
        Content.objects.update_or_create(item=item, defaults={"case": file.row, "sealed": sealed})
    return digest


def of(file: File, item: str) -> Bytes:
    """The bytes of an item, as the record lists them.

    Raises `NotFound`, `Held` if they differ or an emergency seals them.
    """
    listed = file.state.items.get(item)
    row = Content.objects.filter(item=item, case=file.row).first()
    if listed is None or not listed.sha256 or row is None:
        raise NotFound(f"the bytes of item '{item}' were not put in, or are erased")
    emergency = seals.sealed(file.events).get(item)
    if emergency is not None:
        raise Held(
            f"item '{item}' is sealed: it was obtained by an act that was ordered outside the gate "
            f"('{emergency}'), until a second person has confirmed that and a review unseals it"
        )
    sealed = bytes(row.sealed)
    try:
        raw = _cipher().decrypt(
            sealed[:_NONCE], sealed[_NONCE:], _bound(file.id, item, listed.sha256)
        )
    except (InvalidTag, ValueError):
        raw = b""
    if sha256(raw).hexdigest() != listed.sha256:
        raise Held(f"the bytes of item '{item}' are not those that the record lists")
    return Bytes(item, listed.sha256, raw)


def _stored(file: File, but: str) -> int:
    """How many bytes the items of a case have here, without one of them."""
    rows = Content.objects.filter(case=file.row).exclude(item=but)
    return int(rows.aggregate(all=Sum(Length("sealed")))["all"] or 0)


def _bound(case: str, item: str, digest: str) -> bytes:
    return f"{case}\n{item}\n{digest}".encode()


def _cipher() -> AESGCM:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=_INFO).derive(current().secret)
    return AESGCM(key)
