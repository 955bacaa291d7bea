"""Under which numbers the persons of a case were identified: the one place where that is read."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from safeconduct.case import events as ev
from safeconduct.case.exactname import document_key, number_key
from safeconduct.gate.errors import Wrong
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
    key = number_key(number)
    return hmac.new(current().secret, key.encode(), "sha256").hexdigest() if key else ""


def holder(number: str) -> str:
    """Whose an account is: the same text for the same human, however their number is written.

    It is another text than that of the same person in a case: lists of accounts tell of no case.
    Raises `Wrong`.
    """
    key = document_key(number)
    if key is None:
        raise Wrong(
            "number: give the number of an official document of whoever holds the account, after "
            "the two letters of the state that gave it, as in 'BE 80.05.01-001.23'"
        )
    return hmac.new(current().secret, f"holder {key}".encode(), "sha256").hexdigest()
