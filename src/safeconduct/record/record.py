"""A node's own record: events go in, as commitments for everybody and payloads for itself.

    with database.transaction():
        ...                                     # the change itself
        record.append(connection, [Written(event, About(("req_…",), ("per_…",)), "acc_…")])

The entry is part of the transaction that makes the change: either both happen or neither.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from os import urandom
from typing import NamedTuple

from safeconduct.case.about import About
from safeconduct.case.events import (
    ActDropped,
    ActIntended,
    AnyEvent,
    EntriesLost,
    PayloadErased,
)
from safeconduct.case.roles import Role
from safeconduct.record import entry as entries
from safeconduct.record.database import Connection, insert, raw
from safeconduct.record.entry import BadEntry, Payload
from safeconduct.record.log import Log
from safeconduct.record.seal import PayloadKeys

KEPT = (ActIntended, ActDropped, PayloadErased, EntriesLost)
"""Kinds of events that are never erased. They name no persons."""
REMEMBERED = 100_000
"""Of so many payloads a process remembers that they fit their entries (some 10 MB)."""


class Written(NamedTuple):
    """An event to be recorded: what it belongs to, and who did it (an account; may be empty)."""

    event: AnyEvent
    about: About = About()
    actor: str = ""


class Receipt(NamedTuple):
    """That an event is recorded: where, and the entry. Counts once the transaction is over."""

    position: int
    entry: bytes


class Record:
    """Adds events to a node's own log and reads them back."""

    def __init__(self, keys: PayloadKeys, clock: Callable[[], float] = time.time) -> None:
        """`clock` gives seconds since 1970."""
        self._keys = keys
        self._clock = clock
        self._fitting: set[bytes] = set()

    def append(self, connection: Connection, written: Sequence[Written]) -> list[Receipt]:
        """Add events in the caller's transaction, in order; others wait until it ends.

        Raises `BadEntry` for an event of a kind that cannot be written, `DatabaseError` if no
        transaction is open.
        """
        payloads = [
            entries.payload(w.event, w.about, w.actor, self._secret(connection, w.event))
            for w in written
        ]
        log = Log(connection)
        size, last = log.lock()
        # The clock may be set back; the record's time is not.
        now = max(int(self._clock()), entries.recorded(last) if last else 0)
        sealed = [entries.seal_time(now, payload) for payload in payloads]
        log.add(sealed, size)
        insert(
            connection,
            "record_payload (position, sealed)",
            [
                (position, self._keys.seal(payload, entry))
                for position, (payload, entry) in enumerate(
                    zip(payloads, sealed, strict=True), size
                )
            ],
        )
        return [Receipt(position, entry) for position, entry in enumerate(sealed, size)]

    def _secret(self, connection: Connection, event: AnyEvent) -> bytes:
        if not isinstance(event, ActIntended):
            return urandom(entries.SECRET_SIZE)
        row = connection.execute(
            "SELECT COUNT(*) FROM record_intent WHERE subject = %s", [event.to]
        ).fetchone()
        return self._keys.intent_secrets(event.to, int(row[0]))[0]

    def lost_intent(self, connection: Connection, to: str, number: int) -> int | None:
        """The entry that announces act `number` on `to`, if it is one of those that were lost.

        They were taken back from a mirror, and nobody knows what they say (`lost.py`); but an
        announcement of this node's can be told by its secret.
        """
        secrets = self._keys.intent_secrets(to, number)
        marks = ", ".join(["%s"] * len(secrets))
        row = connection.execute(
            f"SELECT position FROM record_lost WHERE kind IN ({marks})",
            [entries.kind_commitment(ActIntended, secret) for secret in secrets],
        ).fetchone()
        return int(row[0]) if row else None

    def payload(self, connection: Connection, position: int) -> Payload | None:
        """What an entry commits to; None once it is erased. Raises `BadEntry` if it was changed."""
        entry = Log(connection).entry(position)
        row = connection.execute(
            "SELECT sealed FROM record_payload WHERE position = %s", [position]
        ).fetchone()
        if entry is None:
            raise BadEntry(f"there is no entry {position}")
        return None if row is None else self.open(raw(row[0]), entry)

    def event(self, connection: Connection, position: int) -> AnyEvent | None:
        """The event of an entry; None once it is erased. Raises `BadEntry` as `payload` does."""
        payload = self.payload(connection, position)
        return None if payload is None else entries.event_of(payload)

    def erase(
        self, connection: Connection, position: int, by: Role, reasons: str, actor: str = ""
    ) -> Receipt:
        """Erase what an entry says, and record that, in the caller's transaction.

        The entry stays and still verifies. Raises `BadEntry` if there is nothing to erase, or if
        the entry is one of those that keep acts from happening twice and erasures honest.
        """
        if isinstance(self.event(connection, position), KEPT):
            raise BadEntry(
                f"entry {position} says what became of an act or an erasure: it is kept, because "
                "without it nobody could tell whether something happened twice"
            )
        day = datetime.fromtimestamp(self._clock(), UTC).date().isoformat()
        event = PayloadErased(entry=str(position), reasons=reasons, by=by, day=day)
        (receipt,) = self.append(connection, [Written(event, About(), actor)])
        gone = connection.execute(
            "DELETE FROM record_payload WHERE position = %s", [position]
        ).rowcount
        if gone != 1:
            raise BadEntry(f"entry {position} has nothing to erase")
        return receipt

    def open(self, sealed: bytes, entry: bytes) -> Payload:
        """The payload of an entry, checked against it; raises `BadEntry` if it was changed."""
        payload = self._keys.open(sealed, entry)
        # These very bytes fitted before: only then is the larger part of the work spared. Nothing
        # of what they say is kept, so that what is erased is gone.
        both = sha256(entry + sealed).digest()
        if both in self._fitting:
            return payload
        if tuple(entries.commitments(payload)) != entries.committed(entry):
            raise BadEntry("the payload is not what the entry commits to")
        if len(self._fitting) >= REMEMBERED:
            self._fitting.clear()
        self._fitting.add(both)
        return payload
