"""Kill -9 at every step of a request's way, at every moment of its transaction: the same end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.gate.killing import end, walk
from tests.gate.place import Gate

ROOT = Path(__file__).resolve().parents[2]


def test_a_way_that_was_killed_at_every_step_ends_as_one_that_was_not(
    node: Gate, other: Gate
) -> None:
    killed = subprocess.run(
        [sys.executable, "-m", "tests.gate.killing", node.folder],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": "src"}, capture_output=True, text=True,
        check=False, timeout=300,
    )  # fmt: skip
    assert killed.returncode == 0, killed.stderr
    walk(other)
    undisturbed = json.loads(json.dumps(end(other)))
    assert json.loads(killed.stdout) == undisturbed
    assert undisturbed["differences"] == []
