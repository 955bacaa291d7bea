"""After a restore: what a mirror has of this node's record that the node has no more.

A mirror keeps entries and not what they say. So what comes back is closed: it shows that something
happened and when, not what. It has to come back all the same, since witnesses have seen it and
cosign nothing that goes on otherwise. `compare` only looks. `take_back` enters the lost entries in
their old places, and one more that says so. `docs/restore.md` says what people do before and after.

Of the closed entries one kind still counts: those that announced an act. The node tells them by
their secret (`seal.py`), whatever it is asked to open (`acts.py`).
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from safeconduct.case.events import EntriesLost
from safeconduct.case.roles import Role
from safeconduct.record import note, tree
from safeconduct.record.database import Database, insert
from safeconduct.record.entry import BadEntry, committed, recorded
from safeconduct.record.evidence import Evidence
from safeconduct.record.keys import PublicKey
from safeconduct.record.log import Log
from safeconduct.record.record import Receipt, Record, Written


class BadCopy(Exception):
    """The copy cannot be used; the message says why and what would help."""


@dataclass(frozen=True)
class Copy:
    """A mirror's copy of a log, from the entry `start` on, and the checkpoint over it."""

    mirror: str
    start: int
    entries: Sequence[bytes]
    signed: note.SignedCheckpoint


class Lost(NamedTuple):
    """An entry that the mirror has and the node has not: its number, and when it was recorded."""

    position: int
    recorded: int
    """In seconds since 1970."""


@dataclass(frozen=True)
class Comparison:
    """How a node's record and a mirror's copy of it stand to each other."""

    here: int
    there: int
    unlike: tuple[int, ...]
    """Numbers under which the two have different entries: the node has gone on otherwise."""
    lost: tuple[Lost, ...]


# A copy, as a mirror hands it out


def hand_out(log: Log, mirror: str, start: int) -> Iterator[str]:
    """The lines of a copy, in the form in which a node sends its entries to a mirror.

    `mirror`: whose copy it is; the first line says so. Raises `BadCopy`.
    """
    signed = log.checkpoint()
    if signed is None or start > signed.checkpoint.size:
        there = signed.checkpoint.size if signed else 0
        raise BadCopy(f"the copy here has {there} entries; ask for a start that is not above that")
    yield f"mirror {mirror}\n"
    yield f"entries {start}\n"
    for _, entry in log.entries(start, signed.checkpoint.size):
        yield f"{b64encode(entry).decode()}\n"
    yield f"\n{signed}"


def from_log(log: Log, mirror: str, start: int) -> Copy:
    """The copy in a mirror's own folder. Raises `BadCopy`."""
    return _read("".join(hand_out(log, mirror, start)))


def from_file(path: Path) -> Copy:
    """The copy in a file that `hand_out` made. Raises `BadCopy`, `OSError`."""
    try:
        return _read(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise BadCopy(
            f"{path} is no copy of a record; 'safeconduct record copy' makes one"
        ) from None


def _read(text: str) -> Copy:
    head, _, rest = text.partition("\n\n")
    mirror, start, *lines = [*head.split("\n"), ""]
    try:
        if not mirror.startswith("mirror ") or not start.startswith("entries "):
            raise note.BadNote("the first lines read 'mirror NAME' and 'entries NUMBER'")
        first = note.read_size(start.removeprefix("entries "))
        entries = [b64decode(line, validate=True) for line in lines if line]
        for entry in entries:
            recorded(entry)
        signed = note.read(rest)
    except (note.BadNote, BadEntry, binascii.Error) as error:
        raise BadCopy(f"this is no copy of a record: {error}") from None
    if first + len(entries) != signed.checkpoint.size:
        raise BadCopy(
            f"the copy's entries reach {first + len(entries)}, its checkpoint "
            f"{signed.checkpoint.size}: it is not whole, ask for it again"
        )
    return Copy(mirror.removeprefix("mirror "), first, entries, signed)


# Comparing


def compare(log: Log, copy: Copy, key: PublicKey) -> Comparison:
    """Compare a node's record with a copy; nothing is changed. `key`: the node's own.

    Raises `BadCopy` unless the copy's entries are those that the node itself signed.
    """
    size = log.size()
    if copy.start > size:
        raise BadCopy(f"the copy begins at entry {copy.start}; ask for it from {size} or earlier")
    try:
        copy.signed.check_log(key)
    except note.BadNote as error:
        raise BadCopy(f"the copy's checkpoint: {error}") from None
    frontier = tree.Frontier(copy.start, log.hashes(tree.subtrees(0, copy.start)))
    unlike, lost = [], []
    for position, entry in enumerate(copy.entries, copy.start):
        frontier.add(tree.leaf_hash(entry))
        if position >= size:
            lost.append(Lost(position, recorded(entry)))
        elif log.entry(position) != entry:
            unlike.append(position)
    if frontier.root() != copy.signed.checkpoint.root:
        first = f", or the first {copy.start} here are not" if copy.start else ""
        raise BadCopy(
            f"the copy's entries are not those that {key.name} signed{first}; ask for a copy "
            "from entry 0, and for one of another mirror"
        )
    return Comparison(size, copy.signed.checkpoint.size, tuple(unlike), tuple(lost))


# Taking back


def take_back(
    database: Database,
    record: Record,
    copy: Copy,
    key: PublicKey,
    cosigned: int,
    by: Role,
    reasons: str,
) -> Receipt:
    """Enter the lost entries in their old places, and that they were lost.

    `cosigned`: how many entries witnesses have seen (`most_seen`). Raises `BadCopy` if
    nothing is lost, if something was recorded here since, or if somebody has seen more than the
    copy has: what is not known to be complete could hide an act.
    """
    with database.transaction():
        log = Log(database)
        here = log.lock().size
        found = compare(log, copy, key)
        if found.unlike:
            raise BadCopy(
                f"entry {found.unlike[0]} here is not the mirror's: something was recorded since "
                "the restore. Restore once more with the node stopped, and enter it afterwards"
            )
        if cosigned > found.there:
            raise BadCopy(
                f"this mirror has {found.there} entries, and witnesses have seen {cosigned}: ask "
                "another one"
            )
        if not found.lost:
            raise BadCopy(f"nothing is lost: here are {here} entries, the mirror has {found.there}")
        _keys_at_hand(database, record, here)
        entries = copy.entries[here - copy.start :]
        log.add(entries, here)
        kinds = [(position, committed(e)[0]) for position, e in enumerate(entries, here)]
        insert(database, "record_lost (position, kind)", kinds)
        event = EntriesLost(
            first=str(here), last=str(found.there - 1), mirror=copy.mirror, reasons=reasons, by=by,
            day=datetime.now(UTC).date().isoformat(),
        )  # fmt: skip
        (receipt,) = record.append(database, [Written(event)])
    return receipt


def _keys_at_hand(database: Database, record: Record, here: int) -> None:
    """Without the keys that it had, the node could not tell what announced an act."""
    try:
        if here:
            record.payload(database, here - 1)
    except BadEntry as error:
        raise BadCopy(f"entry {here - 1}: {error}. Bring back keys/payload as it was") from None


def most_seen(evidence: Evidence, cosigned: Path, key: PublicKey) -> int:
    """How many entries of a log somebody has seen, as far as the log itself signed that.

    From the node's alarms, and from the file with the last checkpoint that a quorum cosigned.
    """
    shown = [d for alarm in evidence.alarms().values() for d in alarm.documents.values()]
    if cosigned.exists():
        shown.append(cosigned.read_text(encoding="utf-8"))
    return max((_size(text, key) for text in shown), default=0)


def _size(text: str, key: PublicKey) -> int:
    try:
        signed = note.read(text)
        signed.check_log(key)
    except note.BadNote:
        return 0
    return signed.checkpoint.size
