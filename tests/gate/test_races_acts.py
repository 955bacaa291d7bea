"""Fifty people on one case: in the record's order, no act rests on what had changed by then."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Event

import pytest

from safeconduct.case import events as ev
from safeconduct.case.eventbase import MeasureOpinion
from safeconduct.gate import (
    decisions,
    execution,
    facts,
    files,
    freeze,
    holds,
    office,
    opinions,
    readiness,
    reading,
    referral,
    screening,
)
from safeconduct.gate.change import File, changing
from safeconduct.gate.errors import Held, NotFound, Refused, Stale
from safeconduct.gate.models import Case
from safeconduct.gate.newid import fresh
from safeconduct.gate.ports import Answer, Identity
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Denied
from safeconduct.register import protections
from tests.gate.inorder import looked, positions, standing_on, wrong
from tests.gate.matter import Matter, matter
from tests.gate.place import DAY, Gate
from tests.gate.racing import THREADS, again, race, refused
from tests.gate.test_screening import Fake

Acts = list[Callable[[], object]]
FEW = 5
"""So many look anew whenever they are refused, until their act is done."""


def version(case: str) -> int:
    """The version of a case, as somebody who has just looked has it."""
    return Case.objects.get(pk=case).version


def decide(
    actor: Actor, m: Matter, seen: int | None = None, outcome: decisions.Outcome = "proceed"
) -> None:
    """A decision on the search, on the version that was looked at or on today's."""
    at = version(m.case) if seen is None else seen
    decisions.decide(actor, m.case, [m.search], outcome, looked(m.case, at), at)


def lift(actor: Actor, case: str, hold: str, seen: int | None = None) -> None:
    """A hold ends, on the version that was looked at or on today's."""
    at = version(case) if seen is None else seen
    holds.lift(actor, case, hold, looked(case, at), at)


def count(case: str, kind: type[ev.AnyEvent]) -> int:
    """How many events of a kind a case has."""
    return len(positions(case, kind))


def test_holds_and_decisions(place: Gate) -> None:
    m, magistrate, observer = matter(place), place.actor("magistrate"), place.actor("observer")
    before = version(m.case)
    acts: Acts = [partial(again, partial(decide, magistrate, m), Stale)] * FEW
    acts += [partial(decide, magistrate, m, before)] * 10
    many = THREADS - len(acts)
    acts += [partial(holds.place, observer, m.case, "measure", m.search, "a lawyer")] * many
    results = race(acts)
    refused(results, Stale)
    assert not any(isinstance(one, Exception) for one in results[:FEW])
    assert count(m.case, ev.HoldPlaced) == many
    assert wrong(m.case) == []


def test_two_decisions_on_one_look(place: Gate) -> None:
    m, magistrate = matter(place), place.actor("magistrate")
    before = version(m.case)
    acts: Acts = [partial(decide, magistrate, m, before, "proceed")] * (THREADS // 2)
    acts += [partial(decide, magistrate, m, before, "refuse")] * (THREADS // 2)
    assert refused(race(acts), Stale) == THREADS - 1
    assert count(m.case, ev.DecisionTaken) == 1
    assert wrong(m.case) == []


def test_facts_and_decisions(place: Gate) -> None:
    m, magistrate, clerk = matter(place), place.actor("magistrate"), place.actor("clerk")
    before = version(m.case)
    acts: Acts = [partial(again, partial(decide, magistrate, m), Stale)] * FEW
    acts += [partial(decide, magistrate, m, before)] * 10
    key = f"proceedings-motivated({m.request})"
    acts += [
        partial(facts.state, clerk, m.case, key, "yes", f"witness {n}") for n in range(20)
    ]  # fmt: skip
    signals = THREADS - len(acts)
    acts += [partial(facts.signal, clerk, m.case, "plot", [m.request], "a plot")] * signals
    results = race(acts)
    refused(results, Stale)
    assert not any(isinstance(one, Exception) for one in results[:FEW])
    assert (count(m.case, ev.FactStated), count(m.case, ev.SignalStated)) == (20, signals)
    assert wrong(m.case) == []


def test_the_same_referral_fifty_times(place: Gate) -> None:
    m, magistrate = matter(place), place.actor("magistrate")
    acts: Acts = [partial(referral.refer, magistrate, m.case, [m.search], "asylum")] * (
        THREADS // 2
    )
    acts += [
        partial(referral.refer, magistrate, m.case, [m.search, m.bank], "asylum")
    ] * (THREADS // 2)  # fmt: skip
    assert refused(race(acts)) == 0
    asked = [
        one for e in reading.events(m.case) if isinstance(e, ev.Referred) for one in e.measures
    ]
    assert sorted(asked) == sorted([m.search, m.bank])
    assert count(m.case, ev.HoldPlaced) == 2
    assert wrong(m.case) == []


def protect(node: Gate, number: str) -> None:
    """The asylum authority enters that it protects whoever has this number."""
    new = protections.New(kind="refugee-status", against="KZ", names=("Anna",), number=number)
    protections.add(node.actor("asylum-officer"), new)


def test_one_person_screened_fifty_times(place: Gate) -> None:
    protect(place, "screened")
    m, there = matter(place, number="screened"), matter(place, number="screened")
    clerk = place.actor("clerk")
    acts: Acts = [partial(screening.screen, clerk, m.case)] * 25
    acts += [partial(screening.rescreen, clerk, m.case)] * 15
    acts += [partial(screening.screen, clerk, there.case)] * 10
    assert refused(race(acts)) == 0
    for case in (m, there):
        (found,) = [e for e in reading.events(case.case) if isinstance(e, ev.Screened)]
        assert found.result == "hit"
        (asked,) = [e for e in reading.events(case.case) if isinstance(e, ev.Referred)]
        assert set(asked.measures) == {case.search, case.bank}
        assert len(standing_on(case.case, case.anna)) == 1
    assert wrong(m.case, there.case) == []


def test_screening_again_and_executions(place: Gate) -> None:
    m, officer = matter(place, number="searched"), place.actor("police-officer")
    clerk = place.actor("clerk")
    screening.screen(clerk, m.case)
    with changing(place.actor("magistrate")) as made:
        file = made.file(m.case)
        plan = file.state.measures[m.search]
        measures = [fresh("measure") for _ in range(8)]
        for name in measures:
            file.write(
                ev.MeasurePlanned(
                    measure=name, kind="search", request=m.request, title="search",
                    acting="magistrate", on=DAY.isoformat(), targets=plan.targets,
                )
            )  # fmt: skip
            file.write(
                ev.ClearanceGiven(
                    clearance=fresh("clearance"), measure=name, scope="all", until="2019-05-10"
                )
            )
    protect(place, "searched")

    def report(measure: str, seen: int | None) -> None:
        body = execution.Report(remarks=(looked(m.case, seen),) if seen is not None else ())
        execution.report(officer, m.case, measure, seen, body)

    def look_and_report(measure: str) -> None:
        report(measure, version(m.case))

    acts: Acts = [partial(report, one, None) for one in measures[:4] * 5]
    acts += [partial(look_and_report, one) for one in measures[4:]] * 5
    acts += [partial(screening.rescreen, clerk, m.case)] * (THREADS - len(acts))
    results = race(acts)
    refused(results, Stale, Refused)
    assert not any(isinstance(one, Exception) for one in results[40:])
    done = [e.measure for e in reading.events(m.case) if isinstance(e, ev.MeasureExecuted)]
    assert len(done) == len(set(done)) >= 4
    (hit,) = (e for e in reading.events(m.case) if isinstance(e, ev.Screened) and e.result == "hit")
    assert hit.person == m.anna
    assert wrong(m.case) == []


def answer_freeze(actor: Actor, m: Matter) -> None:
    """The magistrate refuses a request to freeze, on what they have just looked at."""
    at = version(m.case)
    freeze.answer(actor, m.case, m.request, "refused", looked(m.case, at), at)


def test_requests_to_freeze_decisions_and_liftings(place: Gate) -> None:
    m, magistrate = matter(place), place.actor("magistrate")
    overseer = place.actor("overseer")
    hold = holds.place(magistrate, m.case, "measure", m.search, "to be looked at")
    acts: Acts = [partial(again, partial(decide, magistrate, m), Stale)] * FEW
    acts += [partial(again, partial(lift, magistrate, m.case, hold), Stale)] * FEW
    acts += [partial(again, partial(answer_freeze, magistrate, m), Stale)] * FEW
    same = 10
    acts += [partial(freeze.ask, overseer, m.case, m.request, "stop", ["a plot"])] * same
    acts += [
        partial(freeze.ask, overseer, m.case, m.request, "stop", [f"fact {n}"])
        for n in range(THREADS - len(acts))
    ]  # fmt: skip
    results = race(acts)
    refused(results, Stale, Refused)
    assert not any(isinstance(one, Exception) for one in results[:FEW])
    assert results[3 * FEW : 3 * FEW + same].count(True) == 1, "once per set of facts"
    assert all(one is True for one in results[3 * FEW + same :])
    assert count(m.case, ev.HoldLifted) == 1
    assert wrong(m.case) == []


def test_a_lifting_and_new_holds_on_other_grounds(place: Gate) -> None:
    m, magistrate, observer = matter(place), place.actor("magistrate"), place.actor("observer")
    hold = holds.place(magistrate, m.case, "measure", m.search, "to be looked at")
    before = version(m.case)
    acts: Acts = [partial(again, partial(lift, magistrate, m.case, hold), Stale)] * FEW
    acts += [partial(lift, magistrate, m.case, hold, before)] * 15
    many = THREADS - len(acts)
    acts += [partial(holds.place, observer, m.case, "request", m.request, "a lawyer")] * many
    results = race(acts)
    assert refused(results, Stale, Refused) == 19
    assert count(m.case, ev.HoldLifted) == 1
    lifted = {e.hold for e in reading.events(m.case) if isinstance(e, ev.HoldLifted)}
    assert lifted == {hold}, "what stands on another ground stands"
    assert wrong(m.case) == []


def test_two_liftings_of_one_hold_in_two_cases(place: Gate) -> None:
    one, two = matter(place, number="lifted"), matter(place, number="lifted")
    magistrate = place.actor("magistrate")
    first = holds.place(magistrate, one.case, "person", one.anna, "in danger")
    (copy,) = [hold.hold for hold in standing_on(two.case, two.anna)]
    acts: Acts = [partial(lift, magistrate, one.case, first, version(one.case))] * (THREADS // 2)
    acts += [partial(lift, magistrate, two.case, copy, version(two.case))] * (THREADS // 2)
    assert refused(race(acts), Stale) == THREADS - 1
    for m in (one, two):
        assert count(m.case, ev.HoldLifted) == 1
        assert standing_on(m.case, m.anna) == []
    assert wrong(one.case, two.case) == []


def test_opinions_answers_and_decisions(place: Gate) -> None:
    m, magistrate = matter(place), place.actor("magistrate")
    officer = place.actor("asylum-officer")
    referral.refer(magistrate, m.case, [m.search], "asylum")
    no = (MeasureOpinion(measure=m.search, view="objects"),)
    yes = (MeasureOpinion(measure=m.search, view="does-not-object"),)
    acts: Acts = [partial(again, partial(decide, magistrate, m), Stale, Held, tries=80)] * FEW
    acts += [partial(again, partial(_answer_last, magistrate, m), Stale, tries=80)] * FEW
    acts += [partial(opinions.give, officer, m.case, no, ["she is protected"])] * 20
    acts += [partial(opinions.give, officer, m.case, yes)] * 20
    results = race(acts)
    refused(results, Stale, Refused)
    assert count(m.case, ev.OpinionGiven) == 40
    assert wrong(m.case) == []
    # Whatever won: once the last word has its answer, a decision can be taken.
    if count(m.case, ev.DecisionTaken) == 0:
        _answer_last(magistrate, m)
        decide(magistrate, m)


def _answer_last(actor: Actor, m: Matter) -> None:
    row = reading.case_of(m.case)
    given = [e for e in reading.events(m.case) if isinstance(e, ev.OpinionGiven)]
    if given:
        last, words = given[-1], looked(m.case, row.version)
        points = max(1, len(last.points))
        decisions.answer_opinion(actor, m.case, last.opinion, [words] * points, row.version)


def test_a_case_with_a_hold_comes_in_while_another_on_the_same_person_is_decided(
    place: Gate,
) -> None:
    m, magistrate = matter(place, number="74-imported"), place.actor("magistrate")
    clerk = place.actor("clerk")
    acts: Acts = [partial(again, partial(decide, magistrate, m), Stale)] * FEW
    acts += [partial(files.take_in, clerk, files.events_of(_held(n))) for n in range(FEW)]
    acts += [partial(decide, magistrate, m, version(m.case))] * (THREADS - len(acts))
    results = race(acts)
    refused(results, Stale)
    assert not any(isinstance(one, Exception) for one in results[: 2 * FEW])
    came = [one.case for one in results if isinstance(one, files.Imported)]
    # Each hold came to the other case in the same breath, before anything else was decided there.
    here = [hold.group for hold in standing_on(m.case, m.anna)]
    decided = positions(m.case, ev.DecisionTaken)
    copies = {
        w.event.group: w.position
        for w in reading.read(m.case) if isinstance(w.event, ev.HoldPlaced)
    }  # fmt: skip
    for case in came:
        for w in reading.read(case):
            if isinstance(w.event, ev.HoldPlaced) and not w.event.group:
                assert w.event.hold in here
                first, last = sorted((w.position, copies[w.event.hold]))
                assert not [at for at in decided if first < at < last]
    assert len(came) == FEW
    assert wrong(m.case, *came) == []


def _held(number: int) -> str:
    return f"""\
case: import-{number}
title: A search
about: A search
executing_state: BE
persons:
  - {{person: per-{number}, called: Anna}}
requests:
  - {{request: req-{number}, day: 2019-01-07, requesting_state: FR, kind: legal-assistance,
     title: Search}}
measures:
  - {{measure: mea-{number}, kind: search, request: req-{number}, title: Search,
     acting: magistrate, on: 2019-05-06, targets: [per-{number}]}}
events:
  - {{event: person-identified, day: 2019-01-08, by: population-register, person: per-{number},
     how: population-register, number: 74-imported}}
  - {{event: hold-placed, day: 2019-01-09, by: magistrate, hold: hold-{number}, on: person,
     of: per-{number}, why: in danger}}
"""


def as_deputy(node: Gate, account: str, deputy: str) -> Actor:
    """Somebody who stands in for a magistrate who is away today."""
    node.account(account, "magistrate")
    node.account(deputy, "magistrate")
    operator = node.actor("operator")
    office.name_deputy(operator, account, deputy, "magistrate", DAY)
    node.confirm(account)
    office.state_absence(operator, account, DAY)
    return Actor(deputy, "magistrate", deputy_of=account)


def test_a_deputy_acts_no_more_once_the_other_is_back(place: Gate) -> None:
    m, deputy = matter(place), as_deputy(place, "anna", "ben")
    some = Event()

    def act() -> str:
        try:
            return holds.place(deputy, m.case, "measure", m.search, "to be looked at")
        finally:
            some.set()

    def back() -> None:
        assert some.wait(60)
        office.end_absence(place.actor("operator"), "anna")

    results = race([back, *[act] * (THREADS - 6), *[partial(decide, deputy, m)] * 5])
    refused(results, Denied, Stale)
    (returned,) = (
        w.position for w in reading.read(reading.OFFICE)
        if isinstance(w.event, ev.Noted) and w.event.title == "anna is back"
    )  # fmt: skip
    acted = [w.position for w in reading.read(m.case) if w.actor == "ben for anna"]
    assert acted
    assert max(acted) < returned
    assert wrong(m.case) == []


def test_nobody_acts_where_they_have_said_that_they_must_keep_away(place: Gate) -> None:
    m = matter(place)
    place.account("carl", "magistrate")
    carl = place.actor("magistrate", "carl")
    some = Event()

    def act() -> str:
        try:
            return holds.place(carl, m.case, "measure", m.search, "to be looked at")
        finally:
            some.set()

    def away() -> None:
        assert some.wait(60)
        office.state_conflict(carl, m.case, "my cousin")

    refused(race([away, *[act] * (THREADS - 1)]), Denied, NotFound)
    (said,) = (
        w.position for w in reading.read(reading.OFFICE)
        if isinstance(w.event, ev.ConflictStated) and w.event.of == m.case
    )  # fmt: skip
    acted = [w.position for w in reading.read(m.case) if w.actor == "carl"]
    assert acted
    assert max(acted) < said


def test_a_new_protection_and_a_look_at_what_is_in_the_way(place: Gate) -> None:
    m, clerk = matter(place, number="protected"), place.actor("clerk")
    magistrate = place.actor("magistrate")
    screening.screen(clerk, m.case)
    before = _checks(magistrate, m)
    assert before == set(), "the check was complete and up to date"

    def enter_and_look() -> set[str]:
        protect(place, "protected")
        return _checks(magistrate, m)

    acts: Acts = [partial(again, enter_and_look, Stale)] * 10
    acts += [partial(again, partial(screening.screen, clerk, m.case), Stale)] * 20
    acts += [partial(_checks, magistrate, m)] * (THREADS - len(acts))
    results = race(acts)
    refused(results, Stale)
    # Whoever looks after a protection was entered sees that the check is out of date, or a hold.
    for seen in results[:10]:
        assert isinstance(seen, set)
        assert seen & {"screening", "hold"}
    screening.screen(clerk, m.case)
    assert "hold" in _checks(magistrate, m)
    assert wrong(m.case) == []


def _checks(actor: Actor, m: Matter) -> set[str]:
    _, found = readiness.obstacles(actor, m.case, m.search)
    return {str(one.what) for one in found} & {"screening", "hold", "identification"}


def test_what_is_in_the_way_is_told_of_one_version(
    place: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    m, magistrate = matter(place), place.actor("magistrate")
    real, came = readiness.ready, list[str]()

    def moving(file: File, measure: str) -> list[readiness.Obstacle]:
        found = real(file, measure)
        if not came:
            came.append(holds.place(magistrate, m.case, "measure", m.search, "came between"))
        return found

    monkeypatch.setattr(readiness, "ready", moving)
    at, found = readiness.obstacles(magistrate, m.case, m.search)
    assert at == version(m.case)
    assert "hold" in {one.what for one in found}


def test_an_answer_that_a_register_has_overtaken_is_not_written_down(
    place: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Turning(Fake):
        """Protects the person from the moment in which it has said that it does not."""

        def ask(self, who: Identity, requesting_state: str) -> Answer:
            said = super().ask(who, requesting_state)
            self.answer, self.at = "refer", "2"
            return said

    m = matter(place, number="turning")
    monkeypatch.setattr(place.node, "checks", (Turning(),))
    screening.screen(place.actor("clerk"), m.case)
    found = [e.result for e in reading.events(m.case) if isinstance(e, ev.Screened)]
    assert found == ["hit"]
