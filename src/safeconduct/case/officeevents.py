"""Events of the offices themselves: accounts, looks, rulebooks, samples, acts that are announced.

Most stand in a file of their own, about no case, and may name things of any case.
"""

from __future__ import annotations

from safeconduct.case.eventbase import Day, Digest, EntryNumber, Event, Id, Text
from safeconduct.case.roles import Role

# Who works here


class AccountOpened(Event, frozen=True, kw_only=True):
    """Somebody gets an account, with the roles that it holds or is to hold.

    `holder`: whose it is, as a hash that is the same for the same human.
    """

    account: Id
    called: Text
    roles: tuple[Role, ...]
    holder: Text | None = None


class AccountClosed(Event, frozen=True, kw_only=True):
    """An account can no longer be used."""

    account: Id
    reasons: Text


class DeputyNamed(Event, frozen=True, kw_only=True):
    """`deputy` may act for `account` in one role, from a day until before another."""

    account: Id
    deputy: Id
    role: Role
    valid_from: Day
    valid_until: Day | None = None


class AbsenceStated(Event, frozen=True, kw_only=True):
    """Whoever holds an account is away, from a day until before another."""

    account: Id
    valid_from: Day
    valid_until: Day | None = None


class ConflictStated(Event, frozen=True, kw_only=True):
    """Whoever holds an account cannot act in a matter: `of` is the id of a case or thing."""

    account: Id
    of: Text
    reasons: Text


# Whom registers protect


class ProtectionEntered(Event, frozen=True, kw_only=True):
    """A protection was entered in a register, under a number there; not whose it is."""

    register: Text
    entry: EntryNumber


class ProtectionEnded(Event, frozen=True, kw_only=True):
    """An end was written for a protection of a register."""

    register: Text
    entry: EntryNumber


# What it runs on


class RulebookSigned(Event, frozen=True, kw_only=True):
    """A signature under a release of the rulebook, by its hash."""

    rulebook: Digest


class RulebookActivated(Event, frozen=True, kw_only=True):
    """A release is in use from now on; `changes`: open measures of which the outcome changed."""

    rulebook: Digest
    changes: tuple[Text, ...]


# Who watches


class Escalated(Event, frozen=True, kw_only=True):
    """Something is overdue or was never sent, and goes to a role that has to see to it."""

    what: Text
    to: Role
    measures: tuple[Id, ...] = ()


class SampleDrawn(Event, frozen=True, kw_only=True):
    """Measures are drawn by lot, to be looked at again."""

    measures: tuple[Id, ...]


class SampleReviewed(Event, frozen=True, kw_only=True):
    """What the overseer found in a measure that was drawn."""

    measure: Id
    finding: Text


class LookTaken(Event, frozen=True, kw_only=True):
    """Somebody looked at something that is not open to everybody: what, whose, what for."""

    at: Text
    persons: tuple[Id, ...] = ()
    purpose: Text


class ActIntended(Event, frozen=True, kw_only=True):
    """An act that opens something is announced; it takes effect only once others have seen this.

    `to` is what the act can happen to only once, such as a clearance that it spends; `digest` is
    the SHA-256 of the canonical form of the event that will complete it, in hexadecimal.
    """

    intent: Id
    to: Text
    digest: Digest


class ActDropped(Event, frozen=True, kw_only=True):
    """An announced act was not carried out, and will not be."""

    intent: Id
    reasons: Text


class PayloadErased(Event, frozen=True, kw_only=True):
    """What an entry of the record says was erased; the entry stays."""

    entry: EntryNumber
    reasons: Text


class EntriesLost(Event, frozen=True, kw_only=True):
    """What entries of the record said was lost with a database; a mirror gave them back, closed.

    From `first` to `last`, both included; `mirror` is whose copy it was.
    """

    first: EntryNumber
    last: EntryNumber
    mirror: Text
    reasons: Text


# What goes between authorities


class MessageSent(Event, frozen=True, kw_only=True):
    """A message to another node waits to be delivered; it is sent with this and not without.

    `sha256` is of what it says: the canonical JSON of its body.
    """

    message: Id
    to: Text
    kind: Text
    sha256: Digest


class MessageTaken(Event, frozen=True, kw_only=True):
    """A message from another node has had its effect here, or was rejected for these `problems`.

    `sha256` is of what it says, as in the sender's own record.
    """

    message: Id
    sender: Text
    kind: Text
    sha256: Digest
    problems: tuple[Text, ...] = ()
