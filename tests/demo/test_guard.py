"""The start page is opened by whoever reads the terminal, and by nobody else on the computer."""

from __future__ import annotations

import webbrowser
from collections.abc import Iterator
from io import BytesIO
from typing import Any, cast

import pytest

from safeconduct.demo import page, run
from safeconduct.demo.guard import Guard
from safeconduct.demo.site import Site
from safeconduct.demo.web import StartPage

PAGE = b"http://localhost/sign-in/rehearsal/"


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[StartPage]:
    """A start page, of no nodes."""
    monkeypatch.setattr(page, "links", lambda _site: {})
    monkeypatch.setattr(page, "html", lambda *_: PAGE)
    found = StartPage(cast(Site, None), 0)
    yield found
    found.stop()


def ask(
    start: StartPage, path: str, cookie: str = "", form: str | None = None
) -> tuple[str, dict[str, str], bytes]:
    """The status, the headers and the text of an answer."""
    said: list[Any] = []
    where, _, query = path.partition("?")
    body = (form or "").encode()
    environ = {
        "HTTP_HOST": f"localhost:{start.port}", "PATH_INFO": where, "QUERY_STRING": query,
        "REQUEST_METHOD": "GET" if form is None else "POST", "HTTP_COOKIE": cookie,
        "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body),
    }  # fmt: skip
    text = b"".join(start(environ, lambda status, headers: said.extend((status, dict(headers)))))
    return said[0][:3], said[1], text


def test_the_terminals_address_opens_it(start: StartPage) -> None:
    path = "/" + start.open_at.removeprefix(start.url)
    status, headers, _ = ask(start, path)
    assert (status, headers["Location"]) == ("303", "/?lang=en")
    assert "HttpOnly; SameSite=Lax" in headers["Set-Cookie"]
    cookie = headers["Set-Cookie"].partition(";")[0]
    assert ask(start, "/", cookie)[2] == PAGE
    # Beside whatever else sits at this name.
    assert ask(start, "/", f'other={{"a": [1, "b"]}}; {cookie}; more=x')[2] == PAGE


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_code_opens_it(start: StartPage, language: str) -> None:
    status, headers, text = ask(start, f"/?lang={language}")
    assert status == "403"
    assert 'name="code"' in text.decode()
    assert PAGE not in text
    assert "Set-Cookie" not in headers
    code = start.open_at.partition("code=")[2]
    status, headers, _ = ask(start, f"/enter?lang={language}", form=f"code=+{code}+")
    assert (status, headers["Location"]) == ("303", f"/?lang={language}")
    assert ask(start, "/", headers["Set-Cookie"].partition(";")[0])[2] == PAGE


def test_nothing_else_does(start: StartPage) -> None:
    name = f"demo_{start.port}"
    code = start.open_at.partition("code=")[2]
    for cookie in ("", name, f"{name}=", f"{name}={code}", f"{name}=guessed", f"x{name}=é", ";;=;"):
        for path in ("/", "/?code=", "/?code=guessed", "/elsewhere"):
            status, headers, text = ask(start, path, cookie)
            assert (status, PAGE in text, "Set-Cookie" in headers) == ("403", False, False), cookie
        for path in ("/play", "/reset", "/enter"):
            assert ask(start, path, cookie, form="code=guessed&step=0")[0] == "403", (path, cookie)
    assert ask(start, "/demo.css")[0] == "200"


def test_each_run_has_a_code_of_its_own() -> None:
    assert Guard(1).code != Guard(1).code
    assert not Guard(1).knows(Guard(1).cookie)


def test_a_browser_is_started_without_the_code(
    start: StartPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    class Seen:
        def open(self, url: str) -> None:
            """A browser, whose command line everybody reads."""
            opened.append(url)

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(webbrowser, "get", Seen)
    work = run._Work(cast(Any, None), cast(Any, None), cast(Any, None), browser=True)
    work.shown(start)
    assert opened == [start.url]
    assert start.open_at.partition("code=")[2] not in opened[0]
