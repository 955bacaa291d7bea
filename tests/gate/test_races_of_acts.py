"""Fifty people act on one case at once: what opens something rests on all that came before it.

Whoever opens something names the version of the case that they looked at. Versions count entries,
so that an opening act which rests on everything before it is the entry of just that number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pytest

from safeconduct.case import events as ev
from safeconduct.case.eventbase import MeasureOpinion
from safeconduct.gate import (
    decisions,
    execution,
    facts,
    freeze,
    frozen,
    holds,
    indexcheck,
    opinions,
    reading,
    referral,
    screening,
)
from safeconduct.gate.change import change
from safeconduct.gate.errors import Held, Refused, Stale
from safeconduct.gate.execution import Report
from safeconduct.gate.models import Case
from safeconduct.gate.newid import fresh
from tests.gate.matter import Matter, matter
from tests.gate.place import Gate
from tests.gate.racing import THREADS, race, refused
from tests.gate.scene import Scene
from tests.gate.test_screening import identified, protect_anna

HALF = THREADS // 2
LOOKS = 4
"""How often somebody looks anew whose case has moved on, before they give up."""


def look_and(case: str, act: Callable[[int], object], stop: Callable[[], bool]) -> int | None:
    """Look at a case and act on what was seen; the version looked at, or None if it was left."""
    for _ in range(LOOKS):
        seen = Case.objects.get(pk=case).version
        if stop():
            return None
        try:
            act(seen)
        except Stale:
            continue
        return seen
    return None


def proceed(node: Gate, m: Matter, stop: Callable[[], bool] = lambda: False) -> int | None:
    """Look, and decide to go on."""
    return look_and(
        m.case,
        partial(decisions.decide, node.actor("magistrate"), m.case, [m.search], "proceed", "so"),
        stop,
    )


def rested(case: str, kind: type[ev.AnyEvent], results: Sequence[object]) -> int:
    """Every act of the kind is the entry that follows what its author saw; gives how many."""
    seen = {result for result in results if isinstance(result, int)}
    placed = {n for n, event in enumerate(reading.events(case)) if isinstance(event, kind)}
    assert placed == seen
    return len(placed)


def of_kind(case: str, kind: type[ev.AnyEvent]) -> list[int]:
    """Where in the case events of a kind stand."""
    return [n for n, event in enumerate(reading.events(case)) if isinstance(event, kind)]


def test_no_decision_stands_after_a_hold_that_its_author_had_not_seen(node: Gate) -> None:
    m = matter(node)
    observer = node.actor("observer")

    def held() -> bool:
        return bool(of_kind(m.case, ev.HoldPlaced))

    place = partial(holds.place, observer, m.case, "measure", m.search, "a lawyer's home")
    results = race([*[partial(proceed, node, m, held)] * HALF, *[place] * HALF])
    assert refused(results) == 0
    decided = rested(m.case, ev.DecisionTaken, results[:HALF])
    placed = of_kind(m.case, ev.HoldPlaced)
    assert len(placed) == HALF
    taken = of_kind(m.case, ev.DecisionTaken)
    assert decided == len(taken)
    assert all(one < placed[0] for one in taken)
    assert list(indexcheck.differences()) == []


def test_of_fifty_decisions_on_the_same_dossier_one_is_taken(node: Gate) -> None:
    m = matter(node)
    seen = Case.objects.get(pk=m.case).version
    acts = [
        partial(
            decisions.decide, node.actor("magistrate"), m.case, [m.search], outcome, "so", seen
        )
        for outcome in ("proceed", "refuse") * HALF
    ]  # fmt: skip
    results = race(acts)
    assert refused(results, Stale) == THREADS - 1
    assert of_kind(m.case, ev.DecisionTaken) == [seen]


def test_no_decision_rests_on_facts_that_had_changed(node: Gate) -> None:
    m = matter(node)
    told = [
        partial(facts.signal, node.actor("clerk"), m.case, "plot", [m.request], f"plot {n}")
        for n in range(HALF)
    ]
    results = race([*[partial(proceed, node, m)] * HALF, *told])
    assert refused(results) == 0
    rested(m.case, ev.DecisionTaken, results[:HALF])
    # The last word is somebody's who has seen all of it.
    assert proceed(node, m) == len(reading.events(m.case)) - 1
    events = reading.events(m.case)
    signals = [e.signal for e in events if isinstance(e, ev.SignalStated)]
    assert len(signals) == HALF
    for number, event in enumerate(events):
        if isinstance(event, ev.DecisionTaken):
            before = [e.signal for e in events[:number] if isinstance(e, ev.SignalStated)]
            assert [s for s in signals if s in event.note] == before
    assert list(indexcheck.differences()) == []


def test_a_measure_is_put_before_a_register_once(node: Gate) -> None:
    protect_anna(node)
    scene = identified(node)
    clerk, magistrate = node.actor("clerk"), node.actor("magistrate")
    acts: list[Callable[[], object]] = [partial(screening.screen, clerk, scene.case)] * HALF
    acts += [partial(referral.refer, magistrate, scene.case, [scene.search], "asylum")] * HALF
    refused(race(acts), Stale)
    screening.screen(clerk, scene.case)
    assert len(of_kind(scene.case, ev.Referred)) == 1
    assert len(of_kind(scene.case, ev.Screened)) == 1
    placed = [e for e in reading.events(scene.case) if isinstance(e, ev.HoldPlaced)]
    assert sorted((e.on, e.of) for e in placed) == sorted(
        [("measure", scene.search), ("person", scene.anna)]
    )
    assert list(indexcheck.differences()) == []


def test_fifty_opinions_and_decisions(node: Gate) -> None:
    """Nobody decides to go on between a referral and the opinion."""
    m = matter(node)
    magistrate, officer = node.actor("magistrate"), node.actor("asylum-officer")
    with change(m.case, magistrate) as file:
        referral.put_before(file, [m.search], "asylum")
    view = MeasureOpinion(measure=m.search, view="does-not-object")
    give = partial(opinions.give, officer, m.case, [view])
    results = race([*[partial(proceed, node, m)] * (THREADS - 1), give])
    refused(results, Held)
    given = of_kind(m.case, ev.OpinionGiven)
    assert len(given) == 1
    rested(m.case, ev.DecisionTaken, results[:-1])
    assert all(taken > given[0] for taken in of_kind(m.case, ev.DecisionTaken))


def cleared(node: Gate) -> Scene:
    """A search at Anna's that was screened, with nothing found, and a clearance for today."""
    scene = identified(node)
    screening.screen(node.actor("clerk"), scene.case)
    with change(scene.case, node.actor("magistrate")) as file:
        file.write(
            ev.ClearanceGiven(
                clearance=fresh("clearance"),
                measure=scene.search,
                scope="the flat",
                until="2019-06-01",
            )
        )
    return scene


def test_an_execution_that_a_new_protection_overtook_is_a_breach(node: Gate) -> None:
    scenes = [cleared(node) for _ in range(5)]
    clerk, police = node.actor("clerk"), node.actor("police-officer")

    def report(scene: Scene) -> str:
        return execution.report(police, scene.case, scene.search, None, Report()).breach

    def protect() -> str:
        protect_anna(node)
        return "protected"

    again = [partial(screening.rescreen, clerk, scene.case) for scene in scenes] * 8
    acts: list[Callable[[], object]] = [protect, *again, *(partial(report, s) for s in scenes)]
    results = race(acts)
    refused(results, Stale, Refused)
    screening.sweep(clerk)
    for scene, breach in zip(scenes, results[-len(scenes) :], strict=True):
        events = reading.events(scene.case)
        (executed,) = of_kind(scene.case, ev.MeasureExecuted)
        hit = next(
            n for n, e in enumerate(events) if isinstance(e, ev.HoldPlaced) and e.on == "person"
        )
        assert breach or executed < hit
        # Executed before or after: what was done to somebody protected is looked at.
        assert of_kind(scene.case, ev.IncidentOpened)
    assert list(indexcheck.differences()) == []


@pytest.mark.parametrize("still", ["protection", "hold", "freeze"])
def test_executed_under_a_clearance_while_it_stood_still_is_a_breach(
    node: Gate, still: str
) -> None:
    scene = cleared(node)
    if still == "protection":
        protect_anna(node)
    elif still == "hold":
        holds.place(node.actor("observer"), scene.case, "measure", scene.search, "a lawyer")
    else:
        freeze.ask(node.actor("overseer"), scene.case, scene.request, "stop", ["a plot"])
    police = node.actor("police-officer")
    told = execution.report(police, scene.case, scene.search, None, Report())
    assert told.breach == "the measure stood still when the report came"


def test_executed_under_a_clearance_with_nothing_in_the_way_is_none(node: Gate) -> None:
    scene = cleared(node)
    police = node.actor("police-officer")
    assert not execution.report(police, scene.case, scene.search, None, Report()).breach


def test_a_freeze_is_not_answered_by_somebody_who_has_not_seen_the_last_one(node: Gate) -> None:
    m = matter(node)
    overseer, magistrate = node.actor("overseer"), node.actor("magistrate")
    freeze.ask(overseer, m.case, m.request, "stop", ["the first"])
    ask = [
        partial(freeze.ask, overseer, m.case, m.request, "stop", [f"fact {n}"]) for n in range(HALF)
    ]

    def answer() -> int | None:
        return look_and(
            m.case,
            partial(freeze.answer, magistrate, m.case, m.request, "refused", "looked at all"),
            lambda: False,
        )

    results = race([*[answer] * HALF, *ask])
    refused(results, Refused)
    rested(m.case, ev.FreezeAnswered, results[:HALF])
    asked, answered = of_kind(m.case, ev.FreezeRequested), of_kind(m.case, ev.FreezeAnswered)
    assert len(asked) == HALF + 1
    open_still = m.request in frozen.unanswered(reading.events(m.case))
    assert open_still == (max(asked) > max(answered, default=-1))


def test_of_fifty_liftings_one_counts_and_new_holds_stand(node: Gate) -> None:
    m = matter(node)
    magistrate, observer = node.actor("magistrate"), node.actor("observer")
    hold = holds.place(magistrate, m.case, "measure", m.search, "to look at")
    seen = Case.objects.get(pk=m.case).version
    lift = partial(holds.lift, magistrate, m.case, hold, "looked at", seen)
    place = partial(holds.place, observer, m.case, "person", m.anna, "a lawyer")
    results = race([lift] * HALF + [place] * HALF)
    assert refused(results, Stale, Refused) >= HALF - 1
    lifted = [e for e in reading.events(m.case) if isinstance(e, ev.HoldLifted)]
    assert [e.hold for e in lifted] in ([], [hold])
    assert len(of_kind(m.case, ev.HoldPlaced)) == HALF + 1
    assert list(indexcheck.differences()) == []
