"""A gate from the command line, as whole processes: made, served, checked, stopped."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import urllib3

from safeconduct.files.store import load_rulebook
from tests.record.postgres import Server

ROOT = Path(__file__).parents[2]
PATIENCE = 60
TWO = ("--operator-number", "BE 1", "--overseer-number", "BE 2")


def safeconduct(*arguments: str | Path, key: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        _command(*arguments), capture_output=True, text=True, timeout=PATIENCE, check=False,
        env={**_environment(), "SAFECONDUCT_KEY": key},
    )  # fmt: skip


def _command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "safeconduct", *map(str, arguments)]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src")}


def made(folder: Path, *more: str) -> dict[str, str]:
    """A gate's folder; gives the keys of its first accounts."""
    done = safeconduct(
        "init", folder, "--name", "gate.example", "--executing-state", "BE", "--profile", "be",
        *TWO, "--json", *more,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    keys: dict[str, str] = json.loads(done.stdout)["keys"]
    return keys


Copied = Callable[[Path], dict[str, str]]


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Copied:
    """A gate on SQLite, made once and copied to a folder; gives its keys.

    Making one runs every test of the rulebook, which is most of what these tests would wait for.
    """
    template = tmp_path_factory.mktemp("made") / "gate"
    keys = made(template)

    def copy(folder: Path) -> dict[str, str]:
        shutil.copytree(template, folder)
        return keys

    return copy


def confirmed(folder: Path, key: str, name: str) -> subprocess.CompletedProcess[str]:
    """Somebody lets all hold that waits for an account; it says first what that is."""
    confirm = ("gate", "account", "confirm", folder, name, "--number", f"BE {name} 1", "--json")
    asked = safeconduct(*confirm, key=key)
    assert asked.returncode == 0, asked.stderr
    given = (f"--given={one}" for one in json.loads(asked.stdout)["waiting"])
    return safeconduct(*confirm, *given, key=key)


def opened(folder: Path, keys: dict[str, str], name: str, role: str) -> str:
    """An account that the operator opened; gives the key that its holder made."""
    key: dict[str, str] = json.loads(safeconduct("gate", "key", "--json").stdout)
    done = safeconduct(
        "gate", "account", "open", folder, name, "--number", f"BE {name} 1", "--role",
        f"{role}={key['fingerprint']}", key=keys["operator"],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert key["key"] not in done.stdout
    return key["key"]


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a gate that is served, and its process."""
    with subprocess.Popen(
        _command("serve", folder, "--port", "0"), stdout=subprocess.PIPE, text=True,
        stderr=subprocess.DEVNULL, env=_environment(),
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
            assert ready, "it did not say where it answers"
            yield process.stdout.readline().split()[-1].rstrip("/"), process
        finally:
            if process.poll() is None:
                process.kill()


def ask(method: str, url: str, key: str, body: Any = None) -> tuple[int, Any]:
    """One request of another system."""
    with urllib3.PoolManager() as pool:
        answer = pool.request(
            method, url, json=body, headers={"Authorization": f"Bearer {key}"}, retries=False,
            timeout=PATIENCE,
        )  # fmt: skip
        return answer.status, answer.json()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """The options that name the database."""
    if request.param == "sqlite":
        yield []
        return
    server: Server = request.getfixturevalue("postgres_server")
    with server.place() as place:
        yield ["--database", place.owner]


def test_a_gate_is_made_staffed_served_checked_and_stopped(
    tmp_path: Path, database: list[str]
) -> None:
    folder = tmp_path / "gate"
    keys = made(folder, *database)
    anna = opened(folder, keys, "anna", "clerk")
    alone = confirmed(folder, keys["operator"], "anna")
    assert (alone.returncode, "second person" in alone.stderr) == (2, True)
    done = confirmed(folder, keys["overseer"], "anna")
    assert done.returncode == 0, done.stderr
    with serving(folder) as (url, process):
        status, found = ask("POST", f"{url}/cases", anna, {"title": "Bank data"})
        assert status == 201
        assert ask("GET", f"{url}/cases/{found['id']}", anna)[1]["version"].startswith("v-")
        assert ask("GET", f"{url}/requests", "no key")[0] == 401
        status, found = ask("GET", f"{url}/nothing", anna)
        assert (status, "'safeconduct gate openapi' prints all" in str(found)) == (404, True)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    checked = safeconduct("gate", "check", folder)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    listed = safeconduct("gate", "account", "list", folder).stdout
    assert "anna" in listed


def test_a_case_file_goes_in_and_comes_out(tmp_path: Path, copied: Copied) -> None:
    folder = tmp_path / "gate"
    keys = copied(folder)
    staff = {"clerk": opened(folder, keys, "anna", "clerk")}
    assert confirmed(folder, keys["overseer"], "anna").returncode == 0
    file = ROOT / "cases" / "brussels-2019.yaml"
    done = safeconduct("gate", "import", folder, file, "--json", key=staff["clerk"])
    assert done.returncode == 0, done.stderr
    case = json.loads(done.stdout)["case"]
    out = tmp_path / "out.json"
    refused = safeconduct("gate", "export", folder, case, out, key=staff["clerk"])
    assert (refused.returncode, out.exists()) == (2, False)
    assert "Traceback" not in refused.stderr
    reasons = ("--reasons", "asked for by the court")
    done = safeconduct("gate", "export", folder, case, out, *reasons, key=keys["overseer"])
    assert done.returncode == 0, done.stderr
    assert safeconduct("case", "check", out).returncode == 0
    with closing(sqlite3.connect(folder / "record.db")) as database:
        looks = "SELECT DISTINCT account_id FROM policy_look WHERE at = 'case_file'"
        assert database.execute(looks).fetchall() == [("overseer",)]


def test_what_cannot_be_done_is_a_sentence(tmp_path: Path, copied: Copied) -> None:
    folder = tmp_path / "gate"
    init: list[str | Path] = ["init", folder, "--name", "x.example"]
    refused: tuple[tuple[list[str | Path], str], ...] = (
        (["serve", folder], "no record's folder"),
        (["serve", folder, "--host", "0.0.0.0"], "TLS"),
        ([*init, "--executing-state", "Belgium", *TWO], "two letters"),
        ([*init, "--executing-state", "BE", "--profile", "no", *TWO], "known"),
        ([*init, "--executing-state", "BE", *TWO[:3], "1"], "as in 'BE 80.05.01-001.23'"),
        ([*init, "--executing-state", "BE", *TWO[:3], "be-1"], "two persons"),
    )
    for arguments, words in refused:
        done = safeconduct(*arguments)
        assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
        assert words in done.stderr
    assert not folder.exists()
    copied(folder)
    again = safeconduct(*init, "--executing-state", "BE", *TWO)
    assert again.returncode == 2
    assert "exists already" in again.stderr
    nobody = safeconduct(
        "gate", "account", "open", folder, "anna", "--role", "clerk", "--number", "BE 3"
    )
    assert nobody.returncode == 2
    assert "SAFECONDUCT_KEY" in nobody.stderr


def test_older_tables_are_not_served_until_they_are_migrated(
    tmp_path: Path, copied: Copied
) -> None:
    folder = tmp_path / "gate"
    copied(folder)
    with sqlite3.connect(folder / "record.db") as database:
        database.execute("DROP TABLE gate_receipt")
        database.execute("DELETE FROM django_migrations WHERE app = 'gate'")
    database.close()
    done = safeconduct("serve", folder, "--port", "0")
    assert done.returncode == 2
    assert f"safeconduct migrate {folder}" in done.stderr


def test_a_table_that_somebody_changed_is_found(tmp_path: Path, copied: Copied) -> None:
    folder = tmp_path / "gate"
    copied(folder)
    with sqlite3.connect(folder / "record.db") as database:
        database.execute("UPDATE gate_case SET version = version + 1")
    database.close()
    done = safeconduct("gate", "check", folder)
    assert done.returncode == 1
    assert "FOUND" in done.stdout


def test_a_new_gate_keeps_the_rulebook_that_it_was_made_with(
    tmp_path: Path, copied: Copied
) -> None:
    keys = copied(tmp_path / "node")
    (release,) = (tmp_path / "node" / "releases").iterdir()
    assert release.name == load_rulebook().hash
    listed = safeconduct("gate", "releases", "list", tmp_path / "node", "--json")
    assert json.loads(listed.stdout) == [{"hash": release.name, "active": True, "signed": []}]
    kept = safeconduct(
        "gate", "retention", "list", tmp_path / "node", "--json", key=keys["overseer"]
    )
    assert json.loads(kept.stdout) == []


def test_help_waits_for_nothing_heavy() -> None:
    code = (
        "import sys; from safeconduct.cli import _parser; _parser(); "
        "print(sorted({'django', 'ninja', 'pydantic', 'cheroot', 'clingo'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env=_environment(), timeout=PATIENCE,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"
