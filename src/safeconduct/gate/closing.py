"""The end of a request: closed only once everything that has to follow its measures was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from safeconduct.case import events as ev
from safeconduct.case.document import BadInput
from safeconduct.case.state import State, fold
from safeconduct.gate import history, reading
from safeconduct.gate.away import keeps_away
from safeconduct.gate.change import change
from safeconduct.gate.errors import Held, NotFound, Refused, Wrong
from safeconduct.gate.index import holds_on
from safeconduct.gate.items import kept
from safeconduct.gate.node import current
from safeconduct.gate.notices import untold
from safeconduct.gate.reexamine import done
from safeconduct.gate.stages import closed
from safeconduct.gate.versions import Version
from safeconduct.law.holds import standing
from safeconduct.law.rule import Rulings
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must


def close(actor: Actor, case: str, request: str, reasons: str, seen: Version | None = None) -> None:
    """Nothing more is done under a request. Raises `Held` with everything that is still open."""
    must(actor, Permission.REQUEST_CLOSE, case, request)
    with change(case, actor, seen=seen) as file:
        if request not in file.state.requests:
            raise NotFound(f"there is no request '{request}' in this case")
        if not reasons.strip():
            raise Wrong("reasons: say why nothing more is done")
        if closed(file.events, request):
            raise Refused(f"request '{request}' is closed already")
        found = list(_open(file.events, file.state, request, date.fromisoformat(file.today)))
        if found:
            raise Held("the request stays open: " + "; ".join(found))
        file.write(ev.RequestClosed(request=request, reasons=reasons))


def still_open(actor: Actor, case: str, request: str) -> list[str]:
    """What stands in the way of closing a request, in words."""
    must(actor, Permission.STILL_OPEN_READ, case, request)
    if keeps_away(actor, case):
        raise NotFound(f"there is no case '{case}'")
    events = history.events(reading.case_of(case).pk)
    state = fold(events)
    if request not in state.requests:
        raise NotFound(f"there is no request '{request}' in this case")
    return list(_open(events, state, request, current().today()))


def _open(events: Sequence[ev.AnyEvent], state: State, request: str, today: date) -> Iterator[str]:
    plans = [plan for plan in state.measures.values() if plan.request == request]
    yield from _held(state, request, plans, today)
    mine = {plan.measure for plan in plans}
    for one in untold(events, state, today):
        if one.measure in mine:
            later = f" (deferred until {one.deferred_until})" if one.deferred_until else ""
            yield f"person '{one.person}' was not told of measure '{one.measure}'{later}"
    for item, measure in kept(events, state).items():
        if measure in mine:
            yield f"item '{item}', which measure '{measure}' took, was not given back"
    rulings = Rulings(current().rulebook(), events)
    for plan in done(events, state):
        if plan.measure in mine:
            yield from _duties(rulings, plan, today)


def _held(
    state: State, request: str, plans: Sequence[ev.MeasurePlanned], today: date
) -> Iterator[str]:
    about: dict[str, set[str]] = {
        "measure": set(), "request": {request}, "person": set(), "state": set(),
    }  # fmt: skip
    holds = {hold.hold for hold in standing(state, today, about)}
    holds |= {hold.hold for plan in plans for hold in holds_on(state, plan, today)}
    for hold in sorted(holds):
        yield f"hold '{hold}' stands"


def _duties(rulings: Rulings, plan: ev.MeasurePlanned, today: date) -> Iterator[str]:
    """What the rulebook says has to follow a measure and is not done, on what everybody knows."""
    try:
        ruling = rulings.rule(plan.measure, today, view="audit")
    except BadInput as error:
        yield f"measure '{plan.measure}' cannot be ruled on: {error.problems[0].message}"
        return
    for duty in ruling.duties:
        if duty.state in ("due", "not done"):
            yield f"measure '{plan.measure}': {duty.what} ({duty.office}, {duty.within})"
