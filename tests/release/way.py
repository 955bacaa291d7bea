"""Clearances and recorded acts for tests of the way out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec

from safeconduct.case import events as ev
from safeconduct.case.canonical import canonical
from safeconduct.gate.connection import DjangoConnection, writing
from safeconduct.gate.node import current
from safeconduct.record.jws import SigningKey, sign
from safeconduct.record.record import Written
from safeconduct.release import deliver, post, slots
from safeconduct.release.adapters import Adapter, NotDelivered
from safeconduct.release.message import PublicRequest
from safeconduct.release.permit import TYPE, Permit
from safeconduct.release.words import DecisionClass

KEY = SigningKey.new()
REQUEST = PublicRequest("gate.example", "req_1", "KZ", "R/17", date(2019, 5, 6))
RECIPIENT = "the ministry"
ITEMS = (b"\x00statement of account\r\n\xff", b"second")
NOW = datetime(2019, 5, 8, 12, tzinfo=UTC)
DUE = slots.slot(REQUEST.received, 1).at


def token(key: SigningKey = KEY, **other: Any) -> str:
    """A clearance to send both items to the ministry; `other`: what it says instead."""
    said: dict[str, Any] = {
        "format": "safeconduct-clearance/1", "id": "clr-1", "number": "AAAA-BBBB",
        "gate": "gate.example", "request": "req_1", "measure": "mea_1", "kind": "transmission",
        "place": "", "persons": ["per_1"], "attendants": [],
        "items": [
            {"item": f"itm_{n}", "sha256": sha256(raw).hexdigest(), "size": len(raw)}
            for n, raw in enumerate(ITEMS)
        ],
        "recipient": RECIPIENT, "from": NOW - timedelta(hours=1),
        "until": NOW + timedelta(hours=8), "issued": NOW - timedelta(minutes=5),
        "expires": NOW + timedelta(hours=1),
    }  # fmt: skip
    return sign(msgspec.json.encode(said | other), key, TYPE)


def permit(**other: Any) -> Permit:
    """The permit in such a token."""
    return Permit.read(token(**other), [KEY.public], "gate.example")


def put(
    found: Permit, decision: DecisionClass = "executed", items: tuple[bytes, ...] = ITEMS,
    now: datetime = NOW, recipient: str = RECIPIENT, *, recorded: bool = True,
) -> str:  # fmt: skip
    """Post under a permit as an opening act does: announced, posted, recorded, all in its order."""
    with writing() as connection:
        made = post.post(found, REQUEST, decision, items, recipient, "en", now)
        if recorded:
            completed(connection, found.clearance.id)
    return made


def completed(
    connection: DjangoConnection,
    clearance: str,
    *,
    done: bool = True,
    called: str = "",
    announced: str = "",
) -> None:
    """The entries that an act leaves which was announced, and done (`record/acts.py`) or not.

    `called`: the clearance that the index names in place of the one that the entries name.
    `announced`: the digest of what was announced, where that is not what was done.
    """
    to, record = post.subject(clearance), current().record
    spent = ev.ClearanceSpent(id=f"e-{clearance}", clearance=clearance, day="2019-05-08")
    digest = sha256(canonical(spent)).digest()
    intended = ev.ActIntended(
        intent=f"i-{clearance}", to=to, digest=announced or digest.hex(), day="2019-05-08"
    )
    first, second = record.append(connection, [Written(intended), Written(spent)])
    connection.execute(
        "INSERT INTO record_intent (position, subject, digest) VALUES (%s, %s, %s)",
        [first.position, post.subject(called or clearance), digest],
    )
    connection.execute(
        "INSERT INTO record_outcome (intent, position, done) VALUES (%s, %s, %s)",
        [first.position, second.position, int(done)],
    )


@dataclass
class Ministry:
    """An adapter that keeps what it is given, and fails as often as it is told to."""

    fails: int = 0
    got: list[tuple[str, bytes]] = field(default_factory=list)

    def send(self, message: str, data: bytes) -> str:
        """Take a message; a failure comes after it was taken, as when an answer is lost."""
        self.got.append((message, data))
        if self.fails:
            self.fails -= 1
            raise NotDelivered("no answer")
        return "taken"


def way(adapter: Adapter, stop: str = "") -> deliver.Way:
    """The way to the ministry; `stop`: why nothing may go now."""
    said = deliver.record_says(DjangoConnection(), current().record, lambda: 1 << 60)
    return deliver.Way("gate.example", (KEY.public,), {RECIPIENT: adapter}, said, lambda _: stop)
