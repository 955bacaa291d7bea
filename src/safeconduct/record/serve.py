"""A node's door for other nodes: the witness over HTTP (C2SP tlog-witness).

Small on purpose: two addresses, text in, text out. What comes in is checked by `witness`, and a
failure of the database is an answer, too: 503, with nothing cosigned.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from typing import Any

from cheroot import wsgi

from safeconduct.record.database import Database, DatabaseError
from safeconduct.record.perthread import PerThread
from safeconduct.record.witness import MAX_BODY, TEXT_TYPE, Answer, Witness

logger = logging.getLogger("safeconduct.record")

REASONS = {
    200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    409: "Conflict", 411: "Length Required", 413: "Content Too Large",
    422: "Unprocessable Content", 503: "Service Unavailable",
}  # fmt: skip


def application(witness: Witness, databases: PerThread) -> Callable[..., Iterable[bytes]]:
    """The witness as a WSGI application."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        found = _answer(witness, databases, environ)
        body = found.text.encode()
        headers = [("Content-Type", found.type), ("Content-Length", str(len(body)))]
        start_response(f"{found.status} {REASONS[found.status]}", headers)
        return [body]

    return answer


def _answer(witness: Witness, databases: PerThread, environ: dict[str, Any]) -> Answer:
    calls: dict[str, Callable[[Database, bytes], Answer]] = {
        "add-checkpoint": witness.add_checkpoint,
        "add-entries": witness.add_entries,
    }
    above, _, name = str(environ.get("PATH_INFO", "")).rpartition("/")
    if above.endswith("/seen") and environ.get("REQUEST_METHOD") == "GET":
        return _with_database(databases, lambda database: witness.seen(database, name))
    call = calls.get(name)
    if call is None:
        return Answer(404, TEXT_TYPE, "here are add-checkpoint, add-entries and seen\n")
    if environ.get("REQUEST_METHOD") != "POST":
        return Answer(405, TEXT_TYPE, "send it with POST\n")
    length = str(environ.get("CONTENT_LENGTH") or "")
    if not length.isascii() or not length.isdigit():
        return Answer(411, TEXT_TYPE, "say how long the request is\n")
    if int(length) > MAX_BODY:
        return Answer(413, TEXT_TYPE, f"a request has at most {MAX_BODY} bytes\n")
    body = environ["wsgi.input"].read(int(length))
    return _with_database(databases, lambda database: call(database, body))


def _with_database(databases: PerThread, answer: Callable[[Database], Answer]) -> Answer:
    try:
        return answer(databases.get())
    except DatabaseError:
        logger.exception("nothing was cosigned: the database failed")
        databases.forget()
        return Answer(503, TEXT_TYPE, "the witness cannot write at the moment; ask again\n")


class _Wsgi(wsgi.Server):
    """Cheroot's server, with our log, and quick to stop."""

    expiration_interval = 0.05

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        logger.log(level, "%s", msg, exc_info=traceback)


class Server:
    """Serves a witness on an address of this machine. Port 0 takes a free one."""

    def __init__(self, witness: Witness, databases: PerThread, host: str, port: int) -> None:
        """Listens from now on; raises `OSError` if the port is taken."""
        self._server = _Wsgi(
            (host, port), application(witness, databases), numthreads=8,
            server_name="safeconduct", request_queue_size=64,
        )  # fmt: skip
        self._server.max_request_body_size = MAX_BODY
        self._server.prepare()
        self.port = int(self._server.bind_addr[1])
        self._thread: threading.Thread | None = None

    def run(self) -> None:
        """Answer until `stop`, or until the user interrupts."""
        self._server.serve()

    def start(self) -> None:
        """Answer in the background."""
        self._thread = threading.Thread(target=self.run, name="safeconduct-door", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Answer no more: close every connection, and wait for the background to end."""
        self._server.stop()
        if self._thread:
            self._thread.join()
