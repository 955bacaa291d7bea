"""A node's folder: what is wrong with it is said by file, and nothing opens meanwhile."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from safeconduct.record import home as homes
from safeconduct.record.database import DatabaseError
from safeconduct.record.home import POLICY, SETTINGS, BadHome, Home
from safeconduct.record.keys import COSIGNER, SecretKey


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as it was made."""
    homes.start(tmp_path / "gate", "gate.example").close()
    return tmp_path / "gate"


def test_keys_are_for_nobody_else_to_read(folder: Path) -> None:
    for file in (folder / "keys").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "keys").stat().st_mode) == 0o700


def test_settings_and_database_are_for_nobody_else_to_read(folder: Path) -> None:
    """The settings may hold a password of a database, the database what acts would happen to."""
    key = SecretKey.new("gate.elsewhere").public
    Home(folder).trust(str(key), mirror=False)
    for file in (SETTINGS, "record.db"):
        assert stat.S_IMODE((folder / file).stat().st_mode) == 0o600


STRANGE = "a\"#\\u0041\x7f'{name}"


def test_a_strange_name_is_kept_as_it_is(tmp_path: Path) -> None:
    made = homes.start(tmp_path / "gate", STRANGE)
    assert made.settings.name == made.log_keys()[0].public.name == STRANGE
    made.close()


def test_a_strange_name_of_another_node_does_not_change_the_settings(folder: Path) -> None:
    line = str(SecretKey.new(STRANGE).public)
    Home(folder).trust(line, mirror=True)
    (row,) = Home(folder).settings.witnessed
    assert (row.key, row.mirror) == (line, True)


def test_keys_outlive_lost_settings(folder: Path) -> None:
    """Whoever starts anew where the settings were lost would lose all that was ever sealed."""
    before = {file.name: file.read_bytes() for file in (folder / "keys").iterdir()}
    (folder / SETTINGS).unlink()
    with pytest.raises(BadHome, match="another node"):
        homes.start(folder, "gate.elsewhere")
    homes.start(folder, "gate.example").close()
    assert {file.name: file.read_bytes() for file in (folder / "keys").iterdir()} == before


def test_a_wrong_address_is_not_repeated_with_its_password(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError) as refused:
        homes.start(tmp_path / "gate", "gate.example", "postgre://clerk:hunter2@db/record")
    assert "hunter2" not in str(refused.value)


def test_a_folder_is_not_made_twice(folder: Path) -> None:
    before = (folder / "keys" / "log").read_bytes()
    with pytest.raises(BadHome, match="exists already"):
        homes.start(folder, "gate.example")
    assert (folder / "keys" / "log").read_bytes() == before


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb"])
def test_a_name_that_no_key_can_have_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadHome, match="cannot name a key"):
        homes.start(tmp_path / "gate", name)
    assert not (tmp_path / "gate").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = ", "record.toml"),
        ("title = 'x'", "unknown field `title`"),
        ("name = 3", "Expected `str`"),
        ("name = 'x'\nwitnessed = [{key = 'x', mirrored = true}]", "unknown field `mirrored`"),
        ("\ufffe\x00", "record.toml"),
    ],
)
def test_settings_that_are_not_right_are_named(folder: Path, text: str, words: str) -> None:
    (folder / SETTINGS).write_text(text, encoding="utf-8")
    with pytest.raises(BadHome, match=words):
        Home(folder)


def test_a_folder_without_settings_says_how_to_make_them(tmp_path: Path) -> None:
    with pytest.raises(BadHome, match="record start"):
        Home(tmp_path)


@pytest.mark.parametrize("file", ["log", "payload"])
@pytest.mark.parametrize("text", [None, "", "nonsense", "00", "PRIVATE+KEY+x+00000000+AA=="])
def test_a_key_that_is_not_right_is_named_and_never_shown(
    folder: Path, file: str, text: str | None
) -> None:
    path = folder / "keys" / file
    path.unlink()
    if text is not None:
        path.write_text(text, encoding="utf-8")
    home = Home(folder)
    read = home.log_keys if file == "log" else home.record
    with pytest.raises(BadHome) as error:
        read()
    assert str(path) in str(error.value)
    assert not text or text == "00" or text not in str(error.value)


def test_a_node_never_counts_itself(folder: Path) -> None:
    home = Home(folder)
    own = home.witness_keys()[0].public
    (folder / POLICY).write_text(f"witness me {own}\nquorum me\n", encoding="utf-8")
    with pytest.raises(BadHome, match="never counts itself"):
        home.policy()


def test_a_mirror_that_the_policy_does_not_know_is_named(folder: Path) -> None:
    other = SecretKey.new("bar.example/witness", COSIGNER).public
    (folder / POLICY).write_text(f"witness bar {other}\nquorum bar\n", encoding="utf-8")
    settings = (folder / SETTINGS).read_text(encoding="utf-8")
    (folder / SETTINGS).write_text(settings.replace("mirrors = []", 'mirrors = ["overseer"]'))
    with pytest.raises(BadHome, match="no witness 'overseer'"):
        Home(folder).policy()


def test_without_a_policy_nothing_can_be_cosigned(folder: Path) -> None:
    with pytest.raises(BadHome, match="is missing"):
        Home(folder).checkpointer()


def test_a_node_can_be_told_whom_to_witness(folder: Path) -> None:
    log = SecretKey.new("other.example").public
    assert Home(folder).trust(str(log), mirror=True) == "other.example"
    (row,) = Home(folder).settings.witnessed
    assert (row.key, row.mirror) == (str(log), True)
    with pytest.raises(BadHome, match="already"):
        Home(folder).trust(str(log), mirror=False)
    with pytest.raises(BadHome, match="not its log's"):
        Home(folder).trust(str(SecretKey.new("x.example", COSIGNER).public), mirror=False)
    with pytest.raises(BadHome, match="three parts"):
        Home(folder).trust("nonsense", mirror=False)
