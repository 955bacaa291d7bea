"""What the small verifier says of a bundle: the same file that counsel can run, run here.

It is run as a program of its own, that is given this bundle and nothing else of the node: neither
its working folder nor its environment, in which keys and passwords may stand.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safeconduct.files.store import data_folder

_SECONDS = 60


@dataclass(frozen=True)
class Verdict:
    """What it said: whether everything is proved, in its own words."""

    proved: bool
    text: str


def source() -> Path | None:
    """The verifier's file; None where it was not installed with the program."""
    found = data_folder("verifier") / "verify.py"
    return found if found.is_file() else None


def written(disclosure: dict[str, Any]) -> bytes:
    """A bundle as a file."""
    return json.dumps(disclosure, indent=1, ensure_ascii=False).encode() + b"\n"


def verdict(disclosure: dict[str, Any], policy: str) -> Verdict | None:
    """What the verifier says; None where it is not here, or does not come to an end."""
    file = source()
    if file is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        bundle, quorum = Path(folder, "bundle.json"), Path(folder, "policy.txt")
        bundle.write_bytes(written(disclosure))
        quorum.write_text(policy, encoding="utf-8")
        try:
            found = subprocess.run(
                [
                    sys.executable, "-I", "-X", "utf8", str(file), str(bundle),
                    "--policy", str(quorum),
                ],
                capture_output=True, encoding="utf-8", timeout=_SECONDS, check=False, cwd=folder,
                env={},
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired):
            return None
    return Verdict(found.returncode == 0, (found.stdout + found.stderr).strip())
