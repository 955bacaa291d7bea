"""Kill -9 at every step of a request's way, at every moment of its transaction: the same end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gate import way
from tests.gate.killing import MOMENTS, end, walk
from tests.gate.place import Gate

ROOT = Path(__file__).resolve().parents[2]
EVERY = "SAFECONDUCT_KILLS"
"""Set by `make kill`: every step is killed at every moment, not only at one."""


@pytest.fixture
def undisturbed(other: Gate) -> object:
    """What the gate holds of a way on which nobody was killed."""
    way.prepare(other)
    taken = walk(other)
    assert way.closed(taken)
    return json.loads(json.dumps(end(other)))


def test_a_way_that_was_killed_at_every_step_ends_as_one_that_was_not(
    node: Gate, undisturbed: dict[str, object]
) -> None:
    moments = () if os.environ.get(EVERY) else MOMENTS[1:]
    killed = subprocess.run(
        [sys.executable, "-m", "tests.gate.killing", node.folder, *moments],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": "src"}, capture_output=True, text=True,
        check=False, timeout=600,
    )  # fmt: skip
    assert killed.returncode == 0, killed.stderr
    assert json.loads(killed.stdout) == undisturbed
    assert undisturbed["differences"] == []
