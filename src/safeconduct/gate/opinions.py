"""The protecting authority's opinion on measures that were put before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from safeconduct.case import events as ev
from safeconduct.case.eventbase import MeasureOpinion
from safeconduct.case.opinions import faults
from safeconduct.case.state import State, fold
from safeconduct.gate import asking, history, putto, reading, standstill
from safeconduct.gate.away import keeps_away
from safeconduct.gate.change import File, change
from safeconduct.gate.errors import NotFound, Wrong
from safeconduct.gate.newid import fresh
from safeconduct.gate.referred import concerned, outstanding, referred_to, status
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must

NOTHING = "nothing of this kind was put before your register"


def give(
    actor: Actor,
    case: str,
    on: Sequence[MeasureOpinion],
    points: Sequence[str] = (),
    must_not_disclose: Sequence[str] = (),
) -> str:
    """The opinion of the actor's register on measures; gives its id. A later one replaces it.

    Raises `NotFound` if one of the measures was never put before this register.
    """
    must(actor, Permission.OPINION_WRITE, case)
    with change(case, actor) as file:
        return write(file, actor.register, on, points, must_not_disclose)


def write(
    file: File,
    register: str,
    on: Sequence[MeasureOpinion],
    points: Sequence[str] = (),
    must_not_disclose: Sequence[str] = (),
    note: str = "",
) -> str:
    """The opinion of a register, within a change; gives its id. Raises `NotFound`, `Wrong`."""
    mine = referred_to(file.events, register) if register else []
    if not on or any(one.measure not in mine for one in on):
        raise NotFound(NOTHING)
    problems = faults(on, points)
    if problems:
        raise Wrong(problems)
    opinion = ev.OpinionGiven(
        opinion=fresh("opinion"), on=tuple(on), points=tuple(points),
        must_not_disclose=tuple(must_not_disclose), register=register, note=note,
    )  # fmt: skip
    file.write(opinion)
    waiting = outstanding(file.events)
    for one in on:
        if one.measure not in waiting:
            standstill.lift(file, "measure", one.measure)
    return opinion.opinion


def put_before_me(actor: Actor, case: str) -> dict[str, Any]:
    """What an officer sees of a case: what was put before their register, and nothing else.

    Raises `NotFound`.
    """
    must(actor, Permission.REFERRAL_READ, case)
    events = [] if keeps_away(actor, case) else history.events(reading.case_of(case).pk)
    if not actor.register or not referred_to(events, actor.register):
        raise NotFound(NOTHING)
    return view(case, events, fold(events), actor.register)


def view(case: str, events: Sequence[ev.AnyEvent], state: State, register: str) -> dict[str, Any]:
    """What was put before a register of a case, for whom, and what came of it; nothing else."""
    measures = referred_to(events, register)
    waiting = outstanding(events)
    plans = [state.measures[one] for one in measures if one in state.measures]
    requests = {plan.request: state.requests[plan.request] for plan in plans}
    return {
        "case": case,
        "requests": [
            {"id": r.request, "requesting_state": r.requesting_state, "kind": r.kind,
             "title": r.title, "offences": r.offences, "day": r.day}
            for r in requests.values()
        ],
        "measures": [
            {"id": plan.measure, "request": plan.request, "kind": plan.kind, "title": plan.title,
             "on": plan.on, "waiting": register in waiting.get(plan.measure, set())}
            for plan in plans
        ],
        "persons": [
            _person(events, state, one, register)
            for one in concerned(events, state, register)
        ],
        "opinions": [_opinion(events, o) for o in state.opinions.values()
                     if o.register == register],
        "questions": putto.to_register(events, state, register),
        "attended": [
            {"measure": done.measure, "who": a.who, "office": a.office, "foreign": a.foreign,
             "could_see": a.could_see}
            for name, done in state.executed.items() if name in measures for a in done.attended
        ],
    }  # fmt: skip


def _opinion(events: Sequence[ev.AnyEvent], given: ev.OpinionGiven) -> dict[str, Any]:
    """The register's own opinion, with the answer to it."""
    answers = [
        list(event.answers)
        for event in events
        if isinstance(event, ev.OpinionAnswered) and event.opinion == given.opinion
    ]
    return {
        "id": given.opinion, "day": given.day, "points": list(given.points),
        "on": [{"measure": m.measure, "view": m.view, "unless": list(m.unless)} for m in given.on],
        "must_not_disclose": list(given.must_not_disclose),
        "answers": answers[-1] if answers else [],
    }  # fmt: skip


def _person(
    events: Sequence[ev.AnyEvent], state: State, person: str, register: str
) -> dict[str, Any]:
    who = asking.identity_of(events, state, person)
    return {
        "id": person, "names": list(who.names), "born": who.born, "number": who.number,
        "citizen_of": list(who.citizen_of), "identified": who.exact,
        "to_settle": status(events, person, register) == "waiting",
        "protections": [
            {"id": p.protection, "kind": p.kind, "against": p.against, "since": p.since,
             "until": p.until or ""}
            for p in state.protections.values()
            if p.person == person and p.register == register
        ],
    }  # fmt: skip
