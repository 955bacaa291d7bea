"""The audit of a case: every provision that it engages, with facts, sources and marks."""

from __future__ import annotations

from functools import cache

from safeconduct.case.audit import Audit, MeasureAudited
from safeconduct.files import store
from safeconduct.law.audit import audit
from safeconduct.law.rule import Rulings
from tests.support import shipped, shipped_case


@cache
def the_audit() -> Audit:
    return audit(shipped(), store.load_case(shipped_case(), shipped()))


def of(measure: str) -> MeasureAudited:
    return next(m for m in the_audit().measures if m.measure == measure)


def test_each_measure_stands_as_its_ruling_on_everything_on_file_does() -> None:
    events = store.load_case(shipped_case(), shipped())
    rulings = Rulings(shipped(), events)
    assert {m.measure for m in the_audit().measures} == set(rulings.whole.measures)
    for measure in the_audit().measures:
        ruling = rulings.rule(measure.measure, view="audit")
        assert (measure.outcome, measure.by_law) == (ruling.outcome, ruling.by_law)
        shutting = {f.norm for f in ruling.findings if f.status in ("bars", "unmet", "conflicts")}
        assert {f.norm for f in measure.standing("not-met")} == shutting
        hanging = {f.norm for f in ruling.findings if f.status == "open"}
        assert {f.norm for f in measure.standing("open")} == hanging


def test_every_norm_that_a_measure_engages_is_under_its_provision() -> None:
    listed = {
        (norm.norm, measure): standing
        for provision in the_audit().provisions
        for norm in provision.norms
        for measure, standing in norm.measures.items()
    }
    for measure in the_audit().measures:
        for entry in measure.entries:
            if entry.finding.norm != "no-legal-basis":
                assert listed[entry.finding.norm, measure.measure] == entry.standing
        for due in measure.duties:
            expected = {"not done": "not-met", "done": "kept", "due": "open"}[due.state]
            assert listed[due.norm, measure.measure] == expected
    for provision in the_audit().provisions:
        assert provision.mark
        assert provision.identifier
        assert provision.norms


def test_what_was_not_kept_in_2019_is_named_with_the_facts_and_who_said_them() -> None:
    unasked = next(f for f in of("search").standing("not-met") if f.norm.endswith(".asked"))
    told = {source for fact in unasked.facts for s in fact.statements for source in s.source}
    assert "S" in told
    assert set(told) <= {source.name for source in the_audit().sources}
    undone = {due.norm for due in of("search").duties if due.state == "not done"}
    assert "policy-sending.shown" in undone, "no order was shown and no copy left (S)"


def test_who_knew_and_did_not_say_is_named() -> None:
    assert any("public prosecutor" in office for office in of("search").untold)


def test_what_was_kept_is_said_too() -> None:
    kept = {finding.norm for finding in of("search").standing("kept")}
    assert "be-act-1969.1-search" in kept, "the search began at half past six"


def test_law_comes_before_policy_and_the_two_are_told_apart() -> None:
    classes = [provision.class_ for provision in the_audit().provisions]
    assert classes == sorted(classes)
    assert set(classes) == {"law", "policy"}
