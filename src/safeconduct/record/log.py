"""A log in the database: entries, the tree over them, checkpoints. One code path, two databases.

Adding is part of the caller's transaction and waits its turn: whoever adds next waits until that
transaction ends. Hashes in the tree never change, so reading needs no lock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from safeconduct.record import note, tree
from safeconduct.record.database import Connection, DatabaseError, insert, raw
from safeconduct.record.schema import LOCK, OWN

_SEES_OTHERS = ("read committed", "read uncommitted")
PAGE = 1000


class Last(NamedTuple):
    """How many entries a log has, and the last of them (empty if it has none)."""

    size: int
    entry: bytes


class Log:
    """One log, a node's own or one that it mirrors, over one connection."""

    def __init__(self, connection: Connection, number: int = OWN) -> None:
        """`number`: which log of the database (`schema.add_log`)."""
        self.connection = connection
        self.number = number

    def size(self) -> int:
        """How many entries there are."""
        return self.last().size

    def last(self) -> Last:
        """The size and the last entry."""
        row = self.connection.execute(
            "SELECT position, entry FROM record_entry WHERE log = %s "
            "ORDER BY position DESC LIMIT 1", [self.number],
        ).fetchone()  # fmt: skip
        return Last(row[0] + 1, raw(row[1])) if row else Last(0, b"")

    def lock(self) -> Last:
        """Wait for the turn to add, until the end of the caller's transaction; then `last`.

        Raises `DatabaseError` if no transaction is open, or if it is one that does not see what
        others have added while it waited.
        """
        if not self.connection.in_transaction:
            raise DatabaseError(
                "entries are added in a transaction, together with the change that they record: "
                "open one first (with database.transaction(): …)"
            )
        if self.connection.vendor == "postgresql":
            row = self.connection.execute(
                "SELECT pg_advisory_xact_lock(%s, %s), current_setting('transaction_isolation')",
                [LOCK, self.number],
            ).fetchone()
            if row[1] not in _SEES_OTHERS:
                raise DatabaseError(
                    f"a transaction with isolation {row[1]} does not see what others have added "
                    "while it waited for its turn; use read committed, PostgreSQL's own setting"
                )
        else:
            # Takes the turn even if the caller's transaction has only read so far.
            self.connection.execute("UPDATE record_log SET log = log WHERE log IS NULL")
        return self.last()

    def add(self, entries: Sequence[bytes], size: int) -> list[bytes]:
        """Add entries after the first `size`, as `lock` gave it; gives their leaf hashes."""
        known = self._left_edge(size, len(entries))
        rows, nodes, leaves = [], [], []
        for position, entry in enumerate(entries, size):
            leaf = tree.leaf_hash(entry)
            rows.append((self.number, position, entry))
            leaves.append(leaf)
            for number, digest in tree.grow(position, leaf, lambda s: known[tree.number(*s)]):
                known[number] = digest
                nodes.append((self.number, number, digest))
        insert(self.connection, "record_entry (log, position, entry)", rows)
        insert(self.connection, "record_node (log, number, hash)", nodes)
        return leaves

    def _left_edge(self, size: int, count: int) -> dict[int, bytes]:
        edge = tree.subtrees(0, size)
        if count == 1:
            # Only the smallest ones, one of each level from 0 up, are completed by one leaf.
            edge = [s for level, s in enumerate(reversed(edge)) if s[0] == level]
        return dict(zip([tree.number(*s) for s in edge], self.hashes(edge), strict=True))

    def hashes(self, subtrees: Sequence[tree.Subtree]) -> list[bytes]:
        """The hashes of complete subtrees; raises `tree.BadProof` if one is missing."""
        if not subtrees:
            return []
        numbers = [tree.number(*s) for s in subtrees]
        marks = ", ".join(["%s"] * len(numbers))
        found = dict(
            self.connection.execute(
                f"SELECT number, hash FROM record_node WHERE log = %s AND number IN ({marks})",
                [self.number, *numbers],
            )
        )
        missing = [s for s, number in zip(subtrees, numbers, strict=True) if number not in found]
        if missing:
            level, index = missing[0]
            first, last = index << level, ((index + 1) << level) - 1
            raise tree.BadProof(f"the tree over entries {first} to {last} is missing")
        return [raw(found[number]) for number in numbers]

    def root(self, size: int) -> bytes:
        """The root of the first `size` entries."""
        return tree.root(size, self.hashes)

    def inclusion(self, position: int, size: int) -> list[bytes]:
        """The proof that an entry is among the first `size` (`tree.inclusion`)."""
        return tree.inclusion(position, size, self.hashes)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """The proof that the first `old` of `new` entries are unchanged (`tree.consistency`)."""
        return tree.consistency(old, new, self.hashes)

    def entry(self, position: int) -> bytes | None:
        """The entry at a position."""
        row = self.connection.execute(
            "SELECT entry FROM record_entry WHERE log = %s AND position = %s",
            [self.number, position],
        ).fetchone()
        return raw(row[0]) if row else None

    def entries(self, start: int = 0, end: int | None = None) -> Iterator[tuple[int, bytes]]:
        """Positions and entries in order, as they stand: a gap is a gap."""
        while end is None or start < end:
            count = PAGE if end is None else min(PAGE, end - start)
            rows = self.connection.execute(
                "SELECT position, entry FROM record_entry WHERE log = %s AND position >= %s "
                "ORDER BY position LIMIT %s", [self.number, start, count],
            ).fetchall()  # fmt: skip
            for position, entry in rows:
                if end is not None and position >= end:
                    return
                yield position, raw(entry)
            if not rows:
                return
            start = rows[-1][0] + 1

    # Checkpoints

    def checkpoint(self) -> note.SignedCheckpoint | None:
        """The largest checkpoint that was signed, with the cosignatures over it."""
        row = self.connection.execute(
            "SELECT size FROM record_checkpoint WHERE log = %s ORDER BY size DESC LIMIT 1",
            [self.number],
        ).fetchone()
        return self.checkpoint_at(row[0]) if row else None

    def checkpoint_at(self, size: int) -> note.SignedCheckpoint | None:
        """The checkpoint of this size, with the cosignatures over it."""
        row = self.connection.execute(
            "SELECT note FROM record_checkpoint WHERE log = %s AND size = %s", [self.number, size]
        ).fetchone()
        if not row:
            return None
        lines = self.connection.execute(
            "SELECT line FROM record_cosignature WHERE log = %s AND size = %s "
            "ORDER BY time, witness", [self.number, size],
        ).fetchall()  # fmt: skip
        cosigned = [s for (line,) in lines for s in note.read_signatures(line)]
        return note.read(row[0]).with_signatures(cosigned)

    def checkpoints(self, start: int = 0) -> Iterator[note.SignedCheckpoint]:
        """All checkpoints from this size on, in order, with the cosignatures over them."""
        rows = self.connection.execute(
            "SELECT size FROM record_checkpoint WHERE log = %s AND size >= %s ORDER BY size",
            [self.number, start],
        ).fetchall()
        for (size,) in rows:
            found = self.checkpoint_at(size)
            if found:
                yield found

    def keep_checkpoint(self, signed: note.SignedCheckpoint) -> None:
        """Add a checkpoint; the first that was kept of a size stays."""
        self.connection.execute(
            "INSERT INTO record_checkpoint (log, size, note) VALUES (%s, %s, %s) "
            "ON CONFLICT DO NOTHING", [self.number, signed.checkpoint.size, str(signed)],
        )  # fmt: skip

    def keep_cosignature(self, size: int, signature: note.Signature, time: int) -> None:
        """Add a witness's cosignature over the checkpoint of this size."""
        self.connection.execute(
            "INSERT INTO record_cosignature (log, size, witness, key, time, line) "
            "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [self.number, size, signature.name, signature.id.hex(), time, signature.line()],
        )
