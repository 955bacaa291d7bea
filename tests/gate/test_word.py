"""Word that something is overdue goes outside by mail and webhook, and says nothing of any case."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from safeconduct.case.roles import ROLES
from safeconduct.gate import escalation, word
from safeconduct.gate.models import Notice
from safeconduct.record.home import BadHome
from safeconduct.server import home
from safeconduct.server.telling import SUBJECT, TEXT, Escalation, To, outside
from tests.gate.place import Gate
from tests.gate.scene import Scene, search_at


class Mailbox(socketserver.StreamRequestHandler):
    """As much of an SMTP server (RFC 5321) as takes a letter."""

    def handle(self) -> None:
        letters: list[str] = self.server.letters  # type: ignore[attr-defined]
        refuses: bool = self.server.refuses  # type: ignore[attr-defined]
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            match line.split()[0].upper():
                case "DATA":
                    self._say("354 go on")
                    lines = iter(lambda: self.rfile.readline().decode(), ".\r\n")
                    letters.append("".join(lines))
                    self._say("250 taken")
                case "RCPT" if refuses:
                    self._say("550 nobody here")
                case "QUIT":
                    self._say("221 gone")
                    return
                case _:
                    self._say("250 fine")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mailbox(*, refuses: bool = False) -> Iterator[tuple[int, list[str]]]:
    """A mail server on loopback; gives its port and the letters that it took."""
    with socketserver.TCPServer(("127.0.0.1", 0), Mailbox) as server:
        letters: list[str] = []
        server.letters, server.refuses = letters, refuses  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], letters
        server.shutdown()


@contextmanager
def webhook(status: int = 204) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """An address on loopback that takes JSON; gives it and what was taken."""
    taken: list[dict[str, Any]] = []

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Door) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/word", taken
        server.shutdown()


def overdue(node: Gate) -> Scene:
    """A case in which something was escalated to the magistrate and something to the overseer."""
    scene = search_at(node)
    row = {"case_id": scene.case, "deadline": f"{scene.case}/x/y", "day": node.clock.day}
    for role in ("magistrate", "overseer", "overseer"):
        Notice.objects.create(role=role, text="an answer is overdue", **row)
    return scene


def told(node: Gate, **roles: To) -> None:
    settings = Escalation(sender="gate@gate.example", roles=dict(roles))
    node.node.teller = outside("gate.example", settings, ROLES)


@pytest.mark.parametrize("node", ["sqlite"], indirect=True)
def test_each_role_is_told_once_by_mail_and_nothing_of_the_case_is_in_it(node: Gate) -> None:
    scene = overdue(node)
    with mailbox() as (port, letters):
        roles = {"overseer": To(mail="duty@oversight.example")}
        settings = Escalation(
            server="127.0.0.1", port=port, security="none", sender="gate@gate.example", roles=roles
        )
        node.node.teller = outside("gate.example", settings, ROLES)
        assert word.carry() == ["magistrate", "overseer"]
        assert word.carry() == []
    (letter,) = letters
    head, _, body = letter.replace("\r\n", "\n").partition("\n\n")
    assert f"Subject: {SUBJECT}\n" in head
    assert "To: duty@oversight.example" in head
    assert body == TEXT
    for inside in (scene.case, scene.request, "Anna", "KZ", "answer", "magistrate", "asylum"):
        assert inside not in letter


@pytest.mark.parametrize("node", ["sqlite"], indirect=True)
def test_a_webhook_takes_the_same_words_as_json(node: Gate) -> None:
    overdue(node)
    with webhook() as (url, taken):
        told(node, overseer=To(webhook=url))
        word.carry()
    assert taken == [{"format": "safeconduct-word/1", "gate": "gate.example", "text": TEXT}]


@pytest.mark.parametrize("node", ["sqlite"], indirect=True)
def test_word_that_did_not_arrive_is_brought_again_and_keeps_nobody_else_waiting(
    node: Gate,
) -> None:
    overdue(node)
    with webhook(302) as (url, _), webhook() as (good, taken):
        told(node, magistrate=To(webhook=url), overseer=To(webhook=good))
        assert word.carry() == ["overseer"]
        assert len(taken) == 1
    with mailbox(refuses=True) as (port, letters):
        settings = Escalation(
            server="127.0.0.1", port=port, security="none", sender="gate@gate.example",
            roles={"magistrate": To(mail="duty@court.example")},
        )  # fmt: skip
        node.node.teller = outside("gate.example", settings, ROLES)
        assert word.carry() == []
        assert letters == []
    assert word.carry() == []  # the server is gone
    with webhook() as (url, taken):
        told(node, magistrate=To(webhook=url))
        assert word.carry() == ["magistrate"]
        assert len(taken) == 1


@pytest.mark.parametrize("node", ["sqlite"], indirect=True)
def test_what_escalates_is_what_is_told(node: Gate) -> None:
    search_at(node)
    node.clock.day += timedelta(days=400)
    assert word.carry() == []
    escalation.escalate()
    roles = set(Notice.objects.values_list("role", flat=True))
    assert set(word.carry()) == roles


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"roles": {"overseer": {"mail": "a@b.example"}}}, "needs 'server' and 'sender'"),
        ({"roles": {"wizard": {}}}, "no role is called 'wizard'"),
        ({"roles": {"overseer": {"webhook": "http://far.example/"}}}, "https://"),
        ({"roles": {"overseer": {"webhook": "https://me:secret@far.example/"}}}, "password"),
        ({"server": "mail.example", "security": "none"}, "by 'starttls' alone"),
    ],
)
def test_what_would_send_word_in_the_open_is_refused(said: dict[str, Any], why: str) -> None:
    import msgspec  # noqa: PLC0415

    with pytest.raises(BadHome, match=why):
        outside("gate.example", msgspec.convert(said, Escalation), ROLES)


def test_the_settings_of_a_new_gate_tell_nobody_and_can_be_filled_in(tmp_path: Path) -> None:
    home.start(tmp_path / "node", "gate.example", "BE").close()
    assert home.settings(tmp_path / "node").escalation == Escalation()
    file = tmp_path / "node" / home.SETTINGS
    text = file.read_text(encoding="utf-8").replace("# sender", "sender")
    for line in ("[escalation.roles", "mail", "webhook"):
        text = text.replace(f"# {line}", line)
    file.write_text(text, encoding="utf-8")
    assert home.settings(tmp_path / "node").escalation.roles == {
        "overseer": To("duty@oversight.example", "https://oversight.example/word")
    }
