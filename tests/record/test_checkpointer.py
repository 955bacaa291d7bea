"""The background worker: rounds, quorums, alarms, and what survives its failures."""

from __future__ import annotations

import json
import multiprocessing
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from safeconduct.record import checkpointer as checkpointers
from safeconduct.record import note, tree
from safeconduct.record.checkpointer import NotWitnessed, unwitnessed_since
from safeconduct.record.database import DatabaseError
from safeconduct.record.evidence import Evidence, Halted
from safeconduct.record.home import POLICY, Home
from safeconduct.record.keys import COSIGNER, COSIGNER_MLDSA, SecretKey
from safeconduct.record.log import Log
from safeconduct.record.note import Checkpoint, SignedCheckpoint
from safeconduct.record.peers import Peer
from safeconduct.record.witness import SIZE_TYPE
from tests.record.nodes import Gate, act, gate_with_witnesses, noted, policy_text


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    """A gate with four witnesses; both overseers keep its entries."""
    with gate_with_witnesses(tmp_path, mirrors=("oversight", "standby")) as found:
        yield found


def finish(gate: Gate) -> None:
    """Wait for the witnesses that were not needed for the quorum."""
    for worker in gate.checkpointers:
        for asked in worker._busy.values():
            asked.exception()


def test_a_round_has_everything_so_far_cosigned_by_all_witnesses(gate: Gate) -> None:
    gate.append(noted(), noted(), noted())
    worker = gate.checkpointer()
    done = worker.round()
    assert done.quorum
    finish(gate)
    signed = Log(gate.database).checkpoint()
    assert signed is not None
    assert signed.checkpoint.size == 3
    assert len(gate.home.policy().check(signed)) == 4
    assert worker.round().signed == signed
    for name in ("oversight", "standby"):
        (_, copy) = gate.doors[name].home.mirrors()["gate.example"]
        assert list(copy.entries()) == list(Log(gate.database).entries())


def test_a_witness_that_was_away_is_brought_up_to_date(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("safeconduct.record.peers.MAX_ENTRIES", 10)
    worker = gate.checkpointer()
    gate.append(noted())
    gate.doors["oversight"].shut()
    assert worker.round().quorum
    gate.append(*[noted()] * 47)
    finish(gate)
    gate.doors["oversight"].open()
    worker.round()
    finish(gate)
    (_, copy) = gate.doors["oversight"].home.mirrors()["gate.example"]
    assert copy.size() == 48


def test_a_quorum_of_keys_that_a_quantum_computer_does_not_break(gate: Gate) -> None:
    policy = policy_text(gate.home, gate.doors, key=1)
    (gate.home.folder / POLICY).write_text(policy, encoding="utf-8")
    gate.acts().carry_out(gate.database, act())
    signed = Log(gate.database).checkpoint_at(1)
    assert signed is not None
    assert {key.type for key in gate.home.policy().check(signed)} == {COSIGNER_MLDSA}


def test_no_cosignature_is_an_entry(gate: Gate) -> None:
    gate.append(noted())
    for _ in range(3):
        gate.checkpointer().round()
    finish(gate)
    assert Log(gate.database).size() == 1


def test_witnesses_are_asked_outside_any_transaction(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a witness thinks, others write."""
    asked, answer = threading.Event(), threading.Event()
    cosign = Peer.cosign

    def slow(*arguments: object) -> object:
        asked.set()
        assert answer.wait(20)
        return cosign(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Peer, "cosign", slow)
    gate.append(noted())
    worker = gate.checkpointer()
    worker.start()
    waiting = threading.Thread(target=worker.wait_for, args=(0,))
    waiting.start()
    assert asked.wait(10)
    gate.append(noted())
    answer.set()
    waiting.join()
    assert Log(gate.database).size() == 2


def test_many_who_wait_share_rounds(gate: Gate) -> None:
    worker = gate.checkpointer()
    worker.start()
    acts, failed = gate.acts(), list[Exception]()

    def one(number: int) -> None:
        try:
            acts.carry_out(gate.database, act(to=f"clr-{number}", number=number))
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    rounds = len(list(Log(gate.database).checkpoints()))
    assert rounds < 12
    assert gate.titles().count("noted done") == 12


def _act_in_a_process(folder: Path, number: int, results: multiprocessing.Queue[str]) -> None:
    home = Home(folder)
    gate = Gate(home, {})
    try:
        for turn in range(3):
            one = act(to=f"clr-{number}-{turn}", number=100 * number + turn)
            gate.acts().carry_out(gate.database, one)
        results.put("done")
    except Exception as error:
        results.put(repr(error))
    for worker in gate.checkpointers:
        worker.stop()


def test_processes_of_one_node_take_turns(gate: Gate) -> None:
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    processes = [
        context.Process(target=_act_in_a_process, args=(gate.home.folder, n, results))
        for n in range(3)
    ]
    for process in processes:
        process.start()
    assert [results.get(timeout=60) for _ in processes] == ["done"] * 3
    for process in processes:
        process.join()
    assert gate.titles().count("noted done") == 9
    assert gate.home.evidence.alarms() == {}


def test_the_worker_outlives_a_database_that_fails(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = gate.checkpointer()
    worker.start()
    gate.append(noted())
    size = Log.size

    def broken(_: Log) -> int:
        raise DatabaseError("disk full")

    monkeypatch.setattr(Log, "size", broken)
    with pytest.raises(NotWitnessed, match="disk full"):
        worker.wait_for(0)
    monkeypatch.setattr(Log, "size", size)
    assert worker.wait_for(0).checkpoint.size == 1


def test_without_the_file_outside_the_database_nothing_counts_as_witnessed(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, or a folder that cannot be written: no quorum is reported."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpointers, "write_atomically", full)
    worker = gate.checkpointer()
    worker.start()
    gate.append(noted())
    with pytest.raises(NotWitnessed, match="No space left"):
        worker.wait_for(0)


def test_changed_entries_are_noticed_before_a_new_checkpoint_is_signed(gate: Gate) -> None:
    gate.append(*[noted()] * 5)
    gate.checkpointer().round()
    finish(gate)
    raw = gate.database._raw
    raw.execute("DROP TRIGGER record_node_no_update")
    raw.execute("UPDATE record_node SET hash = ? WHERE number = 3", [b"x" * 32])
    gate.append(noted())
    with pytest.raises(Halted, match="were changed"):
        gate.checkpointer().round()
    (alarm,) = gate.home.evidence.standing("gate.example")
    before, now = (note.read(alarm.documents[n]) for n in ("cosigned before", "now"))
    assert before.checkpoint.size == now.checkpoint.size == 5
    assert before.checkpoint.root != now.checkpoint.root


def says_another_tree(
    gate: Gate, monkeypatch: pytest.MonkeyPatch, status: int, text: str
) -> threading.Event:
    """Let the court answer late, and that it saw another tree."""
    late = threading.Event()
    ask = Peer._ask

    def slow(peer: Peer, log: Log, known: int, signed: SignedCheckpoint) -> tuple[int, str, str]:
        if peer.witness.label == "court":
            assert late.wait(20)
            return status, SIZE_TYPE if status == 409 else "text/plain", text
        return ask(peer, log, known, signed)

    monkeypatch.setattr(Peer, "_ask", slow)
    return late


def signed_by_the_gate(gate: Gate, size: int, root: bytes = b"x" * 32) -> SignedCheckpoint:
    checkpoint = Checkpoint("gate.example", size, root)
    return SignedCheckpoint(checkpoint, (note.sign(checkpoint, gate.home.log_keys()[0]),))


ANOTHER = [(422, "the proof does not hold"), (409, "999999\n"), (409, "1\n")]


@pytest.mark.parametrize(("status", "text"), ANOTHER)
@pytest.mark.parametrize("size", [1, 999999])
def test_a_witness_that_proves_that_it_saw_another_tree_is_an_alarm_however_late(
    gate: Gate, monkeypatch: pytest.MonkeyPatch, status: int, text: str, size: int
) -> None:
    """The quorum is there already; still nothing opens any more."""
    late = says_another_tree(gate, monkeypatch, status, text)
    proof = signed_by_the_gate(gate, size)
    monkeypatch.setattr(Peer, "_request", answering("seen/", json.dumps([str(proof)])))
    gate.append(noted())
    worker = gate.checkpointer()
    assert worker.round().quorum
    late.set()
    finish(gate)
    with pytest.raises(Halted, match=r"rolled back|changed"):
        worker.round()
    with pytest.raises(Halted):
        gate.acts().carry_out(gate.database, act())
    (alarm,) = gate.home.evidence.standing("gate.example")
    assert note.read(alarm.documents["the witness has"]).check_log(
        gate.home.log_keys()[0].public
    ) == Checkpoint("gate.example", size, b"x" * 32)


def answering(call: str, answer: str) -> Callable[..., tuple[int, str, str]]:
    """Every request but this one as it is."""
    request = Peer._request

    def asked(
        peer: Peer, method: str, name: str, body: bytes | None = None
    ) -> tuple[int, str, str]:
        if name.startswith(call):
            return 200, "application/json", answer
        return request(peer, method, name, body)

    return asked


@pytest.mark.parametrize(("status", "text"), ANOTHER)
@pytest.mark.parametrize("proof", ["nothing", "not json", "a stranger's", "this very log"])
def test_whoever_answers_for_a_witness_without_proof_stops_nothing_and_does_not_count(
    gate: Gate, monkeypatch: pytest.MonkeyPatch, status: int, text: str, proof: str
) -> None:
    late = says_another_tree(gate, monkeypatch, status, text)
    late.set()
    gate.append(noted())
    checkpoint = Checkpoint("gate.example", 9, b"x" * 32)
    stranger = SignedCheckpoint(checkpoint, (note.sign(checkpoint, SecretKey.new("gate.example")),))
    answers = {
        "nothing": "[]",
        "not json": "{",
        "a stranger's": json.dumps([str(stranger)]),
        "this very log": json.dumps([str(signed_by_the_gate(gate, 1, Log(gate.database).root(1)))]),
    }
    monkeypatch.setattr(Peer, "_request", answering("seen/", answers[proof]))
    worker = gate.checkpointer()
    done = worker.round()
    finish(gate)
    assert done.quorum
    assert "court.example/witness" not in {key.name for key in done.cosigners}
    assert gate.home.evidence.alarms() == {}
    gate.acts().carry_out(gate.database, act())


def test_the_other_witnesses_have_a_moment_to_object(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two copies of a node that act at once do not each find a quorum of their own."""
    bar = gate.doors["bar"].home
    shown = f"old 0\n\n{signed_by_the_gate(gate, 1)}".encode()
    assert bar.witness().add_checkpoint(bar.databases.get(), shown).status == 200
    monkeypatch.setattr(checkpointers, "OTHERS_SECONDS", 30)
    answered, waited = threading.Semaphore(0), threading.Event()
    ask = Peer._ask

    def last(peer: Peer, log: Log, known: int, signed: SignedCheckpoint) -> tuple[int, str, str]:
        if peer.witness.label == "bar" and not waited.is_set():
            assert all(answered.acquire(timeout=20) for _ in range(3))
            waited.set()
        try:
            return ask(peer, log, known, signed)
        finally:
            answered.release()

    monkeypatch.setattr(Peer, "_ask", last)
    with pytest.raises((Halted, NotWitnessed)):
        gate.acts().carry_out(gate.database, act())
    assert "noted done" not in gate.titles()
    (alarm,) = gate.home.evidence.standing("gate.example")
    assert alarm.kind == "split-view"


@pytest.mark.parametrize("forged", ["another key", "another tree", "no signature", "not text"])
def test_a_cosignature_that_does_not_hold_does_not_count(
    gate: Gate, monkeypatch: pytest.MonkeyPatch, forged: str
) -> None:
    def ask(peer: Peer, _log: Log, _known: int, signed: SignedCheckpoint) -> tuple[int, str, str]:
        name = peer.witness.key.name
        home = gate.doors[peer.witness.label].home
        if forged == "another key":
            line = note.sign(signed.checkpoint, SecretKey.new(name, COSIGNER), 1).line()
        elif forged == "another tree":
            other = Checkpoint("gate.example", signed.checkpoint.size, b"x" * 32)
            line = note.sign(other, home.witness_keys()[0], 1).line()
        else:
            line = "" if forged == "no signature" else "\ufffd\n"
        return 200, "text/plain", line

    monkeypatch.setattr(Peer, "_ask", ask)
    gate.append(noted())
    done = gate.checkpointer().round()
    assert not done.quorum
    assert set(done.missing) == {f"{name}.example/witness" for name in gate.doors}


def test_how_long_entries_have_waited_for_a_quorum(gate: Gate) -> None:
    log, policy = Log(gate.database), gate.home.policy()
    assert unwitnessed_since(log, policy) is None
    receipt = gate.append(noted())[0]
    since = unwitnessed_since(log, policy)
    assert since is not None
    assert abs(since - int.from_bytes(receipt.entry[4:12], "big")) == 0
    gate.checkpointer().round()
    assert unwitnessed_since(log, policy) is None
    finish(gate)
    gate.append(noted())
    assert unwitnessed_since(log, policy) is not None


# Alarms


def test_an_alarm_stands_until_somebody_settles_it_with_reasons(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path / "evidence", lambda: 1_760_000_000)
    evidence.check()
    evidence.alarm("shrunk", "gate.example", "entries are gone", {"seen": "a\nb\n"})
    evidence.alarm("shrunk", "gate.example", "entries are gone", {"seen": "a\nb\n"})
    ((name, alarm),) = evidence.alarms().items()
    assert alarm.documents == {"seen": "a\nb\n"}
    evidence.check("bar.example")
    for log in (None, "gate.example"):
        with pytest.raises(Halted, match="entries are gone"):
            evidence.check(log)
    evidence.settle(name, "Overseer", "a restored disk, see file 12")
    evidence.check()
    with pytest.raises(KeyError):
        evidence.settle(name, "Overseer", "again")
    assert Evidence(tmp_path / "evidence").alarms()[name].settled.startswith("Overseer: a restored")


def test_an_alarm_that_cannot_be_written_stands_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("safeconduct.record.evidence.write_atomically", full)
    evidence = Evidence(tmp_path / "evidence")
    evidence.alarm("shrunk", "gate.example", "entries are gone", {})
    with pytest.raises(Halted):
        evidence.check("gate.example")


def test_evidence_that_cannot_be_read_is_an_alarm(tmp_path: Path) -> None:
    (tmp_path / "1-shrunk.json").write_bytes(b"{")
    for log in (None, "gate.example"):
        with pytest.raises(Halted, match="cannot be read"):
            Evidence(tmp_path).check(log)


def test_the_root_of_an_empty_record_is_that_of_the_standard(gate: Gate) -> None:
    done = gate.checkpointer().round()
    assert done.signed.checkpoint == Checkpoint("gate.example", 0, tree.EMPTY_ROOT)
