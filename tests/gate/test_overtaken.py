"""Facts change, and a measure falls back to where that puts it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from safeconduct.case import events as ev
from safeconduct.gate import decisions, facts, measures, persons, readiness, reading, registration
from safeconduct.gate.change import change
from safeconduct.gate.models import Case
from safeconduct.register import protections
from tests.gate.matter import Matter, matter
from tests.gate.place import Gate
from tests.gate.test_controls import begun, kinds
from tests.gate.test_registration import received
from tests.gate.test_screening import STATUS


def decide(node: Gate, m: Matter) -> None:
    """The magistrate decides that the search goes on, on everything that is known."""
    version = Case.objects.get(pk=m.case).version
    magistrate = node.actor("magistrate")
    decisions.decide(magistrate, m.case, [m.search], "proceed", "all was weighed", version)


def overtaken(node: Gate, m: Matter) -> list[str]:
    """What readiness says was not known at the decision."""
    _, found = readiness.obstacles(node.actor("magistrate"), m.case, m.search)
    return [one.words for one in found if one.words.startswith("not known when the magistrate")]


def _person(node: Gate, m: Matter) -> None:
    told = ev.PersonListed(person=m.anna, called="anna", citizen_of=("KZ",))
    persons.list_person(node.actor("clerk"), m.case, told)


def _plan(node: Gate, m: Matter) -> None:
    clerk = node.actor("clerk")
    ben = persons.list_person(clerk, m.case, ev.PersonListed(person="", called="ben"))
    before = next(e for e in reading.events(m.case)
                  if isinstance(e, ev.MeasurePlanned) and e.measure == m.search)  # fmt: skip
    measures.replan(clerk, m.case, replace(before, id="", day="unknown", known={},
                                           touches=(m.anna, ben)))  # fmt: skip


def _relation(node: Gate, m: Matter) -> None:
    clerk = node.actor("clerk")
    carl = persons.list_person(clerk, m.case, ev.PersonListed(person="", called="carl"))
    persons.relate(clerk, m.case, "client", carl, m.anna)


def _signal(node: Gate, m: Matter) -> None:
    facts.signal(node.actor("clerk"), m.case, "plot", [m.request], "a plot was found")


def _fact(node: Gate, m: Matter) -> None:
    clerk = node.actor("clerk")
    facts.state(clerk, m.case, f"lawyer({m.anna})", "yes", "the bar's list")


def _protection(node: Gate, m: Matter) -> None:
    with change(m.case, node.actor("asylum-officer")) as file:
        file.write(
            ev.ProtectionStated(protection="p", person=m.anna, kind="refugee-status",
                                against="KZ", register="asylum")
        )  # fmt: skip


def _elsewhere(node: Gate, m: Matter) -> None:
    """What is new, and bears on another request."""
    clerk = node.actor("clerk")
    other = registration.register(clerk, m.case, received())
    facts.signal(clerk, m.case, "plot", [other], "another plot")
    persons.list_person(clerk, m.case, ev.PersonListed(person="", called="dora"))


def test_a_decision_covers_what_was_known_when_it_was_taken(node: Gate) -> None:
    m = matter(node)
    assert overtaken(node, m) == []
    table: tuple[tuple[str, Callable[[Gate, Matter], None]], ...] = (
        ("person-listed", _person), ("measure-planned", _plan), ("relation-stated", _relation),
        ("signal-stated", _signal), ("fact-stated", _fact), ("protection-stated", _protection),
    )  # fmt: skip
    for kind, happens in table:
        decide(node, m)
        assert overtaken(node, m) == [], kind
        happens(node, m)
        (words,) = overtaken(node, m)
        assert kind in words
    decide(node, m)
    _elsewhere(node, m)
    assert overtaken(node, m) == [], "what bears on something else"


@pytest.mark.parametrize("what", ["person", "protection"])
def test_a_cleared_way_falls_back_to_where_what_is_new_puts_it(node: Gate, what: str) -> None:
    control = begun(node, "persecutor")
    control.heard()
    control.settled()
    assert control.in_the_way() == []
    if what == "protection":
        # The same person, protected by now from something else, too.
        protections.add(node.actor("asylum-officer"), replace(STATUS, kind="interim-measure"))
        assert kinds(control) == {"screening"}
        control.screened()
        assert {"hold", "opinion", "screening", "decision"} <= kinds(control)
        return
    body = {"called": "Ben", "names": [{"spelled": "Ben Example", "source": "the police"}]}
    ben = control.post("clerk", "/persons", body)["id"]
    plan = {
        "kind": "bank-data", "request": control.request, "title": "Bank data", "on": "2019-06-03",
        "targets": [control.person], "touches": [control.person, ben],
    }  # fmt: skip
    control.post("magistrate", f"/measures/{control.measure}/plan", plan)
    assert {"identification", "screening", "decision", "ruling"} <= kinds(control)
    assert control.stage == "to-identify"
