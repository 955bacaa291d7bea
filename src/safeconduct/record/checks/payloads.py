"""The payloads of a stretch: whether each opens under its entry and is what it commits to."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

from safeconduct.case.events import (
    ActDropped,
    ActIntended,
    AnyEvent,
    EntriesLost,
    PayloadErased,
)
from safeconduct.record import entry as entries
from safeconduct.record.checks.finding import Seen, at
from safeconduct.record.checks.rows import LogRows
from safeconduct.record.entry import BadEntry
from safeconduct.record.seal import PayloadKeys


class Intended(NamedTuple):
    """An announced act, as its entry says."""

    position: int
    intent: str
    to: str
    digest: str


class Wanted(NamedTuple):
    """What else has to be known of some payloads."""

    positions: frozenset[int] = frozenset()
    """Entries of whose events the digest is wanted."""
    digests: frozenset[str] = frozenset()
    """Digests of which it is wanted where events with them stand."""


class Opened(NamedTuple):
    """What the payloads of a stretch say."""

    seen: list[Seen]
    opened: int
    without: list[int]
    """Entries without a payload."""
    unread: list[int]
    """Entries whose payload does not open."""
    secrets: bytes
    """The first eight bytes of the secrets that salts come from."""
    of: list[int]
    """Which entries `secrets` is of."""
    erased: list[tuple[int, int]]
    """Announcements: the entry whose payload was erased, and the entry that says so."""
    lost: list[tuple[int, int, int]]
    """Announcements: the first and the last of entries that were lost, and the entry that says so.
    """
    intended: list[Intended]
    dropped: dict[int, str]
    """Acts that were dropped: by entry, the intent."""
    digests: dict[int, str]
    """The digests that were wanted, by entry."""


def check(
    rows: LogRows,
    start: int,
    end: int,
    found: Mapping[int, bytes],
    keys: PayloadKeys,
    wanted: Wanted,
) -> Opened:
    """Open the payloads of the entries from `start` to `end`, given the well-formed `found`."""
    result = Opened([], 0, [], [], b"", [], [], [], [], {}, {})
    secrets = []
    sealed_at = {p: sealed for p, sealed in rows.payloads(start, end) if type(p) is int}
    open_, committed = keys.open, entries.commitments_of
    listening = bool(wanted.positions or wanted.digests)
    opened = 0
    for position, entry in found.items():
        sealed = sealed_at.pop(position, None)
        if sealed is None:
            result.without.append(position)
            continue
        try:
            payload = open_(sealed, entry)
        except (BadEntry, TypeError):
            known = type(sealed) is bytes and keys.have_key_for(sealed)
            result.seen.append(at("payload-changed" if known else "payload-locked", position))
            result.unread.append(position)
            continue
        try:
            event, commitments = committed(payload)
        except BadEntry:
            event, commitments = None, []
        if event is None or b"".join(commitments) != entry[12:]:
            result.seen.append(at("payload-unlike-entry", position))
            result.unread.append(position)
            continue
        opened += 1
        secrets.append(payload.secret[:8].ljust(8, b"\0"))
        result.of.append(position)
        if listening or type(event) in _TELLING:
            _note(result, position, event, payload.event, wanted)
    result.seen.extend(at("payload-without-entry", p) for p in sealed_at if p not in found)
    return result._replace(opened=opened, secrets=b"".join(secrets))


_TELLING = (PayloadErased, EntriesLost, ActIntended, ActDropped)


def _note(result: Opened, position: int, event: AnyEvent, canonical: bytes, wanted: Wanted) -> None:
    """Keep what other checks need of an event."""
    if wanted.digests or position in wanted.positions:
        digest = sha256(canonical).hexdigest()
        if position in wanted.positions or digest in wanted.digests:
            result.digests[position] = digest
    if isinstance(event, PayloadErased):
        result.erased.append((int(event.entry), position))
    elif isinstance(event, EntriesLost):
        result.lost.append((int(event.first), int(event.last), position))
    elif isinstance(event, ActIntended):
        result.intended.append(Intended(position, event.intent, event.to, event.digest))
    elif isinstance(event, ActDropped):
        result.dropped[position] = event.intent
