"""How far a request and a measure have come, from the events alone.

The stages are the way of a request, in its order; a measure is at the first one that is not done.
"""

from __future__ import annotations

from collections.abc import Sequence

from safeconduct.case import events as ev
from safeconduct.case.facts import key as fact_key
from safeconduct.case.state import State

STAGES = (
    "registered", "to-confirm", "to-identify", "to-screen", "to-refer", "to-hear", "to-answer",
    "to-rule", "executed", "followed", "closed",
)  # fmt: skip


def confirmed(events: Sequence[ev.AnyEvent], request: str) -> bool:
    """Whether a second person has confirmed a request."""
    return any(isinstance(e, ev.RequestConfirmed) and e.request == request for e in events)


def closed(events: Sequence[ev.AnyEvent], request: str) -> bool:
    """Whether a request was closed."""
    return any(isinstance(e, ev.RequestClosed) and e.request == request for e in events)


def stage(events: Sequence[ev.AnyEvent], state: State, measure: str) -> str:
    """The first step on the way of a measure that is not done."""
    plan = state.measures[measure]
    if closed(events, plan.request):
        return "closed"
    if measure in state.executed or plan.status == "executed":
        return "executed"
    if not confirmed(events, plan.request):
        return "to-confirm"
    touched = {*plan.touches, *plan.targets}
    if not touched or not touched <= set(state.identified):
        return "to-identify"
    if any(fact_key("protections", person) not in state.declared for person in touched):
        return "to-screen"
    if any(p.person in touched for p in state.protections.values()):
        told = {key for key, said in state.told.items() if said and said[-1].value == "yes"}
        if fact_key("asylum-asked", measure) not in told:
            return "to-refer"
        if fact_key("opinion-given", measure) not in told:
            return "to-hear"
        objects = fact_key("opinion-objects", measure) in told
        if objects and fact_key("opinion-answered", measure) not in told:
            return "to-answer"
    return "to-rule"
