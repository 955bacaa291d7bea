"""What others send, or a second process does, neither stops a node for nothing nor fools it."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from safeconduct.record import note
from safeconduct.record.database import Database
from safeconduct.record.evidence import Halted
from safeconduct.record.home import Home
from safeconduct.record.keys import COSIGNER, COSIGNER_MLDSA, SecretKey
from safeconduct.record.log import Log
from safeconduct.record.note import Checkpoint, SignedCheckpoint
from safeconduct.record.peers import MAX_ANSWER, Peer, Refused
from safeconduct.record.policy import Witness
from safeconduct.record.tree import EMPTY_ROOT
from safeconduct.record.witness import SIZE_TYPE
from tests.record.nodes import Gate, gate_with_witnesses, noted, setting
from tests.record.test_checkpointer import finish

KEY = SecretKey.new("gate.example")
EMPTY = Checkpoint("gate.example", 0, EMPTY_ROOT)
SIGNED = SignedCheckpoint(EMPTY, (note.sign(EMPTY, KEY),))


@pytest.fixture
def gate(tmp_path: Path, address: str) -> Iterator[Gate]:
    """A gate with four witnesses, on each of the databases."""
    with gate_with_witnesses(tmp_path, address) as found:
        yield found


def test_a_question_that_another_process_overtook_is_no_alarm(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`record checkpoint` beside `record serve`, say, and one witness that is slow."""
    slow, ask, asked = threading.Event(), Peer._ask, threading.Event()

    def late(peer: Peer, log: Log, known: int, signed: SignedCheckpoint) -> tuple[int, str, str]:
        if peer.witness.label == "court" and signed.checkpoint.size == 1:
            asked.set()
            assert slow.wait(20)
        return ask(peer, log, known, signed)

    monkeypatch.setattr(Peer, "_ask", late)
    one, other = gate.checkpointer(), gate.checkpointer()
    gate.append(noted())
    assert one.round().quorum
    assert asked.wait(20)
    gate.append(noted())
    assert other.round().quorum
    for answer in other._busy.values():
        assert answer.exception(20) is None
    slow.set()
    finish(gate)
    assert gate.home.evidence.alarms() == {}
    assert one.round().quorum


def test_a_witness_that_raises_an_alarm_over_a_copy_of_the_node_stops_the_node(
    tmp_path: Path,
) -> None:
    """It refuses from then on; the node has to know why, whoever else goes on cosigning."""
    with gate_with_witnesses(tmp_path) as gate:
        gate.append(noted())
        gate.checkpointer().round()
        finish(gate)
        gate.home.close()
        folder = gate.home.folder.with_name("copy")
        shutil.copytree(gate.home.folder, folder)
        copy = Gate(Home(folder), gate.doors)
        copy.append(noted())
        assert copy.checkpointer().round().quorum
        finish(copy)
        for worker in copy.checkpointers:
            worker.stop()
        copy.home.close()
        gate.append(noted())
        worker = gate.checkpointer()
        with suppress(Halted):
            worker.round()
        finish(gate)
        with pytest.raises(Halted, match="raised an alarm"):
            worker.round()
        assert {alarm.kind for alarm in gate.home.evidence.standing()} == {"split-view"}


def test_a_mirror_whose_entries_are_not_sent_is_no_alarm(tmp_path: Path) -> None:
    """It is an oversight in the settings of the node, and says so."""
    with gate_with_witnesses(tmp_path) as gate:
        gate.home = setting(gate.home, 'mirrors = ["oversight"]', "mirrors = []")
        gate.append(noted())
        gate.doors["standby"].shut()
        done = gate.checkpointer().round()
        assert gate.home.evidence.alarms() == {}
        assert "send them" in done.missing["oversight.example/witness"]


def test_a_cosignature_over_a_size_that_never_was_keeps_no_witness_away(gate: Gate) -> None:
    """Whoever may only add rows could, else, keep a witness from ever being asked rightly."""
    log = Log(gate.database)
    for door in gate.doors.values():
        forged = note.sign(EMPTY, door.home.witness_keys()[0])
        log.keep_cosignature(2**40, forged, 1)
    gate.append(noted())
    assert gate.checkpointer().round().quorum


def test_a_cosigner_whose_clock_is_wrong_does_not_count_and_is_not_kept(gate: Gate) -> None:
    worker = gate.checkpointer()
    worker._clock = lambda: time.time() + 1000
    gate.append(noted())
    done = worker.round()
    assert not done.quorum
    assert "seconds apart" in done.missing["bar.example/witness"]
    signed = Log(gate.database).checkpoint()
    assert signed is not None
    assert gate.home.policy().cosigners(signed) == {}


def test_two_keys_of_one_witness_in_the_same_second_both_count(database: Database) -> None:
    log, keys = Log(database), [SecretKey.new("bar", t) for t in (COSIGNER, COSIGNER_MLDSA)]
    log.keep_checkpoint(SIGNED)
    for key in keys:
        log.keep_cosignature(0, note.sign(EMPTY, key, 5), 5)
    kept = log.checkpoint()
    assert kept is not None
    assert kept.signed_by([key.public for key in keys]) == {key.public: 5 for key in keys}


# A witness, or whoever stands between, that answers what it likes


def peer(url: str = "http://127.0.0.1:9", *, mirrors: bool = False) -> Peer:
    return Peer(Witness("bar", SecretKey.new("bar.example", COSIGNER).public, url), mirrors)


@pytest.mark.parametrize("mirrors", [False, True])
def test_sizes_without_end_are_not_followed_without_end(
    database: Database, monkeypatch: pytest.MonkeyPatch, mirrors: bool
) -> None:
    log, said = Log(database), []

    def another_each_time(_peer: Peer, _log: Log, known: int, _: SignedCheckpoint) -> object:
        said.append(known)
        assert len(said) < 100
        return 409, SIZE_TYPE, "1\n" if known == 0 else "0\n"

    monkeypatch.setattr(Peer, "_ask", another_each_time)
    five = SIGNED._replace(checkpoint=EMPTY._replace(size=5))
    with pytest.raises(Refused, match="another size each time"):
        peer(mirrors=mirrors).cosign(log, five, lambda _: SIGNED)


def test_an_answer_without_end_is_not_read(database: Database) -> None:
    sent: list[int] = []

    class Endless(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(1000):
                    sent.append(self.wfile.write(b"x" * MAX_ANSWER))
            except OSError:
                return

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Endless)
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    with pytest.raises(Refused, match="more than"):
        peer(f"http://127.0.0.1:{server.server_port}").cosign(
            Log(database), SIGNED, lambda _: SIGNED
        )
    thread.join()
    server.server_close()
    assert len(sent) < 1000
