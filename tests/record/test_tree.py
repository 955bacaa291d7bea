"""The tree is that of RFC 9162: its proofs hold, and whatever is not a proof is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.record import tree
from safeconduct.record.tree import BadProof, Subtree
from tests.record.recursive import Reference, Refused, root_from_path, roots_from_proof
from tests.record.vectors import unhex, vectors

LARGEST = 10_000
EDGES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33, 1023, 1024, 1025, 8191, 8192, 8193]
Proof = list[bytes]


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
def test_two_subtrees_never_share_a_number(one: Subtree, other: Subtree) -> None:
    assert (tree.number(*one) == tree.number(*other)) == (one == other)


@given(subtrees)
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


def _mutations(proof: Proof, other: Sequence[bytes]) -> Iterator[Proof]:
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


def _bits(digest: bytes) -> Iterator[bytes]:
    for at in range(8 * len(digest)):
        yield _flipped(digest, at)


def _flipped(digest: bytes, bit: int) -> bytes:
    return (int.from_bytes(digest, "big") ^ 1 << bit).to_bytes(len(digest), "big")


def _refused(check: Callable[[], None]) -> None:
    with pytest.raises(BadProof) as caught:
        check()
    assert str(caught.value)


def _inclusion_refused(
    leaf: bytes, position: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    _refused(lambda: tree.check_inclusion(leaf, position, size, proof, root))


def _consistency_refused(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    _refused(lambda: tree.check_consistency(old, new, proof, old_root, new_root))


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 8, 9])
def test_an_inclusion_proof_with_one_bit_changed_is_refused(size: int) -> None:
    root = _reference().root(size)
    for position in range(size):
        leaf, proof = _leaf(position), tree.inclusion(position, size, _hashes)
        for at, step in enumerate(proof):
            for bad in _bits(step):
                _inclusion_refused(leaf, position, size, [*proof[:at], bad, *proof[at + 1 :]], root)
        for bad in _bits(leaf):
            _inclusion_refused(bad, position, size, proof, root)
        for bad in _bits(root):
            _inclusion_refused(leaf, position, size, proof, bad)


@pytest.mark.parametrize("new", [2, 3, 4, 5, 7, 8, 9])
def test_a_consistency_proof_with_one_bit_changed_is_refused(new: int) -> None:
    root = _reference().root(new)
    for old in range(1, new):
        before, proof = _reference().root(old), tree.consistency(old, new, _hashes)
        for at, step in enumerate(proof):
            for bad in _bits(step):
                _consistency_refused(old, new, [*proof[:at], bad, *proof[at + 1 :]], before, root)
        for bad in _bits(before):
            _consistency_refused(old, new, proof, bad, root)
        for bad in _bits(root):
            _consistency_refused(old, new, proof, before, bad)


@given(_inclusions(), st.integers(0, 255))
@settings(max_examples=40, deadline=None)
def test_a_changed_inclusion_proof_is_refused(case: tuple[int, int], bit: int) -> None:
    position, size = case
    leaf, root = _leaf(position), _reference().root(size)
    proof = tree.inclusion(position, size, _hashes)
    for bad in _mutations(proof, [leaf, root]):
        _inclusion_refused(leaf, position, size, bad, root)
    for at, step in enumerate(proof):
        bad = [*proof[:at], _flipped(step, bit), *proof[at + 1 :]]
        _inclusion_refused(leaf, position, size, bad, root)
    if size > 1:
        _inclusion_refused(_leaf((position + 1) % size), position, size, proof, root)
        _inclusion_refused(leaf, position, size, proof, _reference().root(size - 1))
    for bad_root in (b"", root[:-1], root + b"\0", tree.EMPTY_ROOT):
        _inclusion_refused(leaf, position, size, proof, bad_root)
    for bad_leaf in (b"", leaf[:-1], leaf + b"\0", _entry(position)):
        _inclusion_refused(bad_leaf, position, size, proof, root)


@given(_histories(), st.integers(0, 255))
@settings(max_examples=40, deadline=None)
def test_a_changed_consistency_proof_is_refused(case: tuple[int, int], bit: int) -> None:
    old, new = case
    before, after = _reference().root(old), _reference().root(new)
    proof = tree.consistency(old, new, _hashes)
    for bad in _mutations(proof, [before, after]):
        _consistency_refused(old, new, bad, before, after)
    for at, step in enumerate(proof):
        bad = [*proof[:at], _flipped(step, bit), *proof[at + 1 :]]
        _consistency_refused(old, new, bad, before, after)
    for bad_root in (b"", before[:-1], before + b"\0", _flipped(before, bit)):
        _consistency_refused(old, new, proof, bad_root, after)
    if old:
        for bad_root in (b"", after[:-1], after + b"\0", _flipped(after, bit)):
            _consistency_refused(old, new, proof, before, bad_root)
    if before != after:
        _consistency_refused(old, new, proof, after, before)


@given(_inclusions(), st.integers(0, LARGEST), st.integers(0, LARGEST))
@some
def test_a_proof_for_another_position_is_refused(
    case: tuple[int, int], other: int, size_too: int
) -> None:
    position, size = case
    leaf, root = _leaf(position), _reference().root(size)
    proof = tree.inclusion(position, size, _hashes)
    for wrong in {other, position + 1, position - 1, position ^ 2, size, -1} - {position}:
        _inclusion_refused(leaf, wrong, size, proof, root)
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
            _inclusion_refused(leaf, position, wrong, proof, root)


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
                _consistency_refused(wrong_old, wrong_new, proof, before, after)


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
    _consistency_refused(old, new, honest, _reference().root(old), rewritten)


anything = st.lists(
    st.one_of(st.binary(min_size=32, max_size=32), st.binary(max_size=70)), max_size=80
)
whole = st.one_of(st.integers(-3, 40), st.integers(-(2**70), 2**70))


@given(st.binary(max_size=40), whole, whole, anything, st.binary(max_size=40))
def test_nonsense_in_the_place_of_a_proof_is_refused_and_nothing_else_happens(
    leaf: bytes, one: int, other: int, proof: Proof, root: bytes
) -> None:
    if leaf != root:
        _inclusion_refused(leaf, one, other, proof, root)
        if (one, root) != (0, tree.EMPTY_ROOT):
            _consistency_refused(one, other, proof, root, leaf)


# --- answers that others have computed -------------------------------------------------------


def _ct() -> Reference:
    return Reference(unhex(vectors("certificate-transparency")["leaves"]))


def _ct_hashes(wanted: Sequence[Subtree]) -> list[bytes]:
    leaves = _ct().leaves
    return [tree.root_of(leaves[i << level : (i + 1) << level]) for level, i in wanted]


def test_hashes_of_leaves_and_nodes_are_those_of_certificate_transparency() -> None:
    given_ = vectors("certificate-transparency")
    assert bytes.fromhex(given_["empty_root"]) == tree.EMPTY_ROOT == tree.root_of([])
    for case in given_["leaf_hashes"]:
        assert tree.leaf_hash(bytes.fromhex(case["leaf"])).hex() == case["hash"]
    for case in given_["node_hashes"]:
        left, right = unhex([case["left"], case["right"]])
        assert tree.node_hash(left, right).hex() == case["hash"]


def test_roots_are_those_of_certificate_transparency() -> None:
    given_ = vectors("certificate-transparency")
    frontier = tree.Frontier()
    for size, (entry, root) in enumerate(zip(given_["leaves"], given_["roots"], strict=True), 1):
        frontier.add(tree.leaf_hash(bytes.fromhex(entry)))
        assert frontier.root().hex() == root == tree.root(size, _ct_hashes).hex()
        assert _ct().root(size).hex() == root


def test_inclusion_proofs_are_those_of_certificate_transparency() -> None:
    given_ = vectors("certificate-transparency")
    for case in given_["inclusion"]:
        position, size, proof = case["position"], case["size"], unhex(case["proof"])
        leaf, root = _ct().leaves[position], bytes.fromhex(given_["roots"][size - 1])
        assert tree.inclusion(position, size, _ct_hashes) == proof
        tree.check_inclusion(leaf, position, size, proof, root)
        # The mistakes that certificate-transparency and transparency-dev/merkle try.
        for wrong in {position - 1, position + 1, position ^ 2}:
            _inclusion_refused(leaf, wrong, size, proof, root)
        for wrong in {2 * size, size // 2}:
            _inclusion_refused(leaf, position, wrong, proof, root)
        for bad in _mutations(proof, [root, leaf]):
            _inclusion_refused(leaf, position, size, bad, root)
        _inclusion_refused(tree.leaf_hash(b"WrongLeaf"), position, size, proof, root)
        _inclusion_refused(leaf, position, size, proof, tree.EMPTY_ROOT)


def test_consistency_proofs_are_those_of_certificate_transparency() -> None:
    given_ = vectors("certificate-transparency")
    for case in given_["consistency"]:
        old, new, proof = case["old"], case["new"], unhex(case["proof"])
        before, after = unhex([given_["roots"][old - 1], given_["roots"][new - 1]])
        assert tree.consistency(old, new, _ct_hashes) == proof
        tree.check_consistency(old, new, proof, before, after)
        for wrong in {old - 1, old + 1, old ^ 2} if proof else set():
            _consistency_refused(wrong, new, proof, before, after)
        for wrong in {2 * new, new // 2}:
            _consistency_refused(old, wrong, proof, before, after)
        for bad in _mutations(proof, [before, after]):
            _consistency_refused(old, new, bad, before, after)
        _consistency_refused(old, new, proof, b"WrongRoot", after)
        _consistency_refused(old, new, proof, before, b"WrongRoot")
        if proof:
            _consistency_refused(old, new, proof, after, before)


def test_the_example_in_section_2_1_5_comes_out_as_it_stands_there() -> None:
    example = vectors("rfc9162-example")
    entries = [name.encode() for name in example["leaves"]]

    def named(name: str) -> bytes:
        made_of = example["nodes"][name]
        if isinstance(made_of, str):
            return tree.leaf_hash(made_of.encode())
        return tree.node_hash(named(made_of[0]), named(made_of[1]))

    def hashes(wanted: Sequence[Subtree]) -> list[bytes]:
        leaves = [tree.leaf_hash(entry) for entry in entries]
        return [tree.root_of(leaves[i << level : (i + 1) << level]) for level, i in wanted]

    root = tree.node_hash(*map(named, example["root"]))
    assert tree.root(len(entries), hashes) == root
    for position, names in example["inclusion"].items():
        proof = tree.inclusion(int(position), 7, hashes)
        assert proof == [named(name) for name in names]
        tree.check_inclusion(tree.leaf_hash(entries[int(position)]), int(position), 7, proof, root)
    for old, names in example["consistency"].items():
        before = tree.node_hash(*map(named, example["old_trees"][old]))
        proof = tree.consistency(int(old), 7, hashes)
        assert proof == [named(name) for name in names]
        tree.check_consistency(int(old), 7, proof, before, root)


def test_proofs_from_a_public_log_of_hundreds_of_millions_of_entries_hold() -> None:
    for case in vectors("rekor"):
        position, size, proof = case["position"], case["size"], unhex(case["proof"])
        leaf, root = unhex([case["leaf_hash"], case["root"]])
        tree.check_inclusion(leaf, position, size, proof, root)
        for bad in _mutations(proof, [leaf, root]):
            _inclusion_refused(leaf, position, size, bad, root)
        for wrong in (position + 1, position - 1, position ^ 2):
            _inclusion_refused(leaf, wrong, size, proof, root)
