"""The rows of a record as they stand, wherever somebody may have put what does not belong there.

SQLite lets any column hold anything. What is read here is therefore checked before it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise
from typing import Any, NamedTuple

from safeconduct.record import tree
from safeconduct.record.database import Database

LARGEST = 2**62
"""No position is as large. In SQLite, texts and blobs are larger than all numbers."""
_ASKED_AT_ONCE = 500


class Extent(NamedTuple):
    """Which rows there are: `size` is one more than the largest position."""

    size: int
    entries: int
    strays: int
    """Rows at a place where no entry can be."""


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
        ((count, last),) = self._rows(
            "SELECT COUNT(*), MAX(position) FROM record_entry "
            "WHERE log = %s AND position >= 0 AND position < %s", self._log, LARGEST,
        )  # fmt: skip
        ((strays,),) = self._rows(
            "SELECT COUNT(*) FROM record_entry WHERE log = %s "
            "AND (position < 0 OR position >= %s OR position IS NULL)", self._log, LARGEST,
        )  # fmt: skip
        return Extent(0 if last is None else int(last) + 1, int(count), int(strays))

    def stretches(self, length: int) -> list[int]:
        """The numbers of the stretches of this length that have any entry, in order."""
        found = self._rows(
            "SELECT DISTINCT position / %s FROM record_entry "
            "WHERE log = %s AND position >= 0 AND position < %s", length, self._log, LARGEST,
        )  # fmt: skip
        return sorted({int(number) for (number,) in found})

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
        ((beyond,),) = self._rows(
            "SELECT COUNT(*) FROM record_node WHERE log = %s "
            "AND (number < 0 OR number >= %s OR number IS NULL)", self._log, max(0, 2 * size - 1),
        )  # fmt: skip
        return int(beyond) + len(self.some_nodes(within))

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

    def lost(self) -> dict[str, int]:
        """How many rows of each table belong to a log that the database does not know."""
        logs = sorted(log for (log,) in self._rows("SELECT log FROM record_log"))
        # Ranges, because an index finds them at once, where NOT IN would read the whole table.
        between = " OR ".join(["log IS NULL", "log < %s", "log > %s"])
        between += " OR (log > %s AND log < %s)" * (len(logs) - 1)
        values = [logs[0], logs[-1], *chain.from_iterable(pairwise(logs))] if logs else []
        found = {}
        for table in ("record_entry", "record_node", "record_checkpoint", "record_cosignature"):
            where = f"WHERE {between}" if logs else ""
            ((count,),) = self._rows(f"SELECT COUNT(*) FROM {table} {where}", *values)
            found[table] = int(count)
        return found

    def _raw(self, column: str) -> str:
        """A text column in bytes, so that a text which is none can be read, too."""
        if self._database.vendor == "sqlite":
            return f"CAST({column} AS BLOB)"
        return f"convert_to({column}, 'UTF8')"

    def _rows(self, sql: str, *values: object) -> list[Any]:
        return self._database.rows(sql, values)


def _text(raw: Any) -> str:
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
