"""Acts that were announced and have no outcome: a process ended in between, or worse.

What they are on stays shut until somebody who looked has settled it. The database alone cannot
tell: one that was brought back to a moment between announcement and act looks the same.
"""

from __future__ import annotations

from typing import NamedTuple

from safeconduct.case import events as ev
from safeconduct.gate import guard, reading
from safeconduct.gate.away import away_from, keeps_away
from safeconduct.gate.change import changing
from safeconduct.gate.connection import DjangoConnection
from safeconduct.gate.errors import NotFound, Wrong
from safeconduct.gate.models import Entry
from safeconduct.gate.opening import said, witnessing
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must
from safeconduct.record.acts import ActRefused, in_doubt
from safeconduct.record.checkpointer import NotWitnessed
from safeconduct.record.evidence import Halted
from safeconduct.record.log import Log


class Doubt(NamedTuple):
    """An act in doubt: its intent, what it would happen to, when it was announced."""

    intent: str
    to: str
    day: str


def listed(actor: Actor, case: str) -> list[Doubt]:
    """The acts of a case that are in doubt; one that is under way at this moment is among them."""
    must(actor, Permission.DOUBT_READ, case)
    reading.case_of(case)
    if keeps_away(actor, case):
        raise NotFound(f"there is no case '{case}'")
    return [Doubt(e.intent, e.to, e.day) for e, _ in _found(case)]


def everywhere(actor: Actor) -> list[tuple[str, Doubt]]:
    """The acts that are in doubt in any case, each with its case."""
    must(actor, Permission.DOUBT_READ)
    positions = {doubt.position for doubt in in_doubt(DjangoConnection())}
    cases = Entry.objects.filter(position__in=positions).values_list("case_id", flat=True)
    avoided = away_from(actor)
    return [
        (case, Doubt(e.intent, e.to, e.day))
        for case in sorted(set(cases) - avoided) for e, _ in _found(case)
    ]  # fmt: skip


def settle(actor: Actor, case: str, intent: str, reasons: str) -> None:
    """Somebody has found out that the act did not happen: it counts as dropped, for these reasons.

    Only after witnesses have cosigned all that is here, so that it is not done on a database that
    was brought back to an older state. Raises `NotFound`, `Wrong`, `Held`.
    """
    must(actor, Permission.DOUBT_SETTLE, case)
    if not reasons.strip():
        raise Wrong("reasons: say how you found out that it did not happen")
    acts = witnessing()
    try:
        witnessed = acts.witnessed(Log(DjangoConnection()).size() - 1)
    except (ActRefused, NotWitnessed, Halted) as error:
        raise said(error) from error
    with changing(actor) as made:
        file = made.file(case)
        guard.opening(file)
        doubt = next((position for e, position in _found(case) if e.intent == intent), None)
        if doubt is None:
            raise NotFound(f"no act '{intent}' of this case is in doubt")
        file.write(ev.ActDropped(intent=intent, reasons=reasons), known=())
        position = doubt
        made.before.append(lambda connection: acts.as_witnessed(connection, witnessed))
        made.after.append(
            lambda connection: acts.outcome(connection, position, file.positions[-1], done=False)
        )


def _found(case: str) -> list[tuple[ev.ActIntended, int]]:
    positions = {doubt.position for doubt in in_doubt(DjangoConnection())}
    return [
        (one.event, one.position)
        for one in reading.read(case)
        if isinstance(one.event, ev.ActIntended) and one.position in positions
    ]
