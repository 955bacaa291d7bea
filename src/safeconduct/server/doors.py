"""Which application of a node answers at which address: other nodes, those it witnesses, people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def dispatch(
    doors: Mapping[str, Application], others: Application, longest: Callable[[str], int]
) -> Application:
    """The application whose path a request's begins with, as in /nodes/; else `others`.

    `longest`: how long a body for `others` may be, in bytes, by its path; each door has a limit of
    its own.
    """

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        for begins, door in doors.items():
            if path.startswith(begins):
                return door(environ, start_response)
        most = longest(path)
        length = str(environ.get("CONTENT_LENGTH") or "0")
        if length.isascii() and length.isdigit() and int(length) > most:
            text, kind = _too_long(environ, most)
            headers = [("Content-Type", kind), ("Content-Length", str(len(text)))]
            start_response("413 Content Too Large", headers)
            return [text]
        return others(environ, start_response)

    return app


_TOO_LONG = {
    "en": ("This is too large", "Nothing was sent. A file may have at most {mb} MB: go back, "
           "choose a smaller one (a photograph in a smaller size), and send it again."),
    "fr": ("C’est trop volumineux", "Rien n’a été envoyé. Un fichier peut avoir au plus {mb} Mo : "
           "revenez en arrière, choisissez-en un plus petit (une photographie de taille réduite) "
           "et envoyez-le à nouveau."),
}  # fmt: skip


def _too_long(environ: dict[str, Any], most: int) -> tuple[bytes, str]:
    """What is said of a body that is too long: to programs in a line, to people with a page."""
    if str(environ.get("PATH_INFO", "")).startswith("/api/"):
        return f"a request has at most {most} bytes\n".encode(), "text/plain"
    wanted = str(environ.get("HTTP_ACCEPT_LANGUAGE", "")).lower()
    language = "fr" if wanted.startswith("fr") else "en"
    title, words = _TOO_LONG[language]
    page = (
        f"<!doctype html><html lang='{language}'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{title}</title></head><body><h1>{title}</h1>"
        f"<p>{words.format(mb=most // 1024 // 1024)}</p></body></html>"
    )
    return page.encode(), "text/html; charset=utf-8"
