"""The register's desk: the gate tells it of referrals, and of each later step of the matter."""

from __future__ import annotations

from collections.abc import Sequence

from safeconduct.case import events as ev
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
            register=register, case=case, kind=str(type(event).__struct_config__.tag),
            of=_of(event), day=event.day,
        )  # fmt: skip


def _of(event: ev.AnyEvent) -> str:
    """The measure that a step is about, if it is about one."""
    measure = getattr(event, "measure", None)
    if isinstance(measure, str):
        return measure
    if isinstance(event, ev.HoldPlaced) and event.on == "measure":
        return event.of
    measures: Sequence[str] = getattr(event, "measures", ())
    return measures[0] if len(measures) == 1 else ""


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
