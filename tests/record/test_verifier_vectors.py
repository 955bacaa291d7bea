"""The verifier that stands alone agrees with others, and with us, on trees, keys and signatures."""

from __future__ import annotations

from typing import Any

import pytest

from safeconduct.record import tree
from tests.record.forged import mutations
from tests.record.recursive import Reference
from tests.record.test_verifier import verify
from tests.record.vectors import unhex, vectors

CT = vectors("certificate-transparency")
NOTES = vectors("signed-note")
WITNESSED = vectors("witnessed-checkpoints")


def _ours(case: dict[str, Any]) -> tuple[bytes, int, int, list[bytes]]:
    leaf = Reference(unhex(CT["leaves"])).leaves[case["position"]]
    return leaf, case["position"], case["size"], unhex(case["proof"])


def test_inclusion_proofs_of_others_lead_to_their_roots_and_forged_ones_do_not() -> None:
    claims = [(*_ours(case), CT["roots"][case["size"] - 1]) for case in CT["inclusion"]]
    for case in vectors("rekor"):
        (leaf,) = unhex([case["leaf_hash"]])
        claims.append((leaf, case["position"], case["size"], unhex(case["proof"]), case["root"]))
    for leaf, position, size, proof, root in claims:
        assert verify.root_by(leaf, position, size, proof).hex() == root
        for bad in mutations(proof, [leaf, bytes.fromhex(root)]):
            found = verify.root_by(leaf, position, size, bad)
            assert found is None or found.hex() != root


def test_consistency_proofs_of_others_lead_to_both_roots_and_forged_ones_do_not() -> None:
    for case in CT["consistency"]:
        old, new, proof = case["old"], case["new"], unhex(case["proof"])
        before, after = unhex([CT["roots"][old - 1], CT["roots"][new - 1]])
        assert verify.grown(old, new, proof, before) == (before, after)
        for bad in mutations(proof, [before, after]):
            assert verify.grown(old, new, bad, before) != (before, after)


def test_it_agrees_with_us_on_every_proof_of_every_tree_up_to_forty_leaves() -> None:
    reference = Reference([b"entry %d" % position for position in range(40)])
    for size in range(1, 41):
        root = reference.root(size)
        for position in range(size):
            path = reference.path(position, size)
            tree.check_inclusion(reference.leaves[position], position, size, path, root)
            assert verify.root_by(reference.leaves[position], position, size, path) == root
        for old in range(1, size + 1):
            before, proof = reference.root(old), reference.proof(old, size)
            tree.check_consistency(old, size, proof, before, root)
            assert verify.grown(old, size, proof, before) == (before, root)


def test_checkpoints_of_public_logs_hold_with_the_cosignatures_of_public_witnesses() -> None:
    for case in WITNESSED:
        note = verify.read_note(case["checkpoint"], "it")
        for line, time in case["cosigners"].items():
            key = verify.read_key(line)
            raws = [raw for name, id_, raw in note.signatures if (name, id_) == (key.name, key.id)]
            assert [key.signed(raw, note) for raw in raws] == [time]
            other = note._replace(
                size=note.size + 1, text=note.text.replace(str(note.size), str(note.size + 1))
            )
            with pytest.raises(verify.InvalidSignature):
                key.signed(raws[0], other)


def test_keys_of_others_are_read_and_lines_that_are_no_keys_refused() -> None:
    for line in NOTES["keys"]:
        assert verify.read_key(line).name == line.split("+")[0]
    for line in [*NOTES["bad_keys"].values(), "gate.example+12345678+", ""]:
        with pytest.raises(verify.Unreadable):
            verify.read_key(line)
