"""Roots and proofs that others have computed come out the same, and their forgeries are refused."""

from __future__ import annotations

from collections.abc import Sequence

from safeconduct.record import tree
from safeconduct.record.tree import Subtree
from tests.record.forged import consistency_refused, inclusion_refused, mutations
from tests.record.recursive import Reference
from tests.record.vectors import unhex, vectors


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
            inclusion_refused(leaf, wrong, size, proof, root)
        for wrong in {2 * size, size // 2}:
            inclusion_refused(leaf, position, wrong, proof, root)
        for bad in mutations(proof, [root, leaf]):
            inclusion_refused(leaf, position, size, bad, root)
        inclusion_refused(tree.leaf_hash(b"WrongLeaf"), position, size, proof, root)
        inclusion_refused(leaf, position, size, proof, tree.EMPTY_ROOT)


def test_consistency_proofs_are_those_of_certificate_transparency() -> None:
    given_ = vectors("certificate-transparency")
    for case in given_["consistency"]:
        old, new, proof = case["old"], case["new"], unhex(case["proof"])
        before, after = unhex([given_["roots"][old - 1], given_["roots"][new - 1]])
        assert tree.consistency(old, new, _ct_hashes) == proof
        tree.check_consistency(old, new, proof, before, after)
        for wrong in {old - 1, old + 1, old ^ 2} if proof else set():
            consistency_refused(wrong, new, proof, before, after)
        for wrong in {2 * new, new // 2}:
            consistency_refused(old, wrong, proof, before, after)
        for bad in mutations(proof, [before, after]):
            consistency_refused(old, new, bad, before, after)
        consistency_refused(old, new, proof, b"WrongRoot", after)
        consistency_refused(old, new, proof, before, b"WrongRoot")
        if proof:
            consistency_refused(old, new, proof, after, before)


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
        for bad in mutations(proof, [leaf, root]):
            inclusion_refused(leaf, position, size, bad, root)
        for wrong in (position + 1, position - 1, position ^ 2):
            inclusion_refused(leaf, wrong, size, proof, root)
