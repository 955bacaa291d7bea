"""The rows of the gate's tables that follow from a case's events. `rows` is pure: it can be redone.

Whoever doubts the tables compares them with `rows` of the record (`differences`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Model

from safeconduct.case import events as ev
from safeconduct.case.dates import earliest, latest
from safeconduct.case.state import State
from safeconduct.gate import tokens
from safeconduct.gate.errors import Wrong
from safeconduct.gate.frozen import unanswered
from safeconduct.gate.identities import identity, numbers
from safeconduct.gate.models import Case, Door, Emergency, Hold, Measure, Person, Request, Thing
from safeconduct.gate.node import current
from safeconduct.gate.stages import closed, confirmed, stage
from safeconduct.gate.touched import touched
from safeconduct.law.holds import standing

LISTED: tuple[type[Model], ...] = (Request, Measure, Person, Hold, Door, Emergency)


def rows(case: Case, events: Sequence[ev.AnyEvent], state: State, today: date) -> list[Model]:
    """The rows of a case, from its events."""
    known = numbers(events)
    found: list[Model] = []
    for number, request in enumerate(state.requests.values()):
        found.append(
            Request(
                id=request.request, case=case, number=number,
                requesting_state=request.requesting_state, kind=request.kind, title=request.title,
                reference=request.reference, received=request.day, sort_day=_sort(request.day),
                confirmed=confirmed(events, request.request),
                closed=closed(events, request.request),
            )
        )  # fmt: skip
    frozen = set(unanswered(events))
    for plan in state.measures.values():
        # A request to freeze and an opposition hold without a hold of their own in the case.
        held = plan.request in frozen or state.oppositions[plan.measure] > 0
        found.append(
            Measure(
                id=plan.measure, case=case, request_id=plan.request, kind=plan.kind,
                title=plan.title, acting=plan.acting, on=plan.on, sort_day=_sort(plan.on),
                stage=stage(events, state, plan.measure),
                held=held or bool(holds_on(state, plan, today)),
            )
        )  # fmt: skip
    found += [
        Person(id=person, case=case, identity=identity(known.get(person, "")))
        for person in state.persons
    ]
    found += [
        Hold(id=h.hold, case=case, on=h.on, of=h.of, until=h.until or "", by=h.by or "",
             group=h.group or h.hold, lifted=h.hold in state.lifted)
        for h in state.holds.values()
    ]  # fmt: skip
    found += [
        Door(id=tokens.door(one.number), case=case, clearance=one.clearance)
        for one in state.proposed.values()
    ]
    named = current().emergency_provisions
    found += [
        Emergency(id=e.emergency, case=case, month=e.ordered[:7],
                  provision=e.provision if e.provision in named else "")
        for e in state.emergencies.values()
    ]  # fmt: skip
    return found


def holds_on(state: State, plan: ev.MeasurePlanned, day: date) -> list[ev.HoldPlaced]:
    """The holds that stand on a measure on a day."""
    request = state.requests.get(plan.request)
    about = {
        "measure": {plan.measure},
        "request": {plan.request},
        "person": set(touched(state, plan)),
        "state": {request.requesting_state} if request else set(),
    }
    return standing(state, day, about)


def refresh(case: Case, events: Sequence[ev.AnyEvent], state: State, whole: State) -> list[str]:
    """Bring the tables to what the events say as they bind here; gives the ids that are new.

    `whole`: what they say as they stand, where ids are taken that nothing here binds to. Raises
    `Wrong` if an id is taken elsewhere.
    """
    new = _take_ids(case, whole)
    case.closed = bool(state.requests) and all(closed(events, r) for r in state.requests)
    case.save()
    made = rows(case, events, state, current().today())
    for model in LISTED:
        some = [row for row in made if isinstance(row, model)]
        kept = KEPT.get(model, ())
        columns = [
            f.name for f in model._meta.concrete_fields if not f.primary_key and f.name not in kept
        ]
        if some:
            model._default_manager.bulk_create(
                some, update_conflicts=True, unique_fields=["id"], update_fields=columns
            )
    return new


KEPT: dict[type[Model], tuple[str, ...]] = {
    Measure: ("outcome", "ruled_version", "ruled_rulebook", "ruled_on"),
    Emergency: ("provision",),
}
"""Columns that do not follow from the events alone: what the last look at a measure found, and
which provisions the settings named when an emergency was stated."""

DATED: dict[type[Model], tuple[str, ...]] = {Measure: ("held",)}
"""Columns that the day changes, too: a hold can end by itself."""


def _ids(state: State) -> Iterator[tuple[str, str]]:
    for sort, table in (
        ("request", state.requests), ("measure", state.measures), ("person", state.persons),
        ("item", state.items), ("signal", state.signals), ("protection", state.protections),
        ("hold", state.holds), ("opinion", state.opinions),
        ("clearance", state.proposed), ("clearance", state.clearances),
        ("clearance", state.words),
        ("incident", [one.incident for one in state.incidents.values() if one.incident]),
        ("emergency", state.emergencies),
    ):  # fmt: skip
        for name in table:
            yield name, sort


def _take_ids(case: Case, state: State) -> list[str]:
    wanted = dict(_ids(state))
    here = set(Thing.objects.filter(case=case).values_list("id", flat=True))
    new = [name for name in wanted if name not in here]
    taken = list(Thing.objects.filter(id__in=new).values_list("id", flat=True))
    if taken:
        raise Wrong([f"the id '{name}' is taken in another case; use a new one" for name in taken])
    Thing.objects.bulk_create(Thing(id=name, sort=wanted[name], case=case) for name in new)
    return new


def _sort(day: str) -> date:
    """The day by which a list is sorted; the first of all where nothing is known."""
    first, last = earliest(day), latest(day)
    return last if last.year < date.max.year else first
