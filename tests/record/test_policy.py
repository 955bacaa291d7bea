"""A policy is read strictly, and is met by the quorum that it names and by nobody less."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.record import note, policy
from safeconduct.record.keys import COSIGNER, COSIGNER_MLDSA, LOG, PublicKey, SecretKey
from safeconduct.record.note import BadNote, Checkpoint, SignedCheckpoint
from safeconduct.record.policy import BadPolicy, Policy
from tests.record.vectors import vectors

POLICIES = vectors("policies")
GATE_SEED = b"g" * 32
GATE = SecretKey("gate.example", LOG, GATE_SEED)
WITNESSES = {
    f"w{n}": SecretKey(f"w{n}.example", COSIGNER, bytes([n]) * 32) for n in range(1, 7)
} | {"pq": SecretKey("pq.example", COSIGNER_MLDSA, b"q" * 32)}
KEYS = {name: str(key.public) for name, key in WITNESSES.items()} | {
    "log": str(GATE.public),
    "pqlog": str(SecretKey("pq-log.example", COSIGNER_MLDSA, b"l" * 32).public),
    "dup": str(PublicKey("impostor.example", COSIGNER, WITNESSES["w1"].public.raw)),
    "unknown": str(PublicKey("unknown.example", 0x63, bytes(32))),
    "ecdsa": str(PublicKey("ecdsa.example", 0x02, bytes(32))),
}
CHECKPOINT = Checkpoint("gate.example", 7, bytes(32))
OURS = """
log {log}
witness oversight {w1} https://oversight.example/
witness standby   {w2}
witness bar       {w3}
witness court     {pq}
group overseers any oversight standby
group bench     any bar court
group both      all overseers bench
quorum both
"""


def _read(text: str) -> Policy:
    for name, line in KEYS.items():
        text = text.replace("{" + name + "}", line)
    return policy.read(text)


def _signed(*names: str, by_log: bool = True) -> SignedCheckpoint:
    keys = [GATE] * by_log + [WITNESSES[name] for name in names]
    return SignedCheckpoint(CHECKPOINT, tuple(note.sign(CHECKPOINT, key, 5) for key in keys))


def _enough(read: Policy, names: tuple[str, ...] | list[str]) -> bool:
    return read.enough([WITNESSES[name].public for name in names])


# --- reading ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(POLICIES["good"]))
def test_policies_that_others_accept_are_accepted(name: str) -> None:
    assert _read(POLICIES["good"][name]).quorum


@pytest.mark.parametrize("name", sorted(POLICIES["bad"]))
def test_policies_that_others_refuse_are_refused(name: str) -> None:
    with pytest.raises(BadPolicy):
        _read(POLICIES["bad"][name])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no line 'quorum NAME'"),
        ("quorum none\nquorum none\n", "line 2: there is one quorum line"),
        ("\n\nwitness w1 nonsense\n", "line 3: a key has three parts"),
        ("quorum none\r\n", "line 1 holds a control character"),
        ("hello\n", "line 1: a line reads 'log KEY', 'witness NAME KEY"),
        ("log {w1}\n", r"line 1: the key of w1\.example is a witness's"),
        ("witness w1 {log}\n", r"line 1: the key of gate\.example is a log's"),
        ("witness w1 {w1}\nwitness w1 {w2}\n", "line 2: 'w1' is taken"),
        ("witness w1 {w1}\nwitness w2 {w1}\n", r"line 2: the key of w1\.example stands here twice"),
        ("log {log}\nlog {log}\n", r"line 2: the key of gate\.example stands here twice"),
        ("group g any w1\n", "line 1: 'w1' is not defined above"),
        ("witness w1 {w1}\ngroup g any w1 w1\n", "line 2: 'w1' is in a group already"),
        ("witness w1 {w1}\ngroup g 2 w1\n", "line 2: '2' of 1: write all, any, or 1 to 1"),
        ("witness w1 {w1}\ngroup g 01 w1\n", "line 2: '01' of 1"),
        ("witness w1 {w1}\ngroup g ३ w1\n", "line 2: '३' of 1"),
        ("witness w1 {w1}\ngroup g 1.0 w1\n", r"line 2: '1\.0' of 1"),
        (f"witness w1 {{w1}}\ngroup g {'9' * 5000} w1\n", "line 2: '9"),
        ("quorum w1\n", "line 1: 'w1' is not defined above"),
        ("#\n" * 1001, "at most 1000 lines"),
    ],
)
def test_a_text_that_is_no_policy_is_refused_with_the_line_and_what_is_wrong(
    text: str, why: str
) -> None:
    with pytest.raises(BadPolicy, match=why):
        _read(text)


keywords = ["log", "witness", "group", "quorum", "none", "any", "all", "1", "2", "a", "b", "#"]
words = st.sampled_from([*keywords, "\t", KEYS["w1"], KEYS["log"]])
texts = st.one_of(
    st.text(st.characters()),
    st.lists(
        st.lists(st.one_of(words, st.text(st.characters(), max_size=5)), max_size=6).map(" ".join),
        max_size=8,
    ).map("\n".join),
)


@given(texts)
@settings(deadline=None)
def test_no_text_at_all_makes_reading_fail_in_another_way(text: str) -> None:
    try:
        read = policy.read(text)
    except BadPolicy:
        return
    assert not read.enough([])


# --- who is enough ---------------------------------------------------------------------------


def _subsets(names: list[str]) -> list[tuple[str, ...]]:
    return list(chain.from_iterable(combinations(names, n) for n in range(len(names) + 1)))


def test_ours_takes_one_overseer_and_one_of_the_bench() -> None:
    read = _read(OURS)
    for names in _subsets(["w1", "w2", "w3", "pq"]):
        expected = bool({"w1", "w2"} & set(names)) and bool({"w3", "pq"} & set(names))
        assert _enough(read, names) == expected


@pytest.mark.parametrize(("need", "least"), [("any", 1), ("1", 1), ("2", 2), ("3", 3), ("all", 3)])
def test_a_group_is_met_by_as_many_as_it_says(need: str, least: int) -> None:
    read = _read(
        "witness a {w1}\nwitness b {w2}\nwitness c {pq}\n" + f"group g {need} a b c\nquorum g\n"
    )
    for names in _subsets(["w1", "w2", "pq", "w4"]):
        assert _enough(read, names) == (len(set(names) - {"w4"}) >= least)


def test_a_quorum_of_one_witness_is_met_by_that_one() -> None:
    read = _read("witness a {w1}\nwitness b {w2}\nquorum a\n")
    assert _enough(read, ["w1"])
    assert not _enough(read, ["w2"])
    assert not _enough(read, [])


def test_the_nested_quorums_of_others_are_met_by_the_same_witnesses() -> None:
    for case in POLICIES["quorums"]:
        read = _read(case["policy"])
        assert all(_enough(read, names) for names in case["enough"])
        assert not any(_enough(read, names) for names in case["short"])


def test_a_policy_without_a_quorum_is_never_enough_for_an_act() -> None:
    """tlog-policy lets `quorum none` accept everything; an act takes effect on no such policy."""
    read = _read("log {log}\nwitness a {w1}\nquorum none\n")
    assert not _enough(read, [])
    assert not _enough(read, ["w1"])
    with pytest.raises(BadNote, match="not enough for 'none'"):
        read.check(_signed("w1"))
    assert not _read("quorum none\n").enough([])


@given(st.data())
@settings(deadline=None)
def test_more_cosigners_never_make_less_of_a_quorum(data: st.DataObject) -> None:
    lines = [f"witness {name} {{{name}}}" for name in WITNESSES]
    free = list(WITNESSES)
    for number in range(data.draw(st.integers(1, 4))):
        members = data.draw(st.lists(st.sampled_from(free), min_size=1, max_size=4, unique=True))
        need = data.draw(st.sampled_from(["any", "all", *map(str, range(1, len(members) + 1))]))
        lines.append(f"group g{number} {need} {' '.join(members)}")
        free = [name for name in free if name not in members] + [f"g{number}"]
    read = _read("\n".join([*lines, f"quorum {data.draw(st.sampled_from(free))}"]))
    fewer = data.draw(st.lists(st.sampled_from(sorted(WITNESSES)), unique=True))
    more = fewer + data.draw(st.lists(st.sampled_from(sorted(WITNESSES)), unique=True))
    assert _enough(read, more) >= _enough(read, fewer)
    assert not _enough(read, [])
    assert _enough(read, list(WITNESSES))


# --- checkpoints -----------------------------------------------------------------------------


def test_a_checkpoint_that_the_log_and_a_quorum_signed_is_accepted() -> None:
    read = _read(OURS)
    for names in (["w1", "w3"], ["w2", "pq"], ["w1", "w2", "w3", "pq"]):
        assert read.check(_signed(*names)) == {WITNESSES[name].public: 5 for name in names}


@pytest.mark.parametrize(
    ("signed", "why"),
    [
        (_signed("w1", "w3", by_log=False), r"gate\.example has not signed"),
        (_signed("w1", "w2"), r"cosigned by w1\.example, w2\.example: that is not enough"),
        (_signed(), "cosigned by nobody"),
        (_signed("w1", "w4"), r"cosigned by w1\.example: that is not enough for 'both'"),
    ],
)
def test_less_than_a_log_and_a_quorum_is_refused(signed: SignedCheckpoint, why: str) -> None:
    with pytest.raises(BadNote, match=why):
        _read(OURS).check(signed)


def test_one_forged_cosignature_spoils_a_quorum_that_is_there_without_it() -> None:
    other = note.sign(CHECKPOINT._replace(size=8), WITNESSES["w2"], 5)
    with pytest.raises(BadNote, match=r"the signature of w2\.example does not hold"):
        _read(OURS).check(_signed("w1", "w3").with_signatures([other]))


def test_a_checkpoint_of_a_log_that_the_policy_does_not_name_is_refused() -> None:
    elsewhere = SecretKey("elsewhere.example", LOG, b"e" * 32)
    checkpoint = CHECKPOINT._replace(origin="elsewhere.example")
    keys = [elsewhere, WITNESSES["w1"], WITNESSES["w3"], GATE]
    signed = SignedCheckpoint(checkpoint, tuple(note.sign(checkpoint, key, 5) for key in keys))
    with pytest.raises(BadNote, match=r"does not know the log elsewhere\.example"):
        _read(OURS).check(signed)


def test_a_log_of_the_policy_does_not_sign_for_another_one() -> None:
    second = SecretKey("second.example", LOG, b"2" * 32)
    read = _read(f"log {second.public}\n" + OURS)
    keys = [second, WITNESSES["w1"], WITNESSES["w3"]]
    signed = SignedCheckpoint(CHECKPOINT, tuple(note.sign(CHECKPOINT, key, 5) for key in keys))
    with pytest.raises(BadNote, match=r"gate\.example has not signed"):
        read.check(signed)


def test_a_log_never_counts_as_its_own_witness() -> None:
    own_name = SecretKey("gate.example", COSIGNER, b"c" * 32).public
    own_key = PublicKey("friend.example", COSIGNER, GATE.public.raw)
    pq = SecretKey("gate.example", COSIGNER_MLDSA, b"p" * 32).public
    for witness in (own_name, own_key, pq):
        lines = ["log {log}", f"witness w {witness}", "quorum w"]
        for text in ("\n".join(lines), "\n".join([*lines[1:], lines[0]])):
            with pytest.raises(BadPolicy, match=r"gate\.example cannot be its own witness"):
                _read(text)
    cosigned = note.sign(CHECKPOINT, SecretKey("gate.example", COSIGNER, GATE_SEED), 5)
    with pytest.raises(BadNote, match=r"cosigned by w1\.example: that is not enough"):
        _read(OURS).check(_signed("w1").with_signatures([cosigned]))
