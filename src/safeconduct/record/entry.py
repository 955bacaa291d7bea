"""What an entry of the record is: five salted commitments to one event, and the time. Pure.

All entries have the same size and look alike, so the record shows nobody who is protected. Each of
the five fields is a list of parts, each with a salt of its own, so that a disclosure can open one
part and leave the next one closed:

    entry   = "SCE1" | seconds since 1970, 8 bytes | the commitments to kind, actor, request,
              person and content, 32 bytes each
    field   = SHA-256("safeconduct/1 " name "\\n" | salt | the commitments to its parts)
    part    = SHA-256("safeconduct/1 part\\n" | salt | the part's bytes)

    kind    the event's kind
    actor   the role it was done in, then who did it (may be empty)
    request one part for each request that the event belongs to
    person  one part for each person whom it is about
    content one part for each member of the event's canonical form, such as "day":"2019-10-01";
            in braces and with commas between them they are that form, byte for byte

Salts are 16 bytes, all drawn from one secret of the entry (SHAKE-256): first the five fields' in
the order above, then the parts' in the same order. Whoever sees some of them learns nothing of the
others; when the secret is erased, no part can be guessed and tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256, shake_256
from typing import NamedTuple

import msgspec

from safeconduct.case.about import About
from safeconduct.case.canonical import canonical_members, decode
from safeconduct.case.events import KINDS, AnyEvent

MAGIC = b"SCE1"
FIELDS = ("kind", "actor", "request", "person", "content")
SALT_SIZE = 16
SECRET_SIZE = 32
ENTRY_SIZE = len(MAGIC) + 8 + 32 * len(FIELDS)

_FIELD_LABELS = tuple(f"safeconduct/1 {name}\n".encode() for name in FIELDS)
_PART_LABEL = b"safeconduct/1 part\n"
_TAGS = {kind: tag.encode() for tag, kind in KINDS.items()}


class BadEntry(ValueError):
    """Bytes that are no entry, or a payload that is not what its entry commits to."""


class Payload(msgspec.Struct, frozen=True, array_like=True):
    """What an entry commits to, in the clear, with the secret that its salts come from."""

    secret: bytes
    actor: str
    requests: tuple[str, ...]
    persons: tuple[str, ...]
    event: bytes
    """The canonical form of the event."""


class Opened(NamedTuple):
    """The parts of one field, with the salts of the field and of each part."""

    salt: bytes
    parts: tuple[tuple[bytes, bytes], ...]
    """Pairs of a salt and the part's bytes."""


def payload(event: AnyEvent, about: About, actor: str, secret: bytes) -> Payload:
    """The payload of an event; raises `BadEntry` if it is not of a kind that can be written."""
    if type(event) not in _WRITABLE:
        raise BadEntry(f"'{type(event).__name__}' is no kind of event; docs/events.md lists them")
    raw = _joined(canonical_members(event))
    return Payload(secret, actor, about.requests, about.persons, raw)


_WRITABLE = frozenset(KINDS.values())


def event_of(content: Payload) -> AnyEvent:
    """The event in a payload; raises `BadEntry` if it is none, or not in its canonical form."""
    try:
        event = decode(content.event)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadEntry(f"the payload holds no event: {error}") from None
    return event


def seal_time(recorded: int, content: Payload) -> bytes:
    """The entry for a payload, recorded at that time (seconds since 1970)."""
    return MAGIC + recorded.to_bytes(8, "big") + b"".join(commitments(content))


def recorded(entry: bytes) -> int:
    """When an entry was recorded, in seconds since 1970; raises `BadEntry` if it is no entry."""
    if len(entry) != ENTRY_SIZE or entry[: len(MAGIC)] != MAGIC:
        raise BadEntry(f"an entry has {ENTRY_SIZE} bytes and begins with {MAGIC.decode()}")
    return int.from_bytes(entry[4:12], "big")


def committed(entry: bytes) -> tuple[bytes, ...]:
    """The five commitments in an entry, in the order of `FIELDS`."""
    recorded(entry)
    return tuple(entry[at : at + 32] for at in range(12, ENTRY_SIZE, 32))


def commitments(content: Payload) -> list[bytes]:
    """The five commitments to a payload; raises `BadEntry` if its event is not canonical."""
    return commitments_of(content)[1]


def commitments_of(content: Payload) -> tuple[AnyEvent, list[bytes]]:
    """The event in a payload and the five commitments; raises `BadEntry` like `commitments`."""
    event, fields = _parts(content)
    salts = _salts(content, fields)
    parts = [part for some in fields for part in some]
    closed = [
        sha256(_PART_LABEL + salt + part).digest()
        for salt, part in zip(salts[len(FIELDS) :], parts, strict=True)
    ]
    found, at = [], 0
    for label, salt, some in zip(_FIELD_LABELS, salts, fields, strict=False):
        end = at + len(some)
        found.append(sha256(label + salt + b"".join(closed[at:end])).digest())
        at = end
    return event, found


def kind_commitment(kind: type[AnyEvent], secret: bytes) -> bytes:
    """The first commitment of every entry of this kind with this secret, whatever it says."""
    drawn = shake_256(secret).digest(SALT_SIZE * (len(FIELDS) + 1))
    part = part_commitment(drawn[-SALT_SIZE:], _TAGS[kind])
    return sha256(_FIELD_LABELS[0] + drawn[:SALT_SIZE] + part).digest()


def part_commitment(salt: bytes, part: bytes) -> bytes:
    """The commitment to one part of a field, which stands for it while it is closed."""
    return sha256(_PART_LABEL + salt + part).digest()


def opened(content: Payload) -> dict[str, Opened]:
    """Every field of a payload with all its parts and salts, ready to disclose some of them."""
    _, fields = _parts(content)
    salts = _salts(content, fields)
    found, rest = {}, iter(salts[len(FIELDS) :])
    for name, salt, parts in zip(FIELDS, salts, fields, strict=False):
        found[name] = Opened(salt, tuple((next(rest), part) for part in parts))
    return found


def _salts(content: Payload, fields: Sequence[Sequence[bytes]]) -> list[bytes]:
    """The salts of the fields, then of all their parts."""
    size = SALT_SIZE * (len(fields) + sum(map(len, fields)))
    drawn = shake_256(content.secret).digest(size)
    return [drawn[at : at + SALT_SIZE] for at in range(0, size, SALT_SIZE)]


def _parts(content: Payload) -> tuple[AnyEvent, tuple[Sequence[bytes], ...]]:
    event = event_of(content)
    members = canonical_members(event)
    if _joined(members) != content.event:
        raise BadEntry("the event in the payload is not in its canonical form")
    return event, (
        (_TAGS[type(event)],),
        ((event.by or "").encode(), content.actor.encode()),
        tuple(map(str.encode, content.requests)),
        tuple(map(str.encode, content.persons)),
        members,
    )


def _joined(members: Sequence[bytes]) -> bytes:
    return b"{" + b",".join(members) + b"}"
