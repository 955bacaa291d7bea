"""Who can open a connection to somewhere else, and who can write to a requesting state's outbox.

Read from the source itself: whoever adds another way out has to add it here, in plain sight.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "safeconduct"

OUTWARD = {
    "aiohttp", "asyncio", "django.core.mail", "ftplib", "http.client", "httpx", "imaplib",
    "multiprocessing.connection", "nntplib", "poplib", "pycurl", "requests", "smtplib", "socket",
    "socketserver", "ssl", "subprocess", "telnetlib", "urllib.request", "urllib3", "webbrowser",
    "xmlrpc",
}  # fmt: skip
"""Modules with which bytes leave this process for somewhere else."""

NAMED = {
    "release/adapters.py": {"urllib3"},
    "record/peers.py": {"urllib3"},
    "cli/node.py": {"ssl"},
    "nodes/wire.py": {"urllib3"},
    "record/pinned.py": {"urllib3"},
    "server/telling.py": {"smtplib", "ssl", "urllib3"},
    "server/worker.py": {"subprocess"},
    "desks/clerk/pdf.py": {"subprocess"},
    "desks/defence/verifying.py": {"subprocess"},
    "demo/children.py": {"subprocess"},
    "demo/client.py": {"urllib3"},
    "demo/node.py": {"subprocess", "socket"},
    "demo/run.py": {"webbrowser"},
}
"""Who may, with what: the ways to a recipient; asking witnesses; word to a role, to sign in; our
own worker's process; a letter's reader and the small verifier, as processes without a network of
their own; the demo, which runs nodes of this computer and speaks to them."""

BUILT_IN = {"__import__", "eval", "exec"}
"""Ways round the imports that are looked at here."""


WAYS_ROUND = (
    "built in ", "importlib.import_module", "os.system", "os.popen", "os.exec", "os.spawn",
    "os.posix_spawn",
)  # fmt: skip


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module that a source names, however it imports it."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (one.name for one in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield module
                yield from (f"{module}.{one.name}" for one in names)
            case ast.Call(func=ast.Name(id=name)) if name in BUILT_IN:
                yield f"built in {name}"
            case ast.Attribute(value=ast.Name(id="importlib"), attr="import_module"):
                yield "importlib.import_module"
            case ast.Attribute(value=ast.Name(id="os"), attr=attr):
                yield f"os.{attr}"


def outward(tree: ast.AST) -> set[str]:
    """Those of them that lead outside."""
    found = set()
    for name in imported(tree):
        parts = name.split(".")
        found |= {".".join(parts[:n]) for n in range(1, len(parts) + 1)} & OUTWARD
        if name.startswith(WAYS_ROUND):
            found.add(name)
    return found


def sources() -> dict[str, ast.AST]:
    """Every source of the program."""
    return {
        str(file.relative_to(SRC)): ast.parse(file.read_text(encoding="utf-8"))
        for file in sorted(SRC.rglob("*.py"))
    }


def test_only_named_modules_reach_outside() -> None:
    found = {name: outward(tree) for name, tree in sources().items()}
    assert {name: ways for name, ways in found.items() if ways} == NAMED


def test_only_release_knows_the_outbox() -> None:
    """Neither by its models nor by the name of its tables."""
    for name, tree in sources().items():
        if name.startswith("release/"):
            continue
        assert "safeconduct.release.models" not in set(imported(tree)), name
        texts = (n.value for n in ast.walk(tree) if isinstance(n, ast.Constant))
        assert not any(isinstance(t, str) and "release_outward" in t for t in texts), name


@pytest.mark.parametrize(
    "source",
    [
        "import urllib3", "import urllib.request as r", "from urllib import request",
        "from socket import create_connection", "import asyncio", "def f():\n    import smtplib",
        "__import__('socket')", "import os\nos.system('curl')", "exec('import socket')",
        "import importlib\nimportlib.import_module('socket')", "from django.core import mail",
    ],
)  # fmt: skip
def test_a_way_round_is_seen(source: str) -> None:
    """Each of these, put into a module that may not, fails the test above."""
    assert outward(ast.parse(source))
