"""One stretch of a record, checked by itself: entries, the tree over them, times.

A stretch is a power of two of entries that begins at a multiple of its own size, so its tree is a
complete subtree of the whole. Stretches are checked apart, by as many processes as there are, and
put together by `whole`. Where all is well, whole lists are compared at once; only where they
differ is it looked for which entry it is.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from typing import Any, NamedTuple

from safeconduct.record import tree
from safeconduct.record.checks.finding import Seen, at
from safeconduct.record.checks.rows import Joined, LogRows
from safeconduct.record.entry import ENTRY_SIZE, FIELDS, MAGIC

LEVEL = 14
LENGTH = 1 << LEVEL
"""How many entries a stretch has; the last one of a record may have fewer."""
FOREVER = 2**63 - 1
"""Later than any time."""
CLOCKS_APART = 300
"""How many seconds a node's clock and a witness's may differ."""


class Bound(NamedTuple):
    """Between which times the entries from `start` to `end` can have been recorded."""

    start: int
    end: int
    earliest: int
    latest: int


def bounds_at(bounds: Sequence[Bound], start: int, end: int) -> list[Bound]:
    """The bounds of the entries from `start` to `end`; `bounds` are in order, without gaps."""
    first = bisect_right(bounds, start, key=lambda bound: bound.end)
    last = bisect_left(bounds, end, key=lambda bound: bound.start)
    return list(bounds[first:last])


class Stretch(NamedTuple):
    """What is to be checked: the entries from `start` to `end`."""

    start: int
    end: int
    sizes: tuple[int, ...] = ()
    """Sizes, after `start` and not after `end`, at which a root is wanted."""
    bounds: tuple[Bound, ...] = ()
    now: int = FOREVER
    """No entry can have been recorded later."""


class Checked(NamedTuple):
    """What came out."""

    start: int
    seen: list[Seen]
    strays: int
    """Rows between two positions."""
    edges: dict[int, list[bytes] | None]
    """For each size, the hashes of the subtrees up to there; None if entries are gone."""
    kept: dict[int, list[bytes] | None]
    """The same as the tree keeps them."""
    times: tuple[bytes, bytes] | None
    """The first and the last time."""
    positions: Sequence[int]
    """Which entries `fields` is of."""
    fields: tuple[bytes, ...]
    """The first eight bytes of each commitment, a field after the other."""


def check(rows: LogRows, stretch: Stretch) -> tuple[Checked, dict[int, bytes]]:
    """Check a stretch; gives the well-formed entries, too, by position."""
    start, end = stretch.start, stretch.end
    every = range(start, end)
    positions: Sequence[int] = every
    seen: list[Seen] = []
    strays = 0
    joined = rows.joined_entries(start, end)
    if _as_expected(joined, range(len(every)), ENTRY_SIZE) and _all_entries(joined.values):
        entries = joined.values
        raw = [entries[a : a + ENTRY_SIZE] for a in range(0, len(entries), ENTRY_SIZE)]
    else:
        found, strays, seen = _sorted_out(rows.entries(start, end), every)
        positions, raw = [row[0] for row in found], [row[1] for row in found]
        entries = b"".join(raw)
    seen += _times(positions, raw, stretch)
    leaves = [sha256(b"\x00" + entry).digest() for entry in raw]
    edges, kept = _tree(rows, stretch, positions, leaves, seen)
    checked = Checked(
        start, seen, strays, edges, kept,
        (_time(raw[0]), _time(raw[-1])) if raw else None,
        every if len(positions) == len(every) else positions,
        _prefixes(entries),
    )  # fmt: skip
    return checked, dict(zip(positions, raw, strict=True))


def _as_expected(joined: Joined, numbers: Sequence[int], length: int) -> bool:
    """Whether these are rows with these numbers, each with a value of this length."""
    return (
        joined.shortest == length
        and len(joined.values) == length * len(numbers)
        and joined.numbers == _written(numbers)
    )


@lru_cache(4)
def _written(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers))


def _all_entries(joined: bytes) -> bool:
    # An entry's size and its parts are multiples of four bytes, so that one part of all entries
    # can be taken at once, a hundred times quicker than entry by entry.
    return set(array("I", joined)[:: ENTRY_SIZE // 4]) <= set(array("I", MAGIC))


def _is_entry(value: Any) -> bool:
    return type(value) is bytes and len(value) == ENTRY_SIZE and value.startswith(MAGIC)


def _sorted_out(
    found: list[tuple[Any, Any]], every: range
) -> tuple[list[tuple[int, bytes]], int, list[Seen]]:
    """The good entries, the number of rows that stand nowhere, and what is wrong with the rest."""
    standing = {position: entry for position, entry in found if type(position) is int}
    good, seen = [], []
    for position in every:
        if position not in standing:
            seen.append(at("entry-gone", position))
        elif _is_entry(standing[position]):
            good.append((position, standing[position]))
        else:
            seen.append(at("entry-malformed", position))
    return good, len(found) - len(standing), seen


# Times


def _time(entry: bytes) -> bytes:
    return entry[4:12]


def _times(positions: Sequence[int], raw: Sequence[bytes], stretch: Stretch) -> list[Seen]:
    times = [entry[4:12] for entry in raw]
    seen = []
    if times != sorted(times):
        seen = _going_back(positions, times)
    now = stretch.now.to_bytes(8, "big")
    if times and max(times) > now:
        seen += [at("in-the-future", p) for p, t in zip(positions, times, strict=True) if t > now]
    for bound in stretch.bounds:
        # The eight bytes of a time compare as the number does.
        low = max(0, bound.earliest).to_bytes(8, "big")
        high = bound.latest.to_bytes(8, "big")
        first, last = bisect_left(positions, bound.start), bisect_left(positions, bound.end)
        piece = times[first:last]
        if piece and (min(piece) < low or max(piece) > high):
            for position, time in zip(positions[first:last], piece, strict=True):
                if not low <= time <= high:
                    seen.append(at("backdated" if time < low else "postdated", position))
    return seen


def _going_back(positions: Sequence[int], times: Sequence[bytes]) -> list[Seen]:
    """Where times go back from one entry to the next: one of the two is wrong."""
    return [
        Seen("time-goes-back", positions[number], positions[number + 1])
        for number, (one, other) in enumerate(pairwise(times))
        if other < one
    ]


# The tree


def _tree(
    rows: LogRows,
    stretch: Stretch,
    positions: Sequence[int],
    leaves: Sequence[bytes],
    seen: list[Seen],
) -> tuple[dict[int, list[bytes] | None], dict[int, list[bytes] | None]]:
    start, end, sizes = stretch.start, stretch.end, stretch.sizes
    count = end - start
    whole = len(leaves) == count
    computed = levels(leaves) if whole else []
    if whole:
        expected: list[bytes | None] = [None] * (2 * count)
        for level, some in enumerate(computed):
            first, step = (1 << level) - 1, 2 << level
            expected[first : first + step * (len(some) - 1) + 1 : step] = some
        hashes = [digest for digest in expected if digest is not None]
        numbers: Sequence[int] = range(len(hashes))
        if count != LENGTH:
            numbers = tuple(n for n, digest in enumerate(expected) if digest is not None)
        joined = rows.joined_nodes(start, end)
        if _as_expected(joined, numbers, tree.HASH_SIZE) and joined.values == b"".join(hashes):
            edges: dict[int, list[bytes] | None] = {
                size: _edge(computed, start, size) for size in sizes
            }
            return edges, edges
    kept_nodes = {
        number: digest for number, digest in rows.nodes(start, end) if type(digest) is bytes
    }
    seen += _unlike(dict(zip(positions, leaves, strict=True)), kept_nodes, start, end)
    kept = {size: _kept_edge(kept_nodes, start, size) for size in sizes}
    if whole:
        return {size: _edge(computed, start, size) for size in sizes}, kept
    return {size: _edge_before_gaps(positions, leaves, start, size) for size in sizes}, kept


def levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """The hashes of all complete subtrees over these leaves, level by level."""
    found = [list(leaves)]
    while len(found[-1]) > 1:
        below = found[-1]
        found.append(
            [
                sha256(b"\x01" + left + right).digest()
                for left, right in zip(below[::2], below[1::2], strict=False)
            ]
        )
    return found


def _edge(computed: list[list[bytes]], start: int, size: int) -> list[bytes]:
    return [computed[level][i - (start >> level)] for level, i in tree.subtrees(start, size)]


def _kept_edge(kept: dict[int, bytes], start: int, size: int) -> list[bytes] | None:
    numbers = [tree.number(*subtree) for subtree in tree.subtrees(start, size)]
    return [kept[n] for n in numbers] if all(n in kept for n in numbers) else None


def _edge_before_gaps(
    positions: Sequence[int], leaves: Sequence[bytes], start: int, size: int
) -> list[bytes] | None:
    if list(positions[: size - start]) != list(range(start, size)):
        return None
    return _edge(levels(leaves[: size - start]), start, size)


def _unlike(leaves: dict[int, bytes], kept: dict[int, bytes], start: int, end: int) -> list[Seen]:
    """Which entries do not fit their hashes, and which hashes not those below them."""
    seen = []
    for position in range(start, end):
        digest = kept.get(tree.number(0, position))
        if digest is None:
            seen.append(at("hash-gone", position))
        elif position in leaves and leaves[position] != digest:
            seen.append(at("entry-unlike-hash", position))
    for level in range(1, (end - start).bit_length()):
        subtrees = [(level, index) for index in range(start >> level, end >> level)]
        seen += unlike_below(subtrees, kept)
    return seen


def unlike_below(subtrees: Sequence[tree.Subtree], kept: dict[int, bytes]) -> list[Seen]:
    """Which hashes of these subtrees are gone, or do not fit those of their two halves."""
    seen = []
    for level, index in subtrees:
        first, last = index << level, ((index + 1) << level) - 1
        digest = kept.get(tree.number(level, index))
        if digest is None:
            seen.append(Seen("hash-gone", first, last))
            continue
        left = kept.get(tree.number(level - 1, 2 * index))
        right = kept.get(tree.number(level - 1, 2 * index + 1))
        if left is not None and right is not None and tree.node_hash(left, right) != digest:
            seen.append(Seen("hash-unlike-tree", first, last))
    return seen


# Commitments


def _prefixes(entries: bytes) -> tuple[bytes, ...]:
    """The first eight bytes of each commitment, a field after the other."""
    words, step = array("I", entries), ENTRY_SIZE // 4
    found = []
    for field in range(len(FIELDS)):
        first = (12 + 32 * field) // 4
        both = array("I", bytes(8 * (len(words) // step)))
        both[::2], both[1::2] = words[first::step], words[first + 1 :: step]
        found.append(both.tobytes())
    return tuple(found)
