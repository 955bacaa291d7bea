"""What the verification of a record reports: findings, each with the entries it concerns. Pure.

A finding never says more than was seen. Where the entry cannot be told exactly, it gives the
smallest range that the checkpoints at hand allow, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

MOST = 1000
"""How many findings of one kind are listed one by one."""

_ONE_MANY = {
    "entry-gone": ("Entry {0} is gone.", "Entries {0} to {1} are gone."),
    "entry-malformed": (
        "Entry {0} is no entry: it has the wrong size or begins with the wrong bytes.",
        "Entries {0} to {1} are no entries: they have the wrong size or begin with wrong bytes.",
    ),
    "entry-unlike-hash": (
        "Entry {0} does not fit the hash that the tree keeps for it.",
        "Entries {0} to {1} do not fit the hashes that the tree keeps for them.",
    ),
    "hash-gone": (
        "The tree's hash of entry {0} is gone.",
        "Hashes of the tree over entries {0} to {1} are gone.",
    ),
    "hash-unlike-tree": (
        "A hash of the tree over entry {0} does not fit the hashes below it.",
        "A hash of the tree over entries {0} to {1} does not fit the hashes below it.",
    ),
    "time-goes-back": (
        "Entry {0} bears an earlier time than an entry before it.",
        "From entry {0} to entry {1} the recorded time goes back.",
    ),
    "backdated": (
        "Entry {0} bears a time before that of a cosigned checkpoint which it came after: "
        "it was backdated.",
        "Entries {0} to {1} bear times before that of a cosigned checkpoint which they came "
        "after: they were backdated.",
    ),
    "postdated": (
        "Entry {0} bears a time after that of a cosigned checkpoint which covers it: "
        "it was postdated.",
        "Entries {0} to {1} bear times after that of a cosigned checkpoint which covers them: "
        "they were postdated.",
    ),
    "in-the-future": (
        "Entry {0} bears a time that has not come yet.",
        "Entries {0} to {1} bear times that have not come yet.",
    ),
    "payload-changed": (
        "The payload of entry {0} was changed, or belongs to another entry.",
        "The payloads of entries {0} to {1} were changed, or belong to other entries.",
    ),
    "payload-unlike-entry": (
        "The payload of entry {0} opens, but is not what the entry commits to.",
        "The payloads of entries {0} to {1} open, but are not what the entries commit to.",
    ),
    "payload-locked": (
        "The payload of entry {0} is sealed with a key that is not at hand, or was changed.",
        "The payloads of entries {0} to {1} are sealed with a key that is not at hand, or were "
        "changed.",
    ),
    "payload-gone": (
        "The payload of entry {0} is gone, and no entry announces that it was erased.",
        "The payloads of entries {0} to {1} are gone, and no entry announces that they were "
        "erased.",
    ),
    "unlike-mirror": (
        "Entry {0} is not the one that the mirror has.",
        "Entries {0} to {1} are not those that the mirror has.",
    ),
    "payload-without-entry": (
        "There is a payload for entry {0}, but no such entry.",
        "There are payloads for entries {0} to {1}, but no such entries.",
    ),
}  # fmt: skip


class Finding(msgspec.Struct, frozen=True):
    """Something that should not be: its kind, the entries that it concerns, and a sentence.

    `first` and `last` are entry numbers; None where it concerns no entry, but a checkpoint.
    """

    kind: str
    first: int | None
    last: int | None
    words: str

    def covers(self, entry: int) -> bool:
        """Whether the finding concerns this entry."""
        return self.first is not None and self.last is not None and self.first <= entry <= self.last


class Erased(msgspec.Struct, frozen=True):
    """An erased payload: of which entry, and the entry that announces it."""

    entry: int
    announced_by: int


class Report(msgspec.Struct):
    """What was checked, and what was found. Times are seconds since 1970."""

    origin: str
    size: int = 0
    root: str = ""
    """In base64; empty if it cannot be computed."""
    payloads_opened: int = 0
    payloads_erased: list[Erased] = []
    checkpoints: int = 0
    checkpoints_held: int = 0
    cosigners: dict[str, int] = {}
    """How many checkpoints each witness cosigned."""
    mirrored: int = 0
    """How many entries were compared with a mirror's."""
    witnessed_size: int = 0
    """The size of the largest checkpoint with enough cosignatures."""
    witnessed_at: int | None = None
    notes: list[str] = []
    findings: list[Finding] = []

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


class Seen(NamedTuple):
    """Something about single entries, before neighbours are put together."""

    kind: str
    first: int
    last: int


def at(kind: str, position: int) -> Seen:
    """Something about one entry."""
    return Seen(kind, position, position)


def told(seen: Iterable[Seen]) -> list[Finding]:
    """Findings in words: neighbours of the same kind in one, and after many of a kind, the rest."""
    found: list[Finding] = []
    of_kind: dict[str, list[Seen]] = {}
    for one in sorted(seen):
        rows = of_kind.setdefault(one.kind, [])
        if rows and one.first <= rows[-1].last + 1 and one.kind not in _APART:
            rows[-1] = rows[-1]._replace(last=max(rows[-1].last, one.last))
        else:
            rows.append(one)
    for kind, rows in of_kind.items():
        found += [Finding(kind, row.first, row.last, _words(row)) for row in rows[:MOST]]
        if rest := rows[MOST:]:
            words = f"{len(rest)} more findings of this kind follow, the last in entry {{}}."
            last = rest[-1].last
            found.append(Finding(kind, rest[0].first, last, words.format(last)))
    return found


_APART = frozenset({"time-goes-back", "hash-unlike-tree"})
"""Kinds whose range has a meaning of its own."""


def _words(seen: Seen) -> str:
    one, many = _ONE_MANY[seen.kind]
    return (one if seen.first == seen.last else many).format(seen.first, seen.last)


def listed(numbers: Iterable[int]) -> str:
    """Entry numbers in a sentence: "3, 5 and 8"."""
    *others, last = map(str, numbers)
    return f"{', '.join(others)} and {last}" if others else last
