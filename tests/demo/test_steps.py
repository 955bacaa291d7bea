"""The demo's words and steps, without any node."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from safeconduct.demo import brussels, words
from safeconduct.demo.ordinary import answers
from safeconduct.demo.people import GATE, PEOPLE
from safeconduct.demo.run import PREFIX, _folder
from safeconduct.demo.site import PORTS, RECIPIENTS
from safeconduct.demo.steps import Language, steps
from safeconduct.release.words import CLASSES
from tests.gate.story import NUMBERS, STEPS
from tests.gate.storylook import table
from tests.gate.test_controls import TABLE


def test_the_story_is_that_of_the_table() -> None:
    story = steps()[: len(table())]
    assert [step.day for step in story] == [row["at"] for row in table()]
    assert [step.act for step in story] == [f"brussels.{act.__name__}" for act in STEPS]
    assert all(step.act.startswith("ordinary.") for step in steps()[len(story) :])
    assert brussels.NUMBERS == NUMBERS


def test_the_ordinary_request_is_answered_as_in_the_controls() -> None:
    assert answers() == {**TABLE["truth"], **TABLE["sending"]}


def test_days_go_forward_and_every_part_is_played_by_somebody_with_a_desk() -> None:
    days = [step.day for step in steps()]
    assert days == sorted(days)
    at_desks = {one.role for one in PEOPLE if one.desk}
    assert {role for step in steps() for role in step.by} <= at_desks
    accounts = [(one.node, one.account) for one in PEOPLE]
    assert len(set(accounts)) == len(accounts)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_everything_has_words_in_each_language(language: Language) -> None:
    for step in steps():
        assert step.title[language]
        assert step.here[language]
        assert not step.then or step.then[language]
    assert words.PAGE[language].keys() == words.PAGE["en"].keys()
    assert set(words.NODES[language]) == set(PORTS)
    assert {one.role for one in PEOPLE} <= set(words.ROLES[language])
    assert {one.role for one in PEOPLE if one.desk} == set(words.DOES[language])
    assert set(words.STATES[language]) == set(RECIPIENTS)
    assert set(words.SENT[language]) == set(CLASSES)
    assert GATE in words.NODES[language]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"), ("fr-BE,fr;q=0.9,en;q=0.8", "fr"), ("nl,en;q=0.5,fr;q=0.7", "fr"),
        ("de", "en"), ("en;q=x,fr;q=0.1", "fr"), ("*", "en"),
    ],
)  # fmt: skip
def test_the_language_is_the_one_that_the_browser_prefers(accepted: str, language: str) -> None:
    assert words.language(accepted) == language


def test_days_are_said_as_people_say_them() -> None:
    assert words.day("2019-10-01", "en") == "1 October 2019"
    assert words.day("2019-10-01", "fr") == "1er octobre 2019"


def test_what_a_killed_demo_left_is_swept_away_and_what_runs_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, strange = tmp_path / f"{PREFIX}left", tmp_path / f"{PREFIX}strange"
    left.mkdir()
    strange.mkdir()
    (left / "runs").touch()
    with _folder() as first, _folder() as second:
        assert not left.exists()
        assert strange.exists(), "whose it is cannot be told"
        assert first.exists()
        assert second.exists()
    assert not first.exists()
    assert not second.exists()
