"""A backup holds everything but the keys; restored too late, it is noticed, and nothing opens."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client

from safeconduct.gate import guard, indexcheck, registration
from safeconduct.gate.change import change
from safeconduct.gate.errors import Held
from safeconduct.gate.models import Case
from safeconduct.policy.models import Account
from safeconduct.policy.signin import new_key
from safeconduct.record import home as records
from safeconduct.record.evidence import Halted
from safeconduct.record.home import BadHome, Home
from safeconduct.server import oversighthome, registerhome
from safeconduct.server.backup import BadBackup, backup, restore
from tests.desks.test_accounts import add_passkey
from tests.desks.token import Token
from tests.gate.place import Gate
from tests.record.nodes import Door


@pytest.fixture
def witness(node: Gate, tmp_path: Path) -> Iterator[Door]:
    """A peer that witnesses the gate's record, over HTTP, and goes on doing so."""
    gate = Home(node.folder)
    peer = records.start(tmp_path / "oversight", "oversight.example")
    peer.trust(str(gate.log_keys()[0].public), mirror=False)
    peer.close()
    door = Door(Home(tmp_path / "oversight"))
    door.open()
    lines = [
        f"log {gate.log_keys()[0].public}",
        f"witness oversight {door.home.witness_keys()[0].public} {door.url}",
        "quorum oversight", "",
    ]  # fmt: skip
    (node.folder / "policy.txt").write_text("\n".join(lines), encoding="utf-8")
    gate.close()
    try:
        yield door
    finally:
        door.shut()
        door.home.close()


def cosigned(node: Gate) -> int:
    """Have the record signed and cosigned as it is now; gives its size."""
    home = Home(node.folder)
    worker = home.checkpointer()
    try:
        done = worker.round()
    finally:
        worker.stop()
        home.close()
    assert done.quorum, done.missing
    return done.signed.checkpoint.size


def open_case(node: Gate, title: str) -> str:
    """A new case."""
    return registration.open_case(node.actor("clerk"), title)


def test_a_backup_of_any_kind_of_node_has_its_settings(tmp_path: Path) -> None:
    oversighthome.start(tmp_path / "oversight", "oversight.example", "BE").close()
    registerhome.start(tmp_path / "register", "asylum.example", "BE", ("asylum",)).close()
    for kind in ("oversight", "register"):
        backup(tmp_path / kind, tmp_path / f"{kind}.tar")
        with tarfile.open(tmp_path / f"{kind}.tar") as tar:
            assert f"{kind}.toml" in tar.getnames()
    records.start(tmp_path / "bar", "bar.example").close()
    with pytest.raises(BadHome, match="no node's folder"):
        backup(tmp_path / "bar", tmp_path / "bar.tar")


def test_a_backup_brings_everything_back(node: Gate, tmp_path: Path, witness: Door) -> None:
    kept = open_case(node, "Kept")
    cosigned(node)
    made = backup(node.folder, tmp_path / "backup")
    case = Case.objects.get(pk=kept)
    with connections["default"].cursor() as cursor:
        cursor.execute("UPDATE gate_case SET title = 'spoilt'")
        cursor.execute("DELETE FROM policy_conflict")
    done = restore(tmp_path / "backup", node.folder)
    assert (done.size, done.alarms) == (made.size, ())
    assert Case.objects.get(pk=kept).title == case.title == "Kept"
    assert list(indexcheck.differences()) == []
    # The gate goes on: numbers that the database gives are not given twice.
    open_case(node, "Later")
    node.api("clerk").get("requests")
    assert Account.objects.count() > 1


def test_no_key_and_no_memory_of_cosignatures_is_in_it(
    node: Gate, tmp_path: Path, witness: Door
) -> None:
    open_case(node, "Kept")
    cosigned(node)
    backup(node.folder, tmp_path / "backup")
    data = (tmp_path / "backup").read_bytes()
    for key in (node.folder / "keys").iterdir():
        assert key.read_bytes().strip() not in data
    with tarfile.open(tmp_path / "backup") as tar:
        names = set(tar.getnames())
    assert not {"cosigned.txt", "record.toml"} & names
    assert {"manifest.json", "gate.toml", "policy.txt"} <= names
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0


def test_who_is_signed_in_is_in_no_backup_and_passkeys_are(
    node: Gate, tmp_path: Path, witness: Door
) -> None:
    token, client = Token(), Client()
    key = new_key(Account.objects.get(pk="clerk"), "clerk", given_by="a", confirmed_by="b")
    client.post("/sign-in", {"key": key})
    assert add_passkey(client, token).status_code == 302
    session = client.session.session_key or ""
    open_case(node, "Kept")
    cosigned(node)
    backup(node.folder, tmp_path / "backup")
    assert session.encode() not in (tmp_path / "backup").read_bytes()
    assert client.get("/account/").status_code == 200
    restore(tmp_path / "backup", node.folder)
    assert client.get("/account/").status_code == 302
    options = client.get("/sign-in/passkey").json()["request_options"]
    found = client.post("/sign-in/passkey", {"credential": token.signed(options)})
    assert found.headers["Location"] == "/"


@pytest.mark.parametrize("memory", ["cosigned.txt", "the witness alone"])
def test_a_backup_older_than_what_was_cosigned_is_noticed_and_stops_the_gate(
    node: Gate, tmp_path: Path, witness: Door, memory: str
) -> None:
    kept = open_case(node, "Kept")
    cosigned(node)
    backup(node.folder, tmp_path / "backup")
    lost = open_case(node, "Lost")
    cosigned(node)
    if memory == "the witness alone":
        (node.folder / "cosigned.txt").unlink()
    else:
        witness.shut()
    done = restore(tmp_path / "backup", node.folder, replace=True)
    assert not Case.objects.filter(pk=lost).exists()
    assert any("rolled back" in words for words in done.alarms), done
    with pytest.raises(Halted):
        node.node.evidence.check()
    with pytest.raises(Held, match="alarm"), change(kept, node.actor("magistrate")) as file:
        guard.opening(file)
    # Closing still works.
    open_case(node, "Another")
    (name,) = node.node.evidence.alarms()
    node.node.evidence.settle(name, "anna", "the disk failed; what was lost is entered anew")
    node.node.evidence.check()


@pytest.mark.parametrize("remembers", [True, False])
def test_without_a_policy_what_was_cosigned_is_compared_and_that_nobody_was_asked_is_said(
    node: Gate, tmp_path: Path, witness: Door, remembers: bool
) -> None:
    policy = node.folder / "policy.txt"
    kept = policy.read_bytes()
    policy.unlink()
    open_case(node, "Kept")
    # Made before there was a policy, so that none comes back with it.
    backup(node.folder, tmp_path / "backup")
    policy.write_bytes(kept)
    open_case(node, "Lost")
    cosigned(node)
    policy.unlink()
    if not remembers:
        (node.folder / "cosigned.txt").unlink()
    done = restore(tmp_path / "backup", node.folder, replace=True)
    assert any("rolled back" in words for words in done.alarms) is remembers, done
    words = "compared with cosigned.txt alone" if remembers else "no cosigned.txt either"
    assert words in done.missing["everybody"]
    assert "policy.txt is missing" in done.missing["everybody"]


def test_what_is_newer_is_not_overwritten_unasked(node: Gate, tmp_path: Path) -> None:
    open_case(node, "Kept")
    backup(node.folder, tmp_path / "backup")
    newer = open_case(node, "Newer")
    with pytest.raises(BadBackup, match="--replace"):
        restore(tmp_path / "backup", node.folder)
    assert Case.objects.filter(pk=newer).exists()


def test_files_that_are_no_backup_of_this_gate_are_refused(node: Gate, tmp_path: Path) -> None:
    kept = open_case(node, "Kept")
    (tmp_path / "junk").write_bytes(b"no tar file")
    with pytest.raises(BadBackup, match="no backup"):
        restore(tmp_path / "junk", node.folder)
    backup(node.folder, tmp_path / "backup")
    with pytest.raises(BadBackup, match="exists already"):
        backup(node.folder, tmp_path / "backup")
    settings = node.folder / "record.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("gate.example", "another.example"), encoding="utf-8")
    with pytest.raises(BadBackup, match="is of gate"):
        restore(tmp_path / "backup", node.folder)
    assert Case.objects.filter(pk=kept).exists()
