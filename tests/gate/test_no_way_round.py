"""Whatever is tried, nothing reaches a requesting state but what two persons cleared and no hold
stops. What is tried on the way out by itself stands in tests/release.
"""

from __future__ import annotations

import shutil
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django_tasks_db.models import DBTaskResult

from safeconduct.case import events as ev
from safeconduct.case.moments import written
from safeconduct.gate import clearances, dispatch, holds, outward, reading, tokens
from safeconduct.gate.connection import writing
from safeconduct.gate.errors import Held, Refused, Stale
from safeconduct.record.jws import SigningKey
from safeconduct.release import post
from safeconduct.release.models import Outward, Spent
from safeconduct.release.permit import Permit
from tests.gate.clearing import hours, seen
from tests.gate.racing import race
from tests.gate.test_outward import BYTES, MINISTRY, Sending, sending
from tests.gate.working import work

__all__ = ["sending"]


def nothing_left(sending: Sending) -> None:
    """Whatever comes: no item has reached the ministry, and the case says that none has."""
    sending.to_slot(2)
    dispatch.dispatch()
    work()
    assert not set(sending.ministry.words) & {"executed", "partly-executed", "not-executed"}
    assert "TransmissionSent" not in sending.kinds


def release(sending: Sending, clearance: str) -> None:
    """The magistrate releases what a clearance covers."""
    magistrate = sending.gate.actor("magistrate")
    outward.release(magistrate, sending.case, clearance, seen(sending.case))


def test_with_a_clearance_whose_hours_are_over(sending: Sending) -> None:
    clearance = sending.cleared()
    sending.later(2)
    with pytest.raises(Refused):
        release(sending, clearance)
    nothing_left(sending)


def test_with_one_that_only_the_magistrate_has_signed(sending: Sending) -> None:
    made = clearances.propose(
        sending.gate.actor("magistrate"), sending.case, sending.measure, "the summons",
        hours(sending.gate, items=(sending.item,), recipient=MINISTRY, word="executed", place=""),
        seen(sending.case),
    )  # fmt: skip
    with pytest.raises(Refused):
        release(sending, made)
    nothing_left(sending)


def test_with_one_that_was_withdrawn(sending: Sending) -> None:
    clearance = sending.cleared()
    clearances.revoke(sending.gate.actor("court"), sending.case, clearance, "an appeal")
    with pytest.raises(Refused, match="withdrawn"):
        release(sending, clearance)
    nothing_left(sending)


def test_with_one_from_before_a_hold(sending: Sending) -> None:
    clearance = sending.cleared()
    holds.place(sending.gate.actor("observer"), sending.case, "state", "CH", "wait")
    with pytest.raises(Held):
        release(sending, clearance)
    nothing_left(sending)


def test_with_another_node_that_holds_or_does_not_answer(sending: Sending) -> None:
    clearance = sending.cleared()
    sending.gate.node.objections = lambda *_: ["stands still"]
    with pytest.raises(Held):
        release(sending, clearance)
    nothing_left(sending)


def test_with_witnesses_that_are_away(sending: Sending) -> None:
    clearance = sending.cleared()
    sending.gate.quorum.peers[0].there = False
    with pytest.raises(Held):
        release(sending, clearance)
    nothing_left(sending)


@pytest.mark.parametrize("forged", [True, False])
def test_from_the_shell_by_posting_it_oneself(sending: Sending, forged: bool) -> None:
    """Whoever has the program, the database and even the gate's key posts a message by hand."""
    clearance = sending.cleared()
    node = sending.gate.node
    if forged:
        key = SigningKey.new()
        node.signing = lambda: key
    (proposed,) = [e for e in reading.events(sending.case) if isinstance(e, ev.ClearanceProposed)]
    from safeconduct.gate.change import File  # noqa: PLC0415
    from safeconduct.gate.itself import GATE  # noqa: PLC0415

    file = File(reading.case_of(sending.case), reading.read(sending.case), GATE)
    now = node.now()
    token = tokens.signed(clearances.text_of(file, proposed, now))
    permit = Permit.read(token, [node.signing().public], node.name)
    public = outward.public_request(file.state, sending.request)
    with writing():
        post.post(permit, public, "executed", [BYTES], MINISTRY, "en", now)
    assert Spent.objects.filter(pk=clearance).exists()
    nothing_left(sending)


def test_by_a_row_of_work_that_somebody_puts_into_the_queue(sending: Sending) -> None:
    sending.cleared()
    for path in ("safeconduct.release.post.post", "safeconduct.gate.outward.release"):
        DBTaskResult.objects.create(
            task_path=path, args_kwargs={"args": [], "kwargs": {}}, backend_name="default",
            queue_name="default", run_after="2019-01-01T00:00:00Z",
        )  # fmt: skip
    from django_tasks_db.management.commands.db_worker import Worker  # noqa: PLC0415

    Worker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id="test", excluded_queue_names=[],
    ).run()  # fmt: skip
    assert not Outward.objects.exists()
    DBTaskResult.objects.all().delete()
    nothing_left(sending)


def test_through_the_api_in_every_role(sending: Sending) -> None:
    clearance = sending.cleared()
    for role in (
        "clerk", "second-signer", "police-officer", "observer", "defence", "overseer", "operator",
        "asylum-officer", "court", "central-authority", "prosecutor", "rulebook-keeper",
    ):  # fmt: skip
        path = f"cases/{sending.case}/clearances/{clearance}/release"
        sending.gate.api(role).post(path, {"seen": 1}, 403)
    nothing_left(sending)


def test_with_yesterdays_database(sending: Sending, tmp_path: Path) -> None:
    """What was sent is not sent again by a gate that has forgotten that it did."""
    if not sending.gate.address.startswith("sqlite:"):
        sending.released()
        return  # PostgreSQL's backups are tried in test_backup and test_restore
    database = Path(sending.gate.address.removeprefix("sqlite:"))
    clearance = sending.cleared()
    connections.close_all()
    for file in database.parent.glob(f"{database.name}*"):
        shutil.copy(file, tmp_path / file.name)
    release(sending, clearance)
    sending.to_slot()
    dispatch.dispatch()
    assert sending.ministry.words == ["executed"]
    connections.close_all()
    sending.gate.quorum.database().close()
    for file in database.parent.glob(f"{database.name}*"):
        file.unlink()
    for file in tmp_path.glob(f"{database.name}*"):
        shutil.copy(file, database.parent / file.name)
    sending.gate.quorum.forget()
    sending.later(-7)
    with pytest.raises(Held):
        release(sending, clearance)
    dispatch.dispatch()
    assert sending.ministry.words == ["executed"]


def test_in_a_race_of_fifty_between_holds_and_releases(sending: Sending) -> None:
    clearance, looked = sending.cleared(), seen(sending.case)
    observer, magistrate = sending.gate.actor("observer"), sending.gate.actor("magistrate")

    def one(number: int) -> Any:
        if number % 10 == 5:
            return holds.place(observer, sending.case, "measure", sending.measure, f"{number}")
        try:
            return outward.release(magistrate, sending.case, clearance, looked)
        except (Held, Refused, Stale) as error:
            return error

    race([partial(one, number) for number in range(50)])
    events = reading.events(sending.case)
    first_hold = min(n for n, e in enumerate(events) if isinstance(e, ev.HoldPlaced))
    posted = [n for n, e in enumerate(events) if isinstance(e, ev.OutwardPosted)]
    assert len(posted) <= 1
    assert all(number < first_hold for number in posted)
    assert Outward.objects.count() == len(posted)
    nothing_left(sending)


def test_a_clearance_of_longer_hours_than_the_law_of_the_gate(sending: Sending) -> None:
    now = sending.gate.node.now()
    for more in ({"end": written(now + timedelta(days=15))}, {"recipient": "a friend"}):
        body = {"items": (sending.item,), "recipient": MINISTRY, "word": "executed", "place": ""}
        with pytest.raises(Refused):
            clearances.propose(
                sending.gate.actor("magistrate"), sending.case, sending.measure, "x",
                hours(sending.gate, **(body | more)), seen(sending.case),
            )  # fmt: skip
