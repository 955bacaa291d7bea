"""The end of a request: closed only once everything that has to follow its measures was done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from safeconduct.case import events as ev
from safeconduct.case.document import BadInput
from safeconduct.case.state import State, fold
from safeconduct.gate import history, incidentfiles, reading, sealed
from safeconduct.gate.away import keeps_away
from safeconduct.gate.change import change
from safeconduct.gate.errors import Held, NotFound, Refused, Wrong
from safeconduct.gate.guard import opening
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

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Left:
    """Something that was not done yet, in words."""

    words: str
    answer: str = ""
    """Under what it can be answered with reasons instead of done; empty: it has to be done."""


def close(
    actor: Actor,
    case: str,
    request: str,
    reasons: str,
    seen: Version | None = None,
    answered: Mapping[str, str] = _NOTHING,
) -> None:
    """Nothing more is done under a request.

    `answered`: reasons for what is not done and need not be, by `Left.answer`. Raises `Held` with
    everything that is still open, `Wrong` for an answer to what is not open.
    """
    must(actor, Permission.REQUEST_CLOSE, case, request)
    with change(case, actor, seen=seen) as file:
        if request not in file.state.requests:
            raise NotFound(f"there is no request '{request}' in this case")
        if not reasons.strip():
            raise Wrong("reasons: say why nothing more is done")
        if closed(file.events, request):
            raise Refused(f"request '{request}' is closed already")
        opening(file)
        found = list(_open(file.events, file.state, request, date.fromisoformat(file.today)))
        known = {one.answer for one in found} - {""}
        wrong = [f"answered: '{one}' is not open, or has to be done" for one in answered
                 if one not in known]  # fmt: skip
        wrong += [f"answered: give reasons for '{one}'" for one in answered if not answered[one]]
        if wrong:
            raise Wrong(wrong)
        still = [one.words for one in found if one.answer not in answered]
        if still:
            raise Held("the request stays open: " + "; ".join(still))
        note = "; ".join(f"{one}: {why}" for one, why in answered.items())
        file.write(ev.RequestClosed(request=request, reasons=reasons, note=note))


def still_open(actor: Actor, case: str, request: str) -> list[Left]:
    """What stands in the way of closing a request."""
    must(actor, Permission.STILL_OPEN_READ, case, request)
    if keeps_away(actor, case):
        raise NotFound(f"there is no case '{case}'")
    events = history.events(reading.case_of(case).pk)
    state = fold(events)
    if request not in state.requests:
        raise NotFound(f"there is no request '{request}' in this case")
    return list(_open(events, state, request, current().today()))


def _open(events: Sequence[ev.AnyEvent], state: State, request: str, today: date) -> Iterator[Left]:
    plans = [plan for plan in state.measures.values() if plan.request == request]
    yield from _held(state, request, plans, today)
    mine = {plan.measure for plan in plans}
    for one in untold(events, state, today):
        if one.measure in mine:
            later = f" (deferred until {one.deferred_until})" if one.deferred_until else ""
            yield Left(f"person '{one.person}' was not told of measure '{one.measure}'{later}")
    used = {e.clearance for e in events if isinstance(e, ev.ClearanceSpent)}
    for clearance, given in state.clearances.items():
        if given.measure in mine and clearance in used and given.measure not in state.executed:
            plan = state.measures[given.measure]
            sent = any(
                isinstance(e, ev.TransmissionSent) and e.measure == plan.measure for e in events
            )
            if not sent:
                yield Left(f"clearance '{clearance}' was used, and nothing says what was done")
    for item, measure in kept(events, state).items():
        if measure in mine:
            words = f"item '{item}', which measure '{measure}' took, was not given back"
            yield Left(words, answer=item)
    yield from _looked_into(events, request)
    rulings = Rulings(current().rulebook(), events)
    for plan in done(events, state):
        if plan.measure in mine:
            yield from _duties(rulings, plan, today)


def _held(
    state: State, request: str, plans: Sequence[ev.MeasurePlanned], today: date
) -> Iterator[Left]:
    about: dict[str, set[str]] = {
        "measure": set(), "request": {request}, "person": set(), "state": set(),
    }  # fmt: skip
    holds = {hold.hold for hold in standing(state, today, about)}
    holds |= {hold.hold for plan in plans for hold in holds_on(state, plan, today)}
    for hold in sorted(holds):
        yield Left(f"hold '{hold}' stands")


def _looked_into(events: Sequence[ev.AnyEvent], request: str) -> Iterator[Left]:
    """What is missing of breaches, and of what was ordered outside the gate."""
    for file in incidentfiles.files(events):
        if request in file.requests and file.missing:
            yield Left(f"incident '{file.incident}': {', '.join(file.missing)} missing")
    for one in sealed.emergencies(events):
        if one.request == request and not one.confirmed:
            yield Left(f"emergency '{one.id}': no second person has confirmed it")
        if one.request == request and not one.outcome:
            yield Left(f"emergency '{one.id}': it was not reviewed")


def _duties(rulings: Rulings, plan: ev.MeasurePlanned, today: date) -> Iterator[Left]:
    """What the rulebook says has to follow a measure and is not done, on what everybody knows."""
    try:
        ruling = rulings.rule(plan.measure, today, view="audit")
    except BadInput as error:
        yield Left(f"measure '{plan.measure}' cannot be ruled on: {error.problems[0].message}")
        return
    for duty in ruling.duties:
        if duty.state in ("due", "not done"):
            yield Left(f"measure '{plan.measure}': {duty.what} ({duty.office}, {duty.within})")
        elif duty.state == "may be due":
            words = f"measure '{plan.measure}': whether this is due is open: {duty.what}"
            yield Left(f"{words} ({duty.office})", answer=f"{plan.measure}:{duty.norm}")
