"""The desks there are: in which role one sits at each, its address and what it is called."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safeconduct.case.roles import Role


@dataclass(frozen=True)
class Desk:
    """One desk."""

    role: Role
    name: str
    """The name of its first page among the addresses (`NAME:home`), and its path."""
    title: Promise | str
    does: Promise | str
    """What its people do here, in a sentence."""


DESKS: dict[Role, Desk] = {
    desk.role: desk
    for desk in (
        Desk("clerk", "clerk", _("Clerk"), _("Register requests and say whom they touch.")),
        Desk("magistrate", "magistrate", _("Magistrate"),
             _("See what is in the way, ask, decide with reasons, clear or hold.")),
        Desk("second-signer", "second", _("Second signer"),
             _("Confirm where requests came from, and sign clearances with the magistrate.")),
        Desk("asylum-officer", "asylum", _("Asylum officer"),
             _("Say whether it is the person you protect, and give your opinion.")),
        Desk("police-officer", "police", _("Police officer"),
             _("See what a clearance allows, carry it out, report.")),
        Desk("observer", "observer", _("Observer of the bar"),
             _("Attend, object, see that seals hold.")),
        Desk("defence", "defence", _("Defence"),
             _("Read your notice and your file, oppose, ask for a standstill.")),
        Desk("overseer", "overseer", _("Overseer"),
             _("Watch the records, what is overdue, what went wrong.")),
        Desk("operator", "operator", _("Operator"), _("Open accounts and keys.")),
    )
}  # fmt: skip
"""By role. Whoever acts in another role answers questions alone."""

ANSWERS = Desk("court", "answers", _("Questions"), _("Answer what you were asked."))
"""For every other role."""


def desk_of(role: Role) -> Desk:
    """The desk of a role."""
    return DESKS.get(role, ANSWERS)
