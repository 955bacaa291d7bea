"""Whose act an event is: the roles that may write each kind (the lines "By" of docs/events.md).

Kinds that are not in the table may be written by anybody. Two kinds depend on the vocabulary
of the rulebook, too (`list-declared`, `question-answered`), and one on an earlier event
(`hold-lifted`: whoever placed the hold); `case check` looks at those.
"""

from __future__ import annotations

from safeconduct.case import events as ev
from safeconduct.case.eventbase import Event
from safeconduct.case.roles import ROLES

PARTIES = ("requesting-state", "public", "defence")
"""Roles that can ask, claim and state, but hold no office here."""

OFFICES = tuple(role for role in ROLES if role not in PARTIES)

AUTHORS: dict[type[Event], tuple[str, ...]] = {
    ev.RequestConfirmed: ("clerk", "magistrate", "second-signer", "central-authority"),
    ev.RequestLinked: OFFICES,
    ev.RequestClosed: ("magistrate",),
    ev.PersonIdentified: ("population-register", "clerk", "magistrate", "police-officer"),
    ev.Screened: OFFICES,
    ev.ListDeclared: OFFICES,
    ev.QuestionAnswered: ROLES,
    ev.OpinionGiven: ("asylum-officer",),
    ev.OpinionAnswered: ("magistrate",),
    ev.FindingMade: OFFICES,
    ev.DecisionTaken: OFFICES,
    ev.HoldPlaced: ROLES,
    ev.HoldLifted: ROLES,
    ev.ClearanceProposed: ("magistrate",),
    ev.ClearanceGiven: ("magistrate", "second-signer"),
    ev.ClearanceRevoked: ("magistrate", "second-signer", "court", "overseer"),
    ev.ClearanceSpent: ("magistrate", "police-officer"),
    ev.OutwardProposed: ("magistrate",),
    ev.OutwardPosted: ("magistrate", "second-signer", "overseer"),
    ev.NoticeGiven: ("magistrate", "police-officer", "court", "central-authority"),
    ev.OppositionEnded: ("court",),
    ev.FreezeAnswered: ("magistrate",),
    ev.ItemReturned: OFFICES,
    ev.IncidentFollowed: ("overseer", "magistrate"),
    ev.EmergencyConfirmed: OFFICES,
    ev.EmergencyReviewed: ("overseer",),
    ev.Escalated: OFFICES,
    ev.AccountOpened: ("operator", "overseer"),
    ev.AccountClosed: ("operator", "overseer"),
    ev.DeputyNamed: OFFICES,
    ev.AbsenceStated: OFFICES,
    ev.ConflictStated: OFFICES,
    ev.ProtectionEntered: ("asylum-officer",),
    ev.ProtectionEnded: ("asylum-officer",),
    ev.RulebookSigned: ("rulebook-keeper", "overseer"),
    ev.RulebookActivated: ("rulebook-keeper", "overseer"),
    ev.SampleDrawn: ("overseer",),
    ev.SampleReviewed: ("overseer",),
}
"""Kinds with the roles that may write them; each of these kinds needs `by`."""


def authors(event: ev.AnyEvent) -> tuple[str, ...] | None:
    """The roles that may write events of this kind; None if anybody may, named or not."""
    return AUTHORS.get(type(event))


def may_write(event: ev.AnyEvent) -> bool:
    """Whether the role in `by` may write this kind of event, as far as the kind alone tells."""
    allowed = authors(event)
    return allowed is None or event.by in allowed
