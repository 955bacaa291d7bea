"""It does not cry wolf: ordinary requests open after few answers, their adversarial twins do not.

`make docket` measures a thousand; here is a small docket with a fixed seed.
"""

from __future__ import annotations

from functools import cache

import pytest

from bench.docket import figures as fg
from bench.docket import twins
from bench.docket.clerk import Clerk
from bench.docket.requests import Ordinary, ordinary
from bench.docket.truth import USUAL
from safeconduct.case import events as ev
from safeconduct.case.casefile import to_events
from safeconduct.case.check import check
from safeconduct.files import store, yamltext
from tests.support import shipped, text

SEED, REQUESTS = 7, 30


@cache
def docket() -> list[fg.Outcome]:
    """The small docket, taken to its end."""
    return [fg.worked(fg.Job(SEED, number)) for number in range(REQUESTS)]


def test_ordinary_requests_open_after_few_answers_and_without_a_decision() -> None:
    courses = [course for outcome in docket() for course in outcome.courses]
    missed = [
        f"{c.kind}: {c.outcome} after {c.asked} answers and {c.decisions.total()} decisions, "
        f"left {', '.join(c.left) or 'nothing'}"
        for c in courses
        if c.outcome != "no-bar-found" or c.asked > fg.BUDGET or c.decisions
    ]
    assert fg.by_kind(docket())[-1].share >= fg.AIM, missed


def test_every_fact_of_the_vocabulary_has_its_truth_in_an_ordinary_case() -> None:
    facts = shipped().vocabulary.facts
    assert [name for name in facts if name not in USUAL] == [], "add them to usual.yaml"
    assert [name for name in USUAL if name not in facts] == ["covers"]
    assert set(USUAL.values()) == {"yes", "no"}


def test_the_same_seed_gives_the_same_docket_and_another_another() -> None:
    assert ordinary(SEED, 3) == ordinary(SEED, 3)
    assert ordinary(SEED, 3).tree != ordinary(SEED + 1, 3).tree


def test_what_the_clerk_leaves_is_a_case_file_like_any_other() -> None:
    clerk = Clerk(fg.rulebook(), ordinary(SEED, 0))
    clerk.work()
    document = yamltext.parse(text(clerk.tree()).encode(), "docket.yaml")
    assert check(document, to_events(document), store.case_words(shipped())) == clerk.events


ON_FILE = {
    "treaty-basis", "mutual-undertaking", "minister-authorised", "use-limited", "request-in-form",
    "suspect", "order-issued", "suspicion-reasoned", "scope-limited", "dual-criminality",
    "over-one-year",
}  # fmt: skip
"""Facts that papers may state when a request is registered: the list in docs/controls.md."""


@pytest.mark.parametrize("number", range(40))
def test_no_more_is_on_file_than_real_papers_state(number: int) -> None:
    tree = ordinary(SEED, number).tree
    assert {entry["fact"].partition("(")[0] for entry in tree["facts"]} <= ON_FILE
    assert {entry["event"] for entry in tree["events"]} <= {"freeze-requested"}
    assert not {"lists", "protections", "signals"} & set(tree)


# --- twins ----------------------------------------------------------------------------------------


OWN_TREATY = [n for n in range(100) if ordinary(SEED, n).route == "treaty"]
"""Requests under a treaty of two states: none of the conventions in the rulebook governs them."""

PLANTED: list[tuple[str, int]] = [
    *((kind, n) for n, kind in enumerate(twins.PROTECTIONS)),
    *((kind, OWN_TREATY[n]) for n, kind in enumerate(twins.SIGNALS)),
    *((kind, n + 20) for n, kind in enumerate(twins.SIGNALS[:3])),
]


def twin(kind: str, number: int) -> Ordinary:
    """The twin of one request of the docket with one thing planted."""
    plant = twins.protected if kind in twins.PROTECTIONS else twins.with_signal
    return plant(ordinary(SEED, number), kind)


@pytest.mark.parametrize(("kind", "number"), PLANTED)
def test_a_planted_protection_or_signal_keeps_every_measure_shut(kind: str, number: int) -> None:
    """A protection, whatever is decided, until the authority that protects was asked."""
    courses = twins.left_undone(fg.rulebook(), twin(kind, number))
    assert courses
    assert [c.kind for c in courses if c.outcome == "no-bar-found"] == []


@pytest.mark.parametrize(("kind", "number"), [PLANTED[0], PLANTED[-1]])
def test_without_the_plant_the_same_request_opens(kind: str, number: int) -> None:
    courses = Clerk(fg.rulebook(), ordinary(SEED, number)).work()
    assert {course.outcome for course in courses} == {"no-bar-found"}


@pytest.mark.parametrize("number", [0, OWN_TREATY[0]])
def test_protection_against_a_state_that_has_nothing_to_do_with_it_keeps_nothing_shut(
    number: int,
) -> None:
    request = twins.protected(ordinary(SEED, number), against="XE")
    for course in Clerk(fg.rulebook(), request).work():
        assert (course.outcome, course.decisions.total()) == ("no-bar-found", 0), course.left
        assert (
            course.asked <= fg.BUDGET + 1
        )  # whether the one acts for the other is one answer more


def test_the_register_is_what_tells_of_the_plant() -> None:
    """Nothing about it is on file at registration; the check of the registers brings it."""
    request = twin(*PLANTED[0])
    assert request.tree == ordinary(SEED, PLANTED[0][1]).tree
    clerk = Clerk(fg.rulebook(), request, refers=False)
    clerk.work()
    found = [e for e in clerk.events if isinstance(e, ev.ProtectionStated)]
    assert [e.against for e in found if e.protection.startswith("planted")] == [request.state]
