"""Signing in with a browser: by key, then by a passkey that the account was given."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from safeconduct.desks.accounts.again import CONFIRMED_AT, RECENT
from safeconduct.policy.models import Account
from safeconduct.policy.signin import new_key
from tests.desks.browser import Browser, Live, browser, live

__all__ = ["browser", "live"]


@pytest.fixture(autouse=True)
def _untried() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def age_sessions() -> None:
    """Everybody proved who they are more than five minutes ago."""
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415
    from django.contrib.sessions.models import Session  # noqa: PLC0415

    for row in Session.objects.all():
        session: Any = SessionStore(row.session_key)
        if CONFIRMED_AT in session:
            session[CONFIRMED_AT] = time.time() - RECENT - 1
            session.save()


def test_the_first_time_by_key_then_by_passkey(live: Live, browser: Browser) -> None:
    key = new_key(Account.objects.get(pk="clerk"), "clerk", given_by="a", confirmed_by="b")
    with browser.window(live.url) as window:
        window.device()
        page = window.page
        window.open("/account/")
        window.look()
        page.get_by_role("textbox", name="Your key").fill(key)
        page.get_by_role("button", name="Sign in with my key").click()
        expect(page.get_by_role("heading", name="Add a passkey")).to_be_visible()
        expect(page.get_by_text("The passkey was not used")).to_be_hidden()
        window.look()
        page.get_by_label("What you call it").fill("<b>office</b> computer")
        page.get_by_role("button", name="Add a passkey on this device").click()
        # Where they wanted to go in the first place.
        expect(page.get_by_text("From now on you can sign in")).to_be_visible()
        assert page.url == f"{live.url}/account/"
        expect(page.locator("strong", has_text="<b>office</b> computer")).to_be_visible()
        window.look()

        page.get_by_role("button", name="Sign out", exact=True).click()
        expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
        window.open("/account/")
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_text("Where you are signed in")).to_be_visible()

        age_sessions()
        page.get_by_role("button", name="Remove <b>office</b> computer").click()
        expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
        window.look()
        page.get_by_role("button", name="Confirm with my passkey").click()
        expect(page.get_by_text("The passkey is removed")).to_be_visible()


def test_a_passkey_that_is_not_there_is_said_in_words(live: Live, browser: Browser) -> None:
    with browser.window(live.url) as window:
        window.device()
        window.open("/sign-in")
        window.page.get_by_role("button", name="Sign in with a passkey").click()
        expect(window.page.get_by_text("The passkey was not used")).to_be_visible()


def test_signing_in_works_without_a_script(live: Live, browser: Browser) -> None:
    key = new_key(Account.objects.get(pk="clerk"), "clerk", given_by="a", confirmed_by="b")
    with browser.window(live.url, java_script_enabled=False) as window:
        window.open("/account/")
        window.page.get_by_role("textbox", name="Your key").fill(key)
        window.page.get_by_role("button", name="Sign in with my key").click()
        window.page.get_by_role("link", name="Not now: on to my desk").click()
        expect(window.page.get_by_text("Where you are signed in")).to_be_visible()
