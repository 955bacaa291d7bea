"""Reads afterwards, entry by entry, whether each act rested on what still stood when it was done.

Nothing here looks at threads or clocks: the order is the record's. Whoever acts on a version of a
case says so in their reasons (`looked`), so that it can be compared with what came before the act.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256

from safeconduct.case import events as ev
from safeconduct.case.canonical import canonical
from safeconduct.case.facts import key as fact_key
from safeconduct.case.state import State, fold
from safeconduct.gate import frozen, reading, referred
from safeconduct.gate.index import holds_on
from safeconduct.gate.reading import Written
from safeconduct.law.holds import standing
from tests.gate.place import DAY

_LOOKED = re.compile(r"looked at version (\d+) of (\S+)")


def looked(case: str, version: int) -> str:
    """What somebody writes into their reasons who looked at a version of a case."""
    return f"looked at version {version} of {case}"


def wrong(*cases: str) -> list[str]:
    """Every act of these cases that did not rest on what stood; empty is as it should be."""
    return [f"{case}: {words}" for case in cases for words in _of_case(case)]


def _of_case(case: str) -> Iterator[str]:
    written = reading.read(case)
    for place, one in enumerate(written):
        before = [w.event for w in written[:place]]
        after = [w.event for w in written[place + 1 :]]
        about = f"{one.number} {type(one.event).__name__}"
        yield from (f"{about}: {words}" for words in _overtaken(case, written, one))
        yield from (f"{about}: {words}" for words in _of_event(one.event, before, after))


def _overtaken(case: str, written: Sequence[Written], one: Written) -> Iterator[str]:
    """What came between the version that its author looked at and the act."""
    found = _LOOKED.search(_words(one.event))
    if found is None or found[2] != case:
        return
    seen = int(found[1])
    for between in written:
        says_nothing = isinstance(between.event, ev.Escalated | ev.ActIntended | ev.ActDropped)
        if seen <= between.number < one.number and not says_nothing:
            yield f"rests on version {seen}; since then {type(between.event).__name__}"


def _words(event: ev.AnyEvent) -> str:
    match event:
        case ev.DecisionTaken() | ev.FreezeAnswered() | ev.HoldLifted():
            return event.reasons
        case ev.OpinionAnswered():
            return event.answers[0]
        case ev.MeasureExecuted():
            return " ".join(event.remarks)
        case _:
            return ""


def _of_event(
    event: ev.AnyEvent, before: Sequence[ev.AnyEvent], after: Sequence[ev.AnyEvent]
) -> Iterator[str]:
    state = fold(before)
    match event:
        case ev.DecisionTaken(outcome="proceed"):
            yield from _heard(event, before, state)
            digest = sha256(b"\n".join(canonical(one) for one in before)).hexdigest()
            if digest not in event.note:
                yield "its dossier is not what stood before it"
        case ev.OpinionAnswered():
            if any(isinstance(e, ev.OpinionAnswered) and e.opinion == event.opinion
                   for e in before):  # fmt: skip
                yield "the opinion was answered before"
        case ev.FreezeAnswered():
            if event.request not in frozen.unanswered(before):
                yield "nothing was asked"
        case ev.HoldLifted():
            if event.hold not in state.holds or event.hold in state.lifted:
                yield "the hold was not there, or lifted before"
        case ev.Referred():
            waiting = referred.outstanding(before)
            for measure in event.measures:
                if event.to in waiting.get(measure, set()):
                    yield f"an opinion on {measure} was asked for already"
        case ev.FreezeRequested():
            if any(isinstance(e, ev.FreezeRequested) and (e.request, e.note) == (
                event.request, event.note) for e in before):  # fmt: skip
                yield "a freeze on the same facts was asked before"
        case ev.MeasureExecuted():
            yield from _carried_out(event.measure, state, after)
        case _:
            pass


def _heard(event: ev.DecisionTaken, before: Sequence[ev.AnyEvent], state: State) -> Iterator[str]:
    waiting = referred.outstanding(before)
    for measure in event.measures:
        if measure in waiting:
            yield f"an opinion on {measure} was awaited"
        opinions = [o for o in state.opinions.values() if any(m.measure == measure for m in o.on)]
        last = {
            o.opinion for o in opinions[-1:]
            if any((m.measure, m.view) == (measure, "objects") for m in o.on)
        }  # fmt: skip
        answered = {e.opinion for e in before if isinstance(e, ev.OpinionAnswered)}
        if last - answered:
            yield f"the last opinion on {measure} objects, and had no answer"


def _carried_out(measure: str, state: State, after: Sequence[ev.AnyEvent]) -> Iterator[str]:
    """An execution while the measure stood still, or that a later hit shows to be wrong."""
    if measure in state.executed:
        yield "it was reported before"
    incident = any(isinstance(e, ev.IncidentOpened) and e.measure == measure for e in after)
    held = [hold.hold for hold in holds_on(state, state.measures[measure], DAY)]
    if held and not incident:
        yield f"{held} stood, and no incident was opened"
    hit = any(isinstance(e, ev.Screened) and e.result == "hit" for e in after)
    if hit and not incident:
        yield "a register found somebody since, and no incident was opened"


def complete(case: str, person: str) -> bool:
    """Whether the check on a person counts as complete, on the events alone."""
    return fact_key("protections", person) in fold(reading.events(case)).declared


def standing_on(case: str, person: str, day: date = DAY) -> list[ev.HoldPlaced]:
    """The holds that stand on a person."""
    empty: dict[str, set[str]] = {"measure": set(), "request": set(), "state": set()}
    return standing(fold(reading.events(case)), day, {**empty, "person": {person}})


def positions(case: str, kind: type[ev.AnyEvent]) -> list[int]:
    """Where the record has the events of a kind."""
    return [w.position for w in reading.read(case) if isinstance(w.event, kind)]
