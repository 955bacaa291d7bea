"""Events of clearances, and of the messages that leave under them."""

from __future__ import annotations

from typing import Literal

from safeconduct.case.eventbase import (
    Allows,
    Day,
    Digest,
    EntryNumber,
    Event,
    Id,
    OutwardClass,
    OutwardLanguage,
    Text,
)


class ClearanceProposed(Event, frozen=True, kw_only=True):
    """The magistrate's part of a clearance: it allows nothing until a second person signs it.

    `number`: under which anybody at the door can have it checked. `scope`: in words. `digest`: of
    all that its signed text says but the hours of issue.
    """

    clearance: Id
    number: Text
    measure: Id
    scope: Text
    allows: Allows
    digest: Digest


class ClearanceGiven(Event, frozen=True, kw_only=True):
    """A one-time permission for one measure, within a scope. `digest`: as it was proposed."""

    clearance: Id
    measure: Id
    scope: Text
    until: Day
    digest: Digest | Literal[""] = ""


class ClearanceRevoked(Event, frozen=True, kw_only=True):
    """A clearance is withdrawn."""

    clearance: Id
    reasons: Text


class ClearanceSpent(Event, frozen=True, kw_only=True):
    """A clearance is used."""

    clearance: Id


class OutwardProposed(Event, frozen=True, kw_only=True):
    """The magistrate's word to the requesting state; it goes out once a second person signs it.

    `reasons`: why, for the file alone; no message repeats them.
    """

    clearance: Id
    request: Id
    word: OutwardClass
    recipient: Text
    language: OutwardLanguage
    reasons: Text


class OutwardPosted(Event, frozen=True, kw_only=True):
    """A message was put into its slot. `message`: its id, `due`: the slot's day."""

    clearance: Id
    request: Id
    word: OutwardClass
    recipient: Text
    message: Digest
    slot: EntryNumber
    due: Day
    items: tuple[Id, ...] = ()
