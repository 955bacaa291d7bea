"""Acts that open something: announced, witnessed, then done; never twice, whatever fails."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from safeconduct.case import events as ev
from safeconduct.record.acts import Act, ActRefused, AlreadyDone, Doubt, InDoubt, in_doubt
from safeconduct.record.checkpointer import NotWitnessed
from safeconduct.record.database import Connection, DatabaseError
from safeconduct.record.entry import BadEntry
from safeconduct.record.evidence import Halted
from safeconduct.record.log import Log
from safeconduct.record.record import Record, Written
from safeconduct.record.tree import grow
from tests.record.nodes import Gate, act, gate_with_witnesses, noted


@pytest.fixture
def gate(tmp_path: Path, address: str) -> Iterator[Gate]:
    """A gate with four witnesses, on each of the databases."""
    with gate_with_witnesses(tmp_path, address) as found:
        yield found


def test_an_act_is_announced_witnessed_and_done(gate: Gate) -> None:
    done: list[int] = []
    covered: list[int] = []

    def change(connection: Connection) -> None:
        signed = Log(connection).checkpoint()
        assert signed is not None
        assert gate.home.policy().enough(gate.home.policy().cosigners(signed))
        covered.append(signed.checkpoint.size)
        done.append(1)

    receipt = gate.acts().carry_out(gate.database, act(change=change))
    assert gate.titles() == ["act-intended", "noted done"]
    assert receipt.position == 1
    assert covered == [1]
    assert done == [1]
    assert in_doubt(gate.database) == []


def test_an_act_happens_once(gate: Gate) -> None:
    acts = gate.acts()
    acts.carry_out(gate.database, act(number=1))
    with pytest.raises(AlreadyDone, match="only once"):
        acts.carry_out(gate.database, act(number=2))
    acts.carry_out(gate.database, act(to="clr-2", number=3))
    assert gate.titles().count("noted done") == 2


@pytest.mark.parametrize(
    "shut", [("oversight", "standby"), ("bar", "court"), ("oversight", "standby", "bar", "court")]
)
def test_without_a_quorum_nothing_opens_and_it_can_be_tried_again(
    gate: Gate, shut: tuple[str, ...]
) -> None:
    acts = gate.acts()
    for name in shut:
        gate.doors[name].shut()
    with pytest.raises(NotWitnessed, match=f"{shut[0]}.example"):
        acts.carry_out(gate.database, act())
    assert gate.titles() == ["act-intended", "act-dropped"]
    for name in shut:
        gate.doors[name].open()
    acts.carry_out(gate.database, act(number=2))
    assert gate.titles()[2:] == ["act-intended", "noted done"]


@pytest.mark.parametrize("shut", [("oversight", "bar"), ("standby", "court")])
def test_deputies_are_enough(gate: Gate, shut: tuple[str, ...]) -> None:
    for name in shut:
        gate.doors[name].shut()
    gate.acts().carry_out(gate.database, act())
    assert gate.titles() == ["act-intended", "noted done"]


def test_a_hold_that_comes_while_witnesses_are_asked_binds(gate: Gate) -> None:
    held = False

    def check(_: Connection) -> None:
        if held:
            raise ActRefused("a hold stands")

    acts = gate.acts()
    waiting = acts._checkpointer.wait_for

    def wait_for(position: int) -> object:
        nonlocal held
        signed = waiting(position)
        held = True
        return signed

    acts._checkpointer.wait_for = wait_for  # type: ignore[method-assign,assignment]
    with pytest.raises(ActRefused, match="a hold stands"):
        acts.carry_out(gate.database, act(check=check, change=lambda _: pytest.fail("opened")))
    assert gate.titles() == ["act-intended", "act-dropped"]


def test_what_is_shut_is_not_even_announced(gate: Gate) -> None:
    def check(_: Connection) -> None:
        raise ActRefused("a hold stands")

    with pytest.raises(ActRefused):
        gate.acts().carry_out(gate.database, act(check=check))
    assert gate.titles() == []


def test_a_change_that_fails_leaves_nothing_behind(gate: Gate) -> None:
    gate.database.execute("CREATE TABLE opened (what TEXT)")

    def change(connection: Connection) -> None:
        connection.execute("INSERT INTO opened VALUES ('something')")
        raise ValueError("the printer is on fire")

    with pytest.raises(ValueError, match="the printer"):
        gate.acts().carry_out(gate.database, act(change=change))
    assert gate.titles() == ["act-intended", "act-dropped"]
    assert gate.database.execute("SELECT COUNT(*) FROM opened").fetchone()[0] == 0


def announced_only(gate: Gate) -> None:
    """An act whose process dies between its announcement and its end."""

    class Killed(BaseException):
        pass

    def die(_: Connection) -> None:
        raise Killed

    with pytest.raises(Killed):
        gate.acts().carry_out(gate.database, act(change=die))
    assert gate.titles() == ["act-intended"]


def test_an_act_in_doubt_stays_shut_until_a_person_settles_it(gate: Gate) -> None:
    announced_only(gate)
    acts = gate.acts()
    with pytest.raises(InDoubt, match="entry 0 announces an act on clr-1"):
        acts.carry_out(gate.database, act(number=2))
    (doubt,) = in_doubt(gate.database)
    assert doubt.to == "clr-1"
    dropped = ev.ActDropped(
        intent="intent-1", reasons="the recipient has nothing", by="magistrate", day="2025-03-02"
    )
    acts.settle(gate.database, doubt, Written(dropped))
    acts.carry_out(gate.database, act(number=2))
    assert gate.titles() == ["act-intended", "act-dropped", "act-intended", "noted done"]


def test_only_the_end_of_that_very_act_settles_it(gate: Gate) -> None:
    announced_only(gate)
    gate.append(noted())
    acts, (doubt,) = gate.acts(), in_doubt(gate.database)
    another = ev.ActDropped(intent="intent-9", reasons="x", by="magistrate", day="2025-03-02")
    right = ev.ActDropped(intent="intent-1", reasons="x", by="magistrate", day="2025-03-02")
    for where, written in [
        (doubt, Written(another)),
        (doubt, noted()),
        (Doubt(1, "x"), Written(right)),
    ]:
        with pytest.raises(ValueError, match="is not the end of the act"):
            acts.settle(gate.database, where, written)
    assert in_doubt(gate.database) == [doubt]


def test_what_keeps_acts_from_happening_twice_is_never_erased(gate: Gate) -> None:
    acts, record = gate.acts(), gate.home.record()

    def refuse(_: Connection) -> None:
        raise ActRefused("a hold stands")

    with pytest.raises(ActRefused):
        acts.carry_out(gate.database, act(change=refuse))
    acts.carry_out(gate.database, act(number=2))
    assert gate.titles() == ["act-intended", "act-dropped", "act-intended", "noted done"]
    for position in (0, 1, 2):
        with pytest.raises(BadEntry, match="it is kept"), gate.database.transaction():
            record.erase(gate.database, position, "operator", "art. 17")
    with gate.database.transaction():
        erasure = record.erase(gate.database, 3, "operator", "art. 17")
    with pytest.raises(BadEntry, match="it is kept"), gate.database.transaction():
        record.erase(gate.database, erasure.position, "operator", "art. 17")
    with pytest.raises(AlreadyDone):
        acts.carry_out(gate.database, act(number=3))


def test_nothing_is_settled_on_a_database_that_was_rolled_back_under_a_running_process(
    gate: Gate,
) -> None:
    acts = gate.acts()

    def die(_: Connection) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        acts.carry_out(gate.database, act(change=die))
    for number in (2, 3):
        acts.carry_out(gate.database, act(to=f"clr-{number}", number=number))
    _forget_since(gate, 1)
    (doubt,) = in_doubt(gate.database)
    dropped = ev.ActDropped(intent="intent-1", reasons="nothing came", by="magistrate")
    with pytest.raises((NotWitnessed, Halted), match=r"rolled back|changed"):
        acts.settle(gate.database, doubt, Written(dropped))
    assert in_doubt(gate.database) == [doubt]


def test_an_act_has_one_outcome(gate: Gate) -> None:
    acts = gate.acts()
    acts.carry_out(gate.database, act())
    with pytest.raises(DatabaseError), gate.database.transaction():
        acts.outcome(gate.database, 0, 5, done=True)


def test_an_act_without_an_id_cannot_be_told_from_others(gate: Gate) -> None:
    unnamed = Act(
        "intent-1", ev.Noted(title="x"), "clr-1", lambda _: None, lambda _: None, act().about
    )
    with pytest.raises(ValueError, match="id of its own"):
        gate.acts().carry_out(gate.database, unnamed)


def test_nothing_opens_while_entries_wait_too_long_for_witnesses(gate: Gate) -> None:
    acts = gate.acts()
    later = acts._clock() + 601
    gate.append(noted())
    for name in ("oversight", "standby"):
        gate.doors[name].shut()
    acts._clock = lambda: later
    with pytest.raises(NotWitnessed, match="longer than ten minutes"):
        acts.carry_out(gate.database, act())
    assert gate.titles() == ["noted something"]


def test_nothing_opens_while_entries_from_the_future_are_not_witnessed(gate: Gate) -> None:
    """Of these the clock would say for years that they have not waited long."""
    acts = gate.acts()
    ahead = Record(gate.home.payload_keys(), lambda: time.time() + 86400)
    with gate.database.transaction():
        ahead.append(gate.database, [noted()])
    for name in ("oversight", "standby"):
        gate.doors[name].shut()
    with pytest.raises(NotWitnessed, match="in the future"):
        acts.carry_out(gate.database, act())
    assert gate.titles() == ["noted something"]


# A database that was rolled back


def snapshot(gate: Gate) -> Path:
    copy = gate.home.folder / "yesterday.db"
    with sqlite3.connect(copy) as target:
        gate.database._raw.backup(target)
    target.close()
    return copy


def roll_back(gate: Gate, copy: Path, *, with_folder: bool) -> None:
    """Bring the database back to an older state, as from a backup; perhaps the folder, too."""
    for worker in gate.checkpointers:
        worker.stop()
    gate.checkpointers.clear()
    gate.home.close()
    for file in gate.home.folder.glob("record.db*"):
        file.unlink()
    shutil.copy(copy, gate.home.folder / "record.db")
    if with_folder:
        (gate.home.folder / "cosigned.txt").unlink(missing_ok=True)


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Gate]:
    """A gate on SQLite, whose database can be copied as a file."""
    with gate_with_witnesses(tmp_path) as found:
        yield found


@pytest.mark.parametrize("with_folder", [False, True])
@pytest.mark.parametrize("shut", [(), ("oversight", "bar"), ("standby", "court")])
def test_a_node_rolled_back_to_yesterday_completes_nothing_twice(
    embedded: Gate, with_folder: bool, shut: tuple[str, ...]
) -> None:
    """Neither on its own knowledge nor, with all its files rolled back, on its witnesses'."""
    gate = embedded
    gate.append(noted())
    acts = gate.acts()
    acts.carry_out(gate.database, act(to="clr-0", number=0))
    yesterday = snapshot(gate)
    acts.carry_out(gate.database, act())
    acts._checkpointer.round()
    for peer in acts._checkpointer._busy.values():
        peer.result()
    roll_back(gate, yesterday, with_folder=with_folder)
    for name in shut:
        gate.doors[name].shut()
    with pytest.raises((NotWitnessed, Halted), match=r"rolled back|changed"):
        gate.acts().carry_out(gate.database, act(number=2))
    assert "noted done" not in gate.titles()[3:]
    (alarm,) = gate.home.evidence.standing()
    assert alarm.kind in ("shrunk", "changed", "split-view")
    with pytest.raises(Halted):
        gate.acts().carry_out(gate.database, act(to="clr-9", number=9))


@pytest.mark.parametrize("with_folder", [False, True])
def test_a_node_rolled_back_to_between_announcement_and_end_completes_nothing_twice(
    embedded: Gate, with_folder: bool
) -> None:
    gate = embedded
    between: list[Path] = []
    acts = gate.acts()
    waiting = acts._checkpointer.wait_for

    def wait_for(position: int) -> object:
        signed = waiting(position)
        between.append(snapshot(gate))
        return signed

    acts._checkpointer.wait_for = wait_for  # type: ignore[method-assign,assignment]
    acts.carry_out(gate.database, act())
    roll_back(gate, between[0], with_folder=with_folder)
    assert gate.titles() == ["act-intended"]
    with pytest.raises(InDoubt):
        gate.acts().carry_out(gate.database, act(number=2))


def test_a_database_rolled_back_under_a_running_process_completes_nothing_twice(
    gate: Gate,
) -> None:
    """The process remembers that a quorum saw more; what the database holds is what counts."""
    acts = gate.acts()
    acts.carry_out(gate.database, act(to="clr-0", number=0))
    yesterday = Log(gate.database).size()
    for number in (1, 2, 3):
        acts.carry_out(gate.database, act(to=f"clr-{number}", number=number))
    opened: list[str] = []
    _forget_since(gate, yesterday)
    with pytest.raises((NotWitnessed, Halted), match=r"rolled back|changed"):
        acts.carry_out(
            gate.database, act(to="clr-1", number=4, change=lambda _: opened.append("clr-1"))
        )
    assert opened == []


def _forget_since(gate: Gate, size: int) -> None:
    """Take everything out of the database that came after the first entries, as its owner can."""
    database = gate.database
    if database.vendor == "sqlite":
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            database.execute(f"DROP TRIGGER {name}")
    kept = [number for position in range(size) for number, _ in grow(position, b"", lambda _: b"")]
    marks = ", ".join(map(str, kept))
    with database.transaction():
        for table, column in (("entry", "position"), ("payload", "position"),
                              ("intent", "position"), ("outcome", "position"),
                              ("checkpoint", "size"), ("cosignature", "size")):  # fmt: skip
            least = size if column == "position" else size + 1
            database.execute(f"DELETE FROM record_{table} WHERE {column} >= %s", [least])
        database.execute(f"DELETE FROM record_node WHERE number NOT IN ({marks})")
