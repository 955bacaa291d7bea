"""Payloads at rest: AES-256-GCM, bound to their entry, padded so that sizes tell little. Pure.

    sealed = 0x01 | key id, 4 bytes | nonce, 12 bytes | ciphertext and tag

The entry is the associated data: a payload moved to another entry no longer opens. Padding is to
1024 bytes, then to the next power of two, so that a hit is as long as none: a screening with all
its ids and three protections found takes about 490. A payload is erased by
deleting its row; its entry stays and still verifies. Nonces are random: one key may seal 2**32
payloads (NIST SP 800-38D, 8.3); `PayloadKeys` takes several keys, the first seals.

The secret of an entry that announces an act comes from the key, too, and from what the act is on:
so after a loss its node, and nobody else, can tell that entry in a mirror (`lost.py`).
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from hashlib import sha256
from os import urandom

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from safeconduct.record.entry import BadEntry, Payload

KEY_SIZE = 32
_VERSION = b"\x01"
_LABEL = b"safeconduct/1 payload\n"
_INTENT = b"safeconduct/1 intent\n"
_SMALLEST = 1024
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Payload)


class PayloadKeys:
    """The keys that payloads are sealed with: the first seals, all open."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """`keys`: 32 random bytes each; raises `ValueError` for other lengths or for none."""
        if not keys or any(len(key) != KEY_SIZE for key in keys):
            raise ValueError(f"payload keys have {KEY_SIZE} bytes, and there is at least one")
        self._raw = tuple(keys)
        self._ciphers = {_id(key): AESGCM(key) for key in keys}
        self._first = _id(keys[0])

    def __reduce__(self) -> tuple[type[PayloadKeys], tuple[tuple[bytes, ...]]]:
        """For a process of our own that helps to open payloads."""
        return PayloadKeys, (self._raw,)

    def have_key_for(self, sealed: bytes) -> bool:
        """Whether the key that a payload is sealed with is at hand."""
        return sealed[:1] == _VERSION and sealed[1:5] in self._ciphers

    def intent_secrets(self, to: str, number: int) -> list[bytes]:
        """The secrets that the announcement of act `number` on `to`, counted from 0, can have.

        One for each key; an entry that is made now has the first.
        """
        words = _INTENT + number.to_bytes(8, "big") + to.encode()
        return [hmac.digest(key, words, "sha256") for key in self._raw]

    def seal(self, payload: Payload, entry: bytes) -> bytes:
        """The sealed form of the payload of an entry."""
        nonce = urandom(12)
        cipher = self._ciphers[self._first]
        sealed = cipher.encrypt(nonce, _padded(_encoder.encode(payload)), _LABEL + entry)
        return _VERSION + self._first + nonce + sealed

    def open(self, sealed: bytes, entry: bytes) -> Payload:
        """The payload of an entry; raises `BadEntry` if it was changed or belongs to another."""
        if not self.have_key_for(sealed):
            raise BadEntry("the payload is sealed with a key that is not at hand")
        cipher = self._ciphers[sealed[1:5]]
        try:
            padded = cipher.decrypt(sealed[5:17], sealed[17:], _LABEL + entry)
            # The padding is zeroes after the last 0x80; what is authentic needs no second look.
            return _decoder.decode(padded[: padded.rindex(b"\x80")])
        except (InvalidTag, ValueError, msgspec.MsgspecError):
            raise BadEntry("the payload was changed, or belongs to another entry") from None


def _id(key: bytes) -> bytes:
    return sha256(b"safeconduct/1 payload key\n" + key).digest()[:4]


def _padded(plain: bytes) -> bytes:
    size = _SMALLEST
    while size < len(plain) + 1:
        size *= 2
    return (plain + b"\x80").ljust(size, b"\0")
