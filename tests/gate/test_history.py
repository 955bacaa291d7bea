"""What a case file says was done opens nothing here; what it says stands in the way does."""

from __future__ import annotations

import pytest

from safeconduct.case import events as ev
from safeconduct.case.facts import key as fact_key
from safeconduct.case.state import fold
from safeconduct.gate import (
    files,
    history,
    holds,
    indexcheck,
    questions,
    readiness,
    reading,
    registration,
)
from safeconduct.gate.models import Case, Hold, Request
from safeconduct.gate.referred import outstanding
from tests.gate.casetext import bring
from tests.gate.control import Control
from tests.gate.matter import matter
from tests.gate.place import Gate
from tests.gate.test_controls import begun

OPENED = (
    "{event: person-identified, day: 2019-01-09, by: clerk, person: anna, how: document}",
    "{event: person-identified, day: 2019-01-09, by: clerk, person: ben, how: document}",
    "{event: list-declared, day: 2019-01-10, by: magistrate, list: touched(search)}",
    "{event: screened, day: 2019-01-10, by: asylum-officer, person: anna, registers: [asylum],"
    " result: none}",
    "{event: screened, day: 2019-01-10, by: asylum-officer, person: ben, registers: [asylum],"
    " result: none}",
    "{event: referred, day: 2019-01-11, by: magistrate, measures: [search], to: asylum}",
    "{event: opinion-given, day: 2019-01-12, by: asylum-officer, opinion: o, register: asylum,"
    " on: [{measure: search, view: does-not-object}]}",
    "{event: hold-placed, day: 2019-01-13, by: magistrate, hold: h, on: measure, of: search,"
    " why: wait}",
    "{event: hold-lifted, day: 2019-01-14, by: magistrate, hold: h, reasons: over}",
    "{event: freeze-requested, day: 2019-01-14, by: overseer, request: r, title: stop}",
    "{event: freeze-answered, day: 2019-01-15, by: magistrate, request: r, outcome: refused,"
    " reasons: looked into}",
    "{event: opposition-filed, day: 2019-01-15, by: defence, measure: search,"
    " title: opposition}",
    "{event: opposition-ended, day: 2019-01-16, by: court, measure: search, title: dismissed}",
    "{event: question-answered, day: 2019-01-17, by: observer, fact: lawyer(anna), value: 'no'}",
    "{event: finding-made, day: 2019-01-17, by: magistrate, fact: proceedings-motivated(r),"
    " value: 'no', reasons: none}",
    "{event: decision-taken, day: 2019-01-18, by: magistrate, measures: [search],"
    " outcome: proceed, reasons: all was weighed}",
    "{event: clearance-given, day: 2019-01-19, by: magistrate, clearance: c, measure: search,"
    " scope: the flat, until: 2019-06-01}",
    "{event: opinion-answered, day: 2019-01-20, by: magistrate, opinion: o, answers: [heard]}",
    "{event: request-linked, day: 2019-01-20, by: clerk, request: r, to: old, how: reminder}",
    "{event: look-taken, day: 2019-01-20, by: magistrate, at: old, purpose: 'compared with r: x'}",
)  # fmt: skip


def test_no_act_of_a_file_opens_anything_once_a_second_person_confirmed_it(node: Gate) -> None:
    case = bring(node, *OPENED)
    registration.confirm(node.actor("second-signer"), case, "r", "seen")
    events = history.events(case)
    state = fold(events)
    opened = (ev.Screened, ev.OpinionAnswered, ev.RequestLinked, ev.LookTaken)
    assert not [e for e in events if isinstance(e, opened)]
    assert not state.identified
    assert not state.declared
    assert not state.clearances
    assert not state.decisions
    assert not state.findings
    assert not state.opinions
    assert not state.lifted
    assert fact_key("asylum-asked", "search") not in state.told
    (said,) = state.told["lawyer(anna)"]
    assert said.valid_from == "unknown", "a claim, which decides nothing"
    _, found = readiness.obstacles(node.actor("magistrate"), case, "search")
    assert {"hold", "freeze", "opposition", "identification", "screening", "ruling"} <= {
        one.what for one in found
    }
    # All of it is there all the same: shown, handed on, and what the tables say follows from it.
    assert len(reading.events(case)) > len(OPENED)
    assert files.events_of_tree(files.take_out(case)) == reading.events(case)
    assert list(indexcheck.differences()) == []


def test_what_stands_in_the_way_in_a_file_binds_at_once(node: Gate) -> None:
    case = bring(
        node,
        "{event: referred, day: 2019-01-11, by: magistrate, measures: [search], to: asylum}",
        "{event: opinion-given, day: 2019-01-12, by: asylum-officer, opinion: o, on:"
        " [{measure: search, view: objects}], points: [she fled]}",
        "{event: referred, day: 2019-01-12, by: magistrate, measures: [search], to: elsewhere}",
        "{event: screened, day: 2019-01-13, by: asylum-officer, person: ben, registers: [asylum],"
        " result: hit}",
        "{event: protection-stated, day: 2019-01-13, by: asylum-officer, protection: p, person:"
        " anna, kind: refugee-status, against: KZ, register: asylum}",
        "{event: decision-taken, day: 2019-01-14, by: magistrate, measures: [search],"
        " outcome: refuse, reasons: she fled}",
    )  # fmt: skip
    events = history.events(case)
    state = fold(events)
    assert [one.outcome for one in state.decisions] == ["refuse"]
    assert state.opinions["o"].points == ("she fled",)
    assert outstanding(events) == {"search": {"elsewhere"}}
    assert set(state.protections) == {"p"}
    assert [e.person for e in events if isinstance(e, ev.Screened)] == ["ben"]


def test_a_role_s_own_word_here_takes_the_place_of_what_a_file_says_it_said(node: Gate) -> None:
    case = bring(node, *OPENED)
    told = history.events(case)
    assert any(isinstance(e, ev.FactStated) and e.fact == "lawyer(anna)" for e in told)
    questions.ask(node.actor("magistrate"), case, "lawyer(anna)")
    questions.answer(node.actor("observer"), case, "lawyer(anna)", "yes")
    (said,) = fold(history.events(case)).told["lawyer(anna)"]
    assert (said.value, said.valid_from) == ("yes", None)


def test_a_measure_ready_elsewhere_is_ready_here_once_everything_was_done_here(node: Gate) -> None:
    there = begun(node, "ordinary")
    there.settled()
    assert there.in_the_way() == []
    tree = there.get("magistrate", "/export")
    tree["case"] = "brought"
    made = node.api("clerk").post("imports", tree, 201)
    new = made["renamed"]
    here = Control(
        node, there.row, there.truth, "brought", new[there.request], new[there.person],
        new[there.measure],
    )  # fmt: skip
    assert {one["what"] for one in here.in_the_way()} >= {"confirmation", "ruling"}
    here.confirmed()
    assert {one["what"] for one in here.in_the_way()} >= {"identification", "screening", "ruling"}
    here.identified()
    assert here.in_the_way()
    here.screened()
    here.settled()
    assert here.in_the_way() == []


@pytest.mark.parametrize(("on", "of"), [("state", "KZ"), ("person", "anna")])
def test_a_hold_in_a_file_on_a_person_or_a_state_reaches_other_cases_at_once(
    node: Gate, on: str, of: str
) -> None:
    live = matter(node, number="80.05.01-001.23")
    case = bring(
        node,
        "{event: person-identified, day: 2019-01-09, by: clerk, person: anna, how: document,"
        " number: 80.05.01-001.23}",
        f"{{event: hold-placed, day: 2019-01-13, by: overseer, hold: h, on: {on}, of: {of},"
        " why: a plot}",
    )  # fmt: skip
    _, found = readiness.obstacles(node.actor("magistrate"), live.case, live.search)
    assert any(one.what == "hold" and "a plot" in one.words for one in found)
    assert set(Hold.objects.values_list("case_id", flat=True)) == {case, live.case}
    assert holds.shown(node.actor("overseer"), live.case)[0]["why"] == "a plot"


def test_lists_call_a_request_confirmed_by_the_rule_that_opens_it(node: Gate) -> None:
    case = bring(node)
    assert not Request.objects.get(pk="r").confirmed
    clerk = node.api("clerk")
    assert clerk.get("requests", confirmed=True)["requests"] == []
    assert Case.objects.get(pk=case).version
    registration.confirm(node.actor("second-signer"), case, "r", "seen")
    (shown,) = clerk.get("requests", confirmed=True)["requests"]
    assert shown["request"] == "r"
