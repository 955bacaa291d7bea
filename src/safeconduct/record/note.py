"""Checkpoints and their proofs as text: C2SP signed-note, tlog-checkpoint, tlog-proof. Pure.

A checkpoint says: at this size, the log of this name has this root. The log signs it, witnesses
cosign it, each in a line of its own below. Whoever holds one can check every later state.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature

from safeconduct.record.keys import BadKey, PublicKey, SecretKey, Tree, check_name

PROOF_HEADER = "c2sp.org/tlog-proof@v1"
MAX_SIGNATURES = 64
MAX_NOTE = 512 * 1024
MAX_SIZE = 2**63 - 1
MAX_ORIGIN = 255
"""A log's name in bytes; a longer one cannot be cosigned with ML-DSA-44."""

_DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,18})\Z")
_FORBIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")


class BadNote(ValueError):
    """A text that is no signed checkpoint or proof, or one whose signatures do not hold."""


class Signature(NamedTuple):
    """A signature line: whose, by which key, and the bytes."""

    name: str
    id: bytes
    raw: bytes

    def line(self) -> str:
        """The line as it stands below a note, with its end."""
        return f"— {self.name} {b64encode(self.id + self.raw).decode()}\n"


class Checkpoint(NamedTuple):
    """The state of a log: its name, how many entries it has, and the root of their tree."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """The text that is signed."""
        lines = [self.origin, str(self.size), b64encode(self.root).decode(), *self.extensions]
        return "".join(f"{line}\n" for line in lines)

    def tree(self) -> Tree:
        """What keys sign."""
        return Tree(self.text(), self.origin, self.size, self.root)


class SignedCheckpoint(NamedTuple):
    """A checkpoint with signatures that nobody has checked yet."""

    checkpoint: Checkpoint
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        """The whole note."""
        return self.checkpoint.text() + "\n" + "".join(s.line() for s in self.signatures)

    def with_signatures(self, more: Iterable[Signature]) -> SignedCheckpoint:
        """The same checkpoint with further signatures below; none stands there twice."""
        return self._replace(signatures=tuple(dict.fromkeys([*self.signatures, *more])))

    def signed_by(self, keys: Iterable[PublicKey]) -> dict[PublicKey, int | None]:
        """Which of these keys signed, and when (None: a log's key, which gives no time).

        Signatures of other keys are left aside. If a key cosigned more than once, the last time
        counts. Raises `BadNote` if a signature in the name of one of the keys does not hold.
        """
        known = {(key.name, key.id): key for key in keys}
        tree, found = self.checkpoint.tree(), dict[PublicKey, int | None]()
        for signature in self.signatures:
            key = known.get((signature.name, signature.id))
            if key is None:
                continue
            try:
                time = key.check(signature.raw, tree)
            except InvalidSignature:
                raise BadNote(f"the signature of {key.name} does not hold") from None
            found[key] = max(found.get(key) or 0, time) if time is not None else None
        return found

    def check_log(self, key: PublicKey) -> Checkpoint:
        """The checkpoint, if the log that it names signed it with this key; raises `BadNote`."""
        if self.checkpoint.origin != key.name:
            raise BadNote(f"a checkpoint of {self.checkpoint.origin}, not of {key.name}")
        if key not in self.signed_by([key]):
            raise BadNote(f"{key.name} has not signed this checkpoint with its key")
        return self.checkpoint


def sign(checkpoint: Checkpoint, key: SecretKey, time: int = 0) -> Signature:
    """The signature of a log, or of a cosigner at a time in seconds since 1970."""
    return Signature(key.public.name, key.public.id, key.sign(checkpoint.tree(), time))


def read(note: str) -> SignedCheckpoint:
    """The checkpoint in a signed note; raises `BadNote` that says what is wrong."""
    if len(note) > MAX_NOTE:
        raise BadNote("the note is too long")
    if _FORBIDDEN.search(note):
        raise BadNote("the note holds control characters, or is not UTF-8")
    text, separator, below = note.rpartition("\n\n")
    if not separator:
        raise BadNote("the note has no empty line between text and signatures")
    return SignedCheckpoint(_checkpoint(text + "\n"), read_signatures(below))


def read_signatures(lines: str) -> tuple[Signature, ...]:
    """The signature lines below a note, or in a witness's answer; raises `BadNote`."""
    if not lines.endswith("\n"):
        raise BadNote("the last signature line does not end with a line feed")
    rows = lines[:-1].split("\n")
    if len(rows) > MAX_SIGNATURES:
        raise BadNote(f"more than {MAX_SIGNATURES} signatures")
    found = []
    for row in rows:
        parts = row.split(" ")
        if len(parts) != 3 or parts[0] != "—":
            raise BadNote("a signature line reads '— name base64'")
        try:
            check_name(parts[1])
        except BadKey as error:
            raise BadNote(f"a signature line reads '— name base64': {error}") from None
        raw = _unbase64(parts[2], "a signature")
        if len(raw) <= 4:
            raise BadNote(f"the signature of {parts[1]} is too short")
        found.append(Signature(parts[1], raw[:4], raw[4:]))
    return tuple(found)


def _checkpoint(text: str) -> Checkpoint:
    lines = text[:-1].split("\n")
    if len(lines) < 3 or not all(lines):
        raise BadNote("a checkpoint has at least three lines: name, size, root; none is empty")
    origin, size, root, *extensions = lines
    if len(origin.encode()) > MAX_ORIGIN:
        raise BadNote(f"the name of a log has at most {MAX_ORIGIN} bytes")
    return Checkpoint(origin, _decimal(size, "size"), _hash(root), tuple(extensions))


class Proof(NamedTuple):
    """That an entry stands at a position of a log, with the checkpoint that it is proved from."""

    position: int
    hashes: tuple[bytes, ...]
    checkpoint: SignedCheckpoint
    extra: bytes = b""

    def __str__(self) -> str:
        """The text of a `.tlog-proof` file."""
        lines = [PROOF_HEADER]
        if self.extra:
            lines.append(f"extra {b64encode(self.extra).decode()}")
        lines.append(f"index {self.position}")
        lines += [b64encode(digest).decode() for digest in self.hashes]
        return "".join(f"{line}\n" for line in lines) + "\n" + str(self.checkpoint)


def read_proof(text: str) -> Proof:
    """The proof in a `.tlog-proof` file; raises `BadNote`. Neither hashes nor keys are checked."""
    head, separator, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if not separator or lines.pop(0) != PROOF_HEADER:
        raise BadNote(f"a proof begins with the line {PROOF_HEADER}")
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = _unbase64(lines.pop(0).removeprefix("extra "), "the extra data")
    if not lines or not lines[0].startswith("index "):
        raise BadNote("a proof names the entry in a line 'index N'")
    position = _decimal(lines.pop(0).removeprefix("index "), "index")
    return Proof(position, tuple(map(_hash, lines)), read(checkpoint), extra)


def read_hashes(lines: Sequence[str]) -> list[bytes]:
    """Hashes in base64, one a line; raises `BadNote`."""
    return [_hash(line) for line in lines]


def read_size(text: str) -> int:
    """A size in decimal without leading zeroes; raises `BadNote`."""
    return _decimal(text, "size")


def _decimal(text: str, what: str) -> int:
    if not _DECIMAL.match(text) or int(text) > MAX_SIZE:
        raise BadNote(f"the {what} is a decimal number without leading zeroes, not '{text[:30]}'")
    return int(text)


def _hash(text: str) -> bytes:
    raw = _unbase64(text, "a hash")
    if len(raw) != 32:
        raise BadNote(f"a hash has 32 bytes, not {len(raw)}")
    return raw


def _unbase64(text: str, what: str) -> bytes:
    try:
        raw = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote(f"{what} is not base64") from None
    if b64encode(raw).decode() != text:
        raise BadNote(f"{what} is not in the one right form of base64")
    return raw
