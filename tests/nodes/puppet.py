"""Another node for tests: a key, and a door that does what a test wants, over real HTTP."""

from __future__ import annotations

import secrets
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from safeconduct.nodes import here as nodes
from safeconduct.nodes.here import Here
from safeconduct.nodes.message import (
    FORMAT,
    Answer,
    Message,
    Question,
    Receipt,
    digest,
    read,
    signed,
    written,
)
from safeconduct.nodes.peers import Peer, load, write
from safeconduct.record.jws import SigningKey
from safeconduct.record.newid import fresh
from tests.gate.place import NAME

Reply = Callable[[str, str], tuple[int, str]]
"""What a door answers to a path and a token."""


@dataclass
class Clock:
    """The time by the clock of the node under test."""

    at: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 9, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def on(self, **much: float) -> datetime:
        """Let time pass."""
        self.at += timedelta(**much)
        return self.at


class Puppet:
    """A peer of the node under test."""

    def __init__(self, name: str, clock: Clock) -> None:
        self.name, self.clock, self.key = name, clock, SigningKey.new()
        self.came: list[Message] = []
        self.posts = 0
        """Every message that reached the door, once each; and how often it was knocked at."""
        self.reply: Reply = self.take
        self._server: ThreadingHTTPServer | None = None
        self.port = 0

    # What it says

    def message(self, number: int, kind: str = "step", body: Any = None, **other: Any) -> str:
        """The token of a message of its own."""
        made = Message(
            FORMAT, fresh("message"), self.name, NAME, number, kind, written(self.clock()),
            {"n": number} if body is None else body,
        )  # fmt: skip
        return signed(replace(made, **other), self.key)

    def beat(self, sent: int, taken: int, size: int = 1) -> str:
        """The token of a heartbeat."""
        return self.message(0, "heartbeat", {"sent": sent, "taken": taken, "record_size": size})

    def question(self, kind: str, body: Any = None, **other: Any) -> str:
        """The token of a question."""
        made = Question(
            self.name, NAME, kind, secrets.token_hex(16), written(self.clock()), body or {}
        )
        return signed(replace(made, **other), self.key)

    # What it does with what comes

    def take(self, path: str, token: str) -> tuple[int, str]:
        """Take every message and give a receipt."""
        message, _ = read(token, [nodes.current().key.public], Message)
        if message.number and message.id not in [m.id for m in self.came]:
            self.came.append(message)
        return 200, signed(Receipt(message.id, digest(token), message.number), self.key)

    def answers(self, body: dict[str, Any], **other: Any) -> Reply:
        """Answer every question with this."""

        def reply(_path: str, token: str) -> tuple[int, str]:
            made = Answer(digest(token), written(self.clock()), body)
            return 200, signed(replace(made, **other), self.key)

        return reply

    @property
    def bodies(self) -> list[Any]:
        """What the messages that came say, in order."""
        return [message.body for message in self.came]

    # Its door

    def open(self, certificate: tuple[Path, Path] | None = None) -> None:
        """Answer from now on, always at the same port; over TLS with a certificate and its key."""
        outer = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.posts += 1
                token = self.rfile.read(int(self.headers["Content-Length"])).decode()
                status, text = outer.reply(self.path, token)
                self.send_response(status)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Door)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def shut(self) -> None:
        """Be gone."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def peer(self, **other: Any) -> Peer:
        """As the node under test knows it."""
        made = Peer(self.name, "oversight", f"http://127.0.0.1:{self.port}", self.key.public.text())
        return replace(made, **other)


@dataclass
class Site:
    """The node under test, and two peers of it."""

    folder: Path
    here: Here
    clock: Clock
    overseer: Puppet
    asylum: Puppet

    def know(self, *peers: Peer) -> None:
        """Have these peers and no others."""
        write(self.here.peers.file, {peer.name: peer for peer in peers}, self.here.name)
        assert self.here.peers.all() == load(self.here.peers.file, self.here.name)


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """Two peers around the node that is installed, both of them there."""
    here, clock = nodes.current(), Clock()
    here.now = clock
    overseer, asylum = Puppet("oversight.example", clock), Puppet("asylum.example", clock)
    made = Site(folder, here, clock, overseer, asylum)
    overseer.open()
    asylum.open()
    made.know(overseer.peer(), asylum.peer(kind="register", registers=("asylum",)))
    try:
        yield made
    finally:
        overseer.shut()
        asylum.shut()
