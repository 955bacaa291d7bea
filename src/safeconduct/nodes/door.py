"""The addresses /nodes/messages and /nodes/questions over HTTP: text in, text out.

What comes in is checked by `inbox` and `answering`. Whoever is no peer learns nothing here but that
it is none.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from django.db import close_old_connections

from safeconduct.nodes.answering import Answerer, answer
from safeconduct.nodes.inbox import Handler, NotTaken, take
from safeconduct.record.jws import MAX_TOKEN

logger = logging.getLogger("safeconduct.nodes")

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def application(handlers: Mapping[str, Handler], answers: Mapping[str, Answerer]) -> Application:
    """The door as a WSGI application."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        close_old_connections()
        try:
            text, status, type_ = _answer(environ, handlers, answers), 200, "application/jose"
        except NotTaken as error:
            said: dict[str, Any] = {"problem": str(error)}
            if error.wanted is not None:
                said["next"] = error.wanted
            text, status = msgspec.json.encode(said).decode(), error.status
            type_ = "application/json"
        finally:
            close_old_connections()
        body = text.encode()
        headers = [("Content-Type", type_), ("Content-Length", str(len(body)))]
        start_response(f"{status} {HTTPStatus(status).phrase}", headers)
        return [body]

    return app


def _answer(
    environ: dict[str, Any], handlers: Mapping[str, Handler], answers: Mapping[str, Answerer]
) -> str:
    path = str(environ.get("PATH_INFO", ""))
    if path not in ("/nodes/messages", "/nodes/questions"):
        raise NotTaken(404, "here are /nodes/messages and /nodes/questions")
    if environ.get("REQUEST_METHOD") != "POST":
        raise NotTaken(405, "send it with POST")
    token = _token(environ)
    try:
        if path == "/nodes/questions":
            return answer(token, answers)
        return take(token, handlers)
    except NotTaken:
        raise
    except Exception:
        logger.exception("nothing was taken or answered at %s", path)
        raise NotTaken(503, "this node cannot do that at the moment; send it again") from None


def _token(environ: dict[str, Any]) -> str:
    length = str(environ.get("CONTENT_LENGTH") or "")
    if not length.isascii() or not length.isdigit():
        raise NotTaken(411, "say how long it is")
    if int(length) > MAX_TOKEN:
        raise NotTaken(413, f"a token has at most {MAX_TOKEN} signs")
    try:
        return str(environ["wsgi.input"].read(int(length)).decode("ascii"))
    except UnicodeDecodeError:
        raise NotTaken(403, "a token is three parts in base64url") from None
