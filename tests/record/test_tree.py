"""The tree is that of RFC 9162: its proofs hold, and whatever is not a proof is refused."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.record import tree
from safeconduct.record.tree import BadProof, Subtree
from tests.record.forged import (
    Proof,
    bits,
    consistency_refused,
    flipped,
    inclusion_refused,
    mutations,
)
from tests.record.recursive import Reference, Refused, root_from_path, roots_from_proof

LARGEST = 10_000
EDGES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33, 1023, 1024, 1025, 8191, 8192, 8193]


def _entry(position: int) -> bytes:
    return b"entry %d" % position


@cache
def _reference() -> Reference:
    return Reference([_entry(position) for position in range(LARGEST)])


@cache
def _nodes() -> dict[int, bytes]:
    """The hashes of all complete subtrees, as a database keeps them: entered one by one."""
    kept: dict[int, bytes] = {}
    for position in range(LARGEST):
        leaf = tree.leaf_hash(_entry(position))
        for number, digest in tree.grow(position, leaf, lambda s: kept[tree.number(*s)]):
            assert number not in kept, "a number was used twice"
            kept[number] = digest
    return kept


def _hashes(wanted: Sequence[Subtree]) -> list[bytes]:
    nodes = _nodes()
    return [nodes[tree.number(level, index)] for level, index in wanted]


def _leaf(position: int) -> bytes:
    return _reference().leaves[position]


sizes = st.one_of(st.sampled_from(EDGES), st.integers(0, LARGEST))
some = settings(max_examples=300, deadline=None)


@st.composite
def _inclusions(draw: st.DrawFn) -> tuple[int, int]:
    size = draw(sizes.filter(lambda n: n > 0))
    return draw(st.one_of(st.just(0), st.just(size - 1), st.integers(0, size - 1))), size


@st.composite
def _histories(draw: st.DrawFn) -> tuple[int, int]:
    old, new = sorted([draw(sizes), draw(sizes)])
    return old, new


# --- what we make is what the RFC says, and holds --------------------------------------------


@given(sizes)
@some
def test_the_root_is_that_of_the_definition_however_it_is_computed(size: int) -> None:
    expected = _reference().root(size)
    assert tree.root(size, _hashes) == expected
    assert tree.Frontier(size, _hashes(tree.subtrees(0, size))).root() == expected


def test_a_tree_grown_leaf_by_leaf_has_the_root_of_the_definition_at_each_size() -> None:
    frontier = tree.Frontier()
    for size in range(600):
        assert (
            frontier.root() == _reference().root(size) == tree.root_of(_reference().leaves[:size])
        )
        frontier.add(_leaf(size))


@given(_inclusions())
@some
def test_an_inclusion_proof_is_that_of_the_definition_and_holds(case: tuple[int, int]) -> None:
    position, size = case
    proof = tree.inclusion(position, size, _hashes)
    assert proof == _reference().path(position, size)
    tree.check_inclusion(_leaf(position), position, size, proof, _reference().root(size))


@given(_histories())
@some
def test_a_consistency_proof_is_that_of_the_definition_and_holds(case: tuple[int, int]) -> None:
    old, new = case
    proof = tree.consistency(old, new, _hashes)
    assert proof == (_reference().proof(old, new) if old else [])
    tree.check_consistency(old, new, proof, _reference().root(old), _reference().root(new))


def test_every_proof_of_every_tree_up_to_seventy_leaves_is_that_of_the_definition() -> None:
    for size in range(71):
        root = _reference().root(size)
        for position in range(size):
            path = tree.inclusion(position, size, _hashes)
            assert path == _reference().path(position, size)
            tree.check_inclusion(_leaf(position), position, size, path, root)
        for old in range(size + 1):
            proof = tree.consistency(old, size, _hashes)
            assert proof == (_reference().proof(old, size) if old else [])
            tree.check_consistency(old, size, proof, _reference().root(old), root)


@given(st.integers(1, 2**63 - 1), st.data())
@some
def test_no_proof_is_longer_than_64_hashes(size: int, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, size - 1))
    assert len(tree.inclusion(position, size, _no_hashes)) <= 63
    assert len(tree.consistency(position + 1, size, _no_hashes)) <= 64


def _no_hashes(wanted: Sequence[Subtree]) -> list[bytes]:
    return [bytes(tree.HASH_SIZE)] * len(wanted)


@pytest.mark.parametrize(("position", "size"), [(0, 0), (1, 1), (-1, 5), (5, 5), (6, 5), (0, -1)])
def test_there_is_no_inclusion_proof_for_an_entry_that_is_not_there(
    position: int, size: int
) -> None:
    with pytest.raises(ValueError, match=f"no entry {position} among the first {size}"):
        tree.inclusion(position, size, _hashes)
    with pytest.raises(BadProof, match=f"no entry {position} among the first {size}"):
        tree.check_inclusion(_leaf(0), position, size, [], _reference().root(1))


@pytest.mark.parametrize(("old", "new"), [(1, 0), (-1, 5), (6, 5), (-2, -1)])
def test_a_tree_does_not_follow_a_larger_one(old: int, new: int) -> None:
    with pytest.raises(ValueError, match=f"{new} entries cannot follow one of {old}"):
        tree.consistency(old, new, _hashes)
    with pytest.raises(BadProof, match=f"{new} entries cannot follow one of {old}"):
        tree.check_consistency(old, new, [], tree.EMPTY_ROOT, tree.EMPTY_ROOT)


# --- numbers ---------------------------------------------------------------------------------


def test_every_complete_subtree_has_a_number_of_its_own_and_none_is_left_out() -> None:
    for levels in range(11):
        taken = [
            tree.number(level, index)
            for level in range(levels + 1)
            for index in range(1 << levels - level)
        ]
        assert sorted(taken) == list(range(2 * (1 << levels) - 1))


subtrees = st.integers(0, 62).flatmap(
    lambda level: st.tuples(st.just(level), st.integers(0, 2 ** (62 - level)))
)


@given(subtrees, subtrees)
@settings(deadline=None)
def test_two_subtrees_never_share_a_number(one: Subtree, other: Subtree) -> None:
    assert (tree.number(*one) == tree.number(*other)) == (one == other)


@given(subtrees)
@settings(deadline=None)
def test_a_number_lies_between_those_of_the_two_halves(subtree: Subtree) -> None:
    level, index = subtree
    if level:
        halves = tree.number(level - 1, 2 * index), tree.number(level - 1, 2 * index + 1)
        assert halves[0] < tree.number(level, index) < halves[1]
        assert tree.number(level, index) % 2 == 1
    else:
        assert tree.number(level, index) == 2 * index


def test_a_number_keeps_its_hash_while_the_tree_grows() -> None:
    for size in (1, 2, 3, 100, 1024, 9_999):
        for level, index in tree.subtrees(0, size):
            start, end = index << level, (index + 1) << level
            assert _nodes()[tree.number(level, index)] == tree.root_of(
                _reference().leaves[start:end]
            )


# --- whatever is no proof is refused, with BadProof and nothing else -------------------------


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 8, 9])
def test_an_inclusion_proof_with_one_bit_changed_is_refused(size: int) -> None:
    root = _reference().root(size)
    for position in range(size):
        leaf, proof = _leaf(position), tree.inclusion(position, size, _hashes)
        for at, step in enumerate(proof):
            for bad in bits(step):
                inclusion_refused(leaf, position, size, [*proof[:at], bad, *proof[at + 1 :]], root)
        for bad in bits(leaf):
            inclusion_refused(bad, position, size, proof, root)
        for bad in bits(root):
            inclusion_refused(leaf, position, size, proof, bad)


@pytest.mark.parametrize("new", [2, 3, 4, 5, 7, 8, 9])
def test_a_consistency_proof_with_one_bit_changed_is_refused(new: int) -> None:
    root = _reference().root(new)
    for old in range(1, new):
        before, proof = _reference().root(old), tree.consistency(old, new, _hashes)
        for at, step in enumerate(proof):
            for bad in bits(step):
                consistency_refused(old, new, [*proof[:at], bad, *proof[at + 1 :]], before, root)
        for bad in bits(before):
            consistency_refused(old, new, proof, bad, root)
        for bad in bits(root):
            consistency_refused(old, new, proof, before, bad)


@given(_inclusions(), st.integers(0, 255))
@settings(max_examples=40, deadline=None)
def test_a_changed_inclusion_proof_is_refused(case: tuple[int, int], bit: int) -> None:
    position, size = case
    leaf, root = _leaf(position), _reference().root(size)
    proof = tree.inclusion(position, size, _hashes)
    for bad in mutations(proof, [leaf, root]):
        inclusion_refused(leaf, position, size, bad, root)
    for at, step in enumerate(proof):
        bad = [*proof[:at], flipped(step, bit), *proof[at + 1 :]]
        inclusion_refused(leaf, position, size, bad, root)
    if size > 1:
        inclusion_refused(_leaf((position + 1) % size), position, size, proof, root)
        inclusion_refused(leaf, position, size, proof, _reference().root(size - 1))
    for bad_root in (b"", root[:-1], root + b"\0", tree.EMPTY_ROOT):
        inclusion_refused(leaf, position, size, proof, bad_root)
    for bad_leaf in (b"", leaf[:-1], leaf + b"\0", _entry(position)):
        inclusion_refused(bad_leaf, position, size, proof, root)


@given(_histories(), st.integers(0, 255))
@settings(max_examples=40, deadline=None)
def test_a_changed_consistency_proof_is_refused(case: tuple[int, int], bit: int) -> None:
    old, new = case
    before, after = _reference().root(old), _reference().root(new)
    proof = tree.consistency(old, new, _hashes)
    for bad in mutations(proof, [before, after]):
        consistency_refused(old, new, bad, before, after)
    for at, step in enumerate(proof):
        bad = [*proof[:at], flipped(step, bit), *proof[at + 1 :]]
        consistency_refused(old, new, bad, before, after)
    for bad_root in (b"", before[:-1], before + b"\0", flipped(before, bit)):
        consistency_refused(old, new, proof, bad_root, after)
    if old:
        for bad_root in (b"", after[:-1], after + b"\0", flipped(after, bit)):
            consistency_refused(old, new, proof, before, bad_root)
    if before != after:
        consistency_refused(old, new, proof, after, before)


@given(_inclusions(), st.integers(0, LARGEST), st.integers(0, LARGEST))
@some
def test_a_proof_for_another_position_is_refused(
    case: tuple[int, int], other: int, size_too: int
) -> None:
    position, size = case
    leaf, root = _leaf(position), _reference().root(size)
    proof = tree.inclusion(position, size, _hashes)
    for wrong in {other, position + 1, position - 1, position ^ 2, size, -1} - {position}:
        inclusion_refused(leaf, wrong, size, proof, root)
    # A size is bound by the signature on size and root. The proof alone refuses it only where it
    # changes the way to the root; there our check and the definition have to agree.
    for wrong in {size_too, size + 1, size - 1, 2 * size, size // 2}:
        try:
            agreed = root_from_path(leaf, position, wrong, proof) == root
        except Refused:
            agreed = False
        if agreed:
            tree.check_inclusion(leaf, position, wrong, proof, root)
        else:
            inclusion_refused(leaf, position, wrong, proof, root)


@given(_histories(), st.integers(0, LARGEST), st.integers(0, LARGEST))
@some
def test_a_proof_between_other_sizes_is_refused_where_the_definition_refuses_it(
    case: tuple[int, int], other_old: int, other_new: int
) -> None:
    old, new = case
    before, after = _reference().root(old), _reference().root(new)
    proof = tree.consistency(old, new, _hashes)
    for wrong_old in (old, other_old, old + 1, old - 1, old ^ 2):
        for wrong_new in (new, other_new, new + 1, new - 1, 2 * new, new // 2):
            if not 0 < wrong_old < wrong_new:
                continue
            try:
                agreed = roots_from_proof(wrong_old, wrong_new, proof, before) == (before, after)
            except Refused:
                agreed = False
            if agreed:
                tree.check_consistency(wrong_old, wrong_new, proof, before, after)
            else:
                consistency_refused(wrong_old, wrong_new, proof, before, after)


@given(st.integers(1, 2_000), st.data())
@some
def test_a_tree_that_was_rewritten_is_not_consistent_with_the_old_one(
    new: int, data: st.DataObject
) -> None:
    old = data.draw(st.integers(1, new))
    changed = data.draw(st.integers(0, old - 1))
    leaves = _reference().leaves[:new]
    leaves[changed] = tree.leaf_hash(b"another entry")
    rewritten = tree.root_of(leaves)
    honest = tree.consistency(old, new, _hashes)
    consistency_refused(old, new, honest, _reference().root(old), rewritten)


anything = st.lists(
    st.one_of(st.binary(min_size=32, max_size=32), st.binary(max_size=70)), max_size=80
)
whole = st.one_of(st.integers(-3, 40), st.integers(-(2**70), 2**70))


@given(st.binary(max_size=40), whole, whole, anything, st.binary(max_size=40))
@settings(deadline=None)
def test_nonsense_in_the_place_of_a_proof_is_refused_and_nothing_else_happens(
    leaf: bytes, one: int, other: int, proof: Proof, root: bytes
) -> None:
    if leaf != root:
        inclusion_refused(leaf, one, other, proof, root)
        if (one, root) != (0, tree.EMPTY_ROOT):
            consistency_refused(one, other, proof, root, leaf)


def test_a_leaf_of_a_large_tree_is_not_proved_into_a_smaller_one() -> None:
    """The root fits, the hashes fit; that the tree would have to be taller gives it away."""
    pair = tree.node_hash(_leaf(0), _leaf(1))
    with pytest.raises(BadProof, match="too long"):
        tree.check_inclusion(_leaf(1), 0, 1, [_leaf(0)], pair)
    root = tree.node_hash(pair, _leaf(2))
    tree.check_inclusion(_leaf(0), 0, 3, [_leaf(1), _leaf(2)], root)
    with pytest.raises(BadProof, match="too long"):
        tree.check_inclusion(_leaf(0), 0, 2, [_leaf(1), _leaf(2)], root)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_hash_of_another_length_is_named_as_such(length: int) -> None:
    proof = [bytes(length), _leaf(1)]
    why = f"a hash has 32 bytes, not {length}"
    with pytest.raises(BadProof, match=why):
        tree.check_inclusion(_leaf(0), 0, 3, proof, tree.EMPTY_ROOT)
    for old in (2, 3):
        with pytest.raises(BadProof, match=why):
            tree.check_consistency(old, 4, proof, tree.EMPTY_ROOT, tree.EMPTY_ROOT)
