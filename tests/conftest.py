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
BOTH = (
    "tests/gate/test_story", "tests/gate/test_controls", "tests/gate/test_races",
    "tests/gate/test_killed", "tests/gate/test_backup", "tests/gate/test_once",
    "tests/gate/test_indexcheck", "tests/nodes/test_outbox", "tests/nodes/test_inbox",
)  # fmt: skip
"""Scenes run on SQLite, and of each module one on PostgreSQL; where the database has a part in what
is tested, all of them do. `make both` runs everything on both."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the second database of long scenes to `make both`."""
    if "SAFECONDUCT_BOTH" in os.environ or "SAFECONDUCT_NODES" in os.environ:
        return
    seen: set[str] = set()
    left = []
    for item in items:
        module = item.nodeid.partition("::")[0]
        other = "postgresql" in item.nodeid.partition("::")[2]
        if other and module.startswith(ONE_DATABASE) and not module.startswith(BOTH):
            if module in seen:
                left.append(item)
            seen.add(module)
    config.hook.pytest_deselected(items=left)
    gone = set(left)
    items[:] = [item for item in items if item not in gone]
