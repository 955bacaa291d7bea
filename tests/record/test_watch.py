"""Watching a log: what is new is checked against everything seen before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from safeconduct.record.evidence import Halted
from safeconduct.record.log import Log
from safeconduct.record.watch import Watch
from tests.record.nodes import Gate, gate_with_witnesses, noted


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    """A gate with four witnesses and ten entries, cosigned."""
    with gate_with_witnesses(tmp_path) as found:
        found.append(*[noted()] * 10)
        found.checkpointer().round()
        yield found


def watch(gate: Gate) -> Watch:
    home = gate.home
    return Watch(
        Log(gate.database), home.log_keys()[0].public, home.policy(), home.evidence,
        home.folder / "watched.txt",
    )  # fmt: skip


def edit(gate: Gate, sql: str, *values: object) -> None:
    """Change the database as whoever owns the file can."""
    raw = gate.database._raw
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute(sql, values)


def test_it_follows_a_record_that_grows(gate: Gate) -> None:
    watching = watch(gate)
    first = watching.look()
    assert (first.size, first.new, first.cosigned) == (10, 10, 10)
    assert len(first.cosigners) >= 2
    gate.append(noted(), noted())
    second = watching.look()
    assert (second.size, second.new, second.cosigned) == (12, 2, 10)
    gate.checkpointer().round()
    assert watching.look().cosigned == 12
    assert gate.home.evidence.alarms() == {}


def test_it_follows_the_copy_of_a_mirror(gate: Gate) -> None:
    home = gate.doors["oversight"].home
    key, copy = home.mirrors()["gate.example"]
    look = Watch(copy, key, None, home.evidence, home.folder / "watched.txt").look()
    assert (look.size, look.cosigners) == (10, ())


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("DELETE FROM record_entry WHERE position = 4", "entry 4 is missing"),
        ("DELETE FROM record_entry WHERE position >= 7", "there were 10 entries, now there are 7"),
        (
            "UPDATE record_entry SET entry = CAST(substr(entry, 1, 12) || zeroblob(160) AS BLOB) "
            "WHERE position = 4",
            "some are not those that the checkpoint was signed over",
        ),
        ("UPDATE record_entry SET entry = X'00' WHERE position = 4", "entry 4 is no entry"),
        ("UPDATE record_entry SET entry = 99999999999 WHERE position = 4", "entry 4 is no entry"),
        ("UPDATE record_entry SET entry = 'SCE1' WHERE position = 4", "entry 4 is no entry"),
        (
            "UPDATE record_entry SET entry = CAST('SCE1' || zeroblob(168) AS BLOB) "
            "WHERE position = 4",
            "entry 4 is dated before",
        ),
    ],
)
def test_what_was_changed_is_an_alarm(gate: Gate, sql: str, words: str, again: bool) -> None:
    """Also for a watcher that starts anew: it remembers the last checkpoint in a file."""
    watch(gate).look()
    edit(gate, sql)
    if again:
        edit(gate, "DELETE FROM record_checkpoint")
    with pytest.raises(Halted, match=words):
        watch(gate).look()
    assert gate.home.evidence.standing("gate.example")


def test_without_what_it_remembers_a_changed_record_would_pass(gate: Gate) -> None:
    """The memory is what finds it: the database alone says nothing any more."""
    watch(gate).look()
    edit(gate, "DELETE FROM record_entry WHERE position >= 7")
    edit(gate, "DELETE FROM record_checkpoint")
    (gate.home.folder / "watched.txt").unlink()
    assert watch(gate).look().size == 7


def test_a_record_that_shrinks_under_its_eyes(gate: Gate) -> None:
    gate.append(noted())
    watching = watch(gate)
    watching.look()
    edit(gate, "DELETE FROM record_entry WHERE position >= 10")
    with pytest.raises(Halted, match="there were 11 entries, now there are 10"):
        watching.look()


def test_a_checkpoint_that_the_log_did_not_sign(gate: Gate) -> None:
    edit(gate, "UPDATE record_checkpoint SET note = replace(note, '— gate', '— gata')")
    with pytest.raises(Halted, match="has not signed"):
        watch(gate).look()
