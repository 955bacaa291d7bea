"""The pages of those who are at the place and of the defence, in a browser without scripts.

Each is looked at on the narrowest screen, and by axe where scripts are on.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desks.browser import PHONE, Browser, Live, browser, served
from tests.desks.cleared import carried_out, cleared, number, ready_to_use
from tests.gate.conftest import Scenes
from tests.gate.control import Control

__all__ = ["browser"]

JPEG = b"\xff\xd8\xff\xe0 a photograph"


@pytest.fixture
def ready(request: Any, scenes: Scenes, tmp_path: Path) -> Iterator[tuple[Live, Control]]:
    """A measure that could be cleared, behind a server."""
    with scenes.copy(request, "sqlite", tmp_path / "node", ready_to_use) as found:
        found.run_here()
        with served(found.gate) as live:
            yield live, found


@pytest.fixture
def done(request: Any, scenes: Scenes, tmp_path: Path) -> Iterator[tuple[Live, Control]]:
    """One that was carried out and told, behind a server."""
    with scenes.copy(request, "sqlite", tmp_path / "node", carried_out) as found:
        found.run_here()
        with served(found.gate) as live:
            yield live, found


def test_an_officer_uses_reports_and_puts_a_photograph_in_without_any_script(
    ready: tuple[Live, Control], browser: Browser
) -> None:
    live, control = ready
    clearance = cleared(control, persons=(control.person,))
    with browser.window(live.url, viewport=PHONE, java_script_enabled=False) as window:
        page = window.page
        live.seat(window, "police-officer")
        window.open("/police/")
        page.get_by_role("link", name="bank data, Short Street 1").click()
        page.get_by_role("button", name="Use it and begin").click()
        assert "The clearance is used. You may begin." in window.words()
        page.get_by_role("link", name="Write the report").click()
        page.get_by_label("Hour at which it began").fill("6:30")
        page.get_by_label("Description").fill("A grey telephone")
        page.get_by_label("There is a photograph").check()
        page.get_by_role("button", name="One more thing").click()
        page.get_by_label("Description").nth(1).fill("A diary")
        page.get_by_role("button", name="Look over what is missing").click()
        assert page.get_by_label("Description").nth(0).input_value() == "A grey telephone"
        page.get_by_role("button", name="File the report as it stands").click()
        assert "The report is filed." in window.words()
        photo: Any = {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": JPEG}
        page.get_by_label("Photograph: A grey telephone").set_input_files(photo)
        page.get_by_role("button", name="Put it in").click()
        assert "The photograph is in." in window.words()
    with browser.window(live.url) as window:
        live.seat(window, "police-officer")
        for path in ("/police/", f"/police/clearance/{control.case}/{control.measure}/{clearance}",
                     f"/police/report/{control.case}/{control.measure}"):  # fmt: skip
            window.open(path)
            window.look()


def test_every_page_can_be_read_by_everybody_on_every_screen(
    ready: tuple[Live, Control], browser: Browser
) -> None:
    live, control = ready
    clearance = cleared(control, persons=(control.person,))
    of = number(control, clearance)
    with browser.window(live.url) as window:
        for path in ("/check", f"/check/{of}", "/check/22C1-D8BP-HCSH-060D", f"/door/{of}"):
            window.open(path)
            window.look()
        live.seat(window, "police-officer")
        for path in (f"/police/clearance/{control.case}/{control.measure}/{clearance}",
                     f"/police/report/{control.case}/{control.measure}"):  # fmt: skip
            window.open(path)
            window.look()
    with browser.window(live.url) as window:
        live.seat(window, "observer")
        for path in ("/observer/", f"/observer/matter/{control.case}/{control.measure}"):
            window.open(path)
            window.look()
        window.page.get_by_label("What you object to").fill("Files of clients")
        window.page.get_by_role("button", name="I object: stop it now").click()
        window.look()


def test_what_counsel_reads_can_be_read_by_everybody_on_every_screen(
    done: tuple[Live, Control], browser: Browser
) -> None:
    live, control = done
    control.gate.quorum.round()
    with browser.window(live.url) as window:
        live.seat(window, "defence")
        for path in ("/defence/", f"/defence/case/{control.case}",
                     f"/defence/measure/{control.case}/{control.measure}",
                     f"/defence/bundle/{control.case}/{control.person}"):  # fmt: skip
            window.open(path)
            window.look()
    with browser.window(live.url) as window:
        live.seat(window, "observer")
        window.open(f"/observer/matter/{control.case}/{control.measure}")
        window.look()
