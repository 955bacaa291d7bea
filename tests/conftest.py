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
