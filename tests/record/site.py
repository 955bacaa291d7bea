"""A node's record for tests of attacks: its keys, its witnesses, and hands that may change it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from safeconduct.case import events as ev
from safeconduct.case.about import About
from safeconduct.record import note, policy, schema
from safeconduct.record.database import Database, connect, insert
from safeconduct.record.entry import Payload
from safeconduct.record.keys import COSIGNER, COSIGNER_MLDSA, SecretKey
from safeconduct.record.log import Log
from safeconduct.record.note import SignedCheckpoint
from safeconduct.record.record import Record, Written
from safeconduct.record.seal import PayloadKeys
from safeconduct.record.verify import Finding, Report, verify
from tests.record.postgres import ORIGIN

NOTHING = About()
START = 1_800_000_000
COLUMNS = {
    "record_entry": "entry",
    "record_node": "hash",
    "record_payload": "sealed",
    "record_checkpoint": "note",
    "record_cosignature": "line",
    "record_intent": "subject",
    "record_outcome": "done",
    "record_lost": "kind",
    "record_log": "origin",
}
"""The tables of a record, each with a column that holds something."""


class Site:
    """A node whose owner has gone bad: `database` may change every row.

    Time stands still between two calls of `later`. `owner` is the address of whoever makes the
    tables, `intruder` of whoever changes them.
    """

    def __init__(self, owner: str, intruder: str) -> None:
        """Make the tables."""
        made = connect(owner)
        schema.create(made, ORIGIN)
        made.close()
        self.open_at(intruder)
        self.now = START
        self.key = SecretKey.new(ORIGIN)
        self.witnesses = [
            SecretKey.new("oversight.example", COSIGNER),
            SecretKey.new("bar.example", COSIGNER_MLDSA),
        ]
        self.policy = policy.read(
            f"log {self.key.public}\n"
            + "".join(f"witness w{n} {w.public}\n" for n, w in enumerate(self.witnesses))
            + "group both all w0 w1\nquorum both\n"
        )
        self.payload_key = b"k" * 32
        self.keys = PayloadKeys([self.payload_key])
        self.record = Record(self.keys, lambda: self.now)

    def open_at(self, address: str) -> None:
        """Work on the database at an address; on SQLite, take the triggers away."""
        self.address = address
        self.database = connect(address)
        self.log = Log(self.database)
        if self.database.vendor == "sqlite":
            self.database.execute("PRAGMA synchronous=OFF")
            drop_triggers(self.database)

    def close(self) -> None:
        """Give the connection back."""
        self.database.close()

    def later(self, seconds: int = 60) -> None:
        """Let time pass."""
        self.now += seconds

    def append(self, *events: ev.AnyEvent, about: About = NOTHING) -> list[int]:
        """Record events; gives their positions."""
        with self.database.transaction():
            written = [Written(event, about) for event in events]
            return [r.position for r in self.record.append(self.database, written)]

    def fill(self, count: int) -> None:
        """Record so many looks, a minute apart."""
        for _ in range(count):
            number = self.log.size()
            self.append(
                ev.LookTaken(at=f"file-{number}", persons=("anna",), purpose=f"for {number}"),
                about=About(("request-1",), ("anna", "ben")),
            )
            self.later()

    def signed(self, size: int | None = None) -> SignedCheckpoint:
        """A checkpoint with the signature of the log, which nobody keeps yet."""
        size = self.log.size() if size is None else size
        checkpoint = note.Checkpoint(ORIGIN, size, self.log.root(size))
        return SignedCheckpoint(checkpoint, (note.sign(checkpoint, self.key),))

    def checkpoint(self, *, cosigned: bool = True) -> SignedCheckpoint:
        """Sign a checkpoint, have it cosigned, and keep both."""
        signed = self.signed()
        with self.database.transaction():
            self.log.keep_checkpoint(signed)
            for witness in self.witnesses if cosigned else []:
                line = note.sign(signed.checkpoint, witness, self.now)
                self.log.keep_cosignature(signed.checkpoint.size, line, self.now)
                signed = signed.with_signatures([line])
        return signed

    def verify(
        self,
        held: Sequence[SignedCheckpoint] = (),
        *,
        keys: bool = True,
        policy: bool = True,
        mirror: Log | None = None,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Report:
        """Check the record, with payload keys and the policy or without."""
        return verify(
            self.database, self.key.public, held=held, mirror=mirror, now=self.now,
            policy=self.policy if policy else None, progress=progress,
            payload_keys=self.keys if keys else None,
        )  # fmt: skip

    # What an intruder does

    def entries(self) -> list[bytes]:
        """All entries."""
        return [entry for _, entry in self.log.entries()]

    def sealed(self) -> dict[int, bytes]:
        """All sealed payloads."""
        rows = self.database.execute("SELECT position, sealed FROM record_payload").fetchall()
        return {position: bytes(sealed) for position, sealed in rows}

    def set_entry(self, position: int, entry: bytes) -> None:
        """Put another entry in the place of one, and leave the tree as it is."""
        self.database.execute(
            "UPDATE record_entry SET entry = %s WHERE log = 0 AND position = %s", [entry, position]
        )

    def rebuild(self, entries: Sequence[bytes], sealed: Sequence[bytes | None]) -> None:
        """Put other entries in the place of all, with their payloads, and build the tree anew."""
        with self.database.transaction():
            for table in ("record_entry", "record_node"):
                self.database.execute(f"DELETE FROM {table} WHERE log = 0")
            self.database.execute("DELETE FROM record_payload")
            self.log.add(entries, 0)
            rows = [(n, raw) for n, raw in enumerate(sealed) if raw is not None]
            insert(self.database, "record_payload (position, sealed)", rows)

    def sign_again(self) -> None:
        """With the log's key, sign all checkpoints anew and drop the cosignatures."""
        sizes = self.database.execute("SELECT size FROM record_checkpoint").fetchall()
        for (size,) in sizes:
            fresh = str(self.signed(size)) if size <= self.log.size() else None
            if fresh is None:
                self.database.execute("DELETE FROM record_checkpoint WHERE size = %s", [size])
            self.database.execute(
                "UPDATE record_checkpoint SET note = %s WHERE size = %s", [fresh or "", size]
            )
        self.database.execute("DELETE FROM record_cosignature")

    def open(self, position: int) -> Payload:
        """The payload of an entry."""
        payload = self.record.payload(self.database, position)
        assert payload is not None
        return payload


def altered(entry: bytes) -> bytes:
    """Another entry, of the same form."""
    return entry[:-1] + bytes([entry[-1] ^ 1])


def drop_triggers(database: Database) -> None:
    """On SQLite, take away what refuses changes, as whoever owns the file can."""
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in names:
        database.execute(f"DROP TRIGGER {name}")


def spots(report: Report) -> list[tuple[str, int | None, int | None]]:
    """The findings without their words, in order."""
    return sorted(
        ((f.kind, f.first, f.last) for f in report.findings), key=lambda s: (s[0], s[1] or 0)
    )


def of(report: Report, kind: str) -> list[Finding]:
    """The findings of one kind."""
    return [finding for finding in report.findings if finding.kind == kind]
