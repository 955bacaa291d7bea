"""One seed for all random rulebooks of a run, shared by its workers and printed at the end."""

from __future__ import annotations

import os
import time

import pytest
from hypothesis import settings

# How long an example takes says something about the machine, and nothing about what is tested.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_configure() -> None:
    os.environ.setdefault("SAFECONDUCT_SEED", str(int(time.time())))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    seed = os.environ["SAFECONDUCT_SEED"]
    terminalreporter.write_line(f"random rulebooks from SAFECONDUCT_SEED={seed}")


ONE_DATABASE = ("tests/gate/", "tests/nodes/", "tests/release/")
POSTGRESQL = (
    "tests/gate/test_story", "tests/gate/test_races", "tests/gate/test_killed",
    "tests/gate/test_backup", "tests/gate/test_once", "tests/gate/test_indexcheck",
    "tests/gate/test_holds", "tests/gate/test_outward", "tests/nodes/test_outbox",
    "tests/nodes/test_inbox",
)  # fmt: skip
"""Scenes run on SQLite. Those in which the database has a part run on PostgreSQL instead, and the
story and the backup on both. `make both` runs everything on both."""
BOTH = ("tests/gate/test_story", "tests/gate/test_backup")
DESKS = (
    "tests/desks/test_nodes_browser", "tests/desks/test_tasks_browser", "tests/demo/test_demo",
)  # fmt: skip
"""Every desk over whole nodes in a browser, and the whole demo: minutes, and so `make desks`."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the second database of long scenes to `make both`."""
    if "SAFECONDUCT_BOTH" in os.environ or "SAFECONDUCT_NODES" in os.environ:
        return
    left = []
    for item in items:
        module, _, name = item.nodeid.partition("::")
        if module.startswith(DESKS) and "SAFECONDUCT_DESKS" not in os.environ:
            left.append(item)
            continue
        if not module.startswith(ONE_DATABASE) or module.startswith(BOTH):
            continue
        other = "sqlite" if module.startswith(POSTGRESQL) else "postgresql"
        if other in name.partition("[")[2]:
            left.append(item)
    config.hook.pytest_deselected(items=left)
    gone = set(left)
    items[:] = [item for item in items if item not in gone]
