"""Asks a gate's final check as a process of its own, beside the one that serves: prints JSON.

python -m tests.nodes.finalcheck FOLDER CASE REQUEST MEASURE STATE
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.nodes.matter import Matter
from tests.nodes.site import PATIENCE, ROOT, environment


def objections(matter: Matter, state: str = "KZ") -> list[str]:
    """What the gate's final check says of a measure now."""
    done = subprocess.run(
        [sys.executable, "-m", __name__, str(matter.gate.folder), matter.case, matter.request,
         matter.search, state],
        capture_output=True, text=True, timeout=PATIENCE, check=False, env=environment(), cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout)
    return found


def main(folder: Path, case: str, request: str, measure: str, state: str) -> None:
    """Set the gate up in this process, and ask."""
    from safeconduct.server import serve  # noqa: PLC0415

    serve.set_up(folder)
    from safeconduct.gate import finalcheck  # noqa: PLC0415

    print(json.dumps(finalcheck.objections(case, request, measure, state)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
