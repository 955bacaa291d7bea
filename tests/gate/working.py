"""Works off the queue in this process, as the worker does, until it is empty."""

from __future__ import annotations

from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult


def work() -> None:
    """Do everything that waits; fails the test if something fails."""
    Worker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id="test", excluded_queue_names=[],
    ).run()  # fmt: skip
    failed = DBTaskResult.objects.failed().values_list("task_path", "traceback")
    assert not failed, list(failed)
