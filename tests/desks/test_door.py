"""The check at the door, as a page: the same answer as for programs, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import pytest
from django.test import Client

from safeconduct.api import door
from safeconduct.gate import clearlist, holds
from safeconduct.papers.door import Language
from safeconduct.papers.door import words as door_words
from tests.desks.cleared import cleared, number, ready_to_use
from tests.desks.sitting import words
from tests.gate.conftest import Scenes
from tests.gate.control import Control

NOBODYS = "22C1-D8BP-HCSH-060D"


@pytest.fixture
def control(request: Any, scenes: Scenes, tmp_path: Path) -> Iterator[Control]:
    """The scene, in a gate of its own."""
    with scenes.copy(request, "sqlite", tmp_path / "node", ready_to_use) as found:
        found.run_here()
        yield found


def page(path: str, **headers: str) -> Any:
    """What somebody without any account is answered."""
    return Client().get(path, headers={"Accept": "text/html", **headers})


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_number_is_answered_in_the_words_of_the_form(
    control: Control, language: Language
) -> None:
    of = number(control, cleared(control))
    for path in (f"/check?number={of}", f"/check/{of}", f"/door/{of}"):
        found = page(path, **{"Accept-Language": language})
        said = door_words(valid=True, language=language)
        text = words(found.content.decode().replace("&#x27;", "'"))
        for part in (said.says, said.grounds, *said.remedies):
            assert part in text, path
        assert found.headers["Cache-Control"] == "no-store"
        assert "<script" not in found.content.decode()


def test_whatever_is_wrong_the_page_is_the_same(control: Control) -> None:
    of = number(control, cleared(control))
    holds.place(control.gate.actor("overseer"), control.case, "measure", control.measure, "wait")

    def shown(sent: str) -> str:
        text: str = page(f"/check/{sent}").content.decode()
        return words(text.replace(sent, "NUMBER"))

    assert shown(of) == shown(NOBODYS) == shown("x" * 64)
    assert "Not valid" in shown(of)
    assert control.case not in page(f"/check/{of}").content.decode()


def test_programs_are_answered_at_the_door_as_before(control: Control) -> None:
    of = number(control, cleared(control))
    assert Client().get(f"/door/{of}", headers={"Accept": "application/json"}).json()["valid"]
    plain = Client().get(f"/door/{of}", headers={"Accept": "*/*"})
    assert plain.headers["Content-Type"].startswith("text/plain")


def test_more_checks_than_run_at_once_are_turned_away_alike(
    control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = number(control, cleared(control))
    taken = BoundedSemaphore(1)
    taken.acquire()
    monkeypatch.setattr(door, "_turns", taken)
    monkeypatch.setattr(clearlist, "valid", lambda _: pytest.fail("it was looked up"))
    for sent in (of, NOBODYS):
        found = page(f"/check/{sent}")
        assert found.status_code == 503
        assert "ask again" in words(found.content.decode())


def test_the_form_asks_for_a_number_and_keeps_nothing(control: Control) -> None:
    found = page("/check")
    assert "Number of the clearance" in words(found.content.decode())
    assert found.headers["Cache-Control"] == "no-store"
    assert page(f"/check?number={NOBODYS}").status_code == 200
    assert Client().post("/check", {"number": NOBODYS}).status_code in (403, 405)
