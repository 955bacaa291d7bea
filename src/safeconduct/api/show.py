"""What of a case somebody is shown: by their role, as the visibility table has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from ninja import Schema

from safeconduct.case import events as ev
from safeconduct.case.roles import Role
from safeconduct.case.ruling import Outcome
from safeconduct.case.state import State
from safeconduct.gate import shown
from safeconduct.gate.errors import NotFound
from safeconduct.gate.models import Case, Measure, Request
from safeconduct.gate.reading import Written
from safeconduct.gate.rulings import rule
from safeconduct.gate.stages import STAGES
from safeconduct.policy.actor import Actor

INSIDE = ("to-refer", "to-hear", "to-answer", "to-rule")
"""Stages that tell a register's answer. Who may not know it sees one and the same for all."""

STAGES_OF = {stage: INSIDE if stage == "to-rule" else (stage,) for stage in STAGES}
"""For those who may not know: what each stage that they see stands for."""

_KNOWS: tuple[Role, ...] = ("magistrate",)
_RULINGS: tuple[Role, ...] = ("magistrate", "second-signer", "overseer")
_NOT_FOR_SECOND = (
    ev.ProtectionStated, ev.Screened, ev.Referred, ev.OpinionGiven, ev.OpinionAnswered,
)  # fmt: skip


class MeasureShown(Schema):
    """A measure: how far it has come. Without `outcome` the reader may not see rulings."""

    measure: str
    case: str
    version: int
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
    version: int
    requesting_state: str
    kind: str
    title: str
    reference: str
    received: str
    confirmed: bool
    closed: bool
    measures: list[MeasureShown]


class EventShown(Schema):
    """An event: its number in the case, its entry in the record, who wrote it, and what it says."""

    number: int
    entry: int
    actor: str
    event: dict[str, Any]


def knows(actor: Actor) -> bool:
    """Whether somebody may know what the registers answered."""
    return actor.role in _KNOWS


def reads_rulings(actor: Actor) -> bool:
    """Whether somebody may read outcomes, whole or without names."""
    return actor.role in _RULINGS


def stages(actor: Actor, stage: str) -> Sequence[str]:
    """The stages that somebody means by one that they see."""
    return (stage,) if knows(actor) else STAGES_OF[stage]


def measure(actor: Actor, row: Measure, case: Case) -> MeasureShown:
    """A measure as somebody is shown it."""
    ruled = bool(row.outcome) and reads_rulings(actor)
    hidden = row.stage in INSIDE and not knows(actor)
    return MeasureShown(
        measure=row.pk, case=case.pk, version=case.version, request=row.request_id, kind=row.kind,
        title=row.title, acting=row.acting, on=row.on,
        stage="to-rule" if hidden else row.stage, held=row.held,
        outcome=row.outcome if ruled else None, ruled_version=row.ruled_version if ruled else None,
    )  # fmt: skip


def request(actor: Actor, row: Request, measures: Sequence[Measure], case: Case) -> RequestShown:
    """A request as somebody is shown it."""
    return RequestShown(
        request=row.pk, case=case.pk, version=case.version, requesting_state=row.requesting_state,
        kind=row.kind, title=row.title, reference=row.reference, received=row.received,
        confirmed=row.confirmed, closed=row.closed,
        measures=[measure(actor, one, case) for one in measures],
    )  # fmt: skip


def event(actor: Actor, written: Written) -> EventShown | None:
    """An event as somebody is shown it; None where they are not."""
    if actor.role not in ("magistrate", "second-signer"):
        return None
    said = written.event
    if actor.role == "second-signer" and isinstance(said, _NOT_FOR_SECOND):
        return None
    if isinstance(said, ev.PersonIdentified):
        # The number is for the person and the court.
        said = msgspec.structs.replace(said, number="")
    return EventShown(
        number=written.number, entry=written.position, actor=written.actor,
        event=msgspec.to_builtins(said),
    )  # fmt: skip


Level = Literal["whole", "pseudonymised", "redacted", "state"]


class RulingShown(Schema):
    """A ruling at the level that the reader may see.

    `whole`: the ruling (docs/schemas). `pseudonymised`: without names and words. `redacted`: what
    follows from the open part alone. `state`: only that there is one, and for which version.
    """

    version: int
    level: Level
    day: str
    outcome: Outcome | None = None
    ruling: dict[str, Any] | None = None


def ruling(
    actor: Actor, events: Sequence[ev.AnyEvent], state: State, name: str, version: int, day: str
) -> RulingShown:
    """The ruling on a measure as somebody is shown it. Raises `NotFound`, `Refused`."""
    found: dict[str, Any]
    level: Level
    match actor.role:
        case "magistrate" | "second-signer":
            level, found = "whole", msgspec.to_builtins(rule(events, name))
        case "overseer":
            level, found = "pseudonymised", shown.pseudonymised(events, name)
        case "defence":
            if not _told(actor, events, state, name):
                raise NotFound(f"there is no measure '{name}'")
            level, found = "redacted", msgspec.to_builtins(shown.redacted(events, name))
        case _:
            return RulingShown(version=version, level="state", day=day)
    return RulingShown(
        version=version, level=level, day=day, outcome=found["outcome"], ruling=found
    )


def _told(actor: Actor, events: Sequence[ev.AnyEvent], state: State, name: str) -> bool:
    """Whether somebody on the defence's side was told of a measure."""
    here = {*state.measures[name].touches, *state.measures[name].targets}
    case = {state.head.case} if state.head else set()
    if not actor.concerns & (here | case):
        return False
    return any(isinstance(e, ev.NoticeGiven) and e.measure == name for e in events)
