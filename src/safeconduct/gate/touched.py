"""Whom a measure touches, and which measures are still alive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from safeconduct.case import events as ev
from safeconduct.case.state import State
from safeconduct.gate.stages import confirmed


def touched(state: State, plan: ev.MeasurePlanned) -> list[str]:
    """Everyone a measure touches; a sending, also whose things it sends and from whom they are."""
    persons = [*plan.touches, *plan.targets]
    if plan.kind == "transmission":
        for item in plan.items:
            listed = state.items.get(item)
            persons += [listed.owner] if listed and listed.owner else []
            origins = [listed.measure] if listed and listed.measure else []
            origins += [name for name, done in state.executed.items() if item in _taken(done)]
            for origin in (state.measures[one] for one in origins if one in state.measures):
                persons += [*origin.touches, *origin.targets] if origin is not plan else []
    return list(dict.fromkeys(persons))


def _taken(done: ev.MeasureExecuted) -> set[str]:
    return {*done.taken, *(one.item for one in done.inventory)}


def live_requests(events: Sequence[ev.AnyEvent], state: State) -> list[ev.RequestReceived]:
    """The requests that two persons have opened and nobody has closed."""
    closed = {event.request for event in events if isinstance(event, ev.RequestClosed)}
    return [
        request
        for name, request in state.requests.items()
        if name not in closed and confirmed(events, name)
    ]


def live_measures(
    events: Sequence[ev.AnyEvent], state: State
) -> Iterator[tuple[ev.RequestReceived, ev.MeasurePlanned]]:
    """The measures of live requests, each with its request."""
    live = {request.request: request for request in live_requests(events, state)}
    for plan in state.measures.values():
        if plan.request in live:
            yield live[plan.request], plan
