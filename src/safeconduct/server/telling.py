"""Brings word to roles by mail or by a webhook: that something is overdue, and nothing more.

No case, person, measure or authority is in it, because mail is read on the way and by others.
"""

from __future__ import annotations

import json
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
import urllib3

from safeconduct.gate.ports import NotTold
from safeconduct.record.home import BadHome

SUBJECT = "Something is overdue"
TEXT = (
    "Something that you have to see to is overdue. Sign in to see what it is.\n"
    "This message says no more, because others may read it.\n"
)
SECONDS = 10.0
_LOOPBACK = ("127.0.0.1", "::1", "localhost")

Address = Annotated[str, msgspec.Meta(pattern=r"^[^\s@<>,;]+@[^\s@<>,;]+$", max_length=254)]


class To(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where word goes for one role: a mailbox, an address that takes JSON, or both."""

    mail: Address | None = None
    webhook: str | None = None


class Escalation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `[escalation]` of gate.toml says. `security`: how the mail server is spoken to."""

    server: str = ""
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 25
    security: Literal["starttls", "none"] = "starttls"
    sender: Address | None = None
    roles: dict[str, To] = {}


@dataclass(frozen=True)
class Outside:
    """The teller that the settings describe."""

    gate: str
    settings: Escalation

    def tell(self, role: str) -> None:
        """Bring word to a role, on each of its ways. Raises `NotTold`."""
        to = self.settings.roles.get(role)
        if to is None:
            return
        if to.mail:
            self._mail(to.mail)
        if to.webhook:
            _post(to.webhook, {"format": "safeconduct-word/1", "gate": self.gate, "text": TEXT})

    def _mail(self, to: str) -> None:
        found = self.settings
        letter = EmailMessage()
        letter["Subject"], letter["From"], letter["To"] = SUBJECT, found.sender, to
        letter.set_content(TEXT)
        try:
            with smtplib.SMTP(found.server, found.port, timeout=SECONDS) as server:
                if found.security == "starttls":
                    server.starttls(context=ssl.create_default_context())
                server.send_message(letter)
        except (OSError, smtplib.SMTPException) as error:
            raise NotTold(f"the mail server {found.server} did not take it: {error}") from None


def _post(url: str, body: Mapping[str, str]) -> None:
    headers = {"Content-Type": "application/json"}
    try:
        with urllib3.PoolManager(retries=False, timeout=SECONDS) as pool:
            answer = pool.request(
                "POST", url, body=json.dumps(body).encode(), headers=headers, redirect=False
            )
    except urllib3.exceptions.HTTPError as error:
        raise NotTold(f"{urlsplit(url).hostname} did not take it: {error}") from None
    if not 200 <= answer.status < 300:
        raise NotTold(f"{urlsplit(url).hostname} did not take it: status {answer.status}")


def outside(gate: str, settings: Escalation, roles: tuple[str, ...]) -> Outside:
    """The teller of a gate. `roles`: those that there are. Raises `BadHome`."""
    for role, to in settings.roles.items():
        if role not in roles:
            raise BadHome(f"[escalation.roles]: no role is called '{role}'")
        if to.mail and not (settings.server and settings.sender):
            raise BadHome("[escalation]: mail needs 'server' and 'sender'")
        if to.webhook:
            _safe(role, to.webhook)
    if settings.security == "none" and settings.server not in ("", *_LOOPBACK):
        raise BadHome("[escalation]: mail leaves this computer by 'starttls' alone")
    return Outside(gate, settings)


def _safe(role: str, url: str) -> None:
    parts = urlsplit(url)
    plain = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or plain) or parts.username:
        raise BadHome(
            f"[escalation.roles.{role}]: a webhook is an address with https://, without a name "
            "and password in it; http:// is for this computer alone"
        )
