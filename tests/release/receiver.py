"""A stand-in for a requesting state: a real HTTP server with a ledger file.

python -m tests.release.receiver LEDGER PORT
"""

from __future__ import annotations

import json
import os
import ssl
import sys
import threading
from collections.abc import Callable
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from safeconduct.record.jws import SigningKey, sign
from safeconduct.release.adapters import RECEIPT


class Receiver:
    """Writes each message once, by its idempotency key, before it acknowledges it."""

    def __init__(self, ledger: Path, port: int = 0, key: SigningKey | None = None) -> None:
        """`key`: signs the receipts."""
        self.ledger, self.key, self.calls = ledger, key, 0
        self.answers: Callable[[], bool] = lambda: True
        """Asked once a message is in the ledger: whether its answer comes back, and when."""
        self._turn = threading.Lock()
        outer = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                data = self.rfile.read(int(self.headers["Content-Length"]))
                status, body = outer.take(self.headers["Idempotency-Key"], data)
                if not outer.answers():
                    self.close_connection = True
                    return
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Door)

    def secure(self, certificate: Path, key: Path) -> None:
        """Answer over TLS."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)

    @property
    def port(self) -> int:
        """Where it answers."""
        return int(self.server.server_address[1])

    def lines(self) -> list[dict[str, str]]:
        """What the ledger says."""
        if not self.ledger.exists():
            return []
        return [json.loads(line) for line in self.ledger.read_text().splitlines()]

    def take(self, message: str, data: bytes) -> tuple[int, bytes]:
        """Enter a message once; the same id with other bytes is refused."""
        digest = sha256(data).hexdigest()
        with self._turn:
            self.calls += 1
            known = [line for line in self.lines() if line["message"] == message]
            if known and known[0]["sha256"] != digest:
                return 409, b"{}"
            if not known:
                (self.ledger.parent / f"{message}.tar").write_bytes(data)
                with self.ledger.open("a") as file:
                    file.write(json.dumps({"message": message, "sha256": digest}) + "\n")
                    file.flush()
                    os.fsync(file.fileno())
        body = json.dumps({"message": message, "sha256": digest}).encode()
        return 200, sign(body, self.key, RECEIPT).encode() if self.key else body


if __name__ == "__main__":
    Receiver(Path(sys.argv[1]), int(sys.argv[2])).server.serve_forever()
