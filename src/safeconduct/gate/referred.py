"""What registers were asked, found and said, as the events of a case tell it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from safeconduct.case import events as ev
from safeconduct.case.state import State
from safeconduct.gate.touched import touched

Status = Literal["", "waiting", "hit", "none", "too-little"]


def status(events: Sequence[ev.AnyEvent], person: str, register: str) -> Status:
    """What a register last said of a person; `waiting`: found, and not settled by an officer."""
    for event in reversed(events):
        if not isinstance(event, ev.Screened) or event.person != person:
            continue
        if register in event.registers:
            return "waiting" if event.result == "hit" and not event.found else event.result
    return ""


def outstanding(events: Iterable[ev.AnyEvent]) -> dict[str, set[str]]:
    """The registers whose opinion is awaited, by measure."""
    waiting: dict[str, set[str]] = {}
    for event in events:
        if isinstance(event, ev.Referred):
            for measure in event.measures:
                waiting.setdefault(measure, set()).add(event.to)
        elif isinstance(event, ev.OpinionGiven):
            for one in event.on:
                there = waiting.get(one.measure, set())
                there.difference_update([each for each in there if speaks_for(event, each)])
    return {measure: registers for measure, registers in waiting.items() if registers}


def speaks_for(opinion: ev.OpinionGiven, register: str) -> bool:
    """Whether an opinion is a register's; one that names no register is everybody's."""
    return opinion.register in ("", register)


def referred_to(events: Iterable[ev.AnyEvent], register: str) -> list[str]:
    """The measures that were ever put before a register."""
    found = (
        measure
        for event in events
        if isinstance(event, ev.Referred) and event.to == register
        for measure in event.measures
    )
    return list(dict.fromkeys(found))


def concerned(events: Sequence[ev.AnyEvent], state: State, register: str) -> list[str]:
    """The persons for whom this register was asked, and no others who are touched.

    Those whom it has found, or could not tell; where the magistrate referred a measure by hand,
    everyone whom that measure touches.
    """
    by_hand = {
        measure
        for event in events
        if isinstance(event, ev.Referred) and (event.to, event.by) == (register, "magistrate")
        for measure in event.measures
    }
    found = [p.person for p in state.protections.values() if p.register == register]
    for measure in referred_to(events, register):
        plan = state.measures.get(measure)
        for person in touched(state, plan) if plan else ():
            asked = status(events, person, register) in ("waiting", "too-little")
            if asked or measure in by_hand:
                found.append(person)
    return [person for person in dict.fromkeys(found) if person in state.persons]
