"""Builds the Go program beside this file, and asks it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any

MISSING = "Go is not there. `make foreign` installs it into .venv and runs these tests."
_MODULE = """module foreign

go 1.27

require golang.org/x/mod v0.0.0

replace golang.org/x/mod => ./mod
"""


def build(folder: Path) -> Path:
    """Build the program in an empty folder; gives its path. Fetches nothing.

    Go's own tool checks Go's checksum database with golang.org/x/mod, so the source of that is part
    of Go, and comes with it.
    """
    found = find_spec("go")
    if found is None or not found.submodule_search_locations:
        raise SystemExit(MISSING)
    root = Path(found.submodule_search_locations[0])
    vendored = root / "src" / "cmd" / "vendor" / "golang.org" / "x" / "mod" / "sumdb"
    for name in ("note", "tlog"):
        shutil.copytree(vendored / name, folder / "mod" / "sumdb" / name)
    (folder / "mod" / "go.mod").write_text("module golang.org/x/mod\n\ngo 1.25\n")
    (folder / "go.mod").write_text(_MODULE)
    shutil.copy(Path(__file__).with_name("main.go"), folder)
    environment = {
        "PATH": os.defpath,
        "HOME": str(folder),
        "GOROOT": str(root),
        "GOCACHE": str(Path(sys.prefix) / ".go-cache"),
        "GOPATH": str(folder / "path"),
        "GOFLAGS": "-mod=mod",
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
        "GOTELEMETRY": "off",
        "CGO_ENABLED": "0",
    }
    program = folder / "foreign"
    done = subprocess.run(
        [root / "bin" / "go", "build", "-o", program, "."],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"Go could not build main.go:\n{done.stderr}")
    return program


class Go:
    """The running program: answers one question at a time."""

    def __init__(self, program: Path) -> None:
        """Starts it."""
        self._process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def __enter__(self) -> Go:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()

    def ask(self, do: str, **given: Any) -> dict[str, Any]:
        """What it answers: `ok`, `error` if not, and what it made. Bytes travel in hexadecimal."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {"do": do} | {name: _plain(value) for name, value in given.items()}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def accepts(self, do: str, **given: Any) -> bool:
        """Whether it accepts what it is asked to check."""
        return bool(self.ask(do, **given)["ok"])


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
