"""Which registers hear of an event: those before which the matter was put earlier."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from safeconduct.case import events as ev
from safeconduct.case.state import State, fold
from safeconduct.gate import putto
from safeconduct.gate.node import current
from safeconduct.gate.touched import touched

STEPS = (
    ev.MeasurePlanned, ev.OpinionAnswered, ev.DecisionTaken, ev.HoldPlaced, ev.HoldLifted,
    ev.ClearanceGiven, ev.ClearanceRevoked, ev.ClearanceSpent, ev.MeasureExecuted, ev.ItemReturned,
    ev.NoticeGiven, ev.OppositionFiled, ev.OppositionEnded, ev.TransmissionSent, ev.RecallSent,
    ev.FreezeRequested, ev.FreezeAnswered, ev.IncidentOpened, ev.RequestLinked, ev.RequestClosed,
    ev.EmergencyStated, ev.EmergencyConfirmed, ev.EmergencyReviewed,
)  # fmt: skip
"""Later steps that a register is told of, if they are about a request that was put before it."""


def tell(
    case: str, before: Iterable[ev.AnyEvent], new: Sequence[ev.AnyEvent], state: State
) -> None:
    """Tell each register of the referrals to it, and of the later steps of those matters.

    One whose desk is elsewhere is shown the whole matter anew whenever it reads otherwise.
    """
    matters: dict[str, set[str]] = {}
    before = list(before)
    for event in before:
        if isinstance(event, ev.Referred):
            matters.setdefault(event.to, set()).update(_requests(state, event.measures))
    desk = current().desk
    for event in new:
        if isinstance(event, ev.Referred):
            matters.setdefault(event.to, set()).update(_requests(state, event.measures))
            desk.told(event.to, case, event)
        elif isinstance(event, STEPS):
            about = _about(state, event)
            whose = _whose(state, event)
            for register, requests in matters.items():
                if requests & about and whose in ("", register):
                    desk.told(register, case, event)
    after = [*before, *new]
    # A question can be put to a register before which nothing else was put.
    asked = putto.registers(before, fold(before)) | putto.registers(after, state)
    for register in dict.fromkeys([*matters, *sorted(asked)]):
        desk.changed(register, case, before, after, state)


def _whose(state: State, event: ev.AnyEvent) -> str:
    """The register whose matter alone a step is; empty if every register may hear of it.

    That another register's opinion was answered says that it has somebody.
    """
    match event:
        case ev.OpinionAnswered():
            opinion = state.opinions.get(event.opinion)
            return opinion.register if opinion else ""
        case ev.HoldPlaced():
            return event.register
        case ev.HoldLifted():
            placed = state.holds.get(event.hold)
            return placed.register if placed else ""
        case _:
            return ""


def _requests(state: State, measures: Iterable[str]) -> set[str]:
    return {state.measures[one].request for one in measures if one in state.measures}


def _about(state: State, event: ev.AnyEvent) -> set[str]:
    """The requests that a step is about."""
    match event:
        case ev.HoldPlaced():
            return _held(state, event)
        case ev.HoldLifted():
            placed = state.holds.get(event.hold)
            return _held(state, placed) if placed else set()
        case ev.ClearanceRevoked() | ev.ClearanceSpent():
            given = state.clearances.get(event.clearance)
            return _requests(state, (given.measure,)) if given else set()
        case ev.OpinionAnswered():
            opinion = state.opinions.get(event.opinion)
            return _requests(state, (one.measure for one in opinion.on)) if opinion else set()
        case ev.ItemReturned():
            item = state.items.get(event.item)
            return _requests(state, (item.measure or "",)) if item else set()
        case ev.DecisionTaken():
            return _requests(state, event.measures)
        case ev.EmergencyConfirmed() | ev.EmergencyReviewed():
            stated = state.emergencies.get(event.emergency)
            return _requests(state, (stated.measure,)) if stated else set()
        case ev.IncidentOpened() if event.measure is None:
            return set(state.requests)  # about the case as a whole
        case _:
            request = getattr(event, "request", None)
            measure = getattr(event, "measure", None)
            if isinstance(request, str):
                return {request}
            return _requests(state, (measure,)) if isinstance(measure, str) else set()


def _held(state: State, hold: ev.HoldPlaced) -> set[str]:
    if hold.on == "request":
        return {hold.of}
    if hold.on == "measure":
        return _requests(state, (hold.of,))
    if hold.on == "state":
        return {r.request for r in state.requests.values() if r.requesting_state == hold.of}
    return {p.request for p in state.measures.values() if hold.of in touched(state, p)}
