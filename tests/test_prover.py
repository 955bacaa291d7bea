"""The promises are proved of the rulebook that ships, and each proof fails without its norms."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from rich.console import Console

from safeconduct.cli import main
from safeconduct.files import store
from safeconduct.law.rulebook import Rulebook
from safeconduct.prover.counterexample import Counterexample, could_keep, counterexample
from safeconduct.prover.general import Task
from safeconduct.prover.promises import PROMISES, Promise, stated
from safeconduct.prover.prove import Gap, Prover, prove
from safeconduct.terminal.proof import kept_spans, show_report
from tests.minibook import book

BOOK = store.load_rulebook()
PROMISE = {promise.id: promise for promise in PROMISES}


@pytest.mark.parametrize("act", BOOK.vocabulary.acts)
def test_every_promise_is_kept_on_every_day_of_the_law(act: str) -> None:
    report = prove(BOOK, acts=[act], examples=False, processes=1)
    broken = [row.says for row in report.promises if not row.with_policy.proved]
    assert not broken
    assert report.proved
    assert report.programs > 1


def test_every_kind_of_act_can_be_open_today() -> None:
    """Of an act that nothing opens, everything could be proved."""
    report = prove(BOOK, promises=[], day=date(2026, 11, 1), processes=1)
    assert [act.act for act in report.acts if act.closed_with_policy or not act.basis] == []


def without(rulebook: Rulebook, ids: Iterable[str]) -> Rulebook:
    """The rulebook without some norms; each has to be there."""
    ids = set(ids)
    assert ids <= {norm.id for norm in rulebook.norms}
    return replace(rulebook, norms=tuple(norm for norm in rulebook.norms if norm.id not in ids))


DAY = date(2019, 10, 1)
ASK = "policy-ask-the-asylum-authority"
PRESENCE = "policy-foreign-presence"

SAFEGUARDS: tuple[tuple[str, str, tuple[str, ...], set[str]], ...] = (
    ("written-order", "search", ("echr-1950.8-order", "iccpr-1966.17"),
     {"order-issued(measure)=no"}),
    ("proved-origin", "search", ("policy-context.origin",), {"proof-of-origin(request)=no"}),
    ("hold", "transmission", ("policy-holds.hold",), {"held(measure)=yes"}),
    ("freeze", "seizure", ("policy-holds.freeze",),
     {"freeze-requested(request)=yes", "freeze-answered(request)=no"}),
    ("refused", "bank-data", ("policy-holds.refused",), {"measure-refused(measure)=yes"}),
    ("interim-measure", "surrender", ("echr-1950.34-rule39",), {"interim-measure(measure)=yes"}),
    ("persons-listed", "search", (f"{ASK}.persons-declared",), {"complete(touched(measure))=no"}),
    ("identified", "search", (f"{ASK}.identify",),
     {"identified(person)=no", "person in touched(measure)=yes"}),
    ("screened", "transmission", (f"{ASK}.screen",),
     {"complete(protections(person))=no", "person in touched(measure)=yes"}),
    ("signals-searched", "search", ("policy-context.signals",),
     {"complete(signals(request))=no"}),
    ("opinion", "search", (f"{ASK}.opinion",),
     {"opinion-given(measure)=no", "covers(request,protection)=yes",
      "protection in protections(person)=yes"}),
    ("asked", "search", (f"{ASK}.asked",), {"asylum-asked(measure)=no"}),
    ("answer", "transmission", (f"{ASK}.answer",),
     {"opinion-objects(measure)=yes", "opinion-answered(measure)=no"}),
    ("decision", "search", (f"{ASK}.decision",), {"reasoned-decision(measure)=no"}),
    ("refugee-not-surrendered", "surrender", ("eu-extradition-status.bar",),
     {"person in targets(measure)=yes", "protection in protections(person)=yes",
      "covers(request,protection)=yes"}),
    ("no-return", "surrender", ("eu-extradition-status.bar", "refugee-convention-1951.33-1"),
     {"host-danger-finding(request,person)=no", "community-danger-finding(request,person)=no"}),
    ("persecution", "surrender",
     ("be-extradition-act-1874.2bis-1", "echr-1950.3-surrender"),
     {"persecution-risk(request,person)=yes", "person in targets(measure)=yes"}),
    ("presence-consent", "foreign-presence", (f"{PRESENCE}.consented",),
     {"presence-consented(measure)=no"}),
    ("presence-supervised", "foreign-presence", (f"{PRESENCE}.supervised",),
     {"supervised(measure)=no"}),
    ("presence-named", "foreign-presence", (f"{PRESENCE}.named",), set()),
    ("presence-cleared", "foreign-presence", (f"{PRESENCE}.cleared",),
     {"presence-cleared(measure)=no"}),
    ("lawyer-safeguard", "search", ("echr-1950.8-lawyer-observer",),
     {"lawyer(person)=yes", "observer-present(measure)=no", "other-safeguard(measure)=no"}),
    ("privilege", "transmission", ("echr-1950.8-privilege",),
     {"privileged(item)=yes", "privilege-examined(item)=no", "item in items(measure)=yes"}),
    ("protection-hidden", "transmission",
     ("directive-2013-32.30", "directive-2013-32.30-b", "directive-2013-32.48"),
     {"reveals-protection(item)=yes", "item in items(measure)=yes"}),
    ("time-to-oppose", "transmission", ("policy-sending.time-to-oppose",),
     {"for-days(notified(origin,person),15)=no", "origin in origins(measure)=yes",
      "person in touched(origin)=yes"}),
    ("opposition", "transmission", ("policy-sending.time-to-oppose",),
     {"opposition-pending(measure)=yes"}),
    ("obtained", "transmission", ("policy-sending.obtained",),
     {"obtained-open(item)=no", "held-regular(item)=no"}),
)  # fmt: skip
"""Promise, act, norms each of which keeps it alone, and what stands in the counterexample
without them and without all others that speak of the same."""


def said(example: Counterexample) -> set[str]:
    return {f"{fact.key}={fact.value}" for fact in (*example.supposed, *example.besides)}


@pytest.mark.parametrize(
    ("promise", "act", "norms", "facts"), SAFEGUARDS,
    ids=[f"{p}-{norms[0]}" for p, _, norms, _ in SAFEGUARDS],
)  # fmt: skip
def test_without_its_norms_a_promise_is_broken_and_the_case_is_told(
    promise: str, act: str, norms: tuple[str, ...], facts: set[str]
) -> None:
    task = Task(act, DAY)

    def keeps(prover: Prover) -> bool:
        return (promise, "all") not in prover.ask(task).broken

    def proving(left_out: Iterable[str]) -> Prover:
        return Prover(without(BOOK, left_out), promises=[PROMISE[promise]])

    claim = stated(PROMISE[promise], BOOK.vocabulary)
    others = {norm.id for norm in could_keep(BOOK, claim)} - set(norms)
    for one in norms:
        assert keeps(proving(others | set(norms) - {one})), f"{one} alone keeps it"
    prover = proving(others | set(norms))
    assert not keeps(prover)
    example = counterexample(prover.room(task), prover.rulebook, claim, act, DAY, "all")
    assert facts <= said(example)
    assert example.basis, "an open case has a legal basis"


def test_each_promise_that_norms_keep_has_a_test_that_takes_them_out() -> None:
    untold = {p.id for p in PROMISES if not p.unauthorised} - {p for p, *_ in SAFEGUARDS}
    assert not untold


def test_law_alone_does_not_keep_a_hold_and_the_policy_that_does_is_named() -> None:
    report = prove(BOOK, promises=[PROMISE["hold"]], acts=["transmission"], day=DAY, processes=1)
    (row,) = report.promises
    assert row.with_policy.proved
    assert not row.by_law.proved
    assert row.by_law.counterexample is not None
    notes = {note.norm: note.why for note in row.by_law.counterexample.norms}
    assert notes == {"policy-holds.hold": "shuts the act, but as policy, not as law"}


# --- small rulebooks --------------------------------------------------------------------------

HELD = Promise("held", "Nothing is done while a hold stands.", ("any",), "held(measure)")
BASIS = Promise("basis", "Nothing is open without a basis.", ("any",), unauthorised=True)
ORDER: dict[str, Any] = {
    "norm": "law.order",
    "effect": "authorises",
    "versions": [{"must": [{"fact": "ordered(measure)", "cure": "Ask for an order."}]}],
}
NOT_HELD: dict[str, Any] = {
    "norm": "law.hold",
    "effect": "requires",
    "versions": [{"in_force": {"from": "2010-01-01", "until": "2020-01-01"},
                  "must": [{"not": "held(measure)", "cure": "Wait."}]}],
}  # fmt: skip


def test_a_gap_between_versions_is_found_to_the_day() -> None:
    rulebook = book(ORDER, NOT_HELD)
    report = prove(rulebook, promises=[HELD], processes=1)
    gaps = report.promises[0].with_policy.gaps
    assert gaps == (
        Gap("search", None, date(2010, 1, 1)),
        Gap("search", date(2020, 1, 1), None),
    )
    assert kept_spans(gaps) == [(date(2010, 1, 1), date(2020, 1, 1))]
    assert (report.days, report.states) == (2, 2)
    on = {
        day: prove(rulebook, promises=[HELD], day=day, processes=1).proved
        for day in (date(2009, 12, 31), date(2010, 1, 1), date(2019, 12, 31), date(2020, 1, 1))
    }
    assert list(on.values()) == [False, True, True, False]


def test_a_promise_counts_from_its_day() -> None:
    promise = replace(HELD, since=date(2010, 1, 1))
    rulebook = book(
        ORDER,
        {
            **NOT_HELD,
            "versions": [
                {"in_force": {"from": "2010-01-01"}, "must": NOT_HELD["versions"][0]["must"]}
            ],
        },
    )
    kept = prove(rulebook, promises=[promise], processes=1).promises[0].with_policy
    assert kept.proved
    assert kept.gaps == (Gap("search", None, date(2010, 1, 1)),)


def test_nothing_opens_without_a_basis_and_the_basis_counts() -> None:
    bare = prove(book({**NOT_HELD, "norm": "law.hold"}), promises=[BASIS], processes=1)
    assert bare.proved
    assert bare.acts[0].closed_with_policy == (Gap("search", None, None),)
    assert prove(book(ORDER), promises=[BASIS], processes=1).proved
    assert not prove(book(ORDER), promises=[BASIS], processes=1).acts[0].closed_with_policy


def test_the_day_of_the_request_picks_versions_where_the_norm_says_so() -> None:
    by_request = {**NOT_HELD, "judged_by": "request"}
    report = prove(book(ORDER, by_request), promises=[HELD], day=date(2015, 1, 1), processes=1)
    # A request received before 2010 is judged by what was in force then: nothing.
    assert not report.proved
    assert report.programs == 2
    both = {**by_request, "versions": [{"must": NOT_HELD["versions"][0]["must"]}]}
    assert prove(book(ORDER, both), promises=[HELD], processes=1).proved


def test_a_promise_in_words_that_the_rulebook_lacks_is_not_proved() -> None:
    report = prove(book(ORDER), promises=[PROMISE["screened"]], processes=1)
    assert not report.proved
    assert "protections" in str(report.promises[0].unstated)


@pytest.mark.parametrize("promise", PROMISES, ids=[p.id for p in PROMISES])
def test_each_promise_can_be_stated_and_supposes_something_that_can_be(promise: Promise) -> None:
    claim = stated(promise, BOOK.vocabulary)
    assert claim.acts
    assert promise.says.endswith(".")


def test_some_more_than_the_one_singled_out_may_be_on_a_complete_list() -> None:
    """The promise is about one person; the norm is satisfied by another one."""
    lawyer_somewhere = {
        "norm": "law.lawyer",
        "effect": "requires",
        "versions": [
            {
                "must": [
                    {
                        "some": "person in touched(measure)",
                        "where": "lawyer(person)",
                        "cure": "Find one.",
                    }
                ]
            }
        ],
    }
    no_lawyer = Promise(
        "no-lawyer", "Whom it touches is a lawyer.", ("any",),
        {"all": ["not lawyer(person)", {"complete": "touched(measure)"}]},
        ("person in touched(measure)",),
    )  # fmt: skip
    report = prove(book(ORDER, lawyer_somewhere), promises=[no_lawyer], processes=1)
    example = report.promises[0].with_policy.counterexample
    assert example is not None
    assert "others(touched(measure), person: lawyer(person))=yes" in said(example)


# --- the command ------------------------------------------------------------------------------

Out = Callable[[], str]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of the rulebook without the norm that keeps holds."""
    source = store.data_folder("rulebook")
    for path in source.rglob("*.yaml"):
        target = tmp_path / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        if path.name == "policy-holds.yaml":
            text = text.replace("not: held(measure)", "not: measure-refused(measure)")
        target.write_text(text, encoding="utf-8")
    return tmp_path


def test_the_command_says_what_is_proved(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rulebook", "prove", "--day", "2019-10-01"]) == 0
    page = capsys.readouterr().out
    assert f"{len(PROMISES)} of {len(PROMISES)} promises proved." in page
    assert "search: on every day; legal basis be-cic.87-search" in page


def test_the_page_says_what_only_policy_keeps(capsys: pytest.CaptureFixture[str]) -> None:
    """On one day there is no other day to speak of, before or after."""
    rulebook = book(ORDER, NOT_HELD)
    report = prove(rulebook, promises=[HELD], day=date(2009, 1, 1), processes=1)
    show_report(Console(width=100), report, everything=False)
    page = capsys.readouterr().out
    assert "✗ not kept" in page
    assert "from 2010-01-01" not in page
    assert "search: before 2010-01-01" in page


def test_the_command_tells_what_is_not_kept(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["rulebook", "prove", "--day", "2019-10-01", "--rulebook", str(small)]
    assert main(arguments) == 1
    page = capsys.readouterr().out
    assert "Not kept: Nothing is done, and nothing is sent, while a hold stands." in page
    assert "Does a hold stand on the measure? Yes." in page
    assert main([*arguments, "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    (row,) = (row for row in report["promises"] if not row["with_policy"]["proved"])
    assert row["promise"] == "hold"
    assert row["with_policy"]["counterexample"]["supposed"][0]["key"] == "held(measure)"


def test_a_missing_prover_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "clingo", None)
    assert main(["rulebook", "prove"]) == 2
    assert "needs the package clingo" in capsys.readouterr().err


def test_a_day_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rulebook", "prove", "--day", "soon"]) == 2
    assert "--day" in capsys.readouterr().err
