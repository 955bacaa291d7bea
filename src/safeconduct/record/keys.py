"""Keys that sign tree heads, in the text forms of C2SP signed-note and tlog-cosignature. Pure.

A log signs the text of a note as it stands (Ed25519). A cosigner signs it together with the time;
with Ed25519, or with ML-DSA-44, which a quantum computer does not break (FIPS 204). All public
keys travel as one line, `name+key id+key`, and secret keys as one line, too.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from os import urandom
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

LOG, COSIGNER, COSIGNER_MLDSA = 0x01, 0x04, 0x06
"""The signature types: a log's, a cosigner's with Ed25519, anybody's with ML-DSA-44."""

KINDS = {"log": LOG, "cosigner": COSIGNER, "cosigner-ml-dsa-44": COSIGNER_MLDSA}


MAX_NAME = 255
"""A key's name in bytes, as it is signed with ML-DSA-44."""
MAX_TIME = 2**63 - 1
"""The last time that a cosignature may name (tlog-cosignature)."""


class BadKey(ValueError):
    """A line that is no key; the message says why and what would be right."""


class Tree(NamedTuple):
    """What is signed: the text of a checkpoint, and what it says, for keys that sign that."""

    text: str
    origin: str
    size: int
    root: bytes


@dataclass(frozen=True)
class PublicKey:
    """A key that a signature can be checked with: whose it is, of which type."""

    name: str
    type: int
    raw: bytes
    id: bytes = field(init=False)
    """The first four bytes of a hash of all the rest: tells keys apart, proves nothing."""

    def __post_init__(self) -> None:
        described = self.name.encode() + b"\n" + bytes([self.type]) + self.raw
        object.__setattr__(self, "id", sha256(described).digest()[:4])

    @property
    def cosigns(self) -> bool:
        """Whether its signatures say when they were made."""
        return self.type != LOG

    def __str__(self) -> str:
        """The line in which the key travels (a vkey)."""
        return f"{self.name}+{self.id.hex()}+{b64encode(bytes([self.type]) + self.raw).decode()}"

    @classmethod
    def read(cls, line: str) -> PublicKey:
        """The key in a line; raises `BadKey`."""
        name, type_, raw, id_ = _read(line.strip().split("+", 2))
        if len(raw) != _SIZES[type_]:
            raise BadKey(f"the key of {name} has {len(raw)} bytes instead of {_SIZES[type_]}")
        key = cls(name, type_, raw)
        if key.id.hex() != id_:
            raise BadKey(f"the key of {name} does not fit its id {id_}; was it copied whole?")
        return key

    def check(self, signature: bytes, tree: Tree) -> int | None:
        """When the tree was cosigned (None for a log's signature); raises `InvalidSignature`."""
        if not self.cosigns:
            _public(self.type, self.raw).verify(signature, tree.text.encode())
            return None
        if len(signature) <= 8:
            raise InvalidSignature
        time = int.from_bytes(signature[:8], "big")
        if time > MAX_TIME:
            raise InvalidSignature
        message = _cosigned(self.type, self.name, time, tree)
        _public(self.type, self.raw).verify(signature[8:], message)
        return time


class SecretKey:
    """A key that signs. Its line is kept where nobody else can read it."""

    def __init__(self, name: str, type_: int, seed: bytes) -> None:
        """`seed`: 32 random bytes."""
        self._seed = seed
        self._key = _secret(type_, seed)
        self.public = PublicKey(name, type_, self._key.public_key().public_bytes_raw())

    @classmethod
    def new(cls, name: str, type_: int = LOG) -> SecretKey:
        """A new key; raises `BadKey` if the name cannot be used."""
        check_name(name)
        return cls(name, type_, urandom(32))

    @classmethod
    def read(cls, line: str) -> SecretKey:
        """The key in a line; raises `BadKey`."""
        parts = line.strip().split("+", 4)
        if parts[:2] != ["PRIVATE", "KEY"]:
            raise BadKey("a secret key's line begins with PRIVATE+KEY+")
        name, type_, seed, id_ = _read(parts[2:])
        if len(seed) != 32:
            raise BadKey(f"the secret key of {name} has {len(seed)} bytes instead of 32")
        key = cls(name, type_, seed)
        if key.public.id.hex() != id_:
            raise BadKey(f"the secret key of {name} does not fit its id; was it copied whole?")
        return key

    def line(self) -> str:
        """The line in which the secret key is kept."""
        encoded = b64encode(bytes([self.public.type]) + self._seed).decode()
        return f"PRIVATE+KEY+{self.public.name}+{self.public.id.hex()}+{encoded}"

    def sign(self, tree: Tree, time: int = 0) -> bytes:
        """The signature over a tree; a cosigner says that it is the largest it saw at `time`."""
        if not self.public.cosigns:
            return bytes(self._key.sign(tree.text.encode()))
        message = _cosigned(self.public.type, self.public.name, time, tree)
        return time.to_bytes(8, "big") + bytes(self._key.sign(message))


_UNFIT = re.compile(r"[\s+\x00-\x1f]")


def check_name(name: str) -> None:
    """Raises `BadKey` if a key, and so a log, cannot have this name."""
    if not name or _UNFIT.search(name):
        raise BadKey(f"{name!r} cannot name a key: neither spaces nor '+', as in gate.example")
    try:
        size = len(name.encode())
    except UnicodeEncodeError:
        raise BadKey(f"{name!r} cannot name a key: it is not UTF-8") from None
    if size > MAX_NAME:
        raise BadKey(f"the name of a key has at most {MAX_NAME} bytes, not {size}")


_SIZES = {LOG: 32, COSIGNER: 32, COSIGNER_MLDSA: 1312}


def _read(parts: list[str]) -> tuple[str, int, bytes, str]:
    if len(parts) != 3:
        raise BadKey("a key has three parts, name+id+key, as in gate.example+c74f20a3+AQ…")
    name, id_, encoded = parts
    check_name(name)
    try:
        raw = b64decode(encoded, validate=True)
    except ValueError:
        raise BadKey(f"the key of {name} is not base64; was it copied whole?") from None
    if b64encode(raw).decode() != encoded:
        raise BadKey(f"the key of {name} is not in the one right form of base64")
    if not raw or raw[0] not in _SIZES:
        known = ", ".join(f"{number:#04x} {word}" for word, number in KINDS.items())
        raise BadKey(f"the key of {name} is of a type not known here; known are {known}")
    return name, raw[0], raw[1:], id_


def _secret(type_: int, seed: bytes) -> Any:
    make: Callable[[bytes], Any] = (
        MLDSA44PrivateKey.from_seed_bytes
        if type_ == COSIGNER_MLDSA
        else Ed25519PrivateKey.from_private_bytes
    )
    return make(seed)


def _public(type_: int, raw: bytes) -> Any:
    make: Callable[[bytes], Any] = (
        MLDSA44PublicKey.from_public_bytes
        if type_ == COSIGNER_MLDSA
        else Ed25519PublicKey.from_public_bytes
    )
    return make(raw)


def _cosigned(type_: int, name: str, time: int, tree: Tree) -> bytes:
    if type_ == COSIGNER:
        return f"cosignature/v1\ntime {time}\n{tree.text}".encode()
    return b"".join(
        [
            b"subtree/v1\n\0",
            _short(name),
            time.to_bytes(8, "big"),
            _short(tree.origin),
            (0).to_bytes(8, "big"),
            tree.size.to_bytes(8, "big"),
            tree.root,
        ]
    )


def _short(text: str) -> bytes:
    raw = text.encode()
    return bytes([len(raw)]) + raw
