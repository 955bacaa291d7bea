"""Serves the start page, on this computer alone.

Only a browser that was let in (`guard`) is shown it. Only its own page can play a day or reset:
what comes from another site is refused, by what the browser says of it and by a token that only the
page has.
"""

from __future__ import annotations

import hmac
import logging
import secrets
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

from cheroot import wsgi

from safeconduct.demo import page, words
from safeconduct.demo.guard import Guard
from safeconduct.demo.site import Site
from safeconduct.demo.steps import Language, Played

logger = logging.getLogger("safeconduct.demo")

MAX_BODY = 1000
HEADERS = (
    ("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; "
     "base-uri 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    # Not `no-referrer`: browsers would send no origin with our own forms.
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)  # fmt: skip
REASONS = {
    200: "OK", 303: "See Other", 400: "Bad Request", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 413: "Content Too Large", 500: "Internal Server Error",
}  # fmt: skip
Answer = tuple[int, str, bytes]
"""Status, kind of content (of 303: where to), content."""


class StartPage:
    """The start page of a site that was made. Port 0 takes a free one."""

    def __init__(self, site: Site, port: int) -> None:
        """Listens from now on; `run` answers."""
        self._site, self._played = site, Played(site)
        self._links, self._token = page.links(site), secrets.token_urlsafe(24)
        self._turn = threading.Lock()
        self._server: Any = wsgi.Server(
            ("127.0.0.1", port), self, numthreads=6, server_name="safeconduct", timeout=15
        )
        self._server.max_request_body_size = MAX_BODY
        self._server.prepare()
        self.port = int(self._server.bind_addr[1])
        self._guard = Guard(self.port)
        self._hosts = {f"{name}:{self.port}" for name in ("localhost", "127.0.0.1")}
        self._answering = threading.Thread(target=self._server.serve, daemon=True)

    @property
    def url(self) -> str:
        """Where it is; there it asks for the code."""
        return f"http://localhost:{self.port}/"

    @property
    def open_at(self) -> str:
        """Where whoever reads the terminal opens it."""
        return f"{self.url}?code={self._guard.code}"

    def start(self) -> None:
        """Answer from now on."""
        self._answering.start()

    def stop(self) -> None:
        """Answer no more, and wait for what is being played."""
        self._server.stop()
        with self._turn:
            pass

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """One request, as WSGI has it."""
        try:
            status, kind, body = self._answer(environ)
        except Exception:
            logger.exception("the start page failed")
            status, kind, body = _plain(
                500, "This did not work; the terminal says why. Go back, and press Reset."
            )
        headers = [*HEADERS, ("Content-Length", str(len(body)))]
        headers += [("Location" if status == 303 else "Content-Type", kind)]
        if status == 303:
            # Nobody else is sent on.
            headers.append(("Set-Cookie", self._guard.cookie))
        start_response(f"{status} {REASONS[status]}", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    def _answer(self, environ: dict[str, Any]) -> Answer:
        if environ.get("HTTP_HOST") not in self._hosts:
            return _plain(400, f"This page is at {self.url}")
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        asked = parse_qs(environ.get("QUERY_STRING", ""))
        found = next((one for one in words.LANGUAGES if one == asked.get("lang", [""])[0]), None)
        language = found or words.language(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        if path == "/enter":
            return self._enter(environ, language)
        if path != "/demo.css" and not self._guard.knows(environ.get("HTTP_COOKIE", "")):
            return self._let_in(asked.get("code", [""])[0], language)
        if path in ("/play", "/reset"):
            return self._act(environ, path, language)
        if method not in ("GET", "HEAD"):
            return _plain(405, "Here you can only read.")
        if path == "/demo.css":
            return 200, "text/css; charset=utf-8", page.css()
        if path == "/":
            body = page.html(self._played, self._links, self._token, language)
            return 200, "text/html; charset=utf-8", body
        return _plain(404, f"There is nothing here. The start page is at {self.url}")

    def _enter(self, environ: dict[str, Any], language: Language) -> Answer:
        sent = _sent(environ) if environ["REQUEST_METHOD"] == "POST" else None
        return self._let_in((sent or {}).get("code", [""])[0], language)

    def _let_in(self, code: str, language: Language) -> Answer:
        """On to the page with the code; else a page that asks for it."""
        if self._guard.opens(code):
            return 303, f"/?lang={language}", b""
        return 403, "text/html; charset=utf-8", page.code(language)

    def _act(self, environ: dict[str, Any], path: str, language: Language) -> Answer:
        if environ["REQUEST_METHOD"] != "POST":
            return _plain(405, f"Use the buttons at {self.url}")
        sent = _sent(environ)
        if sent is None:
            return _plain(413, "This is no form of ours.")
        if not self._is_ours(environ, sent.get("token", [""])[0]):
            return _plain(403, f"Only its own page can do this. Open {self.url}")
        with self._turn:
            if path == "/reset":
                self._site.reset()
                self._played = Played(self._site)
            # Pressed twice: the second time the page showed a step that is over.
            elif sent.get("step") == [str(len(self._played.said))]:
                self._played.play()
        return 303, f"/?lang={language}#now", b""

    def _is_ours(self, environ: dict[str, Any], token: str) -> bool:
        origin, where = environ.get("HTTP_ORIGIN"), environ.get("HTTP_SEC_FETCH_SITE")
        return (
            (origin is None or origin == f"http://{environ['HTTP_HOST']}")
            and (where is None or where == "same-origin")
            and hmac.compare_digest(token.encode(), self._token.encode())
        )


def _sent(environ: dict[str, Any]) -> dict[str, list[str]] | None:
    """The form that was sent; None if it is none of ours."""
    length = str(environ.get("CONTENT_LENGTH") or "0")
    if not length.isascii() or not length.isdigit() or int(length) > MAX_BODY:
        return None
    return parse_qs(environ["wsgi.input"].read(int(length)).decode("latin-1"))


def _plain(status: int, text: str) -> Answer:
    return status, "text/plain; charset=utf-8", f"{text}\n".encode()
