"""The command as people use it: help, exit codes, JSON, and errors without a stack trace."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import msgspec
import pytest
from rich.status import Status
from rich.text import Text

from safeconduct import __version__
from safeconduct.case.replay import Replay
from safeconduct.case.ruling import Ruling
from safeconduct.files import store
from safeconduct.terminal import output
from safeconduct.terminal.output import MARKS
from tests.support import CASE, Tree, a_case, book_files, changed, event, text, without

ROOT = Path(__file__).parents[1]
DONE, FAILED, REFUSED = 0, 1, 2


def run(*arguments: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command in an environment with a plain terminal of 100 columns."""
    return subprocess.run(
        [sys.executable, "-m", "safeconduct", *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "100", "NO_COLOR": "1",
             "PYTHONWARNINGS": "error", **env},
    )  # fmt: skip


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small rulebook in a folder."""
    folder = tmp_path_factory.mktemp("book")
    for document in book_files():
        (folder / document.name).write_text(text(document.tree), encoding="utf-8")
    return folder


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return written(tmp_path, CASE)


def written(folder: Path, tree: Tree, name: str = "case.yaml") -> Path:
    path = folder / name
    path.write_text(text(tree), encoding="utf-8")
    return path


def refused(result: subprocess.CompletedProcess[str]) -> str:
    """The error of a command that refused its input in words."""
    assert result.returncode == REFUSED, result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    return result.stderr


# --- help ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ([], ["rule", "replay", "case", "rulebook", "--version"]),
        (["rule"], ["--on DAY", "--view", "--assume FACT=yes|no", "--all", "--json", "--rulebook"]),
        (["replay"], ["--decide", "--full", "--json"]),
        (["case"], ["check", "schema"]),
        (["case", "check"], ["FILE", "--json"]),
        (["case", "schema"], ["--json"]),
        (["rulebook"], ["check", "test"]),
        (["rulebook", "check"], ["--rulebook"]),
        (["rulebook", "test"], ["--rulebook"]),
    ],
)  # fmt: skip
def test_every_command_explains_itself(command: list[str], names: list[str]) -> None:
    result = run(*command, "--help")
    assert result.returncode == DONE
    assert result.stderr == ""
    assert all(name in result.stdout for name in names), result.stdout


def test_the_version_is_told() -> None:
    assert run("--version").stdout == f"safeconduct {__version__}\n"


def test_a_command_that_is_none_is_refused() -> None:
    assert "invalid choice: 'rul'" in refused(run("rul"))
    assert "required" in refused(run())


# --- rulings ----------------------------------------------------------------------------


def test_a_ruling_as_json_fits_its_schema(book: Path, case: Path) -> None:
    result = run("rule", case, "search", "--json", "--rulebook", book)
    assert (result.returncode, result.stderr) == (DONE, "")
    ruling = msgspec.json.decode(result.stdout, type=Ruling, strict=True)
    assert (ruling.outcome, ruling.measure, ruling.day) == ("no-bar-found", "search", "2025-03-01")
    assert ruling.screening_note
    assert ruling.format == "safeconduct-ruling/2"


def test_a_replay_as_json_fits_its_schema(book: Path, case: Path) -> None:
    for decide in ("as-it-was", "proceed"):
        result = run("replay", case, "--json", "--decide", decide, "--rulebook", book)
        assert (result.returncode, result.stderr) == (DONE, "")
        walk = msgspec.json.decode(result.stdout, type=Replay, strict=True)
        assert [row.measure for row in walk.table] == ["search"]
        assert walk.counts == {"no-bar-found": 1}


OUTCOMES = {
    "no-bar-found": CASE,
    "undetermined": without(CASE, "facts", fact="lawyer(anna)"),
    "needs-decision": without(CASE, "lists", list="signals(req)"),
    "conditions-unmet": changed(CASE, "facts", 0, value="no"),
    "barred": changed(CASE, "facts", 1, value="yes"),
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_outcome_is_told_in_words_without_colour(
    outcome: str, book: Path, tmp_path: Path
) -> None:
    words = MARKS[outcome][0]  # type: ignore[index]
    case = written(tmp_path, OUTCOMES[outcome])
    result = run("rule", case, "search", "--rulebook", book, TERM="dumb")
    assert result.returncode == DONE
    assert f"Outcome: {words}\n" in result.stdout
    assert "\x1b" not in result.stdout


def test_colour_is_an_addition_and_the_words_stay(book: Path, case: Path) -> None:
    plain = run("rule", case, "search", "--rulebook", book).stdout
    env = {"NO_COLOR": "", "FORCE_COLOR": "1", "TERM": "xterm-256color"}
    coloured = run("rule", case, "search", "--rulebook", book, **env).stdout
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_the_gate_says_less_than_the_audit(book: Path, tmp_path: Path) -> None:
    case = written(tmp_path, changed(CASE, "facts", 0, by="court"))
    gate = run("rule", case, "search", "--rulebook", book).stdout
    audit = run("rule", case, "search", "--view", "audit", "--rulebook", book).stdout
    assert "? undetermined" in gate
    assert "○ no bar found" in audit


def test_a_day_and_an_assumption_change_the_ruling(book: Path, case: Path) -> None:
    early = run("rule", case, "search", "--on", "2025-01-15", "--rulebook", book, "--json").stdout
    assert json.loads(early)["outcome"] == "undetermined"
    shut = run("rule", case, "search", "--assume", "lawyer(anna)=yes", "--rulebook", book).stdout
    assert "Assumed: lawyer(anna) = yes" in shut
    assert "✕ barred" in shut


def test_a_replay_is_told_in_words(book: Path, case: Path) -> None:
    result = run("replay", case, "--rulebook", book, TERM="dumb")
    assert result.returncode == DONE
    assert "Search of a flat  ○ no bar found" in result.stdout
    assert "All norms: 1 ○ no bar found." in result.stdout
    assert "\x1b" not in result.stdout


def test_titles_cannot_give_orders_to_the_terminal(book: Path, tmp_path: Path) -> None:
    case = written(tmp_path, changed(CASE, "measures", title="[bold]Search[/] of [link=x]a flat"))
    result = run("rule", case, "search", "--rulebook", book)
    assert "[bold]Search[/] of [link=x]a flat" in result.stdout


def test_a_title_with_control_characters_is_refused(book: Path, tmp_path: Path) -> None:
    case = written(tmp_path, changed(CASE, "measures", title="Search \x1b[2J\x1b[H○ no bar found"))
    assert "control character" in refused(run("rule", case, "search", "--rulebook", book))


# --- what is refused ------------------------------------------------------------------------


def test_a_file_that_is_not_there_is_named(book: Path, tmp_path: Path) -> None:
    path = str(tmp_path / "absent.yaml")
    for command in (["rule", path, "search"], ["replay", path], ["case", "check", path]):
        error = refused(run(*command, "--rulebook", book))
        assert error == f"{path}:1: No such file or directory; check the path\n"


@pytest.mark.parametrize("command", [("rule", "brusels-2019", "search"), ("replay", "brusels-2019"),
                                     ("case", "check", "brusels-2019")])  # fmt: skip
def test_a_name_that_no_case_has_is_refused_with_those_that_ship(command: tuple[str, ...]) -> None:
    assert refused(run(*command)) == (
        "safeconduct: no case is called 'brusels-2019'; did you mean 'brussels-2019'? "
        f"Write the path of a file, or one that ships: {', '.join(store.shipped_cases())}\n"
    )
    assert "no case is called 'nowhere'. Write" in refused(run("replay", "nowhere"))


def test_a_folder_is_no_case(book: Path, tmp_path: Path) -> None:
    error = refused(run("rule", tmp_path, "search", "--rulebook", book))
    assert error == f"{tmp_path}:1: Is a directory; check the path\n"


def test_a_pipe_is_no_case_and_is_not_waited_for(book: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    error = refused(run("replay", pipe, "--rulebook", book))
    assert error == f"{pipe}:1: this is not a file; check the path\n"


def test_a_folder_without_rules_is_named(case: Path, tmp_path: Path) -> None:
    error = refused(run("rule", case, "search", "--rulebook", tmp_path / "nowhere"))
    assert "no rulebook files (*.yaml) here" in error


def test_a_measure_that_is_not_there_is_answered_with_those_that_are(
    book: Path, case: Path
) -> None:
    error = refused(run("rule", case, "serch", "--rulebook", book))
    assert error == "safeconduct: no measure is called 'serch'; the case has: search\n"


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--on", "soon", "--on: 'soon' is not a day; write one of"),
        ("--on", "2025-02-30", "--on: '2025-02-30' is on no calendar"),
        ("--on", "2025-02", "--on: '2025-02' names no single day"),
        ("--on", "", "--on: '' is not a day"),
        ("--assume", "lawyer(anna)", "write a fact and its value, as in 'lawyer(bj)=yes'"),
        ("--assume", "lawyer(anna)=maybe", "write a fact and its value"),
        ("--assume", "=yes", "write a fact and its value"),
        ("--assume", "lawyer=yes", "'lawyer' is not a fact; write name(argument)"),
        ("--assume", "lawyer()=yes", "has an empty argument"),
        ("--assume", "lawyers(anna)=yes", "no fact is called 'lawyers'; did you mean 'lawyer'?"),
        ("--assume", "lawyer(carl)=yes", "no person is called 'carl'"),
        ("--assume", "a(" * 100 + "b" + ")" * 99 + "=yes", "brackets that do not match"),
        ("--assume", "a(" * 3000 + "b" + ")" * 3000 + "=yes", "has at most 300 characters"),
        ("--view", "both", "invalid choice: 'both'"),
    ],
)  # fmt: skip
def test_a_bad_option_is_refused_in_words(
    option: str, value: str, says: str, book: Path, case: Path
) -> None:
    assert says in refused(run("rule", case, "search", option, value, "--rulebook", book))


def test_a_reader_who_stops_listening_is_no_error(book: Path, case: Path) -> None:
    for arguments in (["case", "schema"], ["replay", case, "--rulebook", book],
                      ["rule", case, "search", "--json", "--rulebook", book]):  # fmt: skip
        read_end, write_end = os.pipe()
        os.close(read_end)
        result = subprocess.run(
            [sys.executable, "-m", "safeconduct", *map(str, arguments)],
            stdout=write_end, stderr=subprocess.PIPE, timeout=60, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        )  # fmt: skip
        os.close(write_end)
        assert result.stderr == b"", arguments
        assert result.returncode in (DONE, FAILED), arguments


# --- checks ---------------------------------------------------------------------------------


def test_case_check_says_how_many_events_are_in_order(book: Path, case: Path) -> None:
    result = run("case", "check", case, "--rulebook", book)
    assert (result.returncode, result.stdout) == (DONE, f"{case}: in order, 12 events\n")


def test_case_check_names_every_mistake_of_every_file_with_its_line(
    book: Path, case: Path, tmp_path: Path
) -> None:
    tree = a_case(events=[event("noted", title="A call", source=["nobody"])])
    wrong = written(tmp_path, changed(tree, "measures", kind="serch"), "wrong.yaml")
    empty = tmp_path / "empty.yaml"
    empty.write_text("")
    result = run("case", "check", case, wrong, empty, "--rulebook", book)
    assert result.returncode == REFUSED
    assert result.stdout == f"{case}: in order, 12 events\n"
    lines = result.stderr.splitlines()
    assert len(lines) == 3
    assert re.match(rf"{re.escape(str(wrong))}:\d+: no act is called 'serch'", lines[0])
    assert re.match(rf"{re.escape(str(wrong))}:\d+: no source is called 'nobody'", lines[1])
    assert lines[2].startswith(f"{empty}:1: the file should hold one YAML document")


def test_case_check_as_json_lists_the_problems(book: Path, tmp_path: Path) -> None:
    wrong = written(tmp_path, changed(CASE, "measures", kind="serch"))
    result = run("case", "check", wrong, "--json", "--rulebook", book)
    assert result.returncode == REFUSED
    (problem,) = json.loads(result.stdout)
    assert set(problem) == {"file", "line", "message"}


def test_the_schema_is_a_schema() -> None:
    result = run("case", "schema")
    schema = json.loads(result.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(CASE, schema)


def test_the_shipped_case_and_rulebook_are_in_order() -> None:
    shipped = store.data_folder("cases") / "brussels-2019.yaml"
    assert run("case", "check", shipped).returncode == DONE
    result = run("rulebook", "check")
    assert result.returncode == DONE
    assert re.match(r"rulebook [0-9a-f]{16}: in order, \d+ provisions, \d+ norms", result.stdout)


def test_rulebook_test_fails_when_a_rule_test_fails(book: Path, tmp_path: Path) -> None:
    for name in ("vocabulary.yaml", "treaties.yaml", "law.yaml"):
        (tmp_path / name).write_bytes((book / name).read_bytes())
    (tmp_path / "tests").mkdir()
    one = (
        "tests:\n  - name: A hold stops it.\n    norm: law.held\n    act: search\n"
        "    day: 2025-03-01\n    facts: {held(measure): yes}\n    result: RESULT\n"
    )
    path = tmp_path / "tests" / "law.yaml"
    path.write_text(one.replace("RESULT", "fires"))
    result = run("rulebook", "test", "--rulebook", tmp_path)
    assert (result.returncode, result.stdout) == (DONE, "1 rule tests, 0 failed\n")
    path.write_text(one.replace("RESULT", "rests"))
    result = run("rulebook", "test", "--rulebook", tmp_path)
    assert result.returncode == FAILED
    assert "tests/law.yaml:2: law.held: A hold stops it. Expected rests, found fires." in (
        result.stdout
    )


def test_a_wrong_rulebook_is_named_with_file_and_line(book: Path, tmp_path: Path) -> None:
    for name in ("vocabulary.yaml", "treaties.yaml"):
        (tmp_path / name).write_bytes((book / name).read_bytes())
    law = (book / "law.yaml").read_text(encoding="utf-8")
    (tmp_path / "law.yaml").write_text(law.replace("held(measure)", "helt(measure)"), "utf-8")
    error = refused(run("rulebook", "check", "--rulebook", tmp_path))
    assert re.match(rf"{tmp_path.name}/law.yaml:\d+: no fact is called 'helt'; did you", error)


# --- what surrounds the command -------------------------------------------------------


def test_without_a_home_there_is_no_cache_and_a_folder_named_from_nowhere_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SAFECONDUCT_CACHE", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    assert store._cache_folder() == tmp_path / "home" / ".cache" / "safeconduct"
    assert not (tmp_path / "here").exists()

    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    assert store._cache_folder() is None
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert store._cache_folder() == tmp_path / "cache" / "safeconduct"


def test_progress_shows_names_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(Status, "update", lambda _self, words: shown.append(words))
    with output.progress("Replaying") as tell:
        tell(1, 2, "[link=file:///x]search[/link]")
    assert Text.from_markup(shown[0]).plain == "Replaying: 1 of 2 [link=file:///x]search[/link]"
