"""The page on the record does what it says: its commands run as they stand there, in order."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "record.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
"""A block of the page: `sh` for commands, nothing for what they print (and, first, a picture)."""

BEFORE = f"""
set -eu
safeconduct() {{ "{sys.executable}" -m safeconduct "$@"; }}
python() {{ "{sys.executable}" "$@"; }}
sleep() {{ for port in $PORTS; do
  python -c "import socket, time
for _ in range(300):
    try: socket.create_connection(('127.0.0.1', $port), 1).close(); break
    except OSError: time.sleep(0.1)"
done; }}
"""
"""The reader's shell, except that it waits for doors to open rather than for two seconds."""


def free_port() -> str:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return str(found.getsockname()[1])


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What the commands of the page print, and the folder in which they ran."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "verifier").symlink_to(ROOT / "verifier")
    text = PAGE.read_text(encoding="utf-8")
    ports = {port: free_port() for port in ("8751", "8752")}
    for written, free in ports.items():
        text = text.replace(written, free)
    *blocks, attack = [block for kind, block in BLOCK.findall(text) if kind == "sh"]
    attacked = f"{attack.rstrip()} || echo EXIT $?\n"
    with (folder / "printed").open("w+") as printed:
        reader = subprocess.Popen(
            ["bash", "-c", BEFORE + "".join(blocks) + attacked],
            cwd=folder, stdout=printed, stderr=subprocess.STDOUT, start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PORTS": " ".join(ports.values())},
        )  # fmt: skip
        try:
            status = reader.wait(300)
        finally:
            # The doors that the reader opened in the background are shut with everything else.
            os.killpg(reader.pid, signal.SIGKILL)
            reader.wait()
    said = (folder / "printed").read_text(encoding="utf-8")
    assert status == 0, said
    return said, folder


def test_the_commands_of_the_page_run(told: tuple[str, Path]) -> None:
    printed, folder = told
    assert "Nothing was found that does not fit." in printed
    assert "A quorum has cosigned it." in printed
    assert "PROVED, as far as said above." in printed
    assert (
        (folder / "entry-3.tlog-proof").read_text().startswith("c2sp.org/tlog-proof@v1\nindex 3\n")
    )


def test_the_attack_of_the_page_is_found(told: tuple[str, Path]) -> None:
    printed, _ = told
    assert "  - Entry 17 is gone." in printed
    assert "EXIT 1" in printed


def test_what_the_page_shows_is_what_is_printed(told: tuple[str, Path]) -> None:
    """Except for the times."""
    printed = {re.sub(r"20\d\d-.*", "", line).strip() for line in told[0].splitlines()}
    _, *blocks = [b for kind, b in BLOCK.findall(PAGE.read_text(encoding="utf-8")) if not kind]
    shown = [
        re.sub(r"20\d\d-.*", "", line).strip() for block in blocks for line in block.splitlines()
    ]
    assert [line for line in shown if line != "…" and line not in printed] == []


def test_nobody_elses_protection_is_in_what_the_defence_is_given(told: tuple[str, Path]) -> None:
    disclosed = json.loads((told[1] / "bj.json").read_text(encoding="utf-8"))
    said = [
        part["value"]
        for entry in disclosed["entries"]
        for field in entry["fields"].values()
        for part in field["parts"]
        if "value" in part
    ]
    assert '"person":"bj"' in said
    assert not [value for value in said if "son" in re.findall(r'"([^"]*)"', value)]
