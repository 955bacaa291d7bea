"""The gate's regular work, and when each piece of it is put into the queue.

All of it can be done twice: what was cut off by a crash is done again from its beginning.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from safeconduct.gate import (
    dispatch,
    emergency,
    escalation,
    outcomes,
    peerholds,
    samples,
    screening,
    unheard,
    word,
)
from safeconduct.gate.connection import writing
from safeconduct.gate.itself import GATE
from safeconduct.gate.models import Tick
from safeconduct.gate.node import current

KEPT = timedelta(days=14)
"""How long it can be seen what became of a piece of work."""

_UNFINISHED = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


@task
def sweep_deadlines() -> int:
    """Tell who has to be told that something is overdue."""
    return escalation.escalate()


@task
def carry_word() -> list[str]:
    """Bring word to the roles to which something was escalated."""
    return word.carry()


@task
def sweep_emergencies() -> int:
    """Look to the hour at what was ordered outside the gate and waits for somebody."""
    return emergency.sweep()


@task
def sweep_outcomes() -> int:
    """Look again at every measure whose outcome is not of today."""
    return outcomes.look_at_all()


@task
def rescreen() -> None:
    """Ask the registers again about everybody whose last answer is not of their present state."""
    if current().checks:
        screening.resweep(GATE)


@task
def end_peer_holds() -> int:
    """Let end what other nodes held and lifted."""
    return peerholds.end_all()


@task
def look_at_peers() -> int:
    """Tell who has to be told that a message was never sent or is missing, or a node is silent."""
    return unheard.escalate()


@task
def draw_samples() -> int:
    """Draw this month's measures for the overseer, if that is not done."""
    return len(samples.draw_of_the_month())


@task
def dispatch_outward() -> int:
    """Say and deliver what is due to requesting states; gives how much was tried."""
    return len(dispatch.dispatch())


@task
def prune() -> int:
    """Forget work that was finished long ago."""
    done = DBTaskResult.objects.exclude(status__in=_UNFINISHED)
    return int(done.filter(finished_at__lt=timezone.now() - KEPT).delete()[0])


@dataclass(frozen=True)
class Regular:
    """Work that comes back: after so much time, and on each new day of the gate's own calendar."""

    task: Any
    every: timedelta
    daily: bool = False

    @property
    def name(self) -> str:
        """What it is called in the table of ticks."""
        return str(self.task.name)


REGULAR = (
    Regular(sweep_deadlines, timedelta(minutes=10), daily=True),
    Regular(carry_word, timedelta(minutes=1)),
    Regular(sweep_emergencies, timedelta(minutes=10), daily=True),
    Regular(sweep_outcomes, timedelta(minutes=10), daily=True),
    Regular(rescreen, timedelta(minutes=1), daily=True),
    Regular(dispatch_outward, timedelta(minutes=1), daily=True),
    Regular(end_peer_holds, timedelta(minutes=1)),
    Regular(look_at_peers, timedelta(minutes=1)),
    Regular(draw_samples, timedelta(days=1), daily=True),
    Regular(prune, timedelta(days=1)),
)


def tick(now: Callable[[], datetime] = timezone.now) -> list[str]:
    """Put what is due into the queue; gives the names. What still waits there is not added again.

    When it was last done is in the database: a restart neither repeats nor skips it.
    """
    today, put = current().today(), []
    with writing():
        last = {row.name: row for row in Tick.objects.select_for_update()}
        for regular in REGULAR:
            row = last.get(regular.name)
            is_due = row is None or now() - row.at >= regular.every
            if row is not None and regular.daily and row.day != today:
                is_due = True
            if not is_due or _waits(regular):
                continue
            regular.task.enqueue()
            Tick.objects.update_or_create(name=regular.name, defaults={"at": now(), "day": today})
            put.append(regular.name)
    return put


def _waits(regular: Regular) -> bool:
    path = regular.task.module_path
    return DBTaskResult.objects.filter(task_path=path, status__in=_UNFINISHED).exists()


def put(work: Any) -> None:
    """Put work into the queue, if it does not wait there: what runs now may have looked before."""
    path = work.module_path
    if not DBTaskResult.objects.filter(task_path=path, status=TaskResultStatus.READY).exists():
        work.enqueue()


def requeue() -> int:
    """Put back what was running when its worker was killed; gives how much.

    Only for the one worker of a node, before it begins: whatever is marked as running then is
    nobody's any more.
    """
    with writing():
        return DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).update(
            status=TaskResultStatus.READY, started_at=None
        )
