"""Measures are put before the authority that protects: by a hit, by default, or by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from safeconduct.case import events as ev
from safeconduct.case.eventbase import YesNo
from safeconduct.case.roles import Role
from safeconduct.gate import standstill
from safeconduct.gate.change import File, change
from safeconduct.gate.errors import NotFound, Wrong
from safeconduct.gate.node import current
from safeconduct.gate.referred import outstanding
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must


def refer(actor: Actor, case: str, measures: Sequence[str], to: str) -> None:
    """The magistrate asks a register's authority for its opinion on measures.

    What is asked already, and not answered, is not asked twice.
    """
    must(actor, Permission.REFERRAL_MAKE, case)
    connected = [check.register for check in current().checks]
    if to not in connected:
        raise Wrong(f"to: no register is called '{to}'; there are: {', '.join(connected) or '-'}")
    if not measures:
        raise Wrong("measures: name at least one")
    with change(case, actor) as file:
        for measure in measures:
            if measure not in file.state.measures:
                raise NotFound(f"there is no measure '{measure}' in this case")
        put_before(file, measures, to, by="magistrate")


def put_before(
    file: File,
    measures: Iterable[str],
    to: str,
    *,
    by_default: YesNo = "no",
    by: Role = "asylum-officer",
) -> None:
    """Refer those of the measures on which no opinion of this register is awaited already.

    Each is held until the opinion is there.
    """
    waiting = outstanding(file.events)
    new = [one for one in dict.fromkeys(measures) if to not in waiting.get(one, set())]
    if not new:
        return
    referred = ev.Referred(measures=tuple(new), to=to, by_default=by_default)
    file.write(referred, by=by)
    for measure in new:
        standstill.place(file, "measure", measure)


def hear_again(file: File, measure: str) -> None:
    """A measure is not any more what registers gave their opinion on: each is asked anew."""
    connected = {check.register for check in current().checks}
    for event in [one for one in file.events if isinstance(one, ev.Referred)]:
        if measure in event.measures and event.to in connected:
            put_before(file, [measure], event.to, by_default=event.by_default)
