"""Proofs that are none: every way to change one in one place, and that it is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest

from safeconduct.record import tree
from safeconduct.record.tree import BadProof

Proof = list[bytes]


def mutations(proof: Proof, other: Sequence[bytes]) -> Iterator[Proof]:
    """A proof changed in one place in every way but single bits; `other`: hashes that mislead."""
    strange = [*other, tree.EMPTY_ROOT, bytes(32), b"", b"x", bytes(31), bytes(33), bytes(64)]
    for at in range(len(proof) + 1):
        for hash_ in strange:
            yield [*proof[:at], hash_, *proof[at:]]
    for at, step in enumerate(proof):
        yield [*proof[:at], *proof[at + 1 :]]
        yield [*proof[:at], step, step, *proof[at + 1 :]]
        yield [*proof[:at], step[:-1], *proof[at + 1 :]]
        yield [*proof[:at], step + b"\0", *proof[at + 1 :]]
        yield [*proof[:at], b"", *proof[at + 1 :]]
        for hash_ in strange:
            if hash_ != step:
                yield [*proof[:at], hash_, *proof[at + 1 :]]
    for at in range(len(proof) - 1):
        yield [*proof[:at], proof[at + 1], proof[at], *proof[at + 2 :]]
    for cut in range(len(proof)):
        yield proof[:cut]
    if len(proof) > 1:
        yield proof[::-1]


def bits(digest: bytes) -> Iterator[bytes]:
    """A hash with each of its bits changed in turn."""
    for at in range(8 * len(digest)):
        yield flipped(digest, at)


def flipped(digest: bytes, bit: int) -> bytes:
    """A hash with one bit changed."""
    return (int.from_bytes(digest, "big") ^ 1 << bit).to_bytes(len(digest), "big")


def _refused(check: Callable[[], None]) -> None:
    with pytest.raises(BadProof) as caught:
        check()
    assert str(caught.value)


def inclusion_refused(
    leaf: bytes, position: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Asserts that a claim of inclusion is refused with `BadProof`."""
    _refused(lambda: tree.check_inclusion(leaf, position, size, proof, root))


def consistency_refused(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Asserts that a claim of consistency is refused with `BadProof`."""
    _refused(lambda: tree.check_consistency(old, new, proof, old_root, new_root))
