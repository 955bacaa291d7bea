"""Makes a disclosure: what a profile opens of the record, with the proofs that it is all there.

Whom an entry is about stands only in its payload, so every payload is opened once. No index says
who is in which entry: it would be the map of protected persons that the record must not be.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from safeconduct.case.about import About, Things
from safeconduct.record import entry as entries
from safeconduct.record.bundle import (
    Disclosure,
    Earlier,
    Field,
    Part,
    Shown,
    Withheld,
)
from safeconduct.record.database import Connection
from safeconduct.record.entry import BadEntry, Payload
from safeconduct.record.knowledge import Known
from safeconduct.record.log import PAGE, Log
from safeconduct.record.members import HeldBack, texts
from safeconduct.record.note import BadNote, SignedCheckpoint
from safeconduct.record.opening import OF_OTHERS, Entry, Opens, Profile
from safeconduct.record.policy import Policy
from safeconduct.record.record import Record
from safeconduct.record.schema import OWN

Progress = Callable[[int, int, str], None]
"""Called with (done, of, what) while entries are read."""


class BadDisclosure(ValueError):
    """What was asked for cannot be disclosed, or not yet; the message says why."""


class Bundle(NamedTuple):
    """A disclosure, and what whoever makes it has to know. Only the disclosure is handed over."""

    disclosure: Disclosure
    held_back: tuple[tuple[int, HeldBack], ...]
    """Members that a person can open after reading them: entry number, member and why."""
    left_out: tuple[tuple[int, str], ...]
    """Entries that concern the reader and are not shown: number and kind. A person can open some
    of their members; that they are there may tell of somebody's protection."""
    erased: tuple[int, ...]
    """Entries whose payload is erased: nobody can tell any more whether they belong here."""


class _Read(NamedTuple):
    seen: Entry
    raw: bytes
    payload: Payload


def no_peer(request: str) -> str:
    """The default for `request_name`: nobody is told what a request is called elsewhere."""
    raise BadDisclosure(
        f"this profile names requests by the reader's pseudonym, so it has to be said who reads "
        f"(request '{request}')"
    )


def disclose(
    connection: Connection,
    record: Record,
    policy: Policy,
    profile: Profile,
    *,
    now: float,
    only: Collection[int] | None = None,
    since: Sequence[int] = (),
    open_also: Collection[tuple[int, str]] = (),
    withhold: Collection[int] = (),
    request_name: Callable[[str], str] = no_peer,
    progress: Progress = lambda _done, _of, _what: None,
) -> Bundle:
    """What the profile opens of a node's own record, under the last checkpoint with a quorum.

    `now`: seconds since 1970. `only`: these entries and no others. `since`: sizes of checkpoints
    that the reader holds. `open_also`: entry and member that a person has read and opens.
    `withhold`: entries that a named authority defers; they do not count as having been told of.
    `request_name`: the reader's pseudonym of a request (overseer and register).

    Raises `BadDisclosure`, also where the record does not hold what it should.
    """
    log = Log(connection)
    signed = _checkpoint(log, policy)
    size = signed.checkpoint.size
    for position in {*(only or ()), *(position for position, _ in open_also), *withhold}:
        if not 0 <= position < size:
            raise BadDisclosure(
                f"entry {position} is not among the {size} that are cosigned by enough; "
                "wait for the next checkpoint, or name another entry"
            )
    known = Known()
    reads, erased = _gather(connection, record, profile, size, known, withhold, progress)
    chosen, held_back, left_out = _choose(reads, profile, known, only, open_also, withhold)
    shown = {}
    for read, opens in chosen:
        position, about = read.seen.position, read.seen.about
        names = tuple(map(request_name, about.requests)) if profile.pseudonyms else ()
        shown[position] = _shown(read, opens, _proof(log, position, size), names)
    for position, raw in erased.items():
        if position in only if only is not None else profile.everything:
            shown[position] = Shown(position, _b64(raw), _proof(log, position, size), erased=True)
    if only is not None and (missing := set(only) - shown.keys()):
        raise BadDisclosure(f"of entry {min(missing)} nothing is opened to this reader")
    made = datetime.fromtimestamp(int(now), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Bundle(
        Disclosure(
            made=made,
            for_=profile.described(request_name),
            origin=signed.checkpoint.origin,
            checkpoint=str(signed),
            earlier=tuple(_earlier(log, old, size) for old in sorted(set(since))),
            entries=tuple(shown[position] for position in sorted(shown)),
        ),
        tuple(held_back),
        tuple(left_out),
        tuple(sorted(erased)),
    )


def to_json(bundle: Bundle) -> bytes:
    """The disclosure as it is handed over."""
    return msgspec.json.format(msgspec.json.encode(bundle.disclosure), indent=1) + b"\n"


def _checkpoint(log: Log, policy: Policy) -> SignedCheckpoint:
    """The last checkpoint that enough have cosigned, if the record still leads to it."""
    why = ""
    rows = log.connection.execute(
        "SELECT size FROM record_checkpoint WHERE log = %s ORDER BY size DESC", [log.number]
    ).fetchall()
    for (size,) in rows:
        signed = log.checkpoint_at(size)
        if signed is None:
            continue
        try:
            policy.check(signed)
        except BadNote as error:
            why = why or f"; the last one, over {size} entries: {error}"
            continue
        if log.root(size) != signed.checkpoint.root:
            raise BadDisclosure(
                f"the record no longer leads to its checkpoint over {size} entries: it was "
                "changed; keep everything and tell the overseer"
            )
        return signed
    raise BadDisclosure(f"no checkpoint is cosigned by enough witnesses{why}")


def _gather(
    connection: Connection,
    record: Record,
    profile: Profile,
    size: int,
    known: Known,
    withhold: Collection[int],
    progress: Progress,
) -> tuple[list[_Read], dict[int, bytes]]:
    """The entries that may concern the reader, and those whose payload is erased."""
    reads, erased, things = list[_Read](), dict[int, bytes](), Things()
    for position, raw, sealed in _rows(connection, size):
        if position % PAGE == 0:
            progress(position, size, "entries read")
        if sealed is None:
            erased[position] = raw
            continue
        try:
            payload = record.open(sealed, raw)
            event = entries.event_of(payload)
        except BadEntry as error:
            raise BadDisclosure(f"entry {position}: {error}") from None
        # In doubt an entry concerns more persons: whoever wrote it may have forgotten one.
        also = things.about(event)
        about = About(
            tuple(sorted({*payload.requests, *also.requests})),
            tuple(sorted({*payload.persons, *also.persons})),
        )
        known.learn(position, event, about, position not in withhold)
        seen = Entry(position, event, about)
        if profile.concerns(seen):
            reads.append(_Read(seen, raw, payload))
    progress(size, size, "entries read")
    return reads, erased


def _rows(connection: Connection, size: int) -> Iterator[tuple[int, bytes, bytes | None]]:
    for start in range(0, size, PAGE):
        end = min(start + PAGE, size)
        rows = connection.execute(
            "SELECT e.position, e.entry, p.sealed FROM record_entry e "
            "LEFT JOIN record_payload p ON p.position = e.position "
            "WHERE e.log = %s AND e.position >= %s AND e.position < %s ORDER BY e.position",
            [OWN, start, end],
        ).fetchall()
        if missing := set(range(start, end)).difference(row[0] for row in rows):
            raise BadDisclosure(f"entry {min(missing)} is missing from the record")
        for position, raw, sealed in rows:
            yield position, bytes(raw), None if sealed is None else bytes(sealed)


def _choose(
    reads: Sequence[_Read],
    profile: Profile,
    known: Known,
    only: Collection[int] | None,
    open_also: Collection[tuple[int, str]],
    withhold: Collection[int],
) -> tuple[list[tuple[_Read, Opens]], list[tuple[int, HeldBack]], list[tuple[int, str]]]:
    more: dict[int, set[str]] = {}
    for position, member in open_also:
        more.setdefault(position, set()).add(member)
    chosen, held_back, left_out = [], [], []
    for read in reads:
        position = read.seen.position
        if position in withhold or (only is not None and position not in only):
            continue
        opens = profile.opens(read.seen, known)
        wanted = more.pop(position, set())
        for member in sorted(wanted):
            if member not in texts(read.seen.event):
                raise BadDisclosure(f"entry {position} has no '{member}' that could be opened")
            if refused := profile.may_open(read.seen, member, known):
                raise BadDisclosure(f"entry {position}: {refused}")
        if wanted:
            opens = (opens or profile.least(read.seen, known)).also(wanted)
        if opens is None:
            if any(not profile.may_open(read.seen, m, known) for m in texts(read.seen.event)):
                left_out.append((position, read.seen.kind))
            continue
        chosen.append((read, opens))
        held_back += [(position, held) for held in opens.held_back]
    for position in more:
        raise BadDisclosure(f"entry {position} does not concern this reader, or is withheld")
    return chosen, held_back, left_out


# The form


def _earlier(log: Log, old: int, size: int) -> Earlier:
    signed = log.checkpoint_at(old)
    if signed is None or old > size:
        raise BadDisclosure(
            f"no checkpoint over {old} entries is kept here that is as old as the last one; "
            "whoever holds one: its second line says over how many entries it is"
        )
    return Earlier(str(signed), tuple(_b64(step) for step in log.consistency(old, size)))


def _shown(read: _Read, opens: Opens, proof: tuple[str, ...], names: tuple[str, ...]) -> Shown:
    chosen: dict[str, Callable[[int, bytes], bool]] = {
        "kind": lambda _at, _part: True,
        "actor": lambda at, _part: at == 0 and opens.role,
        "request": lambda _at, part: part.decode() in opens.requests,
        "person": lambda _at, part: part.decode() in opens.persons,
        "content": lambda _at, part: _name(part) in opens.members,
    }
    fields, withheld = {}, []
    for name, (salt, parts) in entries.opened(read.payload).items():
        is_open = [chosen[name](at, part) for at, (_, part) in enumerate(parts)]
        if not any(is_open):
            continue
        fields[name] = Field(
            _b64(salt),
            tuple(
                Part(salt=_b64(own), value=part.decode())
                if opened
                else Part(commitment=_b64(entries.part_commitment(own, part)))
                for (own, part), opened in zip(parts, is_open, strict=True)
            ),
        )
        if closed := tuple(at for at, opened in enumerate(is_open) if not opened):
            withheld.append(Withheld(name, closed, _WHY.get(name, opens.why_closed)))
    return Shown(read.seen.position, _b64(read.raw), proof, fields, tuple(withheld), names)


_WHY = {
    "actor": "the role is shown, not who held it",
    "request": "requests of which this reader was not told",
    "person": OF_OTHERS,
}


def _name(member: bytes) -> str:
    """The name that a member of the canonical form begins with."""
    return member[1 : member.index(b'"', 1)].decode()


def _proof(log: Log, position: int, size: int) -> tuple[str, ...]:
    return tuple(_b64(step) for step in log.inclusion(position, size))


def _b64(raw: bytes) -> str:
    return b64encode(raw).decode()
