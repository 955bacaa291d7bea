"""What day it is at a node in rehearsal: moved while it runs, and never begun by an edit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from safeconduct.record.home import BadHome
from safeconduct.server.rehearsal import calendar


def write(file: Path, text: str) -> None:
    """As an editor does, which puts a new file in the place of the old one."""
    new = file.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(file)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "gate.toml"
    write(made, 'rehearsal = "2018-04-09"\n')
    return made


def test_it_moves_with_its_file(file: Path) -> None:
    today = calendar(file, "2018-04-09")
    assert today() == date(2018, 4, 9)
    write(file, 'rehearsal = "2019-10-01"\n')
    assert today() == date(2019, 10, 1)


@pytest.mark.parametrize("text", ['rehearsal = ""', "", "rehearsal = 7", "no TOML", None])
def test_it_stays_where_it_is_while_the_file_says_no_day(file: Path, text: str | None) -> None:
    today = calendar(file, "2018-04-09")
    if text is None:
        file.unlink()
    else:
        write(file, text)
    assert today() == date(2018, 4, 9)
    write(file, 'rehearsal = "2018-04-10"\n')
    assert today() == date(2018, 4, 10)


def test_a_node_that_is_in_no_rehearsal_is_put_in_none_while_it_runs(file: Path) -> None:
    today = calendar(file, "")
    assert today() == date.today()


def test_what_is_no_day_is_refused_in_words(file: Path) -> None:
    with pytest.raises(BadHome, match="'next year' is no day"):
        calendar(file, "next year")
