"""What of a case concerns somebody who sees only what is their own."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from safeconduct.case import events as ev
from safeconduct.case.facts import BadKey, parse
from safeconduct.case.state import State
from safeconduct.gate.models import Person
from safeconduct.gate.node import current
from safeconduct.gate.referred import concerned, referred_to, status
from safeconduct.gate.touched import touched
from safeconduct.policy.actor import Actor

ROLES = ("asylum-officer", "defence")
"""Those of whom it follows from the case what concerns them."""


def measures(actor: Actor, events: Sequence[ev.AnyEvent], state: State) -> set[str]:
    """The measures of a case that concern somebody who sees only what is their own.

    A register's officer: those that were referred to the register. The defence: those of which
    its persons were given notice.
    """
    if actor.role == "asylum-officer":
        return set(referred_to(events, actor.register)) if actor.register else set()
    if actor.role != "defence":
        return set()
    head = {state.head.case} if state.head else set()
    return {
        event.measure for event in events
        if isinstance(event, ev.NoticeGiven) and actor.concerns & {*event.persons, *head}
    }  # fmt: skip


def persons(actor: Actor, events: Sequence[ev.AnyEvent], state: State) -> set[str]:
    """The persons of a case that concern them: for whom their register was asked, or their own."""
    if actor.role == "asylum-officer":
        return set(concerned(events, state, actor.register)) if actor.register else set()
    return set(actor.concerns & set(state.persons)) if actor.role == "defence" else set()


def registers(events: Sequence[ev.AnyEvent], state: State, fact: str) -> set[str]:
    """The registers whose matter a fact is: those that protect whom it names, or have found them.

    Else those before which what it names was put; if none, every register. What one register
    knows is not another's to hear of, still less to answer.
    """
    named = _named(fact)
    for item in [state.items[one] for one in named if one in state.items]:
        named |= {one for one in (item.owner, item.measure) if one}
    connected = {check.register for check in current().checks}
    of = {p.register for p in state.protections.values() if named & {p.protection, p.person}}
    of |= {one for one in connected for person in named if status(events, person, one) == "waiting"}
    things = {name for name, plan in state.measures.items() if named & {name, plan.request}}
    put = {one for one in connected if things & set(referred_to(events, one))}
    asked = {event.to for event in events if isinstance(event, ev.Referred)}
    return of & connected or put or connected | asked


def is_party(actor: Actor, case: str) -> bool:
    """Whether a case is one's own: it concerns oneself, or somebody in it whom one defends."""
    own = Person.objects.filter(case_id=case, pk__in=actor.concerns)
    return case in actor.concerns or own.exists()


def touches(actor: Actor, state: State, measure: str) -> bool:
    """Whether a measure touches somebody whom one defends, or the whole case is one's own."""
    whole = state.head is not None and state.head.case in actor.concerns
    return whole or not actor.concerns.isdisjoint(touched(state, state.measures[measure]))


def is_about(fact: str, things: Collection[str]) -> bool:
    """Whether a fact is about one of these things."""
    return not _named(fact).isdisjoint(things)


def _named(fact: str) -> set[str]:
    try:
        _, arguments = parse(fact)
    except BadKey:
        return set()
    return {
        name for one in arguments for name in (_named(one) if "(" in one else {one})
    }  # fmt: skip
