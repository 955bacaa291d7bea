"""The register's desk: the gate tells it of referrals, and of each later step of the matter."""

from __future__ import annotations

from collections.abc import Sequence

from safeconduct.case import events as ev
from safeconduct.case import steps
from safeconduct.case.state import State
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must
from safeconduct.register.models import FollowUp, ReferralReceived


class Desk:
    """Keeps what the gate tells, in the gate's own transaction."""

    def told(self, register: str, case: str, event: ev.AnyEvent) -> None:
        """A referral, or a later step: what kind, of what and when, and nothing of what it says."""
        if isinstance(event, ev.Referred):
            ReferralReceived.objects.create(
                register=register, case=case, measures=list(event.measures), day=event.day,
                by_default=event.by_default == "yes",
            )  # fmt: skip
            return
        FollowUp.objects.create(
            register=register, case=case, kind=steps.kind(event), of=steps.measure_of(event),
            day=event.day,
        )  # fmt: skip

    def changed(
        self, register: str, case: str, before: Sequence[ev.AnyEvent],
        events: Sequence[ev.AnyEvent], state: State,
    ) -> None:  # fmt: skip
        """Nothing to do: the officers of this database's registers read the case itself."""


def referrals(actor: Actor) -> list[ReferralReceived]:
    """What was put before the actor's own register, the newest first."""
    must(actor, Permission.REFERRAL_READ)
    mine = ReferralReceived.objects.filter(register=actor.register).exclude(register="")
    return list(mine.order_by("-pk")[:_MOST])


def follow_ups(actor: Actor, case: str) -> list[FollowUp]:
    """What happened since in a case, as far as the actor's own register was told."""
    must(actor, Permission.REFERRAL_READ, case)
    mine = FollowUp.objects.filter(register=actor.register, case=case).exclude(register="")
    return list(mine.order_by("pk")[:_MOST])


_MOST = 1000
