"""One seed for all random rulebooks of a run, shared by its workers and printed at the end."""

from __future__ import annotations

import os
import time

import pytest


def pytest_configure() -> None:
    os.environ.setdefault("SAFECONDUCT_SEED", str(int(time.time())))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    seed = os.environ["SAFECONDUCT_SEED"]
    terminalreporter.write_line(f"random rulebooks from SAFECONDUCT_SEED={seed}")


ONE_DATABASE = (
    "tests/gate/test_clearances.py", "tests/gate/test_outward.py",
    "tests/gate/test_no_way_round.py", "tests/gate/test_emergency.py",
    "tests/gate/test_incidents.py", "tests/gate/test_oppositions.py", "tests/nodes/",
    "tests/release/",
)  # fmt: skip
"""Long scenes that run on SQLite, and of each module one on PostgreSQL; `make both` runs all."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the second database of long scenes to `make both`."""
    if "SAFECONDUCT_BOTH" in os.environ or "SAFECONDUCT_NODES" in os.environ:
        return
    seen: set[str] = set()
    left = []
    for item in items:
        module = item.nodeid.partition("::")[0]
        if module.startswith(ONE_DATABASE) and "postgresql" in item.nodeid.partition("::")[2]:
            if module in seen:
                left.append(item)
            seen.add(module)
    config.hook.pytest_deselected(items=left)
    gone = set(left)
    items[:] = [item for item in items if item not in gone]
