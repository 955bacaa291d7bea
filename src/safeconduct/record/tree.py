"""The Merkle tree of RFC 9162, section 2.1: hashes, proofs, and how proofs are checked. Pure.

Positions count from 0. A complete subtree of 2**level leaves that begins at a multiple of its own
size has a number of its own (`number`): its place when the tree is written out from left to right,
leaves and inner nodes alternating. The numbers never change while the tree grows, so a database
keeps the hashes under them and only ever adds to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves (2.1.1)."""

Subtree = tuple[int, int]
"""A complete subtree: its level (0 for a leaf) and its index among those of its level."""
Hashes = Callable[[Sequence[Subtree]], Sequence[bytes]]
"""Gives the hashes of complete subtrees, in the order in which they were asked for."""


class BadProof(ValueError):
    """A proof does not show what it claims; the message says in which way."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf (2.1.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node with two children (2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


def number(level: int, index: int) -> int:
    """The lasting number of a complete subtree: even for leaves, odd for all others."""
    return (2 * index + 1 << level) - 1


def grow(
    position: int, leaf: bytes, left: Callable[[Subtree], bytes]
) -> Iterator[tuple[int, bytes]]:
    """The numbers and hashes that come into being when a leaf is added at `position`.

    `left` gives the hash of the subtree to the left of one that was just completed.
    """
    level, index, digest = 0, position, leaf
    yield number(level, index), digest
    while index & 1:
        digest = node_hash(left((level, index - 1)), digest)
        level, index = level + 1, index >> 1
        yield number(level, index), digest


def subtrees(start: int, end: int) -> list[Subtree]:
    """The complete subtrees that the leaves from `start` to `end` fall into, left to right.

    `start` has to be a multiple of the size of the largest of them, as it is everywhere here.
    """
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def root(size: int, hashes: Hashes) -> bytes:
    """The root of the first `size` leaves."""
    return _fold(hashes(subtrees(0, size))) if size else EMPTY_ROOT


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root of a whole list of leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier.root()


class Frontier:
    """A tree of which only the right edge is kept: enough to add leaves and to know the root."""

    def __init__(self, size: int = 0, edge: Sequence[bytes] = ()) -> None:
        """`edge`: the hashes of `subtrees(0, size)`."""
        self.size = size
        self._edge = list(edge)

    def add(self, leaf: bytes) -> None:
        """Add a leaf by its hash."""
        index, digest, edge = self.size, leaf, self._edge
        while index & 1:
            digest = sha256(b"\x01" + edge.pop() + digest).digest()
            index >>= 1
        edge.append(digest)
        self.size += 1

    def root(self) -> bytes:
        """The root of the leaves so far."""
        return _fold(self._edge) if self._edge else EMPTY_ROOT


def inclusion(position: int, size: int, hashes: Hashes) -> list[bytes]:
    """The proof that the leaf at `position` is in the tree of the first `size` leaves (2.1.3.1).

    Raises `ValueError` if there is no such leaf.
    """
    if not 0 <= position < size:
        raise ValueError(f"there is no entry {position} among the first {size}")
    return _gather(_path(position, size), hashes)


def consistency(old: int, new: int, hashes: Hashes) -> list[bytes]:
    """The proof that the first `old` of `new` leaves are unchanged (2.1.4.1).

    Raises `ValueError` if `old` is not between 0 and `new`. From and to the same size, and from
    the empty tree, the proof is empty.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} entries cannot follow one of {old}")
    if old in (0, new):
        return []
    # The last complete subtree of the old tree is also one of the new tree; from there the proof
    # is the way to the root. Where it is the whole old tree, the verifier has its hash already.
    level = (old & -old).bit_length() - 1
    parts = _path((old >> level) - 1, new, level)
    if old != 1 << level:
        parts.insert(0, [(level, (old >> level) - 1)])
    return _gather(parts, hashes)


def _path(index: int, size: int, level: int = 0) -> list[list[Subtree]]:
    """The siblings on the way from a complete subtree up to the root, each as complete subtrees."""
    path = []
    while index > 0 or (index + 1) << level < size:
        sibling = index ^ 1
        start, end = sibling << level, min((sibling + 1) << level, size)
        if start < end:
            path.append(subtrees(start, end))
        index, level = index >> 1, level + 1
    return path


def _gather(parts: list[list[Subtree]], hashes: Hashes) -> list[bytes]:
    found = iter(hashes([subtree for part in parts for subtree in part]))
    return [_fold([next(found) for _ in part]) for part in parts]


def _fold(edge: Sequence[bytes]) -> bytes:
    digest = edge[-1]
    for left in reversed(edge[:-1]):
        digest = node_hash(left, digest)
    return digest


def check_inclusion(
    leaf: bytes, position: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that `leaf` stands at `position` in the tree with this size and root (2.1.3.2).

    Raises `BadProof` if the proof does not show it.
    """
    if not 0 <= position < size:
        raise BadProof(f"there is no entry {position} among the first {size}")
    first, last, digest = position, size - 1, leaf
    for sibling in _sound(proof):
        if last == 0:
            raise BadProof("the proof is too long")
        if first & 1 or first == last:
            digest = node_hash(sibling, digest)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            digest = node_hash(digest, sibling)
        first, last = first >> 1, last >> 1
    if last:
        raise BadProof("the proof is too short")
    if digest != root:
        raise BadProof("the proof leads to another root")


def check_consistency(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Check that the tree of `new` leaves begins with the whole tree of `old` (2.1.4.2).

    Raises `BadProof` if the proof does not show it. Between equal sizes the roots have to be
    equal; every tree begins with the empty one. Both proofs are empty.
    """
    if not 0 <= old <= new:
        raise BadProof(f"a tree of {new} entries cannot follow one of {old}")
    if old in (0, new):
        if proof:
            raise BadProof("the proof is too long")
        if old_root != (new_root if old else EMPTY_ROOT):
            raise BadProof(f"two different trees of {old} entries")
        return
    steps = iter(_sound(proof) if old & (old - 1) else [old_root, *_sound(proof)])
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    before = after = next(steps, b"")
    for step in steps:
        if last == 0:
            raise BadProof("the proof is too long")
        if first & 1 or first == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            after = node_hash(after, step)
        first, last = first >> 1, last >> 1
    if last:
        raise BadProof("the proof is too short")
    if before != old_root:
        raise BadProof("the proof leads to another old root")
    if after != new_root:
        raise BadProof("the proof leads to another new root")


def _sound(proof: Sequence[bytes]) -> Sequence[bytes]:
    for step in proof:
        if len(step) != HASH_SIZE:
            raise BadProof(f"a hash has {HASH_SIZE} bytes, not {len(step)}")
    return proof
