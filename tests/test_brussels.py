"""The Brussels case of 2019 against results written from the law before the engine ran on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import pytest

from safeconduct.case.dates import exact_day
from safeconduct.case.document import BadInput
from safeconduct.case.ruling import Point, Ruling
from safeconduct.files import store, yamltext
from safeconduct.law.determined import determined
from safeconduct.law.rule import Rulings, ViewName

EXPECTED = yamltext.read(Path(__file__).parent / "expected" / "brussels-2019.yaml").tree
REQUEST = "kz-request"
BASIS = f"treaty-basis({REQUEST})"
SHUT = ("barred", "conflict", "conditions-unmet")

Answers = dict[str, Literal["yes", "no"]]


@lru_cache(maxsize=2)
def rulings(proceed: bool = False) -> Rulings:
    """The case as it was, or with the determined judge."""
    rulebook = store.load_rulebook()
    events = store.load_case(store.find_case("brussels-2019"), rulebook)
    return Rulings(rulebook, determined(rulebook, events) if proceed else events)


@cache
def ruled(
    measure: str, day: date | None = None, view: ViewName = "gate", basis: str = "",
    *, proceed: bool = False,
) -> Ruling:  # fmt: skip
    """A ruling of the case; `basis`: the reading of its basis that is supposed."""
    return rulings(proceed).rule(measure, day, view, READINGS[basis])


READINGS: dict[str, Answers] = {"": {}, "treaty": {BASIS: "yes"}, "none": {BASIS: "no"}}


def name(row: Mapping[str, Any]) -> str:
    """How a row is called when its test fails."""
    return "-".join(str(row[k]) for k in ("measure", "view", "basis", "on") if k in row)


SHUTTING = ("bars", "unmet", "conflicts")


def with_status(ruling: Ruling, *statuses: str) -> set[str]:
    """The norms that have one of these statuses in a ruling."""
    return {f.norm for f in ruling.findings if f.status in statuses}


def shutting(ruling: Ruling) -> set[str]:
    """The norms that certainly shut the measure."""
    return with_status(ruling, *SHUTTING)


def points(ruling: Ruling) -> list[Point]:
    """Everything that a ruling asks about, point by point."""
    return [point for question in ruling.questions for point in question.points]


def questions(ruling: Ruling) -> set[str]:
    """The facts that a ruling asks about."""
    return {point.fact for point in points(ruling)}


MEASURES = list(rulings().whole.measures)
VIEWS: tuple[ViewName, ...] = ("gate", "audit")
ROWS = [*EXPECTED["rows"], *(r for r in EXPECTED["other_days"] if r["outcome"] != "error")]


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_outcome_norms_and_questions_are_as_the_law_was_read(row: dict[str, Any]) -> None:
    day = exact_day(row["on"]) if "on" in row else None
    ruling = ruled(row["measure"], day, row["view"], row.get("basis", ""))
    assert ruling.outcome == row["outcome"]
    assert set(row["deciding"]) - shutting(ruling) == set()
    assert set(row["not_deciding"]) & shutting(ruling) == set()
    assert set(row["questions"]) - questions(ruling) == set()
    assert set(row["not_asked"]) & questions(ruling) == set()


def test_every_measure_view_and_basis_has_its_row() -> None:
    rows = {(r["measure"], r["view"], r["basis"]) for r in EXPECTED["rows"]}
    assert len(EXPECTED["rows"]) == len(rows) == len(MEASURES) * 4


def test_a_day_before_any_law_is_refused_with_the_first_day_of_law() -> None:
    row = next(r for r in EXPECTED["other_days"] if r["outcome"] == "error")
    with pytest.raises(BadInput, match="no law of this rulebook is in force on 1800-01-01"):
        rulings().rule(row["measure"], exact_day(row["on"]), row["view"])


PROCEED = EXPECTED["proceed"]


@pytest.mark.parametrize("row", PROCEED["measures"], ids=name)
def test_what_the_determined_judge_cannot_open_stays_shut(row: dict[str, Any]) -> None:
    """The run answers the request to freeze with reasons, so that reading is the one to meet."""
    ruling = ruled(row["measure"], proceed=True)
    because = set(row.get("then_because", row["because"]))
    if row["if_freeze_reasoned"] == "shut":
        assert ruling.outcome in SHUT
        assert because - shutting(ruling) == set()
    else:
        assert row["if_freeze_reasoned"] == "open-questions"
        assert ruling.outcome == "undetermined"
        assert because - with_status(ruling, "open") == set()


@pytest.mark.parametrize("row", [*PROCEED["other_days"], *PROCEED["audit_notes"]], ids=name)
def test_a_judge_who_is_told_everything_opens_no_more(row: dict[str, Any]) -> None:
    day = exact_day(row["on"]) if "on" in row else None
    ruling = ruled(row["measure"], day, row.get("view", "gate"), proceed=True)
    because = set(row["because"]) - {"policy-holds.freeze"}  # answered with reasons in this run
    if row["stays"] == "shut":
        assert because - shutting(ruling) == set()
    else:
        assert because - with_status(ruling, "open", "unmet", "bars") == set()


@pytest.mark.parametrize("row", PROCEED["never_opened_by_a_decision"], ids=lambda r: str(r["norm"]))
def test_no_decision_of_the_judge_meets_these_norms(row: dict[str, Any]) -> None:
    for measure in row["on"]:
        for view in VIEWS:
            ruling = ruled(measure, view=view, proceed=True)
            assert row["norm"] in with_status(ruling, "open", "unmet", "bars"), (measure, view)


def test_what_the_decision_opens_is_opened() -> None:
    for measure in MEASURES:
        before, after = ruled(measure), ruled(measure, proceed=True)
        opened = with_status(before, "open", "unmet", "decide") & with_status(after, "met")
        assert set(PROCEED["opened_norms"]) & with_status(after, *SHUTTING, "decide") == set()
        assert "policy-ask-the-asylum-authority.asked" in opened


@pytest.mark.parametrize("measure", MEASURES)
def test_nothing_of_2019_would_have_passed_the_gate(measure: str) -> None:
    for basis in READINGS:
        ruling = ruled(measure, basis=basis)
        assert ruling.outcome != "no-bar-found"


def answered_well(case: Rulings, measure: str, view: ViewName) -> tuple[Answers, Ruling]:
    """Answer every question well, put right what can be, decide in favour; up to the end."""
    answers: Answers = {}
    for _ in range(12):
        ruling = (
            case.rule(measure, view=view, assumed=answers) if answers else ruled(measure, view=view)
        )
        new: Answers = {}
        for point in points(ruling):
            new |= {k: "yes" if v == "yes" else "no" for k, v in point.good.items()}
        for finding in ruling.findings:
            values = {fact.fact: fact.value for fact in finding.facts}
            for condition in finding.conditions:
                if condition.state == "false" and condition.cure is not None:
                    new |= {
                        fact: "no" if values.get(fact) == "yes" else "yes"
                        for fact in condition.facts
                        if values.get(fact) in ("yes", "no")
                    }
        for due in ruling.decisions:
            if due.state == "pending" and not ruling.questions:
                dismissed = due.what == "dismiss-ground"
                new[due.key.removeprefix("dismissed(")[:-1] if dismissed else due.key] = (
                    "no" if dismissed else "yes"
                )
        if not new:
            return answers, ruling
        answers |= new
    raise AssertionError(f"{measure}: still asking after a dozen rounds")


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("measure", MEASURES)
def test_good_answers_cures_and_decisions_open_what_is_not_barred(
    measure: str, view: ViewName
) -> None:
    case = rulings()
    first = ruled(measure, view=view)
    if first.outcome == "barred":
        pytest.fail("a barred measure belongs in the expected table's list of bars")
    answers, last = answered_well(case, measure, view)
    assert last.outcome == "no-bar-found", (last.outcome, last.deciding(), last.questions)
    badly = 0
    for point in points(first):
        bad: Answers = {k: "no" if good == "yes" else "yes" for k, good in point.good.items()}
        outcome = case.outcome(measure, view=view, assumed=answers | bad)
        badly += outcome != "no-bar-found"
    assert badly, "no single question answered badly would shut it again"


@pytest.mark.parametrize("row", EXPECTED["met"], ids=lambda r: str(r["norm"]))
def test_what_was_kept_is_shown_as_kept(row: dict[str, Any]) -> None:
    for measure in MEASURES if row["measures"] == "all" else row["measures"]:
        for view in row["views"]:
            ruling = ruled(measure, view=view, basis=row.get("basis", ""))
            accepted = [*row["status"], "met"] if "rests" in row["status"] else row["status"]
            assert row["norm"] in with_status(ruling, *accepted), (measure, view)


def test_the_search_began_at_half_past_six_and_the_page_says_so() -> None:
    ruling = ruled("search")
    hours = next(f for f in ruling.findings if f.norm == "be-act-1969.1-search")
    assert any("06:30" in s.value for fact in hours.facts for s in fact.statements)


@pytest.mark.parametrize("row", EXPECTED["never"], ids=lambda r: str(r["rule"]))
def test_no_rule_is_written_that_must_not_be_written(row: dict[str, Any]) -> None:
    for measure in MEASURES if row["measures"] == "all" else row["measures"]:
        for view in [row["view"]] if "view" in row else VIEWS:
            check_never(row, ruled(measure, view=view))


def check_never(row: Mapping[str, Any], ruling: Ruling) -> None:
    """Hold one ruling against one thing that must never be said."""
    of_provision = row.get("provision", "")
    findings = [f for f in ruling.findings if f.norm.startswith(of_provision)]
    norms = {f.norm for f in findings}
    shut = shutting(ruling)
    assert not set(row.get("not_shut", [])) & shut
    assert not set(row.get("not_open", [])) & with_status(ruling, "open")
    assert not set(row.get("norms_absent", [])) & norms
    assert not set(row.get("norms_absent_or_not_shut", [])) & shut
    assert ruling.outcome not in row.get("outcome_never", "").split()
    for fact in row.get("contested", []):
        assert fact in {reading.fact for reading in ruling.contested}
    for finding in findings:
        words = [finding.says, finding.reading or "", *(c.says for c in finding.conditions)]
        if "text" in row:
            assert not re.search(row["text"], " ".join(words), re.IGNORECASE), finding.norm
        if finding.effect == row.get("effect"):
            assert finding.status not in row["not_status"]
        if finding.ground is not None:
            used = {fact.fact.partition("(")[0] for fact in finding.facts}
            assert not set(row.get("ground_never", [])) & used
        provision = finding.norm.partition(".")[0]
        assert finding.class_ == row.get("class_of", {}).get(provision, finding.class_)
        for authority in finding.authorities:
            if any(name in authority.case for name in row.get("later_authorities", [])):
                assert authority.later == "yes"
            if any(name in authority.case for name in row.get("authorities", [])):
                assert authority.says.startswith(row["says_must_begin"].rstrip("."))
