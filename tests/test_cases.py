"""The documented cases outside Belgium: what had to be flagged is flagged, and by which norms.

The flags stand in `tests/expected/`, in words, written from the sources before any ruling was made.
`SHOWN` says for each where it shows in the audit ruling. A flag that no norm carries fails; so does
one whose norm is taken out of the rulebook, or whose facts are taken out of the case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from msgspec import structs

from safeconduct.case import events as ev
from safeconduct.case.canonical import canonical
from safeconduct.case.roles import ROLES
from safeconduct.case.ruling import Ruling
from safeconduct.case.schemas import schemas
from safeconduct.files import store, yamltext
from safeconduct.law.determined import determined
from safeconduct.law.replay import replay
from safeconduct.law.rule import Rulings, ViewName
from tests.support import shipped

CASES = (
    "italy-2013", "thailand-2018", "spain-2012", "lithuania-2011", "poland-2011", "france-2016",
)  # fmt: skip
FOLDER = Path(__file__).parent / "expected"
EXPECTED: dict[str, list[dict[str, Any]]] = {
    case: yamltext.read(FOLDER / f"{case}.yaml").tree["measures"] for case in CASES
}
SAID = (ev.ProtectionStated, ev.SignalStated, ev.RelationStated, ev.FactStated)
"""Events that say something; leaving one out leaves the rest of a case in order."""


@dataclass(frozen=True)
class Shown:
    """Where a flag shows: norms by their status, duties by their state, points asked for now."""

    norms: dict[str, str] = field(default_factory=dict)
    duties: dict[str, str] = field(default_factory=dict)
    asks: tuple[str, ...] = ()
    contested: tuple[str, ...] = ()
    untold: str = ""
    """An office that knew, where no source says that it reached who acted."""
    leave_out: str = ""
    """What the case must not say for this flag to show, as it is written in its events."""
    rests_on: str = ""
    """What the case says that makes the flag; without it the flag falls silent."""

    def of(self, ruling: Ruling) -> bool:
        """Whether a ruling shows all of it."""
        status = {finding.norm: finding.status for finding in ruling.findings}
        state = {duty.norm: duty.state for duty in ruling.duties}
        now = {p.fact for q in ruling.questions for p in q.points if p.later == "no"}
        facts = [fact for finding in ruling.findings for fact in finding.facts]
        return (
            all(status.get(norm) == wanted for norm, wanted in self.norms.items())
            and all(state.get(norm) == wanted for norm, wanted in self.duties.items())
            and set(self.asks) <= now
            and set(self.contested) <= {reading.fact for reading in ruling.contested}
            and (not self.untold or any(self.untold in o for f in facts for o in f.untold))
        )


ASKED = {
    "policy-ask-the-asylum-authority.asked": "unmet",
    "policy-ask-the-asylum-authority.opinion": "unmet",
}
FAMILY = {"policy-beyond-status.family": "unmet", "policy-beyond-status.family-motive": "applies"}
NOTICE = {"policy-notices.checked": "open", "policy-ask-the-asylum-authority.screen": "open"}
LIKENESS = {"policy-context.record": "applies", "policy-warnings.alone": "open"}
DEFENDER = Shown({"policy-beyond-status.defender": "unmet"}, rests_on="defender(ab)")
WARNINGS = Shown(
    {"policy-warnings.answered": "open"},
    asks=("warning-received",),
    contested=("warning-received(by-request)",),
    rests_on="warning-received(",
)
BULK = Shown(LIKENESS, asks=("looked-at-alone",), rests_on="four-hundred")

SHOWN: dict[tuple[str, str, str], Shown] = {
    ("italy-2013", "raid", "family"): Shown(
        {**ASKED, "policy-context.status": "applies"}, rests_on="status-ma"
    ),
    ("italy-2013", "raid", "speed"): Shown(duties={"iccpr-1966.2-3": "due"}),
    ("italy-2013", "ambassador", "contact"): Shown(
        {"policy-foreign-presence.cleared": "unmet", "policy-foreign-presence.off": "decide"}
    ),
    ("italy-2013", "detention", "family"): Shown(FAMILY, rests_on='"spouse"'),
    ("italy-2013", "removal", "family"): Shown(FAMILY, rests_on='"spouse"'),
    ("italy-2013", "removal", "speed"): Shown(
        {"policy-removal.time": "open", "echr-1950.13-remedy": "open"},
        asks=("notified for 15 days", "remedy-open"),
    ),
    ("italy-2013", "removal", "transport"): Shown(
        {"policy-removal.transport": "unmet"}, rests_on="requester-transport("
    ),
    ("italy-2013", "removal", "immigration-law"): Shown(
        {"policy-removal.as-surrender": "decide", "echr-1950-return.5-disguised": "decide"},
    ),
    ("thailand-2018", "arrest", "status-elsewhere"): Shown(ASKED, rests_on="status-ha"),
    ("thailand-2018", "arrest", "never-sent"): Shown(
        duties={"policy-messages.sent": "not done", "policy-messages.escalate": "due"},
        rests_on="message-unsent(",
    ),
    ("thailand-2018", "arrest", "unread"): Shown(
        duties={"policy-messages.read": "not done", "policy-messages.escalate": "due"},
        rests_on="message-unread(",
    ),
    ("thailand-2018", "arrest", "untold"): Shown(
        ASKED, untold="asylum officer", rests_on="status-ha"
    ),
    ("thailand-2018", "surrender", "status-elsewhere"): Shown(ASKED, rests_on="status-ha"),
    ("spain-2012", "arrest", "status-elsewhere"): Shown(ASKED, rests_on="status-ps"),
    ("spain-2012", "arrest", "changed-identity"): Shown(
        {
            "policy-notices.every-identity": "open",
            "policy-ask-the-asylum-authority.identify": "open",
        },
        asks=("identities-checked", "identified"),
        rests_on="identity-changed(",
    ),
    ("spain-2012", "arrest", "standing-notice"): Shown(NOTICE, asks=("notice-checked",)),
    ("spain-2012", "arrest", "label"): Shown(
        {**LIKENESS, "ets-24-1957.3-1-arrest": "decide"}, rests_on="charge-restated"
    ),
    ("spain-2012", "surrender", "status-elsewhere"): Shown(
        {**ASKED, "refugee-convention-1951.33-1": "open"}, rests_on="status-ps"
    ),
    ("spain-2012", "surrender", "standing-notice"): Shown(NOTICE, asks=("notice-checked",)),
    ("spain-2012", "surrender", "label"): Shown(
        {**LIKENESS, "ets-24-1957.3-1": "decide"}, rests_on="charge-restated"
    ),
    **{
        (case, measure, flag): shown
        for case in ("lithuania-2011", "poland-2011")
        for measure in ("bank-data", "bank-data-sending")
        for flag, shown in (("without-status", DEFENDER), ("warnings", WARNINGS), ("bulk", BULK))
    },
    # Withdrawn on a day that no source gives: on the day ruled on it may still have to be done.
    ("lithuania-2011", "bank-data-sending", "recall"): Shown(
        duties={"policy-messages.recall": "due"}, rests_on="defender(ab)"
    ),
    ("poland-2011", "bank-data-sending", "recall"): Shown(
        duties={"policy-messages.recall": "not done"}, rests_on="defender(ab)"
    ),
    **{
        ("france-2016", f"surrender-{state}", "proxy"): Shown(
            {**ASKED, "eu-extradition-status.bar": "bars"}, rests_on=f"covers({state}-request"
        )
        for state in ("ru", "ua")
    },
    **{
        ("france-2016", f"surrender-{state}", "proxy-asked"): Shown(
            dict.fromkeys([*ASKED, "eu-extradition-status.bar"], "open"),
            asks=("covers",),
            leave_out="covers(",
            rests_on="status-ma",
        )
        for state in ("ru", "ua")
    },
}
FLAGS = sorted(SHOWN, key="/".join)


@cache
def rulings(case: str, leave_out: tuple[str, ...] = (), norm: str = "") -> Rulings:
    """A case, without what it says in some words, under the rulebook without one norm."""
    book = shipped()
    events = store.load_case(store.find_case(case), book)
    for words in leave_out:
        left = [
            event
            for event in events
            if not (isinstance(event, SAID) and words.encode() in canonical(event))
        ]
        assert len(left) < len(events), f"{case} says nothing of '{words}'"
        events = left
    if norm:
        kept = tuple(one for one in book.norms if one.id != norm)
        assert len(kept) == len(book.norms) - 1, norm
        book = structs.replace(book, norms=kept)
    return Rulings(book, events)


@cache
def ruled(case: str, measure: str, leave_out: tuple[str, ...] = (), norm: str = "") -> Ruling:
    """The audit ruling on a measure of a case so changed."""
    return rulings(case, leave_out, norm).rule(measure, view="audit")


def words(*parts: str) -> tuple[str, ...]:
    """The parts that say something."""
    return tuple(part for part in parts if part)


MEASURES = [(case, row) for case in CASES for row in EXPECTED[case]]
VIEWS: tuple[ViewName, ...] = ("gate", "audit")


def test_every_measure_has_its_row_and_every_flag_its_place() -> None:
    for case in CASES:
        assert [row["measure"] for row in EXPECTED[case]] == list(rulings(case).whole.measures)
    named = {
        (case, row["measure"], flag["flag"]) for case, row in MEASURES for flag in row["flags"]
    }
    assert named == set(SHOWN)


@pytest.mark.parametrize(
    ("case", "row"), MEASURES, ids=lambda x: str(x.get("measure", "")) if isinstance(x, dict) else x
)
def test_outcomes_are_as_the_sources_and_the_law_were_read(case: str, row: dict[str, Any]) -> None:
    for view in VIEWS:
        ruling = rulings(case).rule(row["measure"], view=view)
        assert (ruling.outcome, ruling.by_law) == (row[view], row[f"{view}_by_law"]), view


@pytest.mark.parametrize("flag", FLAGS, ids="/".join)
def test_what_had_to_be_flagged_is_flagged(flag: tuple[str, str, str]) -> None:
    case, measure, _ = flag
    shown = SHOWN[flag]
    assert shown.of(ruled(case, measure, words(shown.leave_out)))


@pytest.mark.parametrize("flag", FLAGS, ids="/".join)
def test_a_flag_is_lost_with_any_of_its_norms(flag: tuple[str, str, str]) -> None:
    case, measure, _ = flag
    shown = SHOWN[flag]
    assert shown.norms or shown.duties
    for norm in (*shown.norms, *shown.duties):
        assert not shown.of(ruled(case, measure, words(shown.leave_out), norm)), norm


@pytest.mark.parametrize("flag", [f for f in FLAGS if SHOWN[f].rests_on], ids="/".join)
def test_a_flag_falls_silent_without_what_makes_it(flag: tuple[str, str, str]) -> None:
    case, measure, _ = flag
    shown = SHOWN[flag]
    assert not shown.of(ruled(case, measure, words(shown.leave_out, shown.rests_on)))


# --- what single flags mean --------------------------------------------------------------------


def test_the_requesters_aircraft_and_its_ambassador_are_no_matter_of_a_decision() -> None:
    case = rulings("italy-2013")
    proceed = {f"decision({norm})": "yes" for norm in ("policy-removal.as-surrender",)}
    ruling = case.rule("removal", assumed=proceed)  # type: ignore[arg-type]
    assert ruling.outcome == "conditions-unmet"
    unmet = {finding.norm for finding in ruling.findings if finding.status == "unmet"}
    assert {"policy-removal.transport", "policy-removal.contact"} <= unmet


def test_it_is_the_destination_that_makes_a_removal_a_surrender() -> None:
    elsewhere = rulings("italy-2013").rule("removal", assumed={"to-requester(removal)": "no"})
    due = {decision.norm for decision in elsewhere.decisions}
    assert "policy-removal.as-surrender" not in due
    unsaid = rulings("italy-2013", ("to-requester(",)).rule("removal")
    assert "policy-removal.as-surrender" in {decision.norm for decision in unsaid.decisions}


def test_a_notice_that_interpol_would_not_delete_opens_nothing() -> None:
    case = rulings("spain-2012")
    noted = [event for event in case.events if isinstance(event, ev.Noted)]
    assert any("refuses to delete" in event.title for event in noted)
    silent = Rulings(case.rulebook, [event for event in case.events if event not in noted])
    for measure in case.whole.measures:
        for view in VIEWS:
            assert case.rule(measure, view=view) == silent.rule(measure, view=view)


def test_a_status_against_one_state_shields_from_another_only_if_that_one_acts_for_it() -> None:
    case = rulings("france-2016", ("covers(",))
    covers = "covers(ru-request,status-ma)"
    assert case.outcome("surrender-ru", view="audit") == "undetermined"
    assert case.by_law("surrender-ru", view="audit", assumed={covers: "yes"}) == "barred"
    alone = case.rule("surrender-ru", view="audit", assumed={covers: "no"})
    assert alone.outcome != "barred"
    asked = next(f for f in alone.findings if f.norm == "policy-ask-the-asylum-authority.asked")
    assert asked.status == "open"  # the registers have not said that there is no other status


def test_the_recall_counts_once_it_certainly_took_place() -> None:
    later = date(2026, 1, 1)
    states = {}
    for case in ("lithuania-2011", "poland-2011"):
        ruling = rulings(case).rule("bank-data-sending", later, "audit")
        states[case] = {duty.norm: duty.state for duty in ruling.duties}["policy-messages.recall"]
    assert states == {"lithuania-2011": "done", "poland-2011": "not done"}


def test_whether_the_prosecutor_was_warned_stays_contested_until_a_court_finds() -> None:
    warned = "warning-received(by-request)"
    (reading,) = [r for r in ruled("poland-2011", "bank-data").contested if r.fact == warned]
    assert {said.value for said in reading.statements} == {"yes", "no"}
    assert reading.settled_by == "court"


# --- states whose own law is not in the rulebook -----------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_offices_go_by_their_roles_and_no_belgian_law_counts(case: str) -> None:
    assert rulings(case).whole.head.profile is None  # type: ignore[union-attr]
    spoken = {role.replace("-", " ") for role in ROLES}
    for measure in rulings(case).whole.measures:
        ruling = ruled(case, measure)
        assert {question.office for question in ruling.questions} <= spoken
        for finding in ruling.findings:
            norm = shipped().norm(finding.norm)
            assert norm is not None
            assert norm.applies.jurisdiction is None or finding.status == "rests"


@pytest.mark.parametrize("case", CASES)
def test_the_states_own_law_is_asked_for_and_never_taken_as_given(case: str) -> None:
    for measure in rulings(case).whole.measures:
        for view in VIEWS:
            own = {f"own-law-allows({measure})": "no"}
            assert rulings(case).by_law(measure, view=view, assumed=own) == "barred"  # type: ignore[arg-type]
            assert rulings(case).outcome(measure, view=view) != "no-bar-found"


def test_the_group_of_states_whose_law_is_modelled_is_that_of_the_provisions() -> None:
    members = {party.state for party in shipped().treaties["OWN-LAW-MODELLED"].parties}
    provisions = shipped().provisions.values()
    assert members == {p.applies.jurisdiction for p in provisions if p.applies.jurisdiction}


@pytest.mark.parametrize("case", CASES)
def test_each_case_can_be_replayed_both_ways(case: str) -> None:
    events = store.load_case(store.find_case(case), shipped())
    for decide in ("as-it-was", "proceed"):
        walk = replay(shipped(), events, decide)
        jsonschema.validate(
            msgspec.json.decode(msgspec.json.encode(walk)), schemas()["replay-1.schema.json"]
        )
        assert all(answer.outcome != "no-bar-found" for s in walk.steps for answer in s.answers)


def test_the_second_run_hears_a_magistrate_also_where_another_office_acts() -> None:
    case = rulings("thailand-2018")
    told = Rulings(case.rulebook, determined(case.rulebook, case.events))
    ruling = told.rule("arrest", view="audit")
    met = {finding.norm for finding in ruling.findings if finding.status == "met"}
    assert {*ASKED, "policy-ask-the-asylum-authority.answer", "policy-context.signals"} <= met
    assert ruling.outcome == "undetermined"


BOUND = [
    ("REFUGEE-CONVENTION", "TH", date(2018, 11, 30), "no"),
    ("REFUGEE-CONVENTION", "IT", date(2013, 5, 31), "yes"),
    ("ECHR", "TH", date(2018, 11, 30), "no"),
    ("ECHR", "RU", date(2022, 9, 15), "yes"),
    ("ECHR", "RU", date(2022, 9, 16), "no"),
    ("ECHR", "UA", date(2016, 11, 30), "yes"),
    ("ETS-30", "RU", date(2000, 3, 8), "no"),
    ("ETS-30", "RU", date(2012, 12, 31), "yes"),
    ("ETS-30", "BY", date(2011, 12, 31), "no"),
    ("ETS-24", "RU", date(2012, 12, 31), "yes"),
    ("ETS-24", "UA", date(2016, 11, 30), "yes"),
    ("ICCPR", "TH", date(2018, 11, 30), "yes"),
    ("CAT", "TH", date(2018, 11, 30), "yes"),
    ("EU", "GB", date(2016, 11, 30), "yes"),
]


@pytest.mark.parametrize(("treaty", "state", "day", "bound"), BOUND)
def test_the_treaty_data_carry_the_days_of_the_cases(
    treaty: str, state: str, day: date, bound: str
) -> None:
    assert shipped().treaties[treaty].party(state, day) == bound


@pytest.mark.parametrize("case", CASES)
def test_the_executing_state_is_never_unknown_under_the_great_conventions(case: str) -> None:
    head = rulings(case).whole.head
    assert head is not None
    for plan in rulings(case).whole.measures.values():
        asked = rulings(case).whole.requests[plan.request].requesting_state
        for treaty in ("REFUGEE-CONVENTION", "ICCPR", "ECHR", "CAT", "ETS-24", "ETS-30"):
            for state in (head.executing_state, asked):
                known = shipped().treaties[treaty].party(state, date(2019, 1, 1))
                assert known in ("yes", "no"), (treaty, state)


def test_the_page_on_the_cases_names_each_case_and_only_norms_that_there_are() -> None:
    page = (Path(__file__).parents[1] / "docs" / "cases.md").read_text(encoding="utf-8")
    for case in store.shipped_cases():
        assert f"../cases/{case}.yaml" in page
    book = shipped()
    for name in re.findall(r"`((?:policy|own)-[a-z-]+(?:\.[a-z-]+)?)`", page):
        assert book.norm(name) or name in book.provisions, name


# --- no more than the sources say --------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_persons_go_by_initials_or_by_what_they_are(case: str) -> None:
    for person in rulings(case).whole.persons.values():
        assert re.match(r"^([A-Z]\.){2}$|^(the|officers) ", person.called), person.called
        assert person.names == ()
        assert person.born == "unknown"


@pytest.mark.parametrize("case", CASES)
def test_every_event_names_a_source_and_only_the_statement_was_read_whole(case: str) -> None:
    for event in rulings(case).events:
        if not isinstance(event, ev.CaseOpened | ev.SourceCited):
            assert event.source, event
    for source in rulings(case).whole.sources.values():
        assert (source.read == "whole") == (source.name == "S")
