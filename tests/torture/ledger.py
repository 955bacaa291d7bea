"""What writers were told, and whether the record keeps it: the judge of every torture."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal, NamedTuple

from safeconduct.record import schema, tree
from safeconduct.record.database import Database, DatabaseError, OutcomeUnknown, connect
from safeconduct.record.entry import ENTRY_SIZE, BadEntry
from safeconduct.record.log import Log
from tests.record.postgres import ORIGIN
from tests.record.sample import noted, record, title

Outcome = Literal["kept", "undone", "unknown"]
_OUTCOMES: tuple[Outcome, ...] = ("kept", "undone", "unknown")
_FORM = struct.Struct(f"<b24sq{ENTRY_SIZE}s")
TOLD_SIZE = _FORM.size
"""Less than a pipe takes at once, so that a killed writer sends all of it or nothing."""


class Told(NamedTuple):
    """What a writer was told about one append; position and entry count if it was kept."""

    outcome: Outcome
    title: str
    position: int = 0
    entry: bytes = b""

    def packed(self) -> bytes:
        """The form in which it goes through a pipe."""
        number = _OUTCOMES.index(self.outcome)
        return _FORM.pack(number, self.title.encode(), self.position, self.entry)

    @classmethod
    def read(cls, raw: bytes) -> Told:
        """What went through the pipe."""
        number, name, position, entry = _FORM.unpack(raw)
        return cls(_OUTCOMES[number], name.rstrip(b"\0").decode(), position, entry)


class Broken(AssertionError):
    """The record does not hold what it promises; the message says what is wrong."""


@contextmanager
def opened(address: str) -> Iterator[Database]:
    """A connection, closed afterwards."""
    database = connect(address)
    try:
        yield database
    finally:
        database.close()


def prepare(database: Database) -> None:
    """Make the tables of a record, and the writers' own beside them."""
    schema.create(database, ORIGIN)
    database.execute("CREATE TABLE IF NOT EXISTS change (title TEXT NOT NULL)")


def begin(address: str) -> None:
    """The same, over a connection of its own."""
    with opened(address) as database:
        prepare(database)


def append(database: Database, name: str, *, record_first: bool = False) -> Told:
    """Make a change and record it in one transaction, as a gate does; gives what came of it."""
    try:
        with database.transaction():
            if not record_first:
                database.execute("INSERT INTO change (title) VALUES (%s)", [name])
            (receipt,) = record().append(database, [noted(name)])
            if record_first:
                database.execute("INSERT INTO change (title) VALUES (%s)", [name])
    except OutcomeUnknown:
        return Told("unknown", name)
    except DatabaseError:
        return Told("undone", name)
    return Told("kept", name, receipt.position, receipt.entry)


def check(
    database: Database,
    told: Iterable[Told],
    checkpoints: Iterable[tuple[int, bytes]] = (),
) -> int:
    """Check a record against what writers were told and which trees were seen; gives its size.

    Raises `Broken`.
    """
    log = Log(database)
    entries = list(log.entries())
    wrong = [
        *_tree(log, entries),
        *_payloads(database, entries),
        *_promises(database, dict(entries), told),
        *_consistent(log, len(entries), checkpoints),
    ]
    if wrong:
        more = f"\n… and {len(wrong) - 20} more" if len(wrong) > 20 else ""
        raise Broken("\n".join(wrong[:20]) + more)
    return len(entries)


def _tree(log: Log, entries: Sequence[tuple[int, bytes]]) -> Iterable[str]:
    if [position for position, _ in entries] != list(range(len(entries))):
        yield "positions have gaps or are doubled"
        return
    nodes: dict[int, bytes] = {}
    for position, entry in entries:
        for number, digest in tree.grow(
            position, tree.leaf_hash(entry), lambda subtree: nodes[tree.number(*subtree)]
        ):
            nodes[number] = digest
    rows = log.connection.execute(
        "SELECT number, hash FROM record_node WHERE log = %s", [log.number]
    ).fetchall()
    if {number: bytes(digest) for number, digest in rows} != nodes:
        yield "the tree that is kept is not the tree of the entries"
    elif log.root(len(entries)) != tree.root_of(tree.leaf_hash(e) for _, e in entries):
        yield "the root is not the root of the entries"


def _titles(database: Database) -> dict[int, str]:
    """What every payload says, checked against its entry."""
    keeper, found = record(), dict[int, str]()
    rows = database.execute(
        "SELECT p.position, p.sealed, e.entry FROM record_payload p "
        "LEFT JOIN record_entry e ON e.position = p.position AND e.log = 0"
    ).fetchall()
    for position, sealed, entry in rows:
        found[position] = title(keeper.open(bytes(sealed), bytes(entry or b"")))
    return found


def _payloads(database: Database, entries: Sequence[tuple[int, bytes]]) -> Iterable[str]:
    try:
        titles = _titles(database)
    except BadEntry as error:
        yield f"a payload does not open: {error}"
        return
    for position in {position for position, _ in entries} ^ set(titles):
        yield f"entry {position} and its payload are not both there"
    changes = Counter(name for (name,) in database.execute("SELECT title FROM change"))
    for name in (changes - Counter(titles.values())) | (Counter(titles.values()) - changes):
        yield f"the change {name} and its entry are not both there, once"


def _promises(database: Database, entries: dict[int, bytes], told: Iterable[Told]) -> Iterable[str]:
    there = {name for (name,) in database.execute("SELECT title FROM change")}
    for one in told:
        if one.outcome == "kept" and entries.get(one.position) != one.entry:
            yield f"{one.title} was acknowledged at {one.position}, and is not there"
        elif one.outcome == "kept" and one.title not in there:
            yield f"the change {one.title} was acknowledged, and is not there"
        elif one.outcome == "undone" and one.title in there:
            yield f"{one.title} was called undone, and is there"


def _consistent(log: Log, size: int, checkpoints: Iterable[tuple[int, bytes]]) -> Iterable[str]:
    for old, root in sorted(set(checkpoints)):
        try:
            if old > size:
                raise tree.BadProof(f"the record has only {size} entries")
            tree.check_consistency(old, size, log.consistency(old, size), root, log.root(size))
        except tree.BadProof as error:
            yield f"the tree of {old} entries that was seen is no beginning of this one: {error}"
