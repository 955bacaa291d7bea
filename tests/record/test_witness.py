"""The witness protocol (C2SP tlog-witness), and logs that contradict themselves."""

from __future__ import annotations

import json
import threading
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
import urllib3
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.record import note, tree
from safeconduct.record.database import Database, DatabaseError, connect
from safeconduct.record.evidence import Evidence
from safeconduct.record.keys import COSIGNER, COSIGNER_MLDSA, SecretKey
from safeconduct.record.log import Log
from safeconduct.record.perthread import PerThread
from safeconduct.record.schema import add_log, create
from safeconduct.record.serve import Server
from safeconduct.record.witness import MAX_BODY, SIZE_TYPE, Answer, Witness, Witnessed

GATE = SecretKey.new("gate.example")
STRANGER = SecretKey.new("gate.example")
NOW = 1_760_000_000


def entry(number: int, mark: int = 0) -> bytes:
    return b"SCE1" + (NOW + number).to_bytes(8, "big") + bytes([mark]) * 160


class Shown:
    """A log that a test grows and shows."""

    def __init__(self, key: SecretKey = GATE, mark: int = 0) -> None:
        self.key, self.entries, self.mark = key, [entry(n, mark) for n in range(64)], mark
        leaves = [tree.leaf_hash(e) for e in self.entries]
        self.nodes: dict[int, bytes] = {}
        for position, leaf in enumerate(leaves):
            for number, digest in tree.grow(position, leaf, lambda s: self.nodes[tree.number(*s)]):
                self.nodes[number] = digest

    def hashes(self, subtrees: object) -> list[bytes]:
        return [self.nodes[tree.number(*s)] for s in subtrees]  # type: ignore[attr-defined]

    def checkpoint(self, size: int) -> note.SignedCheckpoint:
        found = note.Checkpoint("gate.example", size, tree.root(size, self.hashes))
        return note.SignedCheckpoint(found, (note.sign(found, self.key),))

    def old(self, old: int, new: int, claimed: int | None = None) -> bytes:
        proof = [b64encode(h).decode() for h in tree.consistency(old, new, self.hashes)]
        first = f"old {old if claimed is None else claimed}"
        return ("\n".join([first, *proof]) + "\n\n" + str(self.checkpoint(new))).encode()

    def sent(self, start: int, end: int) -> bytes:
        lines = [b64encode(e).decode() for e in self.entries[start:end]]
        return (
            "\n".join([f"entries {start}", *lines]) + "\n\n" + str(self.checkpoint(end))
        ).encode()


class Stand:
    """A witness with its database and its evidence."""

    def __init__(self, database: Database, folder: Path, mirrored: bool = False) -> None:
        self.database = database
        create(database, "oversight.example")
        with database.transaction():
            number = add_log(database, "gate.example")
        self.log = Log(database, number)
        self.evidence = Evidence(folder / "evidence")
        self.keys = [
            SecretKey.new("oversight.example", COSIGNER),
            SecretKey.new("oversight.example", COSIGNER_MLDSA),
        ]
        known = Witnessed(GATE.public, number, mirrored)
        self.witness = Witness(self.keys, [known], self.evidence, lambda: NOW)

    def show(self, body: bytes) -> Answer:
        return self.witness.add_checkpoint(self.database, body)

    def send(self, body: bytes) -> Answer:
        return self.witness.add_entries(self.database, body)


@pytest.fixture
def stand(address: str, tmp_path: Path) -> Iterator[Stand]:
    database = connect(address)
    yield Stand(database, tmp_path)
    database.close()


@pytest.fixture
def mirror(address: str, tmp_path: Path) -> Iterator[Stand]:
    database = connect(address)
    yield Stand(database, tmp_path, mirrored=True)
    database.close()


def test_what_follows_from_what_it_saw_is_cosigned_by_all_its_keys(stand: Stand) -> None:
    log = Shown()
    for old, new in [(0, 5), (5, 5), (5, 17), (17, 64)]:
        answer = stand.show(log.old(old, new))
        assert answer.status == 200, answer
        signed = log.checkpoint(new)._replace(signatures=note.read_signatures(answer.text))
        assert signed.signed_by([k.public for k in stand.keys]) == {
            key.public: NOW for key in stand.keys
        }
    kept = stand.log.checkpoint()
    assert kept is not None
    assert kept.check_log(GATE.public).size == 64


def test_who_replays_a_checkpoint_gets_the_same_cosignature_for_a_minute(stand: Stand) -> None:
    log = Shown()
    first = stand.show(log.old(0, 5))
    assert stand.show(log.old(5, 5)) == first
    stand.witness._clock = lambda: NOW + 59
    assert stand.show(log.old(5, 5)) == first
    stand.witness._clock = lambda: NOW + 60
    later = stand.show(log.old(5, 5))
    assert later.status == 200
    assert later != first
    (rows,) = stand.database.execute("SELECT COUNT(*) FROM record_cosignature").fetchone()
    assert rows == 4


def test_what_a_log_has_shown_is_there_for_the_log_to_see(door: tuple[str, Stand]) -> None:
    url, stand = door
    digest = sha256(b"gate.example").hexdigest()
    assert ask("GET", f"{url}/seen/{digest}") == (200, "application/json", b"[]\n")
    assert ask("GET", f"{url}/seen/{'0' * 64}")[0] == 404
    log, another = Shown(), Shown(mark=1)
    stand.show(log.old(0, 9))
    stand.show(another.old(9, 9))
    _, _, data = ask("GET", f"{url}/seen/{digest}")
    shown = [note.read(text).check_log(GATE.public) for text in json.loads(data)]
    assert {(c.size, c.root) for c in shown} == {
        (9, log.checkpoint(9).checkpoint.root), (9, another.checkpoint(9).checkpoint.root),
    }  # fmt: skip


def test_who_claims_another_size_is_told_the_right_one(stand: Stand) -> None:
    log = Shown()
    assert stand.show(log.old(0, 9)).status == 200
    assert stand.show(log.old(4, 20)) == Answer(409, SIZE_TYPE, "9\n")
    assert stand.show(log.old(0, 20)) == Answer(409, SIZE_TYPE, "9\n")
    assert stand.evidence.alarms() == {}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\xff\xfe", 400),
        (b"old 0\n", 400),
        (b"old 00\n\n" + str(Shown().checkpoint(3)).encode(), 400),
        (b"old -1\n\n" + str(Shown().checkpoint(3)).encode(), 400),
        (b"new 0\n\n" + str(Shown().checkpoint(3)).encode(), 400),
        (Shown().old(3, 3, claimed=4), 400),
        (b"old 0\nnot base64\n\n" + str(Shown().checkpoint(3)).encode(), 400),
        (b"old 0\n" + b"\n".join([b"A" * 43 + b"="] * 64) + b"\n\n"
         + str(Shown().checkpoint(3)).encode(), 400),
        (b"x" * (MAX_BODY + 1), 413),
    ],
)  # fmt: skip
def test_what_is_no_request_is_refused(stand: Stand, body: bytes, status: int) -> None:
    assert stand.show(body).status == status
    assert stand.log.checkpoint() is None


def test_an_unknown_log_and_a_strangers_signature_are_refused(stand: Stand) -> None:
    other = note.Checkpoint("other.example", 0, tree.EMPTY_ROOT)
    signed = note.SignedCheckpoint(other, (note.sign(other, SecretKey.new("other.example")),))
    assert stand.show(b"old 0\n\n" + str(signed).encode()).status == 404
    assert stand.show(Shown(STRANGER).old(0, 5)).status == 403
    assert stand.log.checkpoint() is None


def test_a_proof_that_does_not_hold_is_refused_and_no_alarm(stand: Stand) -> None:
    """Anybody can send a bad proof with a good checkpoint."""
    log, another = Shown(), Shown(mark=1)
    assert stand.show(log.old(0, 9)).status == 200
    assert stand.show(another.old(9, 20)).status == 422
    assert stand.evidence.alarms() == {}
    assert stand.show(log.old(9, 20)).status == 200


def test_two_trees_of_one_size_are_an_alarm_with_both_kept_and_nothing_more_is_cosigned(
    stand: Stand,
) -> None:
    log, another = Shown(), Shown(mark=1)
    assert stand.show(log.old(0, 9)).status == 200
    assert stand.show(log.old(9, 12)).status == 200
    assert stand.show(another.old(9, 9)).status == 409
    (alarm,) = stand.evidence.standing("gate.example")
    assert alarm.kind == "split-view"
    both = [note.read(alarm.documents[name]) for name in ("seen before", "seen now")]
    assert {signed.check_log(GATE.public).size for signed in both} == {9}
    assert both[0].checkpoint.root != both[1].checkpoint.root
    assert stand.show(log.old(12, 20)).status == 403


def test_what_was_settled_is_no_alarm_when_somebody_sends_it_again(stand: Stand) -> None:
    """Else whoever keeps the two checkpoints could stop the witness as often as they like."""
    log, another, third = Shown(), Shown(mark=1), Shown(mark=2)
    assert stand.show(log.old(0, 9)).status == 200
    assert stand.show(another.old(9, 9)).status == 409
    (name,) = stand.evidence.alarms()
    stand.evidence.settle(name, "overseer", "restored from a backup, and told everybody")
    again = another.old(9, 9)
    assert stand.show(again).status == 409
    assert stand.show(again + again.splitlines(keepends=True)[-1]).status == 409
    assert stand.evidence.standing() == []
    assert stand.show(log.old(9, 12)).status == 200
    assert stand.show(third.old(9, 9)).status == 409
    assert len(stand.evidence.standing()) == 1


def test_a_mirror_keeps_the_entries_and_cosigns_only_what_it_holds(mirror: Stand) -> None:
    log = Shown()
    assert mirror.show(log.old(0, 5)).status == 400
    assert mirror.show(log.old(2, 5)).status == 409
    assert mirror.send(log.sent(0, 5)).status == 200
    assert mirror.send(log.sent(5, 5)).status == 200
    assert mirror.send(log.sent(3, 9)) == Answer(409, SIZE_TYPE, "5\n")
    assert mirror.send(log.sent(5, 33)).status == 200
    assert mirror.show(log.old(33, 33)).status == 200
    assert [e for _, e in mirror.log.entries()] == log.entries[:33]
    assert mirror.log.root(33) == log.checkpoint(33).checkpoint.root


def test_entries_that_do_not_make_the_signed_tree_are_not_kept(mirror: Stand) -> None:
    log, another = Shown(), Shown(mark=1)
    assert mirror.send(log.sent(0, 5)).status == 200
    lines = another.sent(5, 9).partition(b"\n\n")[0]
    body = lines + b"\n\n" + str(log.checkpoint(9)).encode()
    assert mirror.send(body).status == 422
    assert mirror.log.size() == 5
    assert mirror.evidence.alarms() == {}


def test_a_mirror_finds_a_log_that_was_rolled_back_and_went_on_otherwise(mirror: Stand) -> None:
    """The log signed a tree of a size that the mirror never saw signed, but can compute."""
    log, another = Shown(), Shown(mark=1)
    assert mirror.send(log.sent(0, 20)).status == 200
    assert mirror.send(another.sent(0, 7)).status == 409
    (alarm,) = mirror.evidence.standing("gate.example")
    assert alarm.kind == "split-view"
    before, now = (note.read(alarm.documents[name]) for name in ("seen before", "seen now"))
    proof = note.read_hashes(alarm.documents["consistency proof"].splitlines())
    tree.check_consistency(7, 20, proof, log.checkpoint(7).checkpoint.root, before.checkpoint.root)
    with pytest.raises(tree.BadProof):
        tree.check_consistency(7, 20, proof, now.checkpoint.root, before.checkpoint.root)


@pytest.mark.parametrize("line", ["AAAA", "not base64", b64encode(b"XXXX" + b"\0" * 168).decode()])
def test_what_is_no_entry_is_refused(mirror: Stand, line: str) -> None:
    body = f"entries 0\n{line}\n\n{Shown().checkpoint(1)}".encode()
    assert mirror.send(body).status == 400
    assert mirror.log.size() == 0


def test_a_witness_that_does_not_mirror_keeps_no_entries(stand: Stand) -> None:
    assert stand.send(Shown().sent(0, 5)).status == 400
    assert stand.log.size() == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    body=st.binary(max_size=300) | st.text(max_size=300).map(str.encode), keep=st.integers(0, 80)
)
def test_no_request_whatever_makes_a_witness_fail(
    sqlite_stand: Stand, body: bytes, keep: int
) -> None:
    good = Shown().old(0, 5)
    for request in (body, good[:keep] + body, body + good[keep:]):
        assert sqlite_stand.show(request).status in (200, 400, 403, 404, 409, 413, 422)
        assert sqlite_stand.send(request).status in (400, 403, 404, 409, 413, 422)


@pytest.fixture
def sqlite_stand(sqlite_address: str, tmp_path: Path) -> Iterator[Stand]:
    database = connect(sqlite_address)
    yield Stand(database, tmp_path)
    database.close()


def test_requests_at_the_same_time_never_roll_a_witness_back(address: str, tmp_path: Path) -> None:
    """The race in the protocol's text: a smaller tree persisted after a larger one."""
    log, opened = Shown(), connect(address)
    stand = Stand(opened, tmp_path)
    largest: list[int] = []

    def show(sizes: list[int]) -> None:
        database = connect(address)
        for size in sizes:
            last = Log(database, stand.log.number).checkpoint()
            old = last.checkpoint.size if last else 0
            if (
                size >= old
                and stand.witness.add_checkpoint(database, log.old(old, size)).status == 200
            ):
                largest.append(size)
        database.close()

    threads = [threading.Thread(target=show, args=(list(range(1 + n, 60, 3)),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert largest == sorted(largest)
    assert len(set(largest)) > 3
    opened.close()


# Over HTTP


@pytest.fixture
def door(stand: Stand, address: str) -> Iterator[tuple[str, Stand]]:
    databases = PerThread(lambda: connect(address))
    server = Server(stand.witness, databases, "127.0.0.1", 0)
    server.start()
    yield f"http://127.0.0.1:{server.port}", stand
    server.stop()
    databases.close()


def ask(method: str, url: str, body: bytes = b"") -> tuple[int, str, bytes]:
    with urllib3.PoolManager(retries=False) as http:
        answer = http.request(method, url, body=body)
        return answer.status, answer.headers["Content-Type"], answer.data


def test_over_http(door: tuple[str, Stand]) -> None:
    url, _ = door
    status, type_, data = ask("POST", f"{url}/add-checkpoint", Shown().old(0, 9))
    assert (status, type_) == (200, "text/plain; charset=utf-8")
    assert note.read_signatures(data.decode())[0].name == "oversight.example"
    assert ask("POST", f"{url}/add-checkpoint", Shown().old(3, 9)) == (409, SIZE_TYPE, b"9\n")
    assert ask("GET", f"{url}/add-checkpoint")[0] == 405
    assert ask("POST", f"{url}/elsewhere")[0] == 404
    assert ask("POST", f"{url}/add-checkpoint", b"x" * (MAX_BODY + 1))[0] == 413


def test_a_witness_whose_database_fails_says_so_and_cosigns_nothing(stand: Stand) -> None:
    def connect_() -> Database:
        raise DatabaseError("disk full")

    server = Server(stand.witness, PerThread(connect_), "127.0.0.1", 0)
    server.start()
    try:
        status, _, data = ask(
            "POST", f"http://127.0.0.1:{server.port}/add-checkpoint", Shown().old(0, 9)
        )
    finally:
        server.stop()
    assert status == 503
    assert b"cannot write at the moment" in data
