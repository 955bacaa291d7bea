"""Whom a node listens to: the file, and the commands that change it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from safeconduct.nodes.keys import message_key
from safeconduct.nodes.models import Line
from safeconduct.nodes.peers import Peer, Peers, load
from safeconduct.record import home
from safeconduct.record.home import BadHome
from safeconduct.record.jws import SigningKey, VerifyingKey
from tests.nodes.puppet import Site
from tests.nodes.test_outbox import say
from tests.selfsigned import self_signed

ROOT = Path(__file__).parents[2]


def node(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "safeconduct", "node", *map(str, arguments)],
        capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A node's folder, with a record and nothing else."""
    home.start(tmp_path / "node", "gate.example").close()
    return tmp_path / "node"


def new_key() -> str:
    return SigningKey.new().public.text()


def add(folder: Path, name: str, *more: str, key: str = "") -> subprocess.CompletedProcess[str]:
    return node(
        "peer", "add", folder, "--name", name, "--key", key or new_key(),
        "--vouched-by", "the ministry's letter of 2 March", *more,
    )  # fmt: skip


HERE = ("--url", "http://127.0.0.1:8741")


def test_a_peer_is_added_listed_and_removed(folder: Path, tmp_path: Path) -> None:
    made = self_signed(tmp_path, "asylum.example")
    done = add(
        folder, "asylum.example", "--kind", "register", "--register", "asylum",
        "--url", "https://asylum.example:8741", "--certificate", str(made.certificate),
        "--budget", "5",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (peer,) = json.loads(node("peer", "list", folder, "--json").stdout)
    assert (peer["name"], peer["pin"], peer["registers"], peer["referral_budget"]) == (
        "asylum.example", made.pin, ["asylum"], 5,
    )  # fmt: skip
    assert "the ministry's letter" in node("peer", "list", folder).stdout
    assert node("peer", "remove", folder, "asylum.example").returncode == 0
    assert Peers(folder, "gate.example").all() == {}
    gone = node("peer", "remove", folder, "asylum.example")
    assert (gone.returncode, "is no peer" in gone.stderr) == (2, True)


def test_the_key_that_is_printed_is_the_public_one_and_stays(folder: Path) -> None:
    printed = node("key", folder).stdout
    assert VerifyingKey.read(printed) == message_key(folder).public
    assert node("key", folder).stdout == printed
    assert (folder / "keys" / "messages").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--kind", "gate", "--url", "http://10.0.0.1:8740"), "begins with https://"),
        (("--kind", "gate", "--url", "https://gate.example"), "64 hexadecimal signs"),
        (("--kind", "register", *HERE), "names the registers"),
        (("--kind", "gate", "--register", "asylum", *HERE), "no other does"),
    ],
)
def test_a_peer_that_cannot_be_one_is_refused_and_nothing_is_written(
    folder: Path, more: tuple[str, ...], words: str
) -> None:
    done = add(folder, "other.example", *more)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    assert not (folder / "peers.toml").exists()


def test_nobody_is_their_own_peer_or_a_peer_twice(folder: Path) -> None:
    assert "is this node" in add(folder, "gate.example", "--kind", "gate", *HERE).stderr
    key = new_key()
    assert add(folder, "one.example", "--kind", "gate", *HERE, key=key).returncode == 0
    assert "is a peer already" in add(folder, "one.example", "--kind", "gate", *HERE).stderr
    same = add(folder, "two.example", "--kind", "gate", *HERE, key=key)
    assert "the same key" in same.stderr
    secret = add(folder, "two.example", "--kind", "gate", *HERE, key=SigningKey.new().text())
    assert "secret key" in secret.stderr
    assert list(load(folder / "peers.toml", "gate.example")) == ["one.example"]


def test_a_file_that_cannot_be_read_lets_nobody_in(folder: Path) -> None:
    peers = Peers(folder, "gate.example")
    assert peers.all() == {}
    for text in ("[[peer]]\nname = 1\n", "no toml", "[[peer]]\nname = 'x'\nsurprise = 1\n"):
        (folder / "peers.toml").write_text(text, encoding="utf-8")
        with pytest.raises(BadHome, match=r"peers\.toml"):
            peers.all()


def test_what_the_file_says_counts_at_once(quick: Site) -> None:
    assert set(quick.here.peers.all()) == {"oversight.example", "asylum.example"}
    quick.know(quick.overseer.peer())
    assert set(quick.here.peers.all()) == {"oversight.example"}


def test_a_bars_node_is_sent_nothing(quick: Site) -> None:
    bar = Peer("bar.example", "bar", "http://127.0.0.1:1", new_key())
    quick.know(quick.overseer.peer(), bar)
    assert [peer.name for peer in quick.here.peers.talking()] == ["oversight.example"]


def test_the_operator_sees_what_waits_and_why(quick: Site) -> None:
    settings = quick.folder / "gate.toml"
    text = settings.read_text(encoding="utf-8")
    # The peer answers for it, and no register is at two places.
    settings.write_text(text.replace('registers = ["asylum"]', "registers = []"), encoding="utf-8")
    say(1, to="elsewhere.example")
    say(2)
    Line.objects.create(to="oversight.example", problem="nobody answers there")
    shown = node("messages", quick.folder)
    assert shown.returncode == 1, shown.stderr
    assert "elsewhere.example: 0 sent, 1 wait" in shown.stdout
    assert "last try: nobody answers there" in shown.stdout
    assert "never-sent: 'elsewhere.example' is no peer" in shown.stdout
    found = json.loads(node("messages", quick.folder, "--json").stdout)
    assert [f["what"] for f in found["findings"]].count("never-sent") == 1
