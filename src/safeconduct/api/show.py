"""What of a case somebody is shown: by their role, as the visibility table has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from ninja import Schema

from safeconduct.api.rows import ROW_OF
from safeconduct.case import events as ev
from safeconduct.case import neutral
from safeconduct.case.ruling import Outcome
from safeconduct.case.state import State
from safeconduct.gate import notices, own, shown, versions
from safeconduct.gate.errors import NotFound
from safeconduct.gate.facts import NOT_PROTECTION
from safeconduct.gate.models import Case, Measure, Request
from safeconduct.gate.openwords import as_read, open_part_alone
from safeconduct.gate.reading import Written
from safeconduct.gate.rulings import rule
from safeconduct.gate.stages import STAGES
from safeconduct.gate.versions import Version
from safeconduct.policy.actor import Actor
from safeconduct.policy.cells import Level
from safeconduct.policy.objects import Object
from safeconduct.policy.visibility import cell, see

INSIDE = ("to-refer", "to-hear", "to-answer", "to-rule")
"""Stages that tell a register's answer. Who may not know it sees one and the same for all."""

STAGES_OF: dict[str, tuple[str, ...]] = {
    **{stage: (stage,) for stage in STAGES},
    **dict.fromkeys(INSIDE, ()),
    "to-rule": INSIDE,
}
"""For those who may not know: what each stage stands for. One that they never see is empty: a list
narrowed to it would name those who were found."""

_CONDITIONS = ("", NOT_PROTECTION, "co-signs")
"""Conditions of the table that are kept to here. A cell with another one shows no events."""


class MeasureShown(Schema):
    """A measure: how far it has come. Without `outcome` the reader may not see rulings.

    Whoever is told no numbers finds the version of a case in the case itself.
    """

    measure: str
    case: str
    version: int | None
    request: str
    kind: str
    title: str
    acting: str
    on: str
    stage: str
    held: bool
    outcome: str | None = None
    ruled_version: int | None = None
    """The version of the case that `outcome` was found on."""


class RequestShown(Schema):
    """A request in a list."""

    request: str
    case: str
    version: int | None
    requesting_state: str
    kind: str
    title: str
    reference: str
    received: str
    confirmed: bool
    closed: bool
    measures: list[MeasureShown]


class EventShown(Schema):
    """An event: its number in the case, its entry in the record, who wrote it, and what it says.

    For whoever is not told how many events there are, the number is that among those they see.
    """

    number: int
    entry: int | None
    actor: str
    event: dict[str, Any]


def knows(actor: Actor) -> bool:
    """Whether somebody may know what the registers answered."""
    return see(actor, Object.HIT) is Level.FULL


def reads_rulings(actor: Actor) -> bool:
    """Whether somebody may read outcomes of every request, whole or without names."""
    return see(actor, Object.RULING) is Level.FULL


def stages(actor: Actor, stage: str) -> Sequence[str]:
    """The stages that somebody means by one that they see."""
    return (stage,) if knows(actor) else STAGES_OF[stage]


def measure(actor: Actor, row: Measure, case: Case) -> MeasureShown:
    """A measure as somebody is shown it."""
    ruled = bool(row.outcome) and reads_rulings(actor)
    hidden = row.stage in INSIDE and not knows(actor)
    return MeasureShown(
        measure=row.pk, case=case.pk, version=_number(actor, case), request=row.request_id,
        kind=row.kind, title=as_read(actor, row.title, neutral.thing(row.kind, row.pk)),
        acting=row.acting, on=row.on,
        stage="to-rule" if hidden else row.stage, held=row.held,
        outcome=row.outcome if ruled else None, ruled_version=row.ruled_version if ruled else None,
    )  # fmt: skip


def request(actor: Actor, row: Request, measures: Sequence[Measure], case: Case) -> RequestShown:
    """A request as somebody is shown it."""
    return RequestShown(
        request=row.pk, case=case.pk, version=_number(actor, case),
        requesting_state=row.requesting_state, kind=row.kind,
        title=as_read(actor, row.title, neutral.request(row.requesting_state)),
        reference=row.reference, received=row.received,
        confirmed=row.confirmed, closed=row.closed,
        measures=[measure(actor, one, case) for one in measures],
    )  # fmt: skip


def _number(actor: Actor, case: Case) -> int | None:
    return case.version if versions.counts(actor) else None


def events(actor: Actor, written: Sequence[Written]) -> list[EventShown]:
    """The events that somebody is shown, in their order.

    Who may see facts but no protection is shown the open part of a case, as a court file has it.
    """
    table: list[tuple[Written, ev.AnyEvent]] = [(one, one.event) for one in written]
    if open_part_alone(actor):
        table = versions.opened(written)
    counts = versions.counts(actor)
    table = [(one, event) for one, event in table if _shows(actor, event)]
    return [
        EventShown(
            number=one.number if counts else number, entry=one.position if counts else None,
            actor=one.actor, event=msgspec.to_builtins(_as_read(actor, event)),
        )
        for number, (one, event) in enumerate(table)
    ]  # fmt: skip


def _shows(actor: Actor, event: ev.AnyEvent) -> bool:
    row = ROW_OF.get(type(event))
    if row is None:
        return False
    found = cell(actor.role, row)
    return found.read is Level.FULL and found.condition in _CONDITIONS


def _as_read(actor: Actor, event: ev.AnyEvent) -> ev.AnyEvent:
    """An event without the parts of it that belong to another row of the table, or to nobody."""
    match event:
        case ev.PersonIdentified():
            # The number in the population register is for the person and the court.
            return msgspec.structs.replace(event, number="")
        case ev.HoldPlaced() if not knows(actor):
            return msgspec.structs.replace(event, register="")
        case ev.FactStated() if see(actor, Object.DECISION) < Level.FULL:
            return notices.without_reasons(event)
        case _:
            return event


How = Literal["whole", "pseudonymised", "redacted", "state"]


class RulingShown(Schema):
    """A ruling at the level that the reader may see.

    `whole`: the ruling (docs/schemas). `pseudonymised`: without names and words. `redacted`: what
    follows from the open part alone. `state`: only that there is one, and for which version.
    """

    version: Version
    level: How
    day: str
    outcome: Outcome | None = None
    ruling: dict[str, Any] | None = None


def ruling(
    actor: Actor, events: Sequence[ev.AnyEvent], state: State, name: str, version: Version,
    day: str, *, for_file: bool = False,
) -> RulingShown:  # fmt: skip
    """The ruling on a measure as somebody is shown it. Raises `NotFound`, `Refused`.

    `for_file`: as a court's file may have it, to whoever may read it whole.
    """
    found: dict[str, Any]
    level: How
    if for_file and knows(actor):
        level, found = "redacted", msgspec.to_builtins(shown.redacted(events, name))
    elif knows(actor) or actor.role == "second-signer":
        level, found = "whole", msgspec.to_builtins(rule(events, name))
    elif see(actor, Object.RULING) is Level.FULL:
        level, found = "pseudonymised", shown.pseudonymised(events, name)
    elif see(actor, Object.RULING) is Level.OWN:
        if name not in own.measures(actor, events, state):
            raise NotFound(f"there is no measure '{name}'")
        level, found = "redacted", msgspec.to_builtins(shown.redacted(events, name))
    else:
        return RulingShown(version=version, level="state", day=day)
    return RulingShown(
        version=version, level=level, day=day, outcome=found["outcome"], ruling=found
    )
