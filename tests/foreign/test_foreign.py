"""Go accepts what we prove and sign, refuses what is forged, and makes the same as we do."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature

from safeconduct.record import note, schema, tree
from safeconduct.record.database import connect
from safeconduct.record.keys import COSIGNER, COSIGNER_MLDSA, LOG, PublicKey, SecretKey
from safeconduct.record.log import Log
from safeconduct.record.note import Checkpoint, SignedCheckpoint
from tests.foreign.program import Go, build
from tests.record.forged import flipped, mutations
from tests.record.sample import noted, record

SIZE = 600
ENTRIES = [b"entry %d" % position for position in range(SIZE)]
LEAVES = [tree.leaf_hash(entry) for entry in ENTRIES]
SIZES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33, 255, 256, 257, 511, 512, 513, SIZE]
NAMES = "gate.example", "oversight.example", "bar.example"
GATE = SecretKey(NAMES[0], LOG, b"g" * 32)
OVERSIGHT = SecretKey(NAMES[1], COSIGNER, b"o" * 32)
BAR = SecretKey(NAMES[2], COSIGNER_MLDSA, b"b" * 32)
SIGNERS = [GATE, OVERSIGHT, BAR]
TIME = 1_700_000_000


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("foreign"))


@pytest.fixture(scope="module")
def go(program: Path) -> Iterator[Go]:
    with Go(program) as running:
        assert running.accepts("grow", entries=ENTRIES)
        yield running


@cache
def _hash(level: int, index: int) -> bytes:
    return tree.root_of(LEAVES[index << level : (index + 1) << level])


def _hashes(wanted: Sequence[tree.Subtree]) -> list[bytes]:
    return [_hash(*subtree) for subtree in wanted]


def _root(size: int) -> bytes:
    return tree.root(size, _hashes)


def _some(count: int) -> list[int]:
    return sorted({0, 1, count // 2, count - 2, count - 1} & set(range(count)))


def _line(key: SecretKey) -> str:
    return str(key.public)


def test_both_find_the_same_root_at_every_size(go: Go) -> None:
    for size in range(SIZE + 1):
        assert go.ask("root", size=size)["root"] == _root(size).hex()


def test_both_make_the_same_proofs(go: Go) -> None:
    for size in [*range(1, 40), *SIZES]:
        for position in range(size) if size < 40 else _some(size):
            ours = [step.hex() for step in tree.inclusion(position, size, _hashes)]
            made = go.ask("prove-inclusion", size=size, position=position)
            assert made.get("hashes", []) == ours
        for old in range(1, size + 1) if size < 40 else [*_some(size)[1:], size]:
            ours = [step.hex() for step in tree.consistency(old, size, _hashes)]
            made = go.ask("prove-consistency", new=size, old=old)
            assert made["ok"]
            assert made.get("hashes", []) == ours


def test_it_accepts_our_inclusion_proofs_and_refuses_forged_ones(go: Go) -> None:
    forged = 0
    for size in SIZES:
        root = _root(size)
        for position in _some(size):
            proof = tree.inclusion(position, size, _hashes)
            claim = {"position": position, "size": size, "root": root, "entry": ENTRIES[position]}
            assert go.accepts("inclusion", proof=proof, **claim)
            wrong = [claim | {"proof": bad} for bad in mutations(proof, [root, LEAVES[position]])]
            wrong += [claim | {"proof": proof, "position": p} for p in (position + 1, position - 1)]
            wrong += [claim | {"proof": proof, "entry": b"another"}]
            wrong += [claim | {"proof": proof, "root": flipped(root, 0)}]
            for at, step in enumerate(proof):
                bad = [*proof[:at], flipped(step, at), *proof[at + 1 :]]
                wrong.append(claim | {"proof": bad})
            for claim_ in wrong:
                assert not go.accepts("inclusion", **claim_)
            forged += len(wrong)
    assert forged > 1000


def test_it_accepts_our_consistency_proofs_and_refuses_forged_ones(go: Go) -> None:
    forged = 0
    for new in SIZES:
        for old in [size for size in SIZES if size <= new]:
            proof = tree.consistency(old, new, _hashes)
            before, after = _root(old), _root(new)
            claim = {"old": old, "new": new, "oldRoot": before, "newRoot": after}
            assert go.accepts("consistency", proof=proof, **claim)
            wrong = [claim | {"proof": bad} for bad in mutations(proof, [before, after])]
            wrong += [claim | {"proof": proof, "oldRoot": flipped(before, 9)}]
            wrong += [claim | {"proof": proof, "newRoot": flipped(after, 9)}]
            if before != after:
                wrong += [claim | {"proof": proof, "oldRoot": after, "newRoot": before}]
            for claim_ in wrong:
                assert not go.accepts("consistency", **claim_)
            forged += len(wrong)
    assert forged > 1000


def test_both_refuse_the_same_claims_about_size_and_position(go: Go) -> None:
    """Also where a proof fits another size as well: there both accept."""
    chance, agreed = random.Random(7), [0, 0]
    for _ in range(1500):
        size = chance.choice(SIZES)
        position = chance.randrange(size)
        proof = tree.inclusion(position, size, _hashes)
        other, elsewhere = chance.choice(SIZES), chance.choice([position, position ^ 1, 0])
        claim = (LEAVES[position], elsewhere, other, proof, _root(size))
        try:
            tree.check_inclusion(*claim)
            ours = True
        except tree.BadProof:
            ours = False
        theirs = go.accepts(
            "inclusion", entry=ENTRIES[position], position=elsewhere, size=other,
            proof=proof, root=_root(size),
        )  # fmt: skip
        assert ours == theirs
        agreed[ours] += 1
    assert all(agreed)


def test_it_opens_our_checkpoints_and_names_their_signers(go: Go) -> None:
    checkpoint = Checkpoint(NAMES[0], SIZE, _root(SIZE))
    signed = SignedCheckpoint(checkpoint, tuple(note.sign(checkpoint, k, TIME) for k in SIGNERS))
    opened = go.ask("open", note=str(signed), keys=[_line(key) for key in SIGNERS])
    assert opened["ok"], opened
    assert opened["names"] == [f"{k.public.name}+{k.public.id.hex()}" for k in SIGNERS]


@pytest.mark.parametrize("signer", SIGNERS, ids=NAMES)
def test_it_refuses_checkpoints_with_a_forged_signature(go: Go, signer: SecretKey) -> None:
    checkpoint = Checkpoint(NAMES[0], SIZE, _root(SIZE))
    signature = note.sign(checkpoint, signer, TIME)
    keys = [_line(signer)]
    honest = SignedCheckpoint(checkpoint, (signature,))
    assert go.accepts("open", note=str(honest), keys=keys)
    others = [
        honest._replace(checkpoint=checkpoint._replace(size=SIZE + 1)),
        honest._replace(checkpoint=checkpoint._replace(root=_root(1))),
        honest._replace(checkpoint=checkpoint._replace(origin="bar.example")),
    ]
    for at in (0, 8, 40, len(signature.raw) - 1):
        raw = bytearray(signature.raw)
        raw[at] ^= 1
        others.append(honest._replace(signatures=(signature._replace(raw=bytes(raw)),)))
    for forged in others:
        assert not go.accepts("open", note=str(forged), keys=keys)
        with pytest.raises(note.BadNote):
            forged.signed_by([signer.public])


@pytest.mark.parametrize("bad", ["\x01", "x", "\n", "+", "— "])
def test_it_refuses_notes_that_we_refuse_to_read(go: Go, bad: str) -> None:
    checkpoint = Checkpoint(NAMES[0], SIZE, _root(SIZE))
    text = str(SignedCheckpoint(checkpoint, (note.sign(checkpoint, GATE),)))
    for broken in (bad + text, text + bad, text.replace("— gate", f"— {bad}gate")):
        try:
            ours = note.read(broken).check_log(GATE.public) is not None
        except note.BadNote:
            ours = False
        assert not ours
        assert not go.accepts("open", note=broken, keys=[_line(GATE)])


def test_we_accept_what_it_signs(go: Go) -> None:
    checkpoint = Checkpoint(NAMES[0], SIZE, _root(SIZE))
    signed = note.read(go.ask("sign", key=GATE.line(), text=checkpoint.text())["note"])
    assert signed.check_log(GATE.public) == checkpoint
    assert signed.signatures == (note.sign(checkpoint, GATE),)
    for do, ours in (("cosign-ed25519", OVERSIGHT), ("cosign-mldsa", BAR)):
        seed = (b"o" if ours is OVERSIGHT else b"b") * 32
        made = go.ask(do, name=ours.public.name, seed=seed, time=TIME, text=checkpoint.text())
        assert made["key"] == _line(ours)
        key = PublicKey.read(made["key"])
        cosigned = signed.with_signatures(note.read_signatures(made["note"]))
        assert cosigned.signed_by([key]) == {key: TIME}
        with pytest.raises(InvalidSignature):
            key.check(cosigned.signatures[1].raw, checkpoint._replace(size=1).tree())


def test_it_accepts_a_proof_from_a_real_record_with_its_checkpoint(go: Go, tmp_path: Path) -> None:
    database = connect(f"sqlite:{tmp_path / 'record.db'}")
    try:
        schema.create(database, NAMES[0])
        with database.transaction():
            receipts = record().append(database, [noted(f"note {n}") for n in range(50)])
        log = Log(database)
        checkpoint = Checkpoint(NAMES[0], 50, log.root(50))
        signed = SignedCheckpoint(checkpoint, (note.sign(checkpoint, GATE),))
        for position, entry in receipts:
            proof = log.inclusion(position, 50)
            claim = {"note": str(signed), "keys": [_line(GATE)], "position": position}
            do = "open-and-check-inclusion"
            assert go.accepts(do, entry=entry, proof=proof, **claim)
            assert not go.accepts(
                do, entry=entry[:-1] + bytes([entry[-1] ^ 1]), proof=proof, **claim
            )
            other = receipts[(position + 1) % 50].entry
            assert not go.accepts(do, entry=other, proof=proof, **claim)
    finally:
        database.close()
