"""The worker: what it was at when it was killed is done by the next, and takes effect once."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connections
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from safeconduct.case import events as ev
from safeconduct.gate import reading, tasks
from safeconduct.gate.models import Notice, Tick
from safeconduct.server.worker import Background
from tests.gate.place import Gate
from tests.gate.test_deadlines import CONFIRMED, REFERRED, build
from tests.gate.working import work

PATIENCE = 60.0

HANGS = """
import sys, time
from pathlib import Path
from safeconduct.server import settings, worker

folder = Path(sys.argv[1])

def hang(*_):
    (folder / "begun").touch()
    time.sleep(600)

def arm():
    from safeconduct.gate.change import File
    from safeconduct.gate import escalation
    if sys.argv[2] == "within":
        finish = File.finish
        File.finish = lambda *given: (finish(*given), hang())
    else:
        escalate = escalation.escalate
        escalation.escalate = lambda: (escalate(), hang())

configure = settings.configure
settings.configure = lambda *given: (configure(*given), arm())
worker.main(folder)
"""


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds; fails the test if it does not within a minute."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


def rehearse(node: Gate, day: date) -> None:
    """Set the gate's day for other processes, too."""
    node.clock.day = day
    file = node.folder / "gate.toml"
    text = file.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("rehearsal")]
    file.write_text("\n".join([f'rehearsal = "{day}"', *lines, ""]), encoding="utf-8")


@contextmanager
def process(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is gone when the block is left."""
    connections.close_all()
    with subprocess.Popen([sys.executable, *command], stdin=subprocess.PIPE) as started:
        try:
            yield started
        finally:
            started.kill()


@pytest.mark.parametrize("moment", ["within", "after"])
def test_killed_in_the_middle_of_a_task_it_is_done_by_the_next_once(
    node: Gate, moment: str
) -> None:
    """`within`: before the transaction is over; `after`: before anybody noted that it is done."""
    case = build(node, ("second-signer", CONFIRMED), ("magistrate", REFERRED))
    rehearse(node, date(2019, 6, 6))
    DBTaskResult.objects.all().delete()
    put = tasks.sweep_deadlines.enqueue()
    with process("-c", HANGS, str(node.folder), moment) as first:
        until((node.folder / "begun").exists)
        first.kill()
    assert DBTaskResult.objects.get(pk=put.id).status == TaskResultStatus.RUNNING
    with process("-m", "safeconduct.server.worker", str(node.folder)) as second:
        until(lambda: DBTaskResult.objects.successful().filter(pk=put.id).exists())
        # Its starter is gone: it stops by itself, after what it is at.
        assert second.stdin
        second.stdin.close()
        assert second.wait(PATIENCE) == 0
    told = [e for e in reading.events(case) if isinstance(e, ev.Escalated)]
    assert [e.to for e in told] == ["magistrate"]
    assert Notice.objects.count() == 1


def test_one_worker_a_node(node: Gate) -> None:
    """A second one waits; else it would take what the first is at for something cut off."""
    connections.close_all()
    with process("-c", HANGS, str(node.folder), "after"):
        until((node.folder / "begun").exists)
        running = DBTaskResult.objects.running().get()
        with process("-m", "safeconduct.server.worker", str(node.folder)) as second:
            with pytest.raises(subprocess.TimeoutExpired):
                second.wait(4)
            running.refresh_from_db()
            assert (running.status, len(running.worker_ids)) == (TaskResultStatus.RUNNING, 1)
            second.terminate()
            second.wait(PATIENCE)


def test_it_runs_beside_the_server_and_stops_with_it(node: Gate) -> None:
    build(node)
    connections.close_all()
    background = Background(node.folder)
    background.start()
    try:
        until(lambda: DBTaskResult.objects.successful().exists())
    finally:
        background.stop()
    assert not DBTaskResult.objects.running().exists()


def test_regular_work_is_neither_repeated_nor_skipped_by_a_restart(node: Gate) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    names = {regular.name for regular in tasks.REGULAR}
    whatever_day = {"carry_word", "end_peer_holds", "look_at_peers"}
    assert set(tasks.tick(lambda: now)) == names
    assert tasks.tick(lambda: now) == []
    later = now + timedelta(minutes=2)
    assert tasks.tick(lambda: later) == [], "what waits in the queue is not put there again"
    work()
    assert set(tasks.tick(lambda: later)) == {"rescreen", "dispatch_outward"} | whatever_day
    work()
    node.clock.day += timedelta(days=1)
    assert set(tasks.tick(lambda: later)) == names - {"prune"} - whatever_day, "a new day"
    assert Tick.objects.filter(name__in=names).count() == len(names)


def test_finished_work_is_forgotten_after_a_while_and_waiting_work_never(node: Gate) -> None:
    tasks.sweep_outcomes.enqueue()
    work()
    tasks.sweep_outcomes.enqueue()
    old = datetime(2020, 1, 1, tzinfo=UTC)
    DBTaskResult.objects.update(enqueued_at=old)
    DBTaskResult.objects.successful().update(finished_at=old)
    tasks.prune.call()
    assert [row.status for row in DBTaskResult.objects.all()] == [TaskResultStatus.READY]
