"""Keys travel as one line, strictly; what they sign is laid out as C2SP says, byte for byte."""

from __future__ import annotations

from base64 import b64decode, b64encode
from struct import pack

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.record.keys import (
    COSIGNER,
    COSIGNER_MLDSA,
    LOG,
    BadKey,
    PublicKey,
    SecretKey,
    Tree,
    check_name,
)
from tests.record.vectors import vectors

NOTES = vectors("signed-note")
TYPES = [LOG, COSIGNER, COSIGNER_MLDSA]
TREE = Tree("gate.example\n7\nroot\nan extension\n", "gate.example", 7, bytes(range(32)))

names = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"], exclude_characters="+"),
    min_size=1,
    max_size=60,
)
seeds = st.binary(min_size=32, max_size=32)


def _secret(type_: int, name: str = "gate.example", seed: bytes = b"s" * 32) -> SecretKey:
    return SecretKey(name, type_, seed)


# --- lines -----------------------------------------------------------------------------------


@given(names, st.sampled_from(TYPES), seeds)
def test_a_key_is_read_back_from_its_line(name: str, type_: int, seed: bytes) -> None:
    secret = SecretKey(name, type_, seed)
    assert PublicKey.read(str(secret.public)) == secret.public
    again = SecretKey.read(secret.line())
    assert again.public == secret.public
    assert again.line() == secret.line()


def test_keys_of_others_are_read_and_written_as_they_stand() -> None:
    for line in NOTES["keys"]:
        assert str(PublicKey.read(line)) == line
    for line, public in NOTES["secret_keys"].items():
        assert str(SecretKey.read(line).public) == public
        assert SecretKey.read(line).line() == line
    zeroes = SecretKey("EnochRoot", LOG, bytes(32))
    assert str(zeroes.public) == NOTES["secret_of_zeroes"]


@pytest.mark.parametrize("why", sorted(NOTES["bad_keys"]))
def test_lines_that_others_refuse_are_refused(why: str) -> None:
    with pytest.raises(BadKey):
        PublicKey.read(NOTES["bad_keys"][why])


def test_no_part_of_a_line_is_a_key_and_no_character_of_it_can_be_another() -> None:
    public, secret = NOTES["keys"][0], next(iter(NOTES["secret_keys"]))
    for line, read in ((public, PublicKey.read), (secret, SecretKey.read)):
        for start in range(len(line)):
            for end in range(start + 1, len(line) + 1):
                if end - start < len(line):
                    with pytest.raises(BadKey):
                        read(line[start:end])
        for at, character in enumerate(line):
            with pytest.raises(BadKey):
                read(line[:at] + chr(ord(character) + 1) + line[at + 1 :])


def test_a_key_has_one_line_only() -> None:
    line = str(_secret(LOG).public)
    name, id_, encoded = line.split("+", 2)
    raw = b64decode(encoded)
    for other in (
        f"{name}+{id_.upper()}+{encoded}",
        f"{name}+{id_}+{encoded[:-1]}{'B' if encoded[-1] == 'A' else 'A'}",
        f"{name}+{id_}+{encoded}=",
        f"{name}+{id_}+{encoded[:8]}\n{encoded[8:]}",
        f"{name}+{id_}+{b64encode(raw).decode().replace('/', '_')}é",
        f"{name}+0{id_}+{encoded}",
        f" {name} +{id_}+{encoded}",
    ):
        with pytest.raises(BadKey):
            PublicKey.read(other)
    longer = "A" + b64encode(raw + b"\0").decode()
    with pytest.raises(BadKey):
        PublicKey.read(f"{name}+{id_}+{longer}")
    # 32 bytes and a type leave two bits of the last character unused; they have to be zero.
    padded = b64encode(b"\x06" + bytes(1312)).decode()
    assert padded.endswith("A=")
    key = PublicKey("pq", COSIGNER_MLDSA, bytes(1312))
    assert str(key).endswith(padded)
    with pytest.raises(BadKey, match="one right form"):
        PublicKey.read(str(key)[:-2] + "B=")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("", "three parts"),
        ("gate.example", "three parts"),
        ("gate.example+12345678+é", "not base64"),
        ("gate.example+12345678+AB", "not base64"),
        ("gate.example+12345678+", "of a type not known here"),
        ("gate example+12345678+AQ==", "cannot name a key"),
        ("gate\u00a0example+12345678+AQ==", "cannot name a key"),
        ("+12345678+AQ==", "cannot name a key"),
        ("gate.example+12345678+AQ==", "has 0 bytes instead of 32"),
        (f"{'g' * 256}+12345678+AQ==", "at most 255 bytes"),
    ],
)
def test_a_line_that_is_no_key_is_refused_with_what_is_wrong(line: str, why: str) -> None:
    with pytest.raises(BadKey, match=why):
        PublicKey.read(line)


@given(st.text(st.characters()))
def test_no_text_at_all_makes_reading_a_key_fail_in_another_way(text: str) -> None:
    name = NOTES["keys"][0].split("+")[0]
    for line in (text, f"{name}+{text}", f"{name}+c74f20a3+{text}", f"{text}+c74f20a3+AQ=="):
        with pytest.raises(BadKey):
            PublicKey.read(line)
        with pytest.raises(BadKey):
            SecretKey.read("PRIVATE+KEY+" + line)
        with pytest.raises(BadKey):
            SecretKey.read(line)


def test_a_new_key_is_never_the_same_and_has_a_name_that_can_be_signed() -> None:
    assert SecretKey.new("gate.example").public != SecretKey.new("gate.example").public
    check_name("é" * 127)
    for name in ("", "a b", "a+b", "a\nb", "\ud800", "é" * 128):
        with pytest.raises(BadKey):
            SecretKey.new(name)


def test_the_id_of_a_key_depends_on_name_type_and_bytes() -> None:
    raw = _secret(LOG).public.raw
    ids = {
        PublicKey("gate.example", LOG, raw).id,
        PublicKey("gate.example", COSIGNER, raw).id,
        PublicKey("bar.example", LOG, raw).id,
        PublicKey("gate.example", LOG, raw[::-1]).id,
    }
    assert len(ids) == 4


# --- signatures ------------------------------------------------------------------------------


def test_ed25519_is_that_of_rfc_8032() -> None:
    case = NOTES["rfc8032_test_1"]
    key = SecretKey("anybody", LOG, bytes.fromhex(case["seed"]))
    assert key.public.raw.hex() == case["public"]
    assert key.sign(Tree("", "", 0, b"")).hex() == case["signature"]


def test_the_signatures_of_others_hold_and_are_the_same_from_the_same_key() -> None:
    for case in NOTES["signatures"]:
        key = PublicKey.read(NOTES["keys"][case["key"]])
        raw = b64decode(case["signature"])
        assert raw[:4] == key.id
        assert key.check(raw[4:], Tree(case["text"], "", 0, b"")) is None
        with pytest.raises(InvalidSignature):
            key.check(raw[4:], Tree(case["text"] + "\n", "", 0, b""))
    first = NOTES["signatures"][0]
    secret = SecretKey.read(next(iter(NOTES["secret_keys"])))
    signed = secret.sign(Tree(first["text"], "", 0, b""))
    assert b64encode(secret.public.id + signed).decode() == first["signature"]


def test_an_ed25519_cosignature_covers_the_time_and_the_whole_text() -> None:
    secret, time = _secret(COSIGNER), 1_700_000_000
    signature = secret.sign(TREE, time)
    assert signature[:8] == time.to_bytes(8, "big")
    assert len(signature) == 8 + 64
    message = "cosignature/v1\ntime 1700000000\n" + TREE.text
    Ed25519PublicKey.from_public_bytes(secret.public.raw).verify(signature[8:], message.encode())


def test_an_ml_dsa_44_cosignature_covers_names_time_size_and_root() -> None:
    secret, time = _secret(COSIGNER_MLDSA, "wörker.example"), 1_700_000_000
    signature = secret.sign(TREE, time)
    assert signature[:8] == time.to_bytes(8, "big")
    assert len(signature) == 8 + 2420
    name, origin = "wörker.example".encode(), b"gate.example"
    # The struct cosigned_message of tlog-cosignature, field by field.
    message = pack(
        f">12sB{len(name)}sQB{len(origin)}sQQ32s",
        b"subtree/v1\n\0",
        *(len(name), name),
        time,
        *(len(origin), origin),
        0,
        TREE.size,
        TREE.root,
    )
    MLDSA44PublicKey.from_public_bytes(secret.public.raw).verify(signature[8:], message)


@pytest.mark.parametrize("type_", TYPES)
def test_a_signature_holds_for_its_key_time_and_tree_alone(type_: int) -> None:
    secret, time = _secret(type_), 1_700_000_000
    signature = secret.sign(TREE, time)
    assert secret.public.check(signature, TREE) == (None if type_ == LOG else time)
    others = [
        TREE._replace(text=TREE.text.replace("7", "8"), size=8),
        TREE._replace(text=TREE.text.replace("root", "other"), root=bytes(32)),
        TREE._replace(text=TREE.text.replace("gate", "bar"), origin="bar.example"),
    ]
    for other in others:
        with pytest.raises(InvalidSignature):
            secret.public.check(signature, other)
    with pytest.raises(InvalidSignature):
        _secret(type_, seed=b"t" * 32).public.check(signature, TREE)
    for at in (0, 7, 8, 9, len(signature) - 1):
        bad = bytearray(signature)
        bad[at] ^= 1
        with pytest.raises(InvalidSignature):
            secret.public.check(bytes(bad), TREE)
    for bad_length in (b"", signature[:8], signature[:-1], signature + b"\0"):
        with pytest.raises(InvalidSignature):
            secret.public.check(bad_length, TREE)


def test_the_same_bytes_signed_as_a_log_and_as_a_cosigner_are_no_cosignature() -> None:
    seed = b"s" * 32
    log, cosigner = _secret(LOG, seed=seed), _secret(COSIGNER, seed=seed)
    assert log.public.raw == cosigner.public.raw
    with pytest.raises(InvalidSignature):
        cosigner.public.check(bytes(8) + log.sign(TREE), TREE)
    with pytest.raises(InvalidSignature):
        log.public.check(cosigner.sign(TREE, 5)[8:], TREE)


@pytest.mark.parametrize("type_", [COSIGNER, COSIGNER_MLDSA])
def test_a_cosignature_names_a_time_that_others_can_store(type_: int) -> None:
    secret = _secret(type_)
    assert secret.public.check(secret.sign(TREE, 2**63 - 1), TREE) == 2**63 - 1
    with pytest.raises(InvalidSignature):
        secret.public.check(secret.sign(TREE, 2**63), TREE)


@given(st.sampled_from(TYPES), st.binary(max_size=100))
def test_no_bytes_at_all_make_checking_a_signature_fail_in_another_way(
    type_: int, signature: bytes
) -> None:
    with pytest.raises(InvalidSignature):
        _secret(type_).public.check(signature, TREE)


@given(st.binary(min_size=32, max_size=32))
def test_bytes_that_are_no_point_of_the_curve_check_nothing(raw: bytes) -> None:
    with pytest.raises(InvalidSignature):
        PublicKey("gate.example", LOG, raw).check(bytes(64), TREE)
