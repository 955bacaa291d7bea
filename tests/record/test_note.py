"""Checkpoints and proofs are read strictly; a forged signature spoils all, an unknown one none."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.record import note, tree
from safeconduct.record.keys import COSIGNER, COSIGNER_MLDSA, LOG, PublicKey, SecretKey
from safeconduct.record.note import BadNote, Checkpoint, Proof, SignedCheckpoint
from tests.record.vectors import unhex, vectors

GATE = SecretKey("gate.example", LOG, b"g" * 32)
OVERSIGHT = SecretKey("oversight.example", COSIGNER, b"o" * 32)
BAR = SecretKey("bar.example", COSIGNER_MLDSA, b"b" * 32)
STRANGER = SecretKey("stranger.example", COSIGNER, b"x" * 32)
TIME = 1_700_000_000
CHECKPOINT = Checkpoint("gate.example", 7, bytes(range(32)))
ROOT = b64encode(bytes(range(32))).decode()


def _signed(*keys: SecretKey, checkpoint: Checkpoint = CHECKPOINT) -> SignedCheckpoint:
    return SignedCheckpoint(checkpoint, tuple(note.sign(checkpoint, key, TIME) for key in keys))


hashes = st.binary(min_size=32, max_size=32)
lines = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\x7f\x85"), min_size=1
)
names = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"], exclude_characters="+"),
    min_size=1,
    max_size=50,
)
checkpoints = st.builds(
    Checkpoint,
    lines.filter(lambda line: len(line.encode()) <= note.MAX_ORIGIN),
    st.integers(0, note.MAX_SIZE),
    hashes,
    st.lists(lines, max_size=3).map(tuple),
)
signatures = st.builds(
    note.Signature,
    names,
    st.binary(min_size=4, max_size=4),
    st.binary(min_size=1, max_size=80),
)
signed = st.builds(
    SignedCheckpoint, checkpoints, st.lists(signatures, min_size=1, max_size=5).map(tuple)
)


# --- reading ---------------------------------------------------------------------------------


@given(signed)
def test_a_checkpoint_is_read_back_as_it_was_written(checkpoint: SignedCheckpoint) -> None:
    assert note.read(str(checkpoint)) == checkpoint
    assert str(note.read(str(checkpoint))) == str(checkpoint)


@given(signed, st.integers(0, note.MAX_SIZE), st.lists(hashes, max_size=64), st.binary())
def test_a_proof_is_read_back_as_it_was_written(
    checkpoint: SignedCheckpoint, position: int, steps: list[bytes], extra: bytes
) -> None:
    proof = Proof(position, tuple(steps), checkpoint, extra)
    assert note.read_proof(str(proof)) == proof
    assert str(note.read_proof(str(proof))) == str(proof)


LINE = note.sign(CHECKPOINT, GATE).line()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no empty line between text and signatures"),
        (CHECKPOINT.text(), "no empty line between text and signatures"),
        (CHECKPOINT.text() + LINE, "no empty line between text and signatures"),
        (CHECKPOINT.text() + "\n", "does not end with a line feed"),
        (CHECKPOINT.text() + "\n" + LINE[:-1], "does not end with a line feed"),
        (CHECKPOINT.text() + "\n" + LINE + "\n", "none is empty"),
        (CHECKPOINT.text() + "\n\n" + LINE, "none is empty"),
        ("\n" + CHECKPOINT.text() + "\n" + LINE, "none is empty"),
        (CHECKPOINT.text() + "\n" + LINE.replace("—", "-"), "a signature line reads"),
        (CHECKPOINT.text() + "\n" + LINE.replace(" gate", "  gate"), "a signature line reads"),
        (CHECKPOINT.text() + "\n" + LINE.replace("gate.", "gate+"), "a signature line reads"),
        (CHECKPOINT.text() + "\n" + LINE.replace("gate.", "gate\u00a0"), "a signature line reads"),
        (CHECKPOINT.text() + "\n" + LINE + "Unexpected.\n", "a signature line reads"),
        (CHECKPOINT.text() + "\n— gate.example AAAA\n", "too short"),
        (CHECKPOINT.text() + "\n— gate.example AAAAAA==\n", "too short"),
        (CHECKPOINT.text() + "\n— gate.example !AAA\n", "a signature is not base64"),
        (CHECKPOINT.text() + "\n— gate.example é\n", "a signature is not base64"),
        (CHECKPOINT.text() + "\n— gate.example AAAAAAB=\n", "not in the one right form"),
        (CHECKPOINT.text() + "\n" + LINE * 65, "more than 64 signatures"),
        (CHECKPOINT.text() + "\r\n" + LINE, "control characters"),
        ("\x01" + CHECKPOINT.text() + "\n" + LINE, "control characters"),
        ("\ud800" + CHECKPOINT.text() + "\n" + LINE, "not UTF-8"),
        ("gate.example\n7\n\n" + LINE, "at least three lines"),
        (f"gate.example\n07\n{ROOT}\n\n" + LINE, "size is a decimal number without leading"),
        (f"gate.example\n0x7\n{ROOT}\n\n" + LINE, "size is a decimal number"),
        (f"gate.example\n00\n{ROOT}\n\n" + LINE, "size is a decimal number"),
        (f"gate.example\n0 \n{ROOT}\n\n" + LINE, "size is a decimal number"),
        (f"gate.example\n-1\n{ROOT}\n\n" + LINE, "size is a decimal number"),
        (f"gate.example\n+1\n{ROOT}\n\n" + LINE, "size is a decimal number"),
        (f"gate.example\n٣\n{ROOT}\n\n" + LINE, "size is a decimal number"),
        (f"gate.example\n9223372036854775808\n{ROOT}\n\n" + LINE, "size is a decimal number"),
        (f"gate.example\n{'9' * 5000}\n{ROOT}\n\n" + LINE, "size is a decimal number"),
        (f"gate.example\n7\n{ROOT[:-4]}\n\n" + LINE, "a hash has 32 bytes, not 30"),
        (f"gate.example\n7\n{ROOT}=\n\n" + LINE, "a hash is not"),
        (f"gate.example\n7\n{ROOT[:-2]}9=\n\n" + LINE, "a hash is not in the one right form"),
        (f"gate.example\n7\n{ROOT} \n\n" + LINE, "a hash is not"),
        (f"{'g' * 256}\n7\n{ROOT}\n\n" + LINE, "at most 255 bytes"),
        ("x" * (note.MAX_NOTE + 1), "too long"),
    ],
)
def test_a_text_that_is_no_checkpoint_is_refused_with_what_is_wrong(text: str, why: str) -> None:
    with pytest.raises(BadNote, match=why):
        note.read(text)


PROOF = str(Proof(3, (bytes(32), bytes(range(32))), _signed(GATE), b"more"))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("tlog-proof@v1", "tlog-proof@v2", "begins with the line"),
        ("extra bW9yZQ==", "extra !", "the extra data is not base64"),
        ("extra bW9yZQ==", "Extra bW9yZQ==", "a line 'index N'"),
        ("extra bW9yZQ==\n", "extra bW9yZQ==\nextra bW9yZQ==\n", "a line 'index N'"),
        ("index 3\n", "", "a line 'index N'"),
        ("index 3", "index", "a line 'index N'"),
        ("index 3", "index ", "the index is a decimal number"),
        ("index 3", "index 03", "the index is a decimal number"),
        ("index 3", "index -5", "the index is a decimal number"),
        ("index 3", "index 3 ", "the index is a decimal number"),
        ("index 3", "index three", "the index is a decimal number"),
        (b64encode(bytes(32)).decode(), b64encode(bytes(64)).decode(), "32 bytes, not 64"),
        (b64encode(bytes(32)).decode(), "!!notbase64!!", "a hash is not base64"),
        ("\n\ngate", "\n\n\ngate", "at least three lines"),
        ("gate.example\n7", "gate.example\n07", "the size is a decimal number"),
        ("c2sp.org", "\nc2sp.org", "begins with the line"),
    ],
)
def test_a_text_that_is_no_proof_is_refused_with_what_is_wrong(
    old: str, new: str, why: str
) -> None:
    note.read_proof(PROOF)
    assert old in PROOF
    with pytest.raises(BadNote, match=why):
        note.read_proof(PROOF.replace(old, new, 1))


pieces = st.one_of(st.text(st.characters()), st.sampled_from(["\n", "\n\n", "— ", "0", "=", " "]))


@given(st.one_of(signed.map(str), st.just(PROOF)), st.data())
def test_no_text_at_all_makes_reading_fail_in_another_way(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    until = data.draw(st.integers(at, min(len(text), at + 5)))
    piece = data.draw(pieces)
    reads: list[Callable[[str], Any]] = [
        note.read,
        note.read_proof,
        note.read_signatures,
        note.read_size,
        lambda t: note.read_hashes([t]),
    ]
    for changed in (text[:at] + piece + text[until:], piece):
        for read in reads:
            try:
                found = read(changed)
            except BadNote:
                continue
            if isinstance(found, (SignedCheckpoint, Proof)):
                assert str(found) == changed
                checkpoint = found if isinstance(found, SignedCheckpoint) else found.checkpoint
                assert checkpoint.signed_by([STRANGER.public]) == {}


@given(st.text(st.characters()), signed)
def test_what_was_read_can_be_checked_without_another_error(
    text: str, checkpoint: SignedCheckpoint
) -> None:
    forged = [note.Signature(k.public.name, k.public.id, text.encode("utf-8", "replace") or b"x")
              for k in (GATE, OVERSIGHT, BAR)]  # fmt: skip
    for signature, key in zip(forged, (GATE, OVERSIGHT, BAR), strict=True):
        with pytest.raises(BadNote, match="does not hold"):
            checkpoint.with_signatures([signature]).signed_by([key.public])


# --- signatures ------------------------------------------------------------------------------


def test_the_signers_of_a_checkpoint_are_found_with_their_times() -> None:
    found = _signed(GATE, OVERSIGHT, BAR).signed_by(
        [GATE.public, OVERSIGHT.public, BAR.public, STRANGER.public]
    )
    assert found == {GATE.public: None, OVERSIGHT.public: TIME, BAR.public: TIME}


@pytest.mark.parametrize("forger", [GATE, OVERSIGHT, BAR])
def test_one_signature_of_a_known_key_that_does_not_hold_spoils_the_whole_note(
    forger: SecretKey,
) -> None:
    honest = _signed(GATE, OVERSIGHT, BAR)
    other = note.sign(CHECKPOINT._replace(size=8), forger, TIME)
    forged = honest.with_signatures([other])
    with pytest.raises(BadNote, match=f"the signature of {forger.public.name} does not hold"):
        forged.signed_by([GATE.public, OVERSIGHT.public, BAR.public])
    assert forged.signed_by([STRANGER.public]) == {}
    with pytest.raises(BadNote):
        forged._replace(signatures=forged.signatures[::-1]).signed_by([forger.public])


def test_signatures_of_unknown_keys_are_left_aside_even_if_they_are_nonsense() -> None:
    nonsense = note.Signature("nobody.example", b"1234", b"nonsense")
    found = _signed(GATE).with_signatures([nonsense]).signed_by([GATE.public, OVERSIGHT.public])
    assert found == {GATE.public: None}


def test_a_known_name_with_another_id_and_a_known_id_with_another_name_are_unknown_keys() -> None:
    namesake = SecretKey(OVERSIGHT.public.name, COSIGNER, b"n" * 32)
    same_id = note.Signature("elsewhere.example", OVERSIGHT.public.id, b"nonsense")
    mixed = _signed(GATE, namesake).with_signatures([same_id])
    assert mixed.signed_by([GATE.public, OVERSIGHT.public]) == {GATE.public: None}
    renamed = same_id._replace(name=OVERSIGHT.public.name)
    with pytest.raises(BadNote):
        mixed.with_signatures([renamed]).signed_by([OVERSIGHT.public])


@given(st.permutations([5, 9, 7]))
def test_of_two_cosignatures_the_last_time_counts(times: list[int]) -> None:
    found = SignedCheckpoint(
        CHECKPOINT, tuple(note.sign(CHECKPOINT, OVERSIGHT, time) for time in times)
    ).signed_by([OVERSIGHT.public])
    assert found == {OVERSIGHT.public: 9}


def test_a_signature_added_twice_stands_there_once() -> None:
    once = _signed(GATE, OVERSIGHT)
    assert once.with_signatures(once.signatures) == once
    assert len(once.with_signatures(_signed(BAR).signatures).signatures) == 3


def test_a_log_is_recognised_by_name_and_key() -> None:
    assert _signed(GATE).check_log(GATE.public) == CHECKPOINT
    with pytest.raises(BadNote, match="has not signed"):
        _signed(OVERSIGHT).check_log(GATE.public)
    imposter = SecretKey("gate.example", LOG, b"i" * 32)
    with pytest.raises(BadNote, match="has not signed"):
        _signed(imposter).check_log(GATE.public)
    elsewhere = CHECKPOINT._replace(origin="bar.example")
    with pytest.raises(BadNote, match=r"a checkpoint of bar\.example, not of gate\.example"):
        _signed(GATE, checkpoint=elsewhere).check_log(GATE.public)


@pytest.mark.parametrize("key", [GATE, OVERSIGHT, BAR])
@given(data=st.data())
@settings(max_examples=30)
def test_a_signature_holds_for_no_other_checkpoint(key: SecretKey, data: st.DataObject) -> None:
    other = data.draw(checkpoints)
    swapped = _signed(key)._replace(checkpoint=other)
    with pytest.raises(BadNote, match="does not hold"):
        swapped.signed_by([key.public])


def test_an_extension_is_signed_by_ed25519_and_by_ml_dsa_44_not() -> None:
    """As tlog-cosignature says: who wants more than origin, size and root has to look elsewhere."""
    extended = CHECKPOINT._replace(extensions=("more",))
    for key in (GATE, OVERSIGHT):
        with pytest.raises(BadNote):
            _signed(key)._replace(checkpoint=extended).signed_by([key.public])
    assert _signed(BAR)._replace(checkpoint=extended).signed_by([BAR.public])


# --- what others have written ----------------------------------------------------------------


def test_checkpoints_of_public_logs_hold_with_the_cosignatures_of_public_witnesses() -> None:
    for case in vectors("witnessed-checkpoints"):
        public = note.read(case["checkpoint"])
        assert str(public) == case["checkpoint"]
        keys = {PublicKey.read(line): time for line, time in case["cosigners"].items()}
        assert public.signed_by(keys) == keys
        if case["log"]:
            assert public.check_log(PublicKey.read(case["log"])) == public.checkpoint
        larger = public.checkpoint._replace(size=public.checkpoint.size + 1)
        for key in keys:
            with pytest.raises(BadNote, match="does not hold"):
                public._replace(checkpoint=larger).signed_by([key])


def test_the_cosigners_of_public_checkpoints_are_of_both_kinds() -> None:
    lines_ = [line for case in vectors("witnessed-checkpoints") for line in case["cosigners"]]
    assert {PublicKey.read(line).type for line in lines_} == {COSIGNER, COSIGNER_MLDSA}


def test_the_example_of_the_specification_is_read() -> None:
    notes = vectors("signed-note")
    example = note.read(notes["example"])
    assert str(example) == notes["example"]
    assert example.checkpoint.origin == "example.com/behind-the-sofa"
    assert example.checkpoint.size == 20852163
    cosigned = example.signatures[1].raw
    assert int.from_bytes(cosigned[:8], "big") == notes["example_time"]
    assert len(cosigned) == 8 + 64


def test_a_tree_of_the_go_checksum_database_is_written_as_it_stands_there() -> None:
    case = vectors("signed-note")["tree"]
    root = tree.leaf_hash(case["record"].encode())
    assert Checkpoint("go.sum database tree", 123456789012, root).text() == case["text"]


def test_checkpoints_of_rekor_are_read_and_carry_the_root_of_their_proofs() -> None:
    for case in vectors("rekor"):
        read = note.read(case["checkpoint"])
        assert read.checkpoint.size == case["size"]
        assert [read.checkpoint.root] == unhex([case["root"]])
        proof = Proof(case["position"], tuple(unhex(case["proof"])), read)
        assert note.read_proof(str(proof)) == proof
