"""Every register answers for everyone touched; what it says stays between it and the magistrate."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from safeconduct.case import events as ev
from safeconduct.case.facts import key as fact_key
from safeconduct.case.state import fold
from safeconduct.gate import (
    candidates,
    measures,
    persons,
    readiness,
    reading,
    registration,
    screening,
)
from safeconduct.gate.change import change
from safeconduct.gate.errors import Refused
from safeconduct.gate.models import Case, Measure
from safeconduct.gate.ports import Answer, Identity, Unreachable
from safeconduct.register import protections
from safeconduct.register.exact import ExactCheck
from tests.gate.place import Gate
from tests.gate.scene import ANNA, Scene, person, search_at

STATUS = protections.New(
    kind="refugee-status", against="KZ", names=("Anna Example",), born="1980-05-01", number=ANNA,
    since="2013-10",
)  # fmt: skip


@dataclass
class Fake:
    """A register whose answers a test sets."""

    register: str = "elsewhere"
    answer: Answer = "none"
    at: str = "1"
    silent: bool = False
    asked: int = 0

    def _speak(self) -> None:
        if self.silent:
            raise Unreachable

    def ask(self, who: Identity, requesting_state: str) -> Answer:
        """The answer that is set."""
        self._speak()
        self.asked += 1
        return self.answer

    def mark(self, who: Identity) -> str:
        """Changes with the answer."""
        return self.answer

    def epoch(self) -> str:
        """The epoch that is set."""
        self._speak()
        return self.at


def protect_anna(node: Gate) -> int:
    """The asylum authority enters a protection of Anna."""
    return protections.add(node.actor("asylum-officer"), STATUS)


def identified(node: Gate, state: str = "KZ") -> Scene:
    """A search at Anna's, who is identified."""
    scene = search_at(node, state=state)
    persons.identify(node.actor("clerk"), scene.case, scene.anna, number=ANNA)
    return scene


def holds(case: str) -> list[ev.HoldPlaced]:
    """The holds of a case that nobody has lifted."""
    state = fold(reading.events(case))
    return [hold for hold in state.holds.values() if hold.hold not in state.lifted]


def of_kind(case: str, kind: type[ev.AnyEvent]) -> list[ev.AnyEvent]:
    """The events of a kind."""
    return [event for event in reading.events(case) if isinstance(event, kind)]


def is_complete(scene: Scene) -> bool:
    """Whether the list of Anna's protections counts as complete."""
    return fact_key("protections", scene.anna) in fold(reading.events(scene.case)).declared


def test_nothing_found_on_an_identified_person_completes_the_check(node: Gate) -> None:
    scene = identified(node)
    assert not is_complete(scene)
    screening.screen(node.actor("clerk"), scene.case)
    assert is_complete(scene)
    assert holds(scene.case) == []
    assert Measure.objects.get(pk=scene.search).stage == "to-rule"
    (screened,) = of_kind(scene.case, ev.Screened)
    assert screened.by == "asylum-officer"
    assert set(screened.known) == {"magistrate"}


def test_silence_on_somebody_who_is_not_identified_says_nothing(node: Gate) -> None:
    node.node.checks = (Fake(answer="none"),)
    scene = search_at(node)
    screening.screen(node.actor("clerk"), scene.case)
    (screened,) = of_kind(scene.case, ev.Screened)
    assert isinstance(screened, ev.Screened)
    assert screened.result == "too-little"
    assert not is_complete(scene)
    # No nationality is known, so that the measure is referred by default, and held meanwhile.
    (referred,) = of_kind(scene.case, ev.Referred)
    assert isinstance(referred, ev.Referred)
    assert (referred.measures, referred.by_default) == ((scene.search,), "yes")
    assert [hold.of for hold in holds(scene.case)] == [scene.search]


def test_somebody_known_to_be_from_elsewhere_is_not_referred_by_default(node: Gate) -> None:
    scene = search_at(node)
    clerk = node.actor("clerk")
    told = person("Anna Example", "unknown", "FR")
    with change(scene.case, clerk) as file:
        file.write(ev.PersonListed(
            person=scene.anna, called=told.called, names=told.names, citizen_of=("FR",)
        ))  # fmt: skip
    screening.screen(clerk, scene.case)
    assert of_kind(scene.case, ev.Referred) == []
    assert not is_complete(scene)


def test_a_hit_refers_and_holds_at_once(node: Gate) -> None:
    protect_anna(node)
    scene = identified(node)
    screening.screen(node.actor("clerk"), scene.case)
    assert not is_complete(scene)
    (referred,) = of_kind(scene.case, ev.Referred)
    assert isinstance(referred, ev.Referred)
    assert (referred.measures, referred.to, referred.by_default) == (
        (scene.search,), "asylum", "no",
    )  # fmt: skip
    assert {(hold.on, hold.of) for hold in holds(scene.case)} == {
        ("person", scene.anna), ("measure", scene.search),
    }  # fmt: skip
    for event in [*of_kind(scene.case, ev.Screened), *of_kind(scene.case, ev.Referred)]:
        assert (event.by, set(event.known)) == ("asylum-officer", {"magistrate"})
    assert Measure.objects.get(pk=scene.search).held


def test_screened_twice_is_asked_once_and_referred_once(node: Gate) -> None:
    protect_anna(node)
    fake = Fake()
    node.node.checks = (ExactCheck("asylum"), fake)
    scene = identified(node)
    screening.screen(node.actor("clerk"), scene.case)
    version = Case.objects.get(pk=scene.case).version
    screening.screen(node.actor("clerk"), scene.case)
    assert fake.asked == 1
    # Anew: asked again; as nothing is new, nothing is written, whatever there is to find.
    screening.rescreen(node.actor("magistrate"), scene.case)
    assert fake.asked == 2
    assert Case.objects.get(pk=scene.case).version == version
    assert len(of_kind(scene.case, ev.Referred)) == 1


def test_a_register_that_does_not_answer_holds_until_it_does(node: Gate) -> None:
    fake = Fake(silent=True)
    node.node.checks = (ExactCheck("asylum"), fake)
    scene = identified(node)
    clerk = node.actor("clerk")
    screening.screen(clerk, scene.case)
    assert of_kind(scene.case, ev.Screened) == []
    assert [(hold.on, hold.of) for hold in holds(scene.case)] == [("person", scene.anna)]
    screening.screen(clerk, scene.case)
    assert len(holds(scene.case)) == 1
    fake.silent = False
    assert screening.sweep(clerk) == [scene.case]
    assert holds(scene.case) == []
    assert is_complete(scene)


def test_a_register_that_is_silent_after_it_answered_holds_until_it_is_back(node: Gate) -> None:
    """Its answers still count then, and nothing is asked again; the hold ends all the same."""
    fake = Fake()
    node.node.checks = (fake,)
    scene, clerk = identified(node), node.actor("clerk")
    screening.screen(clerk, scene.case)
    fake.silent = True
    assert screening.sweep(clerk) == [scene.case]
    assert [(hold.on, hold.of) for hold in holds(scene.case)] == [("person", scene.anna)]
    _, told = readiness.obstacles(node.actor("magistrate"), scene.case, scene.search)
    assert ("operator", True) in [(one.who, "does not answer" in one.words) for one in told]
    fake.silent = False
    assert screening.sweep(clerk) == [scene.case]
    assert holds(scene.case) == []
    assert screening.sweep(clerk) == []


def test_whom_an_officer_has_still_to_settle_stays_held_whatever_is_swept(node: Gate) -> None:
    protect_anna(node)
    scene, clerk = identified(node), node.actor("clerk")
    screening.screen(clerk, scene.case)
    assert screening.sweep(clerk) == []
    assert ("person", scene.anna) in {(hold.on, hold.of) for hold in holds(scene.case)}


def test_a_check_is_not_complete_while_one_of_two_registers_has_somebody(node: Gate) -> None:
    protect_anna(node)
    fake = Fake(answer="refer")
    node.node.checks = (ExactCheck("asylum"), fake)
    scene = identified(node)
    screening.screen(node.actor("clerk"), scene.case)
    officer = node.actor("asylum-officer")
    candidates.reject(officer, scene.case, scene.anna, "a namesake")
    assert not is_complete(scene)
    assert [hold.of for hold in holds(scene.case) if hold.on == "person"] == [scene.anna]
    node.account("other", "asylum-officer", register="elsewhere")
    other = node.actor("asylum-officer", "other")
    candidates.reject(other, scene.case, scene.anna, "another birthplace")
    assert is_complete(scene)
    assert [hold for hold in holds(scene.case) if hold.on == "person"] == []


def test_a_hit_in_a_second_case_holds_both(node: Gate) -> None:
    first, clerk = identified(node), node.actor("clerk")
    screening.screen(clerk, first.case)
    assert holds(first.case) == []
    protect_anna(node)
    second = identified(node, "RU")
    screening.screen(clerk, second.case)
    assert [(hold.on, hold.of) for hold in holds(first.case)] == [("person", first.anna)]
    # The first case is asked itself, by the worker, and its measures are referred, too.
    assert screening.sweep(clerk) == [first.case]
    assert len(of_kind(first.case, ev.Referred)) == 1
    assert screening.sweep(clerk) == []


def test_a_hold_on_a_person_reaches_a_case_that_comes_later(node: Gate) -> None:
    protect_anna(node)
    first, clerk = identified(node), node.actor("clerk")
    screening.screen(clerk, first.case)
    second = search_at(node)
    assert holds(second.case) == []
    persons.identify(clerk, second.case, second.anna, number=ANNA)
    assert [(hold.on, hold.of) for hold in holds(second.case)] == [("person", second.anna)]


def test_a_new_protection_is_found_in_every_open_case(node: Gate) -> None:
    scene, clerk = identified(node), node.actor("clerk")
    screening.screen(clerk, scene.case)
    with change(scene.case, clerk) as file:
        assert screening.current(file, scene.search) == []
        assert screening.stale_screening(file) == []
    protect_anna(node)
    with change(scene.case, clerk) as file:
        assert screening.current(file, scene.search) == [scene.anna]
        assert screening.stale_screening(file) == [scene.anna]
    assert screening.sweep(clerk) == [scene.case]
    assert len(of_kind(scene.case, ev.Referred)) == 1
    assert not is_complete(scene)
    assert screening.sweep(clerk) == []


def test_a_protection_that_came_after_the_check_stands_in_the_way_before_anybody_sweeps(
    node: Gate,
) -> None:
    scene = identified(node)
    screening.screen(node.actor("clerk"), scene.case)

    def in_the_way() -> set[str]:
        _, found = readiness.obstacles(node.actor("magistrate"), scene.case, scene.search)
        return {one.what for one in found}

    assert "screening" not in in_the_way()
    protect_anna(node)
    assert "screening" in in_the_way()


def test_an_epoch_with_the_same_answer_writes_nothing(node: Gate) -> None:
    fake = Fake()
    node.node.checks = (fake,)
    scene, clerk = identified(node), node.actor("clerk")
    screening.screen(clerk, scene.case)
    version = Case.objects.get(pk=scene.case).version
    fake.at = "2"
    assert screening.sweep(clerk) == [scene.case]
    assert Case.objects.get(pk=scene.case).version == version
    with change(scene.case, clerk) as file:
        assert screening.current(file, scene.search) == []


def test_nobody_is_screened_before_a_second_person_has_confirmed_the_request(node: Gate) -> None:
    fake = Fake()
    node.node.checks = (fake,)
    clerk = node.actor("clerk")
    case = registration.open_case(clerk, "Search")
    request = registration.register(
        clerk, case,
        ev.RequestReceived(
            request="", requesting_state="KZ", kind="legal-assistance", title="Search"
        ),
    )  # fmt: skip
    who = persons.list_person(clerk, case, person("Anna Example"))
    plan = ev.MeasurePlanned(
        measure="", kind="search", request=request, title="Search", acting="magistrate",
        on="2019-06-01", touches=(who,),
    )  # fmt: skip
    search = measures.plan(clerk, case, plan)
    with pytest.raises(Refused, match="second person"):
        screening.screen(clerk, case)
    assert fake.asked == 0
    with change(case, clerk) as file:
        assert screening.current(file, search) == [who]


def test_without_a_register_nobody_is_checked(node: Gate) -> None:
    node.node.checks = ()
    scene = identified(node)
    with pytest.raises(Refused, match="no register"):
        screening.screen(node.actor("clerk"), scene.case)
    with change(scene.case, node.actor("clerk")) as file:
        assert screening.current(file, scene.search) == [scene.anna]


def test_a_measure_planned_after_a_hit_is_referred_as_well(node: Gate) -> None:
    protect_anna(node)
    scene, clerk = identified(node), node.actor("clerk")
    screening.screen(clerk, scene.case)
    plan = ev.MeasurePlanned(
        measure="", kind="bank-data", request=scene.request, title="Bank", acting="magistrate",
        on="2019-06-01", touches=(scene.anna,),
    )  # fmt: skip
    bank = measures.plan(clerk, scene.case, plan)
    screening.screen(clerk, scene.case)
    assert [e.measures for e in of_kind(scene.case, ev.Referred)] == [(scene.search,), (bank,)]  # type: ignore[union-attr]
