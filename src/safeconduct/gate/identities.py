"""Under which numbers the persons of a case were identified: the one place where that is read."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from safeconduct.case import events as ev
from safeconduct.gate.node import current


def numbers(events: Iterable[ev.AnyEvent]) -> dict[str, str]:
    """The number of each person who was identified by one; the last that was said counts.

    A number out of a case file is among them: it leads to whom a hold reaches and whom a register
    is asked about, and makes nobody identified (`history`).
    """
    return {
        event.person: event.number
        for event in events
        if isinstance(event, ev.PersonIdentified) and event.number
    }


def identity(number: str) -> str:
    """The same text for the same person everywhere in this gate, and no number."""
    return hmac.new(current().secret, number.encode(), "sha256").hexdigest() if number else ""
