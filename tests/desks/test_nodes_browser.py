"""Every desk over whole nodes in a real browser: axe, no error, nothing blocked, nothing broad."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from safeconduct.demo.people import PEOPLE, Person
from tests.desks.browser import Browser, browser
from tests.desks.playing import Play, playing, walk

__all__ = ["browser"]
pytestmark = pytest.mark.slow

MOST = 40 if os.environ.get("SAFECONDUCT_PAGES") == "all" else 4
"""How many pages of a desk are looked at."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """The story at its end: every desk has something."""
    with playing(tmp_path_factory.mktemp("nodes")) as play:
        play.until("")
        assert not [said for said in play.played.said[15:] if said]
        yield play


def called(who: Person) -> str:
    """Who somebody is, and where."""
    return f"{who.role}@{who.node}"


@pytest.mark.parametrize("who", PEOPLE, ids=called)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_of_a_desk_is_sound(
    played: Play, browser: Browser, who: Person, language: str
) -> None:
    with browser.window(played.url(who), locale=language) as window:
        played.sit(window, who)
        wanted = f'html[lang="{language}"]'

        def look(_path: str) -> None:
            assert window.page.locator(wanted).count() == 1
            window.look()

        assert walk(window, MOST if language == "en" else 1, look)
