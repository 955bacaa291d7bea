"""Commitments and secrets that occur twice. Each is drawn anew, so a second one is no accident."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence

from safeconduct.record.checks.finding import MOST, Finding, listed

_AT_ONCE = 1 << 20
"""How many are held in a set at once: about a hundred megabytes."""
_NAMED = 20


def repeated(prefixes: bytes) -> list[int]:
    """The numbers of those that occur more than once among prefixes of eight bytes, in order."""
    every = array("Q", prefixes)
    parts = -(-len(every) // _AT_ONCE)
    found: set[int] = set()
    for part in range(parts):
        some = every if parts == 1 else [p for p in every if p % parts == part]
        if len(set(some)) < len(some):
            found.update(prefix for prefix, count in Counter(some).items() if count > 1)
    return [number for number, prefix in enumerate(every) if prefix in found] if found else []


def equal(whole: Mapping[int, bytes]) -> list[tuple[int, ...]]:
    """The entries that have the same value, of those that may."""
    groups: dict[bytes, list[int]] = {}
    for position, value in whole.items():
        groups.setdefault(value, []).append(position)
    return sorted(tuple(sorted(group)) for group in groups.values() if len(group) > 1)


def of_commitments(groups: Mapping[tuple[int, ...], Sequence[str]]) -> list[Finding]:
    """Findings on entries that hold the same commitments, and in which fields."""
    return [
        _finding(
            "commitment-twice", entries,
            f"hold the same commitment ({', '.join(fields)}): one was copied from the other, or "
            "a salt was used twice.",
        )
        for entries, fields in list(groups.items())[:MOST]
    ]  # fmt: skip


def of_secrets(groups: Sequence[tuple[int, ...]]) -> list[Finding]:
    """Findings on entries whose salts come from the same secret."""
    return [
        _finding("salt-twice", entries, "draw their salts from the same secret.")
        for entries in groups[:MOST]
    ]


def _finding(kind: str, entries: tuple[int, ...], words: str) -> Finding:
    named = listed(entries[:_NAMED])
    more = f" and {len(entries) - _NAMED} more" if len(entries) > _NAMED else ""
    return Finding(kind, entries[0], entries[-1], f"Entries {named}{more} {words}")
