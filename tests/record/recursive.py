"""The Merkle tree as RFC 9162 defines it, by recursion and slowly: the yardstick for `tree`.

Written from sections 2.1.1, 2.1.3.1 and 2.1.4.1 alone, and sharing nothing with our own code. The
checks follow from the definitions of the proofs, read backwards; they are not the algorithms of
2.1.3.2 and 2.1.4.2, which our own code uses.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache


def split(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Reference:
    """A tree over a list of entries."""

    def __init__(self, entries: Sequence[bytes]) -> None:
        """`entries`: what the leaves hold."""
        self.leaves = [hashlib.sha256(b"\x00" + entry).digest() for entry in entries]
        self._mth = cache(self._compute)

    def root(self, size: int) -> bytes:
        """MTH of the first `size` entries (2.1.1)."""
        return self._mth(0, size)

    def _compute(self, start: int, end: int) -> bytes:
        if start == end:
            return hashlib.sha256(b"").digest()
        if end - start == 1:
            return self.leaves[start]
        k = split(end - start)
        return _node(self._mth(start, start + k), self._mth(start + k, end))

    def path(self, m: int, n: int) -> list[bytes]:
        """PATH(m, D_n) (2.1.3.1)."""
        return self._path(m, 0, n)

    def _path(self, m: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        k = split(end - start)
        if m < k:
            return [*self._path(m, start, start + k), self._mth(start + k, end)]
        return [*self._path(m - k, start + k, end), self._mth(start, start + k)]

    def proof(self, m: int, n: int) -> list[bytes]:
        """PROOF(m, D_n) (2.1.4.1), for 0 < m <= n."""
        return self._subproof(m, 0, n, True)

    def _subproof(self, m: int, start: int, end: int, whole: bool) -> list[bytes]:
        if m == end - start:
            return [] if whole else [self._mth(start, end)]
        k = split(end - start)
        if m <= k:
            below = self._subproof(m, start, start + k, whole)
            return [*below, self._mth(start + k, end)]
        return [*self._subproof(m - k, start + k, end, False), self._mth(start, start + k)]


class Refused(Exception):
    """The proof shows nothing."""


def root_from_path(leaf: bytes, m: int, n: int, path: Sequence[bytes]) -> bytes:
    """The root that a path leads to, if it were PATH(m, D_n)."""
    if not 0 <= m < n:
        raise Refused
    if n == 1:
        if path:
            raise Refused
        return leaf
    if not path:
        raise Refused
    k = split(n)
    if m < k:
        return _node(root_from_path(leaf, m, k, path[:-1]), path[-1])
    return _node(path[-1], root_from_path(leaf, m - k, n - k, path[:-1]))


def roots_from_proof(m: int, n: int, proof: Sequence[bytes], old: bytes) -> tuple[bytes, bytes]:
    """The old and the new root that a proof leads to, if it were PROOF(m, D_n), 0 < m < n."""
    return _roots(m, n, proof, old, True)


def _roots(m: int, n: int, proof: Sequence[bytes], old: bytes, whole: bool) -> tuple[bytes, bytes]:
    if m == n:
        if len(proof) != (0 if whole else 1):
            raise Refused
        return (old, old) if whole else (proof[0], proof[0])
    if not proof:
        raise Refused
    k = split(n)
    if m <= k:
        before, after = _roots(m, k, proof[:-1], old, whole)
        return before, _node(after, proof[-1])
    before, after = _roots(m - k, n - k, proof[:-1], old, False)
    return _node(proof[-1], before), _node(proof[-1], after)
