"""The rows of a record as they stand, wherever somebody may have put what does not belong there.

SQLite lets any column hold anything. What is read here is therefore checked before it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from safeconduct.record import tree
from safeconduct.record.database import Database

LARGEST = 2**62
"""No position is as large. In SQLite, texts and blobs are larger than all numbers."""
_ASKED_AT_ONCE = 500


_Condition = tuple[str, list[Any]]
"""What follows WHERE, and its values."""


class Extent(NamedTuple):
    """Which rows there are: `size` is one more than the largest position."""

    size: int
    strays: int
    """Rows at a place where no entry can be."""


class Joined(NamedTuple):
    """Many rows in one, which takes a fraction of the time; of no length if one is not of bytes.

    The order is not promised: if it is not that of the numbers, the numbers tell.
    """

    numbers: str
    """With commas between them."""
    shortest: int
    """The length of the shortest value."""
    values: bytes


class CheckpointRow(NamedTuple):
    """A checkpoint as it is kept; `size` is that of the row."""

    size: Any
    note: str


class CosignatureRow(NamedTuple):
    """A cosignature as it is kept."""

    size: Any
    witness: Any
    key: Any
    time: Any
    line: str


class LogRows:
    """The rows of one log. All methods raise `DatabaseError` if the database fails."""

    def __init__(self, database: Database, log: int) -> None:
        """`log`: its number in this database."""
        self._database = database
        self._log = log

    def origins(self) -> list[str]:
        """The name of the log, as the database has it."""
        found = self._rows("SELECT origin FROM record_log WHERE log = %s", self._log)
        return [str(origin) for (origin,) in found]

    def extent(self) -> Extent:
        """How far the entries go."""
        ((last,),) = self._rows(
            "SELECT MAX(position) FROM record_entry "
            "WHERE log = %s AND position >= 0 AND position < %s", self._log, LARGEST,
        )  # fmt: skip
        strays = self._outside("record_entry", "position", LARGEST)
        return Extent(0 if last is None else int(last) + 1, strays)

    def stretches(self, length: int) -> list[int]:
        """The numbers of the stretches of this length that have any entry, in order."""
        found: list[int] = []
        while True:
            # From one to the next by the key: quicker than to read all entries.
            ((first,),) = self._rows(
                "SELECT MIN(position) FROM record_entry "
                "WHERE log = %s AND position >= %s AND position < %s",
                self._log, (found[-1] + 1) * length if found else 0, LARGEST,
            )  # fmt: skip
            if first is None:
                return found
            found.append(int(first) // length)

    def entries(self, start: int, end: int) -> list[tuple[Any, Any]]:
        """Positions and entries in order."""
        return self._rows(
            "SELECT position, entry FROM record_entry "
            "WHERE log = %s AND position >= %s AND position < %s ORDER BY position",
            self._log, start, end,
        )  # fmt: skip

    def nodes(self, start: int, end: int) -> list[tuple[Any, Any]]:
        """The numbers and hashes of all subtrees that lie within these entries, in order."""
        return self._rows(
            "SELECT number, hash FROM record_node "
            "WHERE log = %s AND number >= %s AND number < %s ORDER BY number",
            self._log, 2 * start, 2 * end - 1,
        )  # fmt: skip

    def joined_entries(self, start: int, end: int) -> Joined:
        """What `entries` gives, joined; positions count from `start`."""
        where = "record_entry WHERE log = %s AND position >= %s AND position < %s"
        return self._joined("position", "entry", where, [start, self._log, start, end])

    def joined_nodes(self, start: int, end: int) -> Joined:
        """What `nodes` gives, joined; numbers count from that of the first leaf."""
        where = "record_node WHERE log = %s AND number >= %s AND number < %s"
        return self._joined("number", "hash", where, [2 * start, self._log, 2 * start, 2 * end - 1])

    def _joined(self, number: str, value: str, where: str, values: Sequence[object]) -> Joined:
        if self._database.vendor == "sqlite":
            # A number or a text counts as smaller than all blobs, so it would be the smallest.
            sql = (
                f"SELECT group_concat({number} - %s), typeof(min({value})), min(length({value})), "
                f"CAST(group_concat({value}, '') AS BLOB) FROM {where}"
            )
        else:
            # Sorted below the aggregates, where the key does it; within them, each sorts by itself.
            sql = (
                f"SELECT string_agg(({number} - %s)::text, ','), 'blob', min(length({value})), "
                f"string_agg({value}, ''::bytea) "
                f"FROM (SELECT {number}, {value} FROM {where} ORDER BY {number}) AS found"
            )
        ((numbers, kind, shortest, every),) = self._rows(sql, *values)
        return Joined(numbers, shortest, every) if kind == "blob" else Joined("", 0, b"")

    def some_nodes(self, numbers: Sequence[int]) -> dict[int, Any]:
        """The hashes of these subtrees by their numbers, as far as they are kept."""
        found: dict[int, Any] = {}
        for first in range(0, len(numbers), _ASKED_AT_ONCE):
            asked = numbers[first : first + _ASKED_AT_ONCE]
            marks = ", ".join(["%s"] * len(asked))
            found.update(
                self._rows(
                    f"SELECT number, hash FROM record_node WHERE log = %s AND number IN ({marks})",
                    self._log, *asked,
                )
            )  # fmt: skip
        return found

    def surplus_nodes(self, size: int) -> int:
        """How many hashes are kept of subtrees that a tree of this size does not have."""
        path = [tree.number(level, size >> level) for level in range(63)]
        within = [number for number in path if number < 2 * size - 1]
        beyond = self._outside("record_node", "number", max(0, 2 * size - 1))
        return beyond + len(self.some_nodes(within))

    def payloads(self, start: int, end: int) -> list[tuple[Any, Any]]:
        """Positions and sealed payloads in order (a node's own log has them)."""
        return self._rows(
            "SELECT position, sealed FROM record_payload "
            "WHERE position >= %s AND position < %s ORDER BY position", start, end,
        )  # fmt: skip

    def stray_payloads(self, size: int) -> list[Any]:
        """The positions of payloads where there is no entry, without those in gaps."""
        found = self._rows(
            "SELECT position FROM record_payload "
            "WHERE position < 0 OR position >= %s OR position IS NULL", size,
        )  # fmt: skip
        return [position for (position,) in found]

    def checkpoints(self) -> list[CheckpointRow]:
        """Every checkpoint that is kept, in order."""
        found = self._rows(
            f"SELECT size, {self._raw('note')} FROM record_checkpoint WHERE log = %s ORDER BY size",
            self._log,
        )
        return [CheckpointRow(size, _text(note)) for size, note in found]

    def cosignatures(self) -> list[CosignatureRow]:
        """Every cosignature that is kept."""
        found = self._rows(
            f"SELECT size, {self._raw('witness')}, {self._raw('key')}, time, {self._raw('line')} "
            "FROM record_cosignature WHERE log = %s ORDER BY size", self._log,
        )  # fmt: skip
        return [
            CosignatureRow(size, _text(name), _text(key), time, _text(line))
            for size, name, key, time, line in found
        ]

    def intents(self) -> dict[Any, tuple[str, Any]]:
        """The announced acts: by position, what they happen to and the digest of the act."""
        found = self._rows(f"SELECT position, {self._raw('subject')}, digest FROM record_intent")
        return {position: (_text(subject), digest) for position, subject, digest in found}

    def outcomes(self) -> list[tuple[Any, Any, Any]]:
        """Where announced acts ended: the intent, the end, and whether the act was done."""
        return self._rows("SELECT intent, position, done FROM record_outcome ORDER BY position")

    def lost_entries(self) -> dict[Any, Any]:
        """The entries that a mirror gave back, with the commitment by which they are known."""
        return dict(self._rows("SELECT position, kind FROM record_lost ORDER BY position"))

    def lost(self) -> dict[str, int]:
        """How many rows of each table belong to a log that the database does not know."""
        logs = sorted(log for (log,) in self._rows("SELECT log FROM record_log"))
        # Ranges, because an index finds them at once, where NOT IN would read the whole table.
        beyond: list[_Condition] = [("log IS NULL", [])]
        if logs:
            beyond += [("log < %s", [logs[0]]), ("log > %s", [logs[-1]])]
        else:
            beyond.append(("log IS NOT NULL", []))
        beyond += [("log > %s AND log < %s", [*pair]) for pair in pairwise(logs)]
        tables = ("record_entry", "record_node", "record_checkpoint", "record_cosignature")
        return {table: self._count(table, beyond) for table in tables}

    def _outside(self, table: str, column: str, end: int) -> int:
        """How many rows have there no number from 0 up to `end`."""
        conditions = [(f"{column} < 0", []), (f"{column} >= %s", [end]), (f"{column} IS NULL", [])]
        return self._count(
            table, [(f"log = %s AND {words}", [self._log, *v]) for words, v in conditions]
        )

    def _count(self, table: str, conditions: Sequence[_Condition]) -> int:
        """How many rows meet a condition; none meets two.

        One by one, because the key finds each at once, where OR would read the whole table.
        """
        count = 0
        for words, values in conditions:
            ((some,),) = self._rows(f"SELECT COUNT(*) FROM {table} WHERE {words}", *values)
            count += int(some)
        return count

    def _raw(self, column: str) -> str:
        """A text column in bytes, so that a text which is none can be read, too."""
        if self._database.vendor == "sqlite":
            return f"CAST({column} AS BLOB)"
        return f"convert_to({column}, 'UTF8')"

    def _rows(self, sql: str, *values: object) -> list[Any]:
        return self._database.rows(sql, values)


def _text(raw: Any) -> str:
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
