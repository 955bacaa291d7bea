"""Each desk's own task, done by hand in a real browser, with all nodes running.

The demo plays up to a task; then whoever it falls to does it at their desk, and what others see of
it is looked at. The two requests are the demo's: one that stands still, one that comes through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.desks.browser import Browser, Window, browser
from tests.desks.playing import Play, person, playing

__all__ = ["browser"]
pytestmark = pytest.mark.slow

POINTS = ("She is a refugee because of her work.", "Her account shows others.")


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """The nodes, and the story on its way; the tests of this module go on from one another."""
    with playing(tmp_path_factory.mktemp("nodes")) as made:
        yield made


@contextmanager
def at(browser: Browser, play: Play, role: str) -> Iterator[Window]:
    """Somebody's desk in a window of its own."""
    who = person(role)
    with browser.window(play.url(who)) as window:
        play.sit(window, who)
        yield window


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press a button, and say that it is still you where that is asked."""
    page.get_by_role("button", name=name).first.click()
    again = page.get_by_role("button", name="It is me (rehearsal)")
    if again.count():
        again.click()
    expect(page.get_by_role("alert")).to_have_count(0)


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    """Follow a link of the page's main part."""
    page.locator("main").get_by_role("link", name=name).first.click()


def appears(window: Window, path: str, words: str) -> None:
    """A page says something once word has come from another node."""
    for _ in range(60):
        window.open(path)
        if words in window.words():
            return
        window.page.wait_for_timeout(500)
    raise AssertionError(f"{path} never said '{words}': {window.words()[:2000]}")


def test_the_asylum_officer_says_that_it_is_the_person_and_objects(
    play: Play, browser: Browser
) -> None:
    play.until("brussels.objected")
    with at(browser, play, "asylum-officer") as window:
        page = window.page
        appears(window, "/asylum/", "asked for by Kazakhstan")
        follow(page, re.compile("asked for by Kazakhstan"))
        for _ in range(2):
            follow(page, re.compile("Is it the person of your register"))
            press(page, "It is this person, with all these protections")
        follow(page, re.compile("Give your opinion"))
        for choice in page.get_by_label("We object.", exact=False).all():
            choice.check()
        page.get_by_label("Your points").fill("\n".join(POINTS))
        window.look()
        press(page, "Give this opinion")
        expect(page.locator("main")).to_contain_text(re.compile(r"Opinion\s+(on its way|taken)"))


def test_the_magistrate_answers_point_by_point_and_refuses(play: Play, browser: Browser) -> None:
    with at(browser, play, "magistrate") as window:
        page = window.page
        appears(window, "/magistrate/", "the opinion is to be answered")
        follow(page, re.compile("^bank data$", re.IGNORECASE))
        expect(page.locator("main")).to_contain_text(POINTS[1])
        for number, field in enumerate(page.locator("textarea[name=answers]").all()):
            field.fill(f"Answer {number}")
        press(page, "Answer the opinion")
        page.get_by_label("It is refused").check()
        page.get_by_label("Reasons").fill("It would put her in danger.")
        press(page, "Record the decision")
        expect(page.locator("main")).to_contain_text("It would put her in danger.")
        window.look()


def test_the_clerk_and_the_police_learn_nothing_of_it(play: Play, browser: Browser) -> None:
    for role in ("clerk", "police-officer"):
        with at(browser, play, role) as window:
            for word in ("refugee", "asylum", "protected", "opinion"):
                assert word not in window.words().lower(), (role, word)


def test_the_second_signer_signs_what_the_magistrate_proposes(play: Play, browser: Browser) -> None:
    play.until("ordinary.proposed")
    bank_day = "2021-03-08"
    play.site.at(bank_day)
    with at(browser, play, "magistrate") as window:
        page = window.page
        window.open("/magistrate/?requesting_state=CH")
        follow(page, re.compile("concerning Carl"))
        follow(page, re.compile("bank data", re.IGNORECASE))
        expect(page.locator("main")).to_contain_text("Nothing is in the way")
        page.get_by_label("What is allowed, in a sentence").fill("The statement of one account")
        page.get_by_label("From (UTC)").fill("2021-03-08T00:00")
        page.get_by_label("Until (UTC)").fill("2021-03-09T23:00")
        page.get_by_label("Place").fill("Bank X, 1000 Brussels")
        press(page, "Propose the clearance")
    with at(browser, play, "second-signer") as window:
        page = window.page
        follow(page, re.compile("bank data", re.IGNORECASE))
        for tick in page.locator("input[name=looked]").all():
            tick.check()
        window.look()
        press(page, "Sign the clearance")


def test_the_police_use_it_once_and_report_from_a_phone(play: Play, browser: Browser) -> None:
    who = person("police-officer")
    phone = {"viewport": {"width": 360, "height": 740}, "is_mobile": True}
    with browser.window(play.url(who), **phone) as window:
        play.sit(window, who)
        page = window.page
        follow(page, re.compile("Bank X"))
        expect(page.locator("main")).to_contain_text("valid")
        press(page, "Use it and begin")
        follow(page, "Write the report")
        page.get_by_label("Hour at which it began").fill(f"{datetime.now().astimezone():%H:%M}")
        page.get_by_label("Description").first.fill("Statement of account")
        page.get_by_label("Kind").first.select_option("bank-record")
        press(page, "Look over what is missing")
        expect(page.locator("main")).to_contain_text("It will be reported as not said")
        window.look()
        press(page, "File the report as it stands")
        expect(page.locator("main")).to_contain_text("reported")


def test_the_observer_adds_what_they_saw(play: Play, browser: Browser) -> None:
    with at(browser, play, "observer") as window:
        page = window.page
        follow(page, re.compile("bank data", re.IGNORECASE))
        page.get_by_label("Yes").first.check()
        page.get_by_label("What you saw").fill("One account was looked at.")
        press(page, "Add it to the report")
        expect(page.locator("main")).to_contain_text("One account was looked at.")
        window.look()


def test_the_clerk_tells_who_was_touched_and_counsel_reads_the_notice(
    play: Play, browser: Browser
) -> None:
    with at(browser, play, "clerk") as window:
        page = window.page
        follow(page, re.compile("concerning Carl|for CH"))
        follow(page, "Notices")
        page.locator("input[name=persons]").first.check()
        page.get_by_label("Language in which they are told").fill("en")
        page.get_by_label("Grounds").fill("An order to collect the data of your account.")
        page.get_by_label("Remedies").fill("You can oppose the sending before the court.")
        page.get_by_label("Last day on which they can oppose").fill("2021-03-31")
        press(page, "They were told")
        expect(page.locator("main")).to_contain_text("Who was told")
    with at(browser, play, "magistrate") as window:
        page = window.page
        window.open("/magistrate/?requesting_state=CH")
        follow(page, re.compile("concerning Carl"))
        page.get_by_role("link", name="Further steps").click()
        page.get_by_label("Account", exact=True).fill("defence")
        page.get_by_label("To what").select_option(label="the defence of Carl Other")
        page.get_by_label("On what it rests").fill("his mandate")
        window.look()
        press(page, "Admit them")
    with at(browser, play, "defence") as window:
        expect(window.page.locator("main")).to_contain_text("31 March 2021")
        window.look()


def test_the_overseer_sees_that_the_record_is_whole_and_what_is_overdue(
    play: Play, browser: Browser
) -> None:
    with at(browser, play, "overseer") as window:
        expect(window.page.locator("main")).to_contain_text("no alarm")
        window.look()


def test_anybody_asks_at_the_door_and_is_told_nothing_more(play: Play, browser: Browser) -> None:
    with browser.window(play.url(person("clerk"))) as window:
        window.open("/check")
        window.page.locator("main input").first.fill("AAAA-BBBB-CCCC")
        window.page.locator("main button").first.click()
        window.look()
        assert "refugee" not in window.words().lower()
