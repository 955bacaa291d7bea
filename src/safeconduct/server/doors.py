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
            text = f"a request has at most {most} bytes\n".encode()
            headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(text)))]
            start_response("413 Content Too Large", headers)
            return [text]
        return others(environ, start_response)

    return app
