"""After a restore the mirror tells what is missing, and what it announced stays shut.

The attack that this is about: bring back yesterday's database, then have the record go on with the
mirror's help, and do once more what was done today.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from safeconduct.case import events as ev
from safeconduct.record import lost
from safeconduct.record.acts import AlreadyDone, InDoubt
from safeconduct.record.evidence import Halted
from safeconduct.record.home import Home
from safeconduct.record.log import Log
from safeconduct.record.lost import BadCopy, Copy
from safeconduct.record.record import Record, Written
from safeconduct.record.seal import PayloadKeys
from safeconduct.record.verify import verify
from tests.record.nodes import Gate, act, gate_with_witnesses, noted
from tests.record.site import Site, spots
from tests.record.test_acts import _forget_since


@pytest.fixture
def gate(address: str, tmp_path: Path) -> Iterator[Gate]:
    """A gate on each database, with its witnesses; the overseer keeps its entries."""
    with gate_with_witnesses(tmp_path, address) as found:
        yield found


def restored(gate: Gate, *, cosigned_too: bool = False) -> Copy:
    """Yesterday's database, and what the overseer has; two acts of today are lost.

    On clr-1 an act was done yesterday; today one on clr-2 was done, and one on clr-3 dropped.
    """
    acts = gate.acts()
    acts.carry_out(gate.database, act("clr-1", number=1))
    yesterday = Log(gate.database).size()
    acts.carry_out(gate.database, act("clr-2", number=2))

    def refuses(_: object) -> None:
        raise ValueError("a hold")

    with pytest.raises(ValueError, match="a hold"):
        acts.carry_out(gate.database, act("clr-3", number=3, change=refuses))
    acts._checkpointer.round()
    stop(gate)
    _forget_since(gate, yesterday)
    if cosigned_too:
        gate.home.seen.unlink()
    return overseers(gate)


def stop(gate: Gate) -> None:
    """End the gate's workers."""
    for worker in gate.checkpointers:
        worker.stop()
        for asked in worker._busy.values():
            asked.exception()
    gate.checkpointers.clear()


def overseers(gate: Gate, start: int = 0) -> Copy:
    """The overseer's copy."""
    _, log = gate.doors["oversight"].home.mirrors()["gate.example"]
    return lost.from_log(log, "oversight.example", start)


def take_back(gate: Gate, copy: Copy) -> None:
    """Enter what the copy has."""
    key = gate.home.log_keys()[0].public
    seen = lost.most_seen(gate.home.evidence, gate.home.seen, key)
    lost.take_back(
        gate.database, gate.home.record(), copy, key, seen, "overseer", "the disk failed"
    )


def settle(gate: Gate) -> None:
    """The alarms are answered."""
    for name, alarm in gate.home.evidence.alarms().items():
        if not alarm.settled:
            gate.home.evidence.settle(name, "overseer", "restored as docs/restore.md says")


def test_comparing_shows_what_is_lost_and_when_it_was_and_changes_nothing(gate: Gate) -> None:
    copy = restored(gate)
    found = lost.compare(Log(gate.database), copy, gate.home.log_keys()[0].public)
    assert (found.here, found.there, found.unlike) == (2, 6, ())
    assert [each.position for each in found.lost] == [2, 3, 4, 5]
    times = [int.from_bytes(entry[4:12], "big") for entry in copy.entries[2:]]
    assert [each.recorded for each in found.lost] == times
    assert Log(gate.database).size() == 2


@pytest.mark.parametrize("cosigned_too", [False, True])
def test_what_was_announced_among_the_lost_stays_shut_and_the_rest_opens(
    gate: Gate, cosigned_too: bool
) -> None:
    """Whether it was done or dropped: nobody here can tell."""
    copy = restored(gate, cosigned_too=cosigned_too)
    with pytest.raises(Halted):
        gate.checkpointer().compare()  # as a restore does (server/backup.py)
    with pytest.raises(Halted):
        gate.acts().carry_out(gate.database, act("clr-2", number=9))
    stop(gate)
    take_back(gate, copy)
    settle(gate)
    assert gate.checkpointer().round().quorum
    acts = gate.acts()
    for number, to in ((12, "clr-2"), (13, "clr-3")):
        opened: list[object] = []
        with pytest.raises(InDoubt, match="was lost"):
            acts.carry_out(gate.database, act(to, number=number, change=opened.append))
        assert opened == []
    with pytest.raises(AlreadyDone):
        acts.carry_out(gate.database, act("clr-1", number=11))
    acts.carry_out(gate.database, act("clr-4", number=14))


def test_nothing_is_found_in_a_record_that_took_back_what_it_lost(gate: Gate) -> None:
    take_back(gate, restored(gate))
    settle(gate)
    gate.checkpointer().round()
    report = verify(
        gate.database, gate.home.log_keys()[0].public, policy=gate.home.policy(),
        payload_keys=gate.home.payload_keys(),
    )  # fmt: skip
    assert report.findings == []
    assert [erased.entry for erased in report.payloads_erased] == [2, 3, 4, 5]
    last = gate.home.record().event(gate.database, 6)
    assert isinstance(last, ev.EntriesLost)
    assert (last.first, last.last, last.mirror) == ("2", "5", "oversight.example")


def test_a_second_loss_is_taken_back_like_the_first(gate: Gate) -> None:
    take_back(gate, restored(gate))
    settle(gate)
    acts = gate.acts()
    acts.carry_out(gate.database, act("clr-5", number=5))
    stop(gate)
    _forget_since(gate, 7)
    take_back(gate, overseers(gate))
    settle(gate)
    acts = gate.acts()
    for number, to in ((22, "clr-2"), (25, "clr-5")):
        with pytest.raises(InDoubt, match="was lost"):
            acts.carry_out(gate.database, act(to, number=number))


def test_a_copy_in_a_file_is_the_copy(gate: Gate, tmp_path: Path) -> None:
    copy = restored(gate)
    _, log = gate.doors["oversight"].home.mirrors()["gate.example"]
    file = tmp_path / "copy"
    file.write_text("".join(lost.hand_out(log, "oversight.example", 0)), encoding="utf-8")
    assert lost.from_file(file) == copy
    file.write_text("".join(lost.hand_out(log, "oversight.example", 2)), encoding="utf-8")
    take_back(gate, lost.from_file(file))
    assert Log(gate.database).size() == 7


# What is refused


def test_a_copy_with_another_entry_in_it_is_not_believed(gate: Gate) -> None:
    copy = restored(gate)
    entry = copy.entries[3]
    changed = [*copy.entries[:3], entry[:-1] + bytes([entry[-1] ^ 1]), *copy.entries[4:]]
    with pytest.raises(BadCopy, match=r"not those that gate\.example signed"):
        take_back(gate, Copy(copy.mirror, 0, changed, copy.signed))
    assert Log(gate.database).size() == 2


def test_a_copy_that_somebody_else_signed_is_not_believed(gate: Gate) -> None:
    copy = restored(gate)
    other = gate.doors["bar"].home.log_keys()[0].public
    with pytest.raises(BadCopy, match="checkpoint"):
        lost.compare(Log(gate.database), copy, other)


def test_a_mirror_that_has_less_than_was_cosigned_is_not_enough(gate: Gate) -> None:
    """What it has not could be what announced an act."""
    gate.acts().carry_out(gate.database, act("clr-1", number=1))
    stop(gate)
    gate.doors["oversight"].shut()
    gate.acts().carry_out(gate.database, act("clr-2", number=2))
    stop(gate)
    _forget_since(gate, 1)
    with pytest.raises(BadCopy, match="ask another one"):
        take_back(gate, overseers(gate))
    # Nor if the folder was lost, too, once a witness has been asked.
    gate.home.seen.unlink()
    with pytest.raises(Halted):
        gate.checkpointer().compare()
    stop(gate)
    with pytest.raises(BadCopy, match="ask another one"):
        take_back(gate, overseers(gate))


def test_nothing_is_taken_back_once_the_node_has_gone_on_otherwise(gate: Gate) -> None:
    copy = restored(gate)
    gate.append(noted("a hold that was placed since"))
    found = lost.compare(Log(gate.database), copy, gate.home.log_keys()[0].public)
    assert found.unlike == (2,)
    with pytest.raises(BadCopy, match="recorded since"):
        take_back(gate, copy)


def test_nothing_is_taken_back_without_the_keys_that_the_node_had(gate: Gate) -> None:
    """With others it could not tell which of the lost entries announced an act."""
    copy = restored(gate)
    other = Record(PayloadKeys([b"another key of 32 bytes, as here"]))
    with pytest.raises(BadCopy, match="keys/payload"):
        lost.take_back(
            gate.database, other, copy, gate.home.log_keys()[0].public, 6, "overseer",
            "the disk failed",
        )  # fmt: skip


def test_nothing_is_taken_back_where_nothing_is_lost(gate: Gate) -> None:
    gate.acts().carry_out(gate.database, act("clr-1"))
    stop(gate)
    with pytest.raises(BadCopy, match="nothing is lost"):
        take_back(gate, overseers(gate))


# Who could tell an announcement, and what a changed table would hide


def test_nobody_without_the_key_can_tell_an_announcement(site: Site) -> None:
    """Two nodes that announce the same leave entries that have nothing in common."""
    intended = ev.ActIntended(intent="i", to="clr-1", digest="0" * 64)
    (first,) = site.append(intended)
    with site.database.transaction():
        other = Record(PayloadKeys([b"o" * 32]), lambda: site.now)
        (second,) = other.append(site.database, [Written(intended)])
    mine = site.log.entry(first)
    assert mine is not None
    assert not {mine[at : at + 32] for at in range(12, 172, 32)} & {
        second.entry[at : at + 32] for at in range(12, 172, 32)
    }


@pytest.fixture
def taken(site: Site, tmp_path: Path) -> Site:
    """A record of thirty entries, of which it lost the last ten and took them back."""
    mirror = [entry for _, entry in site.log.entries()]
    signed = site.signed()
    payloads = site.sealed()
    site.rebuild(mirror[:20], [payloads[n] for n in range(20)])
    lost.take_back(
        site.database, site.record, Copy("oversight.example", 0, mirror, signed),
        site.key.public, 30, "overseer", "lost",
    )  # fmt: skip
    site.checkpoint()
    return site


def test_a_table_of_lost_entries_that_was_changed_is_found(taken: Site) -> None:
    assert spots(taken.verify()) == []
    taken.database.execute("DELETE FROM record_lost WHERE position = 24")
    assert spots(taken.verify()) == [("lost-gone", 24, 24)]
    taken.database.execute("INSERT INTO record_lost VALUES (24, %s)", [b"x" * 32])
    assert spots(taken.verify()) == [("lost-changed", 24, 24)]
    taken.database.execute("DELETE FROM record_lost WHERE position = 24")
    taken.database.execute("INSERT INTO record_lost VALUES (3, %s)", [b"x" * 32])
    assert spots(taken.verify()) == [("lost-gone", 24, 24), ("lost-untold", 3, 3)]


def test_sqlite_refuses_to_change_the_table(tmp_path: Path) -> None:
    with gate_with_witnesses(tmp_path) as gate:
        take_back(gate, restored_file(gate, tmp_path))
        raw = sqlite3.connect(gate.home.folder / "record.db")
        for words in ("DELETE FROM record_lost", "UPDATE record_lost SET kind = x'00'"):
            with pytest.raises(sqlite3.IntegrityError, match="never changed"):
                raw.execute(words)
        raw.close()


def restored_file(gate: Gate, folder: Path) -> Copy:
    """Yesterday's file in the place of today's: as a backup is brought back on SQLite."""
    acts = gate.acts()
    acts.carry_out(gate.database, act("clr-1", number=1))
    copy = folder / "yesterday.db"
    with sqlite3.connect(copy) as target:
        gate.database._raw.backup(target)
    target.close()
    acts.carry_out(gate.database, act("clr-2", number=2))
    acts._checkpointer.round()
    stop(gate)
    gate.home.close()
    for file in gate.home.folder.glob("record.db*"):
        file.unlink()
    shutil.copy(copy, gate.home.folder / "record.db")
    gate.home = Home(gate.home.folder)
    return overseers(gate)
