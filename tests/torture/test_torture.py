"""A little of `make torture` in every run of the tests, and whether its judge sees harm."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from safeconduct.record.database import Database, connect
from tests.record import postgres
from tests.torture import faults
from tests.torture.ledger import Broken, Told, append, check, prepare

ROOT = Path(__file__).parents[2]


def _missing() -> str:
    """What these tests need and this computer lacks, in words."""
    if postgres.binaries() is None:
        return postgres.MISSING
    return "" if faults.can_compile() else faults.NO_COMPILER


@pytest.mark.slow
@pytest.mark.parametrize(
    "some",
    [
        "sqlite --kills 40",
        "postgresql --kills 40",
        "server --server-kills 2",
        "sqlite-disk --every 25",
        "postgresql-disk --disk-seconds 3",
        "postgresql-full",
    ],
)
def test_nothing_acknowledged_is_lost(some: str) -> None:
    missing = _missing()
    if missing:
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    command = [sys.executable, "-m", "tests.torture", "--seed", "1", "--only", *some.split()]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    run = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "nothing acknowledged was lost" in run.stdout
    assert run.stderr == ""


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Database, list[Told]]:
    """A record of five entries, and what was said of them."""
    database = connect(f"sqlite:{tmp_path / 'record.db'}")
    prepare(database)
    told = [append(database, f"t{number}") for number in range(5)]
    for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        database.execute(f"DROP TRIGGER {trigger}")
    return database, told


def test_the_judge_is_content_with_a_whole_record(kept: tuple[Database, list[Told]]) -> None:
    database, told = kept
    assert check(database, told) == 5
    database.close()


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        ("DELETE FROM record_entry WHERE position = 4", "acknowledged at 4, and is not there"),
        ("DELETE FROM record_entry WHERE position = 2", "gaps"),
        ("UPDATE record_entry SET entry = x'00' WHERE position = 3", "not there"),
        ("UPDATE record_node SET hash = x'00' WHERE number = 0", "not the tree of the entries"),
        ("DELETE FROM record_node WHERE number = 3", "not the tree of the entries"),
        ("DELETE FROM record_payload WHERE position = 1", "entry 1 and its payload"),
        (
            "UPDATE record_payload SET sealed = (SELECT sealed FROM record_payload "
            "WHERE position = 2) WHERE position = 1",
            "does not open",
        ),
        ("DELETE FROM change WHERE title = 't3'", "the change t3"),
        ("INSERT INTO change VALUES ('t3')", "the change t3"),
        ("INSERT INTO change VALUES ('alone')", "the change alone"),
    ],
)
def test_the_judge_sees_harm(kept: tuple[Database, list[Told]], harm: str, words: str) -> None:
    database, told = kept
    database.execute(harm)
    with pytest.raises(Broken, match=words):
        check(database, told)
    database.close()


def test_the_judge_sees_what_was_called_undone_and_is_there(
    kept: tuple[Database, list[Told]],
) -> None:
    database, told = kept
    with pytest.raises(Broken, match="called undone, and is there"):
        check(database, [*told, Told("undone", "t2")])
    database.close()


@pytest.mark.parametrize("seen", [(3, b"\0" * 32), (6, b"\0" * 32)])
def test_the_judge_sees_a_tree_that_is_no_beginning_of_this_one(
    kept: tuple[Database, list[Told]], seen: tuple[int, bytes]
) -> None:
    database, told = kept
    with pytest.raises(Broken, match="no beginning of this one"):
        check(database, told, [seen])
    database.close()
