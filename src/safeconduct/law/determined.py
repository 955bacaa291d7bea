"""The determined judge: the same case, had the judge been told everything and gone on.

In 2019 the judge knew, and went on. This adds to a case, for every measure and on its day,
what such a judge could have done: everyone identified and screened, lists declared complete,
the authority that protects asked, its objection answered point by point, every ground
dismissed that the judge may dismiss, every request to freeze refused with reasons, and a
reasoned decision to proceed. Nothing else: what other authorities answer, and what happens
at the place itself, stays as the case has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import structs

from safeconduct.case import events as ev
from safeconduct.case.dates import latest
from safeconduct.case.eventbase import MeasureOpinion
from safeconduct.case.facts import key as fact_key
from safeconduct.case.roles import Role
from safeconduct.case.state import State, fold
from safeconduct.law.rulebook import Rulebook

REASON = "Supposed for the second run: the judge has answered every point and goes on."


def determined(rulebook: Rulebook, events: Sequence[ev.AnyEvent]) -> list[ev.AnyEvent]:
    """The events of the case, followed by what the determined judge adds for each measure."""
    state = fold(events)
    freezes = [event for event in events if isinstance(event, ev.FreezeRequested)]
    added = [
        event
        for plan in state.measures.values()
        for event in _steps(rulebook, state, plan, freezes)
    ]
    return [*events, *added]


def _steps(
    rulebook: Rulebook,
    state: State,
    plan: ev.MeasurePlanned,
    freezes: Sequence[ev.FreezeRequested],
) -> Iterator[ev.AnyEvent]:
    day = str(latest(plan.on))
    # Most of these acts are a magistrate's alone, also where a police officer or a minister acts.
    judge: Role = "magistrate"
    for person in dict.fromkeys((*plan.touches, *plan.targets)):
        yield ev.PersonIdentified(day=day, by=judge, person=person, how="document")
        held = [p for p in state.protections.values() if p.person == person]
        for protection in held:
            yield structs.replace(
                protection, known={**protection.known, judge: day, plan.acting: day}
            )
        yield ev.Screened(
            day=day, by=judge, person=person, registers=("every connected register",),
            result="hit" if held else "none",
            found=tuple(protection.protection for protection in held),
        )  # fmt: skip
    for name in ("touched", "targets", "items", "attendants"):
        yield ev.ListDeclared(day=day, by=judge, list=fact_key(name, plan.measure))
    for signal in state.signals.values():
        if plan.request in signal.requests:
            yield structs.replace(signal, known={**signal.known, judge: day, plan.acting: day})
    yield ev.ListDeclared(day=day, by=judge, list=fact_key("signals", plan.request))
    opinion = f"supposed-{plan.measure}"
    yield ev.Referred(day=day, by=judge, measures=(plan.measure,), to="the authority that protects")
    yield ev.OpinionGiven(
        day=day, by="asylum-officer", known={judge: day, plan.acting: day}, opinion=opinion,
        on=(MeasureOpinion(measure=plan.measure, view="objects"),),
        points=("The person is protected against the state that asks.",),
    )  # fmt: skip
    yield ev.OpinionAnswered(day=day, by=judge, opinion=opinion, answers=(REASON,))
    for freeze in freezes:
        if freeze.request == plan.request and latest(freeze.day) <= latest(plan.on):
            yield ev.FreezeAnswered(
                day=day, by=judge, request=plan.request, outcome="refused", reasons=REASON
            )
    for name, word in rulebook.vocabulary.facts.items():
        if word.ground == "yes" and word.settled_by == judge:
            things = {"request": plan.request, "measure": plan.measure}
            if set(word.args) <= set(things):
                key = fact_key(name, *(things[sort] for sort in word.args))
                yield ev.FindingMade(day=day, by=judge, fact=key, value="no", reasons=REASON)
    yield ev.DecisionTaken(
        day=day, by=judge, measures=(plan.measure,), outcome="proceed", reasons=REASON
    )
