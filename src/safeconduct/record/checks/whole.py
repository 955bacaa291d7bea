"""The stretches of a record put together: the upper part of the tree, and roots at any size."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from safeconduct.record import tree
from safeconduct.record.checks.finding import Seen
from safeconduct.record.checks.stretch import LENGTH, LEVEL, Checked, unlike_below


def upper_subtrees(stretches: Sequence[int]) -> list[tree.Subtree]:
    """The complete subtrees over these whole stretches that are as large as one, or larger."""
    found, level, indices = [], LEVEL, set(stretches)
    while indices:
        found += [(level, index) for index in sorted(indices)]
        indices = {i >> 1 for i in indices if i & 1 and i - 1 in indices}
        level += 1
    return found


class Whole:
    """The tree over all stretches, as its entries give it and as it is kept."""

    def __init__(self, subtrees: Sequence[tree.Subtree], upper: dict[int, Any]) -> None:
        """`subtrees`: as `upper_subtrees` gives them; `upper`: the hashes that are kept of them."""
        self._subtrees = subtrees
        self._kept_upper = {n: d for n, d in upper.items() if isinstance(d, bytes)}
        self._computed: dict[int, bytes] = {}
        self._edges: dict[int, list[bytes] | None] = {}
        self._kept_edges: dict[int, list[bytes] | None] = {}
        self._before: tuple[bytes, int] | None = None

    def add(self, checked: Checked) -> list[Seen]:
        """Add the next stretch; gives what its beginning has against the end of the one before."""
        end = checked.start + LENGTH
        self._edges |= checked.edges
        self._kept_edges |= checked.kept
        top = checked.edges.get(end)
        if top:
            self._computed[tree.number(LEVEL, checked.start >> LEVEL)] = top[0]
        if checked.times is None:
            return []
        seen, (first, last) = [], checked.times
        if self._before and first < self._before[0]:
            seen = [Seen("time-goes-back", self._before[1], checked.positions[0])]
        self._before = last, checked.positions[-1]
        return seen

    def finish(self) -> list[Seen]:
        """Compute the upper part of the tree, after all stretches; gives what does not fit."""
        above = [s for s in self._subtrees if s[0] > LEVEL]
        for level, index in above:
            left = self._computed.get(tree.number(level - 1, 2 * index))
            right = self._computed.get(tree.number(level - 1, 2 * index + 1))
            if left is not None and right is not None:
                self._computed[tree.number(level, index)] = tree.node_hash(left, right)
        return unlike_below(above, self._kept_upper)

    def root(self, size: int) -> bytes | None:
        """The root of the entries as they are; None if some are gone."""
        return _root(size, self._computed, self._edges)

    def kept_root(self, size: int) -> bytes | None:
        """The root by the hashes that the tree keeps; None if some are gone."""
        return _root(size, self._kept_upper, self._kept_edges)


def _root(size: int, upper: dict[int, bytes], edges: dict[int, list[bytes] | None]) -> bytes | None:
    full = size >> LEVEL << LEVEL
    found = [upper.get(tree.number(*subtree)) for subtree in tree.subtrees(0, full)]
    rest = edges.get(size) if size > full else []
    if rest is None or None in found:
        return None
    hashes = [digest for digest in found if digest is not None] + rest
    return tree.root(size, lambda _: hashes)


class Places:
    """Which entry a number in a column is of that was put together from many stretches."""

    def __init__(self, parts: Iterable[Sequence[int]]) -> None:
        """`parts`: the entries of each stretch."""
        self._parts, self._ends = [], [0]
        for part in parts:
            self._parts.append(part)
            self._ends.append(self._ends[-1] + len(part))

    def __getitem__(self, number: int) -> int:
        """The entry."""
        part = bisect_right(self._ends, number) - 1
        return self._parts[part][number - self._ends[part]]
