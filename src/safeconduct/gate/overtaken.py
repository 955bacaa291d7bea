"""What came after a decision to go on: whoever took it had not seen it, and decides anew. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from safeconduct.case import events as ev
from safeconduct.case.facts import canonical
from safeconduct.case.state import State
from safeconduct.gate.own import is_about
from safeconduct.gate.touched import touched


class Overtaken(NamedTuple):
    """A role's decision, and the kinds of what came after it."""

    role: str
    kinds: tuple[str, ...]


def overtaken(events: Sequence[ev.AnyEvent], state: State, measure: str) -> list[Overtaken]:
    """The decisions to go on with a measure that do not rest on everything that is known now."""
    last: dict[str, int] = {}
    for number, event in enumerate(events):
        if isinstance(event, ev.DecisionTaken) and measure in event.measures and event.by:
            last[event.by] = number
    found = []
    for role, number in last.items():
        taken = events[number]
        if isinstance(taken, ev.DecisionTaken) and taken.outcome == "proceed":
            kinds = tuple(dict.fromkeys(_new(events, number, state, measure)))
            if kinds:
                found.append(Overtaken(role, kinds))
    return found


def _new(events: Sequence[ev.AnyEvent], number: int, state: State, measure: str) -> Iterator[str]:
    """The kinds of what bears on a measure and came after an event."""
    plan = state.measures[measure]
    persons = set(touched(state, plan))
    things = {measure, plan.request, *persons, *plan.items}
    said = {_said(event) for event in events[:number]}
    for event in events[number + 1 :]:
        if _bears(event, plan, persons, things) and (
            _said(event) is None or _said(event) not in said
        ):
            yield str(type(event).__struct_config__.tag)


def _said(event: ev.AnyEvent) -> tuple[str, str, str] | None:
    """A fact, its value and whose word it is: what the same role said before is nothing new."""
    if isinstance(event, ev.FactStated | ev.QuestionAnswered | ev.FindingMade):
        return canonical(event.fact), event.value, str(event.by)
    return None


def _bears(
    event: ev.AnyEvent, plan: ev.MeasurePlanned, persons: set[str], things: set[str]
) -> bool:
    match event:
        case ev.FactStated() | ev.QuestionAnswered() | ev.FindingMade():
            return is_about(event.fact, things)
        case ev.SignalStated():
            return plan.request in event.requests
        case ev.MeasurePlanned():
            return event.measure == plan.measure
        case ev.PersonListed() | ev.ProtectionStated():
            return event.person in persons
        case ev.Screened():
            return event.person in persons and event.result == "hit"
        case ev.RelationStated():
            return bool(persons & {event.person, event.to})
        case ev.ItemListed():
            return event.item in plan.items
        case ev.OpinionGiven():
            return any(one.measure == plan.measure for one in event.on)
        case _:
            return False
