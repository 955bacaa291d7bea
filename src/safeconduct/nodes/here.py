"""The node that this process is, as far as messages go: its name, its key, whom it knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime

import msgspec
from django.utils import timezone

from safeconduct.nodes.database import DjangoConnection, Note, writing
from safeconduct.nodes.keys import message_key
from safeconduct.nodes.peers import Peers
from safeconduct.record.home import Home
from safeconduct.record.jws import SigningKey
from safeconduct.record.log import Log
from safeconduct.record.newid import fresh
from safeconduct.record.record import Record, Written


def _joined() -> AbstractContextManager[object]:
    return writing(joined=True)


@dataclass
class Here:
    """Everything that messages need besides the database."""

    name: str
    key: SigningKey
    peers: Peers
    own: Record
    """The node's record, in which it notes what it sent and took."""
    taking: Callable[[], AbstractContextManager[object]] = _joined
    """Opens the transaction in which a message is taken; its handler's own is a part of it."""
    now: Callable[[], datetime] = field(default=timezone.now)
    today: Callable[[], date] = field(default=date.today)
    """What day it is by the node's calendar, which a rehearsal can set to another."""

    def record(self, connection: DjangoConnection, notes: Sequence[Note]) -> None:
        """Add notes of messages to the node's record. They are about no request and no person."""
        day = self.today().isoformat()
        self.own.append(
            connection,
            [Written(msgspec.structs.replace(n, id=fresh("event"), day=day)) for n in notes],
        )

    def size(self) -> int:
        """How many entries the node's record has."""
        return Log(DjangoConnection()).size()


def of(home: Home) -> Here:
    """The node of a folder, with a key made if there is none. Raises `BadHome`."""
    name = home.settings.name
    return Here(name, message_key(home.folder), Peers(home.folder, name), home.record())


_installed: list[Here] = []


def install(here: Here) -> None:
    """Make this the node that the process is."""
    _installed[:] = [here]


def current() -> Here:
    """The node that this process is."""
    if not _installed:
        raise RuntimeError("no node is installed for messages; the server or a test does that")
    return _installed[0]
