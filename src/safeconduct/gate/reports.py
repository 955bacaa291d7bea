"""Execution reports and inventories as somebody is shown them: whole, or as far as they are theirs.

What several persons were touched by is not one of theirs alone: counsel of one of them reads of it
that it took place, and which things are their client's.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from msgspec import to_builtins

from safeconduct.case import events as ev
from safeconduct.case import neutral
from safeconduct.case.facts import key as fact_key
from safeconduct.case.telltale import may_tell
from safeconduct.gate import execution, matters, own, sealed, versions
from safeconduct.gate.change import File, look_at
from safeconduct.gate.errors import NotFound
from safeconduct.gate.measures import planned
from safeconduct.gate.openwords import open_part_alone
from safeconduct.gate.takings import taken
from safeconduct.gate.touched import touched
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must

AT_THE_PLACE = ("police-officer", "observer")


@dataclass
class Execution:
    """What was reported on a measure; what is empty was not said, or is not shown."""

    reported: bool = False
    whole: bool = True
    """Whether all of it is shown."""
    day: str = ""
    hour: str = ""
    attended: list[dict[str, Any]] = field(default_factory=list)
    entry: str = ""
    vulnerable: list[str] = field(default_factory=list)
    counsel: str = ""
    signature: str = ""
    pressure: str = ""
    remarks: list[str] = field(default_factory=list)
    observed: list[str] = field(default_factory=list)
    """What observers of the bar remarked."""
    missing: list[str] = field(default_factory=list)
    asks: dict[str, str] = field(default_factory=dict)
    """What the reader's part of the report answers, by the word of the vocabulary: to the police
    and to observers."""
    answers: dict[str, str] = field(default_factory=dict)
    """What the report answered."""


@dataclass(frozen=True)
class Listed:
    """A thing that a measure obtained."""

    item: str
    kind: str
    title: str
    sha256: str
    owner: str
    owner_calls_it: str
    owner_named: str
    objection: str
    returned: str
    """To whom it was given back; empty while it is kept."""
    sealed: bool
    """Whether nobody may open it: an act outside the gate obtained it."""


def read(actor: Actor, case: str, measure: str) -> dict[str, Any]:
    """The report on a measure as the actor may read it. Raises `NotFound`."""
    must(actor, Permission.EXECUTION_READ, case, measure)
    file = _file(actor, case, measure)
    plan = planned(file, measure)
    police = actor.role == "police-officer"
    asks = execution.asked(plan.kind) if police else {}
    if actor.role == "observer":
        asks = execution.asked_of_observers(plan.kind)
    done = _executed(actor, file, measure)
    if done is None:
        remarks = execution.observed(file.events, measure) if _reads_all(actor, file, plan) else []
        return asdict(Execution(asks=asks, observed=[] if police else remarks))
    attended = [to_builtins(one) for one in done.attended]
    if actor.role == "asylum-officer":
        return asdict(Execution(True, False, done.day, attended=attended))
    if not _reads_all(actor, file, plan):
        return asdict(Execution(True, False, done.day, done.hour or ""))
    # What was not answered is told by its question: people read it, not the vocabulary's word.
    words = execution.asked(plan.kind)
    return asdict(
        Execution(
            True, True, done.day, done.hour or "", attended, done.entry, list(done.vulnerable),
            done.counsel, done.signature, done.pressure, list(done.remarks),
            [] if police else execution.observed(file.events, measure),
            [words.get(one, one) for one in execution.left_out(done)],
            asks, _answers(file, measure, plan.kind),
        )
    )  # fmt: skip


def inventory(actor: Actor, case: str, measure: str) -> list[dict[str, Any]]:
    """What a measure obtained; to counsel of one of several, their client's. Raises `NotFound`."""
    must(actor, Permission.INVENTORY_READ, case, measure)
    file = _file(actor, case, measure)
    plan = planned(file, measure)
    whole = _reads_all(actor, file, plan)
    back = {e.item: e.to for e in file.events if isinstance(e, ev.ItemReturned)}
    shut = sealed.sealed(file.events)
    done = file.state.executed.get(measure)
    said = {one.item: one for one in done.inventory} if done else {}
    of = taken(file.events)
    found = []
    for item, listed in file.state.items.items():
        if measure not in (listed.measure, of.get(item)):
            continue
        if not whole and listed.owner not in actor.concerns:
            continue
        more = said.get(item)
        found.append(
            Listed(
                item, listed.kind, listed.title, listed.sha256, listed.owner or "",
                more.owner_calls_it if more else "", more.owner if more else "",
                more.objection if more else "", back.get(item, ""), item in shut,
            )
        )  # fmt: skip
    if open_part_alone(actor):
        found = [_open_part(one) for one in found]
    return [asdict(one) for one in found]


def _open_part(one: Listed) -> Listed:
    """A thing as who reads the open part alone has it: in words that tell of no protection."""
    said: dict[str, Any] = {
        name: "" for name in ("owner_calls_it", "owner_named", "objection", "returned")
        if may_tell(getattr(one, name))
    }  # fmt: skip
    if may_tell(one.title):
        said["title"] = neutral.thing(one.kind, one.item)
    return replace(one, **said)


def _file(actor: Actor, case: str, measure: str) -> File:
    file = look_at(actor, case)
    if actor.role in AT_THE_PLACE:
        matters.admitted(actor, case, measure)
    elif actor.role in own.ROLES and measure not in own.measures(actor, file.events, file.state):
        raise NotFound(f"there is no case '{case}'")
    return file


def _reads_all(actor: Actor, file: File, plan: ev.MeasurePlanned) -> bool:
    if actor.role != "defence" or file.id in actor.concerns:
        return True
    return set(touched(file.state, plan)) <= actor.concerns


def _executed(actor: Actor, file: File, measure: str) -> ev.MeasureExecuted | None:
    """The report; to who reads the open part of a case alone, as that has it."""
    if not open_part_alone(actor):
        return file.state.executed.get(measure)
    found = [
        event for _, event in versions.opened(file.before)
        if isinstance(event, ev.MeasureExecuted) and event.measure == measure
    ]  # fmt: skip
    return found[-1] if found else None


def _answers(file: File, measure: str, kind: str) -> dict[str, str]:
    keys = {fact_key(word, measure): word for word in execution.asked(kind)}
    return {
        keys[event.fact]: event.value
        for event in file.events
        if isinstance(event, ev.FactStated) and event.fact in keys and event.by == "police-officer"
    }
