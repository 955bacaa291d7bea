"""The office file: what the offices do among themselves. A case like others, with the id `office`.

It grows with every look, so that a change reads its head alone: its events stand for themselves.
Take other cases of the same change before it, never after: everybody waits for it in that order.
"""

from __future__ import annotations

from safeconduct.case import events as ev
from safeconduct.gate.change import Change, File
from safeconduct.gate.connection import DjangoConnection
from safeconduct.gate.models import Case
from safeconduct.gate.node import current
from safeconduct.gate.reading import OFFICE

_TURN = 0x5AFEC4
"""The key of PostgreSQL's advisory lock for opening it."""


def office(made: Change) -> File:
    """The office file, locked; opened on first use."""
    if not Case.objects.filter(pk=OFFICE).exists():
        connection = DjangoConnection()
        if connection.vendor == "postgresql":
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])
        if not Case.objects.filter(pk=OFFICE).exists():
            head = ev.CaseOpened(
                case=OFFICE, title="Office file", executing_state=current().executing_state,
                about="Accounts, looks, samples and rulebooks: what the offices do among "
                "themselves.",
            )  # fmt: skip
            file = made.open(head)
            file.write(head, known=())
            return file
    return made.reached(OFFICE)
