"""The whole demo over real processes: played to its end, begun anew, ended; and nothing stays."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from safeconduct.demo.people import PEOPLE
from safeconduct.demo.steps import steps
from tests.demo.running import Browser, Demo, Page, address, demo

pytestmark = pytest.mark.slow

REFUSED = (2, 6, 8, 9)
"""The steps of the story that the gate refuses, counted from 1; everything else is done."""


def test_it_is_played_to_its_end_begun_anew_and_leaves_nothing(tmp_path: Path) -> None:
    with demo(tmp_path) as running:
        browser = Browser(address(running.until("Open http")))
        first = browser.page()
        assert first.classes == ["to-come"] * len(steps())
        links_sign_in(browser, first)
        is_strict(browser)
        others_do_not_see_it(browser)
        others_cannot_play(browser)
        for number in range(len(steps())):
            browser.press("/play")
            # Pressed twice: the page showed a step that is over.
            browser.press("/play", step=str(number))
        end = browser.text()
        assert set(Page(end).classes) == {"played", "now"}
        # The first part is the head of the page, with what was played last.
        answered = [part.count("The gate answered:") for part in end.split('<li class="')[1:]]
        assert [n for n, count in enumerate(answered, 1) if count] == list(REFUSED), end
        heard(end)
        browser.press("/reset")
        assert browser.page().classes == ["to-come"] * len(steps())
        links_sign_in(browser, first)
        browser.press("/play")
        assert "The gate answered:" not in browser.text()
        assert running.processes(), "the test looks for the wrong processes"
        assert running.told(signal.SIGTERM) == 0
        nothing_is_left(running)


def test_told_to_end_while_nodes_are_made_it_leaves_nothing(tmp_path: Path) -> None:
    with demo(tmp_path) as running:
        running.until("Making the nodes")
        time.sleep(1.5)
        assert running.processes()
        assert running.told(signal.SIGINT) == 0
        nothing_is_left(running)


def test_when_it_is_killed_its_processes_end(tmp_path: Path) -> None:
    with demo(tmp_path) as running:
        running.until("Making the nodes")
        time.sleep(1.5)
        assert running.processes()
        running.told(signal.SIGKILL)
        assert running.ends()


def nothing_is_left(running: Demo) -> None:
    """No process and no file."""
    assert running.processes() == []
    assert list(running.folder.iterdir()) == []


def others_do_not_see_it(browser: Browser) -> None:
    """Whoever reaches the port, and does not read the terminal, has no link and plays nothing."""
    stranger = {"Cookie": ""}
    for path in ("/", "/?code=guessed", "/?lang=fr", "/elsewhere"):
        answer = browser.ask("GET", path, headers=stranger)
        assert answer.status == 403, path
        assert b"/sign-in/" not in answer.data, path
    for path in ("/play", "/reset", "/enter"):
        fields = {**browser.page().values, "code": "guessed"}
        answer = browser.ask("POST", path, headers=stranger, fields=fields, encode_multipart=False)
        assert answer.status == 403, path
    assert "now" not in browser.page().classes


def links_sign_in(browser: Browser, page: Page) -> None:
    """Everybody has a link of their own at their node, which signs them in."""
    found = [one for one in page.links if "/sign-in/" in one]
    assert len(set(found)) == len(PEOPLE)
    for link in found:
        where = urlsplit(link)
        assert where.hostname == "localhost", "passkeys need this name"
        assert (where.path.count("/"), where.query) == (3, "next=/")
        answer = browser.ask("GET", link)
        assert (answer.status, answer.headers["Location"]) == (302, "/"), link


def is_strict(browser: Browser) -> None:
    """The page runs and loads nothing but its style."""
    answer = browser.ask("GET", "/")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self';")
    assert Page(answer.data.decode()).inline == []
    assert browser.ask("GET", "/demo.css").headers["Content-Type"].startswith("text/css")
    assert browser.ask("GET", "/", headers={"Host": "elsewhere.example"}).status == 400
    assert '<html lang="fr">' in browser.text("/?lang=fr")


def others_cannot_play(browser: Browser) -> None:
    """What does not come from the page's own form is refused, and plays nothing."""
    values = browser.page().values
    own = {"Origin": browser.url, "Sec-Fetch-Site": "same-origin"}
    for headers, fields in (
        ({**own, "Origin": "http://elsewhere.example"}, values),
        ({**own, "Origin": "null"}, values),
        ({**own, "Sec-Fetch-Site": "cross-site"}, values),
        ({**own, "Sec-Fetch-Site": "same-site"}, values),
        (own, {**values, "token": "guessed"}),
        (own, {"step": values["step"]}),
    ):
        for path in ("/play", "/reset"):
            answer = browser.ask(
                "POST", path, headers=headers, fields=fields, encode_multipart=False
            )
            assert answer.status == 403, (headers, fields)
    assert browser.ask("GET", "/play").status == 405
    assert "now" not in browser.page().classes


def heard(page: str) -> None:
    """Kazakhstan has routine words alone; Switzerland has what it asked for."""
    kazakhstan, switzerland = page.split("To Kazakhstan")[1].split("To Switzerland")
    assert "executed" not in kazakhstan
    assert "it was executed; enclosed is …" in switzerland
