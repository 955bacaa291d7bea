"""The replay of 2019: walked in time, and run again with the judge who went on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import pytest

from safeconduct.case import events as ev
from safeconduct.case.dates import in_order
from safeconduct.case.replay import Answer, Replay
from safeconduct.files import store
from safeconduct.law.determined import determined
from safeconduct.law.replay import replay


@lru_cache(maxsize=2)
def walk(decide: Literal["as-it-was", "proceed"]) -> Replay:
    """The replay of the shipped case."""
    return replay(store.load_rulebook(), case(), decide)


@lru_cache(maxsize=1)
def case() -> Sequence[ev.AnyEvent]:
    """The shipped case."""
    return store.load_case(store.find_case("brussels-2019"), store.load_rulebook())


def answer(measure: str, decide: Literal["as-it-was", "proceed"] = "as-it-was") -> Answer:
    """What the replay says of one measure."""
    return next(a for s in walk(decide).steps for a in s.answers if a.measure == measure)


def test_time_runs_forward_and_nothing_is_left_out() -> None:
    steps = walk("as-it-was").steps
    days = [in_order(step.when) for step in steps]
    assert days == sorted(days)
    planned = {e.measure for e in case() if isinstance(e, ev.MeasurePlanned)}
    assert {a.measure for s in steps for a in s.answers} == planned
    assert {row.measure for row in walk("as-it-was").table} == planned


def test_the_gate_says_what_stops_the_search_and_whom_it_would_have_asked() -> None:
    search = answer("search")
    assert any("authority that protects has been asked" in norm.says for norm in search.shut_by)
    assert any("Refugees" in office for office in search.asked)
    assert any("art. 8" in norm.cite for norm in search.hangs_on)
    assert any("order for the search" in duty.says for duty in search.follows)


def test_what_policy_shuts_is_not_said_to_be_shut_by_law() -> None:
    for row in walk("as-it-was").table:
        shut = answer(row.measure).shut_by
        by_law = [norm for norm in shut if norm.class_ == "law"]
        assert (row.by_law in ("barred", "conditions-unmet")) == bool(by_law)
    assert walk("as-it-was").counts_by_law != walk("as-it-was").counts


def test_the_counts_are_those_of_the_walk() -> None:
    runs: tuple[Literal["as-it-was", "proceed"], ...] = ("as-it-was", "proceed")
    for decide in runs:
        outcomes = Counter(a.outcome for step in walk(decide).steps for a in step.answers)
        assert walk(decide).counts == dict(outcomes)


def test_a_day_the_sources_leave_open_is_ruled_on_at_both_ends() -> None:
    bank = answer("bank-data")
    assert bank.earliest_day == "2018-04-01"
    assert (bank.earliest_outcome, bank.outcome) == ("undetermined", "conditions-unmet")


@pytest.mark.parametrize(
    ("measure", "stays"),
    [
        ("foreign-officials", "named officer"),
        ("search", "independent observer"),
        ("seizure", "independent observer"),
        ("bank-data-sending", "fifteen days"),
        ("seized-sending", "fifteen days"),
        ("answers-sending", "fifteen days"),
        ("seized-sending", "does not reach the alleged persecutor"),
    ],
)
def test_what_the_determined_judge_cannot_open_is_named(measure: str, stays: str) -> None:
    found = answer(measure, "proceed")
    assert found.outcome != "no-bar-found"
    norms = [*found.shut_by, *found.hangs_on]
    assert any(stays in norm.says for norm in norms), [norm.says for norm in norms]
    listed = {one.norm.norm for one in walk("proceed").stays}
    assert {norm.norm for norm in norms} <= listed


def test_the_two_things_that_are_known_stay_shut_and_are_said_to() -> None:
    shuts = {one.norm.norm: one.shuts for one in walk("proceed").stays if one.shuts}
    assert shuts["policy-foreign-presence.supervised"] == ("foreign-officials",)
    assert "seized-sending" in shuts["policy-sending.time-to-oppose"]


def test_asking_answering_and_deciding_does_open_something_everywhere() -> None:
    for row in walk("proceed").table:
        opened = answer(row.measure, "proceed").opened
        assert any("has been asked" in norm.says for norm in opened)


def test_the_second_run_adds_to_the_case_and_changes_nothing_in_it() -> None:
    events = determined(store.load_rulebook(), case())
    assert events[: len(case())] == list(case())
    kinds = {type(event) for event in events[len(case()) :]}
    assert kinds.isdisjoint({ev.FactStated, ev.MeasureExecuted, ev.ClearanceGiven, ev.NoticeGiven})
