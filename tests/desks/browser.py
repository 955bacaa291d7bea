"""A real browser (Debian's Chromium) on real HTTP, and a look at every page that it shows.

    def test_something(live: Live, browser: Browser) -> None:
        with browser.window(live.url) as window:
            live.seat(window, "clerk")
            window.open("/clerk/")
            window.page.get_by_role("button", name="Open").click()
            window.look()            # axe finds nothing, no error was written, nothing was blocked

`live` is the test's own gate behind a server in this process, and quick. Whole nodes come with
`site` of tests/nodes/site.py; `link` writes a rehearsal's link to one of them. A window that is
left fails the test for whatever the browser complained of.

Playwright keeps an event loop in the test's thread, in which Django refuses its database unless
told that we know. The loop ends with the module.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from cheroot import wsgi
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ConsoleMessage, Page, Response, sync_playwright

from safeconduct.case.roles import Role
from safeconduct.policy import links
from safeconduct.server import home as homes
from tests.desks.sitting import Desk
from tests.gate.place import Gate
from tests.nodes.site import Node

PATIENCE = 20_000
"""Milliseconds that anything in a page may take."""
PHONE = {"width": 320, "height": 640}
"""The narrowest screen that pages have to fit (WCAG 1.4.10)."""
_BROAD = """width => [...document.querySelectorAll("body *")]
  .filter(each => each.getBoundingClientRect().right > width)
  .map(each => each.outerHTML.slice(0, 120))"""
_UNSAFE = "DJANGO_ALLOW_ASYNC_UNSAFE"


@dataclass
class Window:
    """A window of the browser, with cookies of its own, and what went wrong in it."""

    page: Page
    url: str
    wrong: list[str] = field(default_factory=list)

    def open(self, path: str, status: int = 200) -> None:
        """Open a page; fails the test if it has another status."""
        found = self.page.goto(self.url + path)
        assert found is not None
        assert found.status == status, (path, found.status, self.words()[:2000])

    def words(self) -> str:
        """What the page says."""
        return self.page.locator("body").inner_text()

    def look(self) -> None:
        """Fails the test if axe finds anything, or the page is wider than a phone's screen."""
        found = Axe().run(self.page)
        said = [
            f"{v['id']}: {v['help']}: {[node['html'][:200] for node in v['nodes']]}"
            for v in found.response["violations"]
        ]
        assert not said, (self.page.url, said)
        before = self.page.viewport_size
        self.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        while self.page.evaluate("innerWidth") > PHONE["width"]:
            # The page is laid out anew in a moment.
            self.page.wait_for_timeout(10)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        broad = self.page.evaluate(_BROAD, PHONE["width"])
        if before:
            self.page.set_viewport_size(before)
        assert width <= PHONE["width"], (self.page.url, f"{width} wide on a phone", broad)

    def device(self) -> Any:
        """An authenticator for passkeys that says yes to everything."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("WebAuthn.enable")
        session.send("WebAuthn.addVirtualAuthenticator", {"options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
            "hasUserVerification": True, "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }})  # fmt: skip
        return session

    def _said(self, message: ConsoleMessage) -> None:
        # That a page was refused is said by its status, which tests expect or not.
        if message.type in ("error", "warning") and not (
            message.text.startswith("Failed to load resource")
            and message.location.get("url") == self.page.url
        ):
            self.wrong.append(f"{self.page.url}: {message.text}")

    def _answered(self, response: Response) -> None:
        document = response.request.resource_type == "document"
        if response.status >= 500 or (response.status >= 400 and not document):
            self.wrong.append(f"{response.url}: {response.status}")


@dataclass
class Browser:
    """The browser of a module's tests."""

    chromium: Chromium

    @contextmanager
    def window(self, url: str, **options: Any) -> Iterator[Window]:
        """A fresh one at a place; fails the test for whatever the browser complained of.

        `options`: of Playwright's new_context, such as java_script_enabled.
        """
        context = self.chromium.new_context(**options)
        context.set_default_timeout(PATIENCE)
        try:
            page = context.new_page()
            found = Window(page, url)
            page.on("console", found._said)
            page.on("pageerror", lambda error: found.wrong.append(f"{page.url}: {error}"))
            page.on("response", found._answered)
            yield found
            assert not found.wrong, found.wrong
        finally:
            context.close()


def chromium() -> str:
    """Where the browser is. Fails the test where there is none, with what to do."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "there is no chromium on this computer: 'make browser' says what to do"
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser; it ends with the module."""
    before = os.environ.get(_UNSAFE)
    # As root Chromium has no sandbox, and pages here are our own.
    options = ["--no-sandbox", "--disable-dev-shm-usage"]
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium(), args=options)
        os.environ[_UNSAFE] = "true"
        try:
            yield Browser(started)
        finally:
            if before is None:
                del os.environ[_UNSAFE]
            else:
                os.environ[_UNSAFE] = before
            started.close()


class _Quiet(wsgi.Server):
    """Cheroot's server; what goes wrong in it is kept for the test."""

    expiration_interval = 0.1
    failed: str = ""

    def error_log(self, msg: str = "", level: int = 20, traceback: bool = False) -> None:
        self.failed += msg


@dataclass
class Live:
    """A gate that answers over HTTP."""

    gate: Gate
    url: str

    def seat(self, window: Window, role: Role, account: str = "") -> None:
        """Let somebody be signed in in a window."""
        session = Desk(role, account).client.session.session_key
        assert session
        name = settings.SESSION_COOKIE_NAME
        window.page.context.add_cookies([{"name": name, "value": session, "url": self.url}])


@pytest.fixture
def live(node: Gate) -> Iterator[Live]:
    """The test's gate behind a server in this process."""
    with served(node) as found:
        yield found


@contextmanager
def served(node: Gate) -> Iterator[Live]:
    """A gate behind a server in this process, until the block is left."""
    server: Any = _Quiet(("127.0.0.1", 0), WSGIHandler(), numthreads=4)
    server.prepare()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        # By its name: passkeys are for names.
        yield Live(node, f"http://localhost:{server.bind_addr[1]}")
    finally:
        server.stop()
        thread.join()
    assert not server.failed, server.failed


def link(node: Node, account: str, role: Role) -> str:
    """A rehearsal's link to a whole node, without its address."""
    return f"/sign-in/rehearsal/{links.written(homes.secret(Path(node.folder)), account, role)}"


__all__ = ["Browser", "Live", "Window", "browser", "link", "live", "served"]
