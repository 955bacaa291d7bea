"""Requests that belong together are linked; the same matter put again is found and looked at."""

from __future__ import annotations

import pytest

from safeconduct.case import events as ev
from safeconduct.case.state import fold
from safeconduct.gate import files, links, reading
from safeconduct.gate.change import change
from safeconduct.gate.errors import Forbidden, Held, NotFound, Refused, Wrong
from safeconduct.policy.models import Concern
from safeconduct.policy.permissions import Denied
from tests.gate.casetext import CONFIRMED, bring
from tests.gate.place import Gate

IDENTIFIED = (
    "{event: person-identified, day: 2019-01-09, by: clerk, person: PERSON, "
    "how: population-register, number: '74.03.12-123.45'}"
)
REFUSAL = (
    "{event: decision-taken, day: 2019-02-01, by: magistrate, measures: [search], "
    "outcome: refuse, reasons: the purpose}"
)
SECOND = """\
case: again
title: Once more
about: The same through another state
executing_state: BE
persons:
  - {person: a-n, called: A. N.}
requests:
  - {request: r2, day: 2019-03-07, requesting_state: RU, kind: legal-assistance, title: Bank,
     reference: RU-1}
measures:
  - {measure: bank, kind: bank-data, request: r2, title: Bank data, acting: magistrate,
     on: 2019-05-06, targets: [a-n]}
"""


def two(node: Gate, *first: str, second: str = SECOND) -> tuple[str, str]:
    """Two cases in which the same person was identified, under other ids and names."""
    one = bring(node, IDENTIFIED.replace("PERSON", "anna"), *first)
    found = IDENTIFIED.replace("PERSON", "a-n").replace("2019-01-09", "2019-03-09")
    text = second + f"events:\n  - {CONFIRMED.replace('request: r,', 'request: r2,')}\n"
    text = text.replace("2019-01-08", "2019-03-08") + f"  - {found}\n"
    return one, files.take_in(node.actor("clerk"), files.events_of(text)).case


def proceed(node: Gate, case: str) -> None:
    """The magistrate lets the bank data be obtained."""
    with change(case, node.actor("magistrate")) as file:
        file.write(ev.DecisionTaken(measures=("bank",), outcome="proceed", reasons="in order"))


def test_the_same_person_is_found_through_another_state(node: Gate) -> None:
    _, case = two(node)
    (found,) = links.listed(node.actor("clerk"), case, "r2")
    assert (found.request, found.requesting_state, found.why, found.seen) == (
        "r", "KZ", ("same-person",), False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("was", "becomes", "why"),
    [
        ("reference: RU-1", "reference: kz-17", "same-reference"),
        ("reference: RU-1", "reference: RU-1", None),
    ],
)
def test_the_same_reference_is_found(node: Gate, was: str, becomes: str, why: str | None) -> None:
    bring(node)
    case = files.take_in(node.actor("clerk"), files.events_of(SECOND.replace(was, becomes))).case
    found = links.listed(node.actor("clerk"), case, "r2")
    assert [one.why for one in found] == ([(why,)] if why else [])


def test_nothing_opens_over_a_refused_request_that_nobody_looked_at(node: Gate) -> None:
    _, case = two(node, REFUSAL)
    with pytest.raises(Held, match="refused"):
        proceed(node, case)
    # Refusing is no opening.
    with change(case, node.actor("magistrate")) as file:
        file.write(ev.DecisionTaken(measures=("bank",), outcome="refuse", reasons="as before"))
    magistrate = node.actor("magistrate")
    links.two_matters(magistrate, case, "r2", "r", "other facts, another person behind them")
    assert [one.seen for one in links.listed(magistrate, case, "r2")] == [True]
    proceed(node, case)


def test_a_confirmed_near_duplicate_is_a_signal_that_the_magistrate_knows(node: Gate) -> None:
    _, case = two(node, REFUSAL)
    signal = links.link(node.actor("clerk"), case, "r2", "r", "near-duplicate", "the same facts")
    state = fold(reading.events(case))
    found = state.signals[signal]
    assert (found.kind, found.requests, set(found.known)) == (
        "near-duplicate", ("r2",), {"magistrate"},
    )  # fmt: skip
    assert "KZ" in found.title
    assert "refused" in found.title
    proceed(node, case)


def test_a_supplement_is_no_signal_and_is_linked_once(node: Gate) -> None:
    case, clerk = bring(node), node.actor("clerk")
    assert links.link(clerk, case, "r", "KZ letter of 3 March", "supplement") == ""
    assert not fold(reading.events(case)).signals
    with pytest.raises(Refused, match="already"):
        links.link(clerk, case, "r", "KZ letter of 3 March", "supplement")
    with pytest.raises(Wrong):
        links.link(clerk, case, "r", "r", "reminder")


def test_only_the_magistrate_tells_two_matters_apart(node: Gate) -> None:
    _, case = two(node, REFUSAL)
    with pytest.raises(Forbidden):
        links.two_matters(node.actor("clerk"), case, "r2", "r", "x")
    with pytest.raises(NotFound):
        links.two_matters(node.actor("magistrate"), case, "r2", "other", "x")
    for role in ("police-officer", "asylum-officer", "overseer", "operator", "defence"):
        with pytest.raises(Denied):
            links.listed(node.actor(role), case, "r2")


def test_over_the_api(node: Gate) -> None:
    clerk, magistrate = node.api("clerk"), node.api("magistrate")
    tree = {
        "case": "third", "title": "Third", "about": "x", "executing_state": "BE",
        "requests": [{"request": "r3", "day": "2019-03-01", "requesting_state": "RU",
                      "kind": "notice", "title": "Notice", "reference": "KZ-17"}],
    }  # fmt: skip
    bring(node)
    assert clerk.post("imports", tree, 201)["renamed"] == {}
    assert clerk.post("imports", {**tree, "title": 1}, 422)["problems"]
    assert [o["request"] for o in clerk.get("cases/third/requests/r3/candidates")] == ["r"]
    body = {"to": "r", "how": "near-duplicate"}
    assert clerk.post("cases/third/requests/r3/links", body, 201)["signal"]
    exported = magistrate.get("cases/third/export")
    assert [e["event"] for e in exported["events"]] == ["request-linked", "signal-stated"]
    clerk.get("cases/third/export", 403)
    node.api("overseer").get("cases/third/re-examined")
    report = {"seen": 3, "hour": "06:30", "facts": {"order-shown": "no"}}
    police = node.api("police-officer")
    made = police.post("cases/search-case/measures/search/execution", {**report, "seen": 1}, 409)
    Concern.objects.create(account_id="police-officer", of="search")
    seen = police.get("cases/search-case/measures/search/state")["version"]
    made = police.post("cases/search-case/measures/search/execution", {**report, "seen": seen}, 201)
    assert "who attended" in made["missing"]
    assert made["breach"]
    assert len(magistrate.get("cases/search-case/untold")) == 2
    assert magistrate.get("cases/search-case/requests/r/open")
    closing = {"seen": len(reading.events("search-case")) - 1, "reasons": "over"}
    magistrate.post("cases/search-case/requests/r/close", closing, 409)
