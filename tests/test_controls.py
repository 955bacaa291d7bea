"""The two controls: cases that have to end in conditions that can be met, and then open.

What they have to come to was written before they were ruled on: `tests/expected/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
from msgspec import structs

from safeconduct.case import events as ev
from safeconduct.case.dates import exact_day
from safeconduct.case.ruling import Ruling
from safeconduct.files import store, yamltext
from safeconduct.law.determined import determined
from safeconduct.law.rule import Rulings
from tests.support import shipped

FOLDER = Path(__file__).parent / "expected"
SAN_MARINO: Mapping[str, Any] = yamltext.read(FOLDER / "sanmarino-2015.yaml").tree
REFUGEE: Mapping[str, Any] = yamltext.read(FOLDER / "refugee-genuine-crime.yaml").tree
ROWS = [(table["case"], row) for table in (SAN_MARINO, REFUGEE) for row in table["rows"]]

Answers = dict[str, Literal["yes", "no"]]
Events = Sequence[ev.AnyEvent]


@cache
def events(case: str) -> Events:
    """The events of a control."""
    return store.load_case(store.find_case(case), shipped())


@cache
def control(case: str) -> Rulings:
    """Rulings on a control as it stands in its file."""
    return Rulings(shipped(), events(case))


def day(row: Mapping[str, Any]) -> date | None:
    """The day that a row is about."""
    return exact_day(row["on"]) if "on" in row else None


def of_status(ruling: Ruling, *statuses: str) -> set[str]:
    """The norms that have one of these statuses."""
    return {finding.norm for finding in ruling.findings if finding.status in statuses}


def shutting(ruling: Ruling) -> set[str]:
    """The norms that certainly shut the measure or have to be decided."""
    return of_status(ruling, "bars", "unmet", "conflicts", "decide")


def check(row: Mapping[str, Any], ruling: Ruling) -> None:
    """Hold a ruling against a row."""
    assert ruling.outcome == row["outcome"], (ruling.deciding(), ruling.questions)
    assert ruling.by_law == row.get("by_law", ruling.by_law)
    assert set(row.get("deciding", [])) - shutting(ruling) == set()
    assert set(row.get("not_deciding", [])) & shutting(ruling) == set()
    assert set(row.get("open", [])) - of_status(ruling, "open") == set()
    duties = {duty.norm: duty.state for duty in ruling.duties}
    for norm, state in row.get("duties", {}).items():
        assert duties[norm] == state


@pytest.mark.parametrize(
    ("case", "row"),
    ROWS,
    ids=[
        f"{row['measure']}-{row.get('on', row.get('view'))}-{n}" for n, (_, row) in enumerate(ROWS)
    ],
)
def test_controls_come_to_what_was_written_beforehand(case: str, row: dict[str, Any]) -> None:
    ruling = control(case).rule(
        row["measure"], day(row), row.get("view", "gate"), row.get("assume")
    )
    check(row, ruling)


# --- San Marino 2015: what was missing can be put right -----------------------


CURED = SAN_MARINO["cured"]
TOLD = ev.NoticeGiven(
    measure="bank-data", persons=("mn", "others"), by="magistrate", day="2012-05-14"
)
REMEDY = ev.FindingMade(
    fact="remedy-open(bank-data-sending)", value="yes", by="court", day="2012-05-14",
    known={"magistrate": "2012-05-14"},
    reasons="Invented by the test: whoever's data are sent is heard, accused or not.",
)  # fmt: skip


def continued(*cures: ev.AnyEvent) -> Rulings:
    """The case of San Marino with an invented continuation."""
    return Rulings(shipped(), [*events("sanmarino-2015"), *cures])


@cache
def ordinary_answers() -> Answers:
    """Answers to every question that is left once both cures are done."""
    case = continued(TOLD, REMEDY)
    answers: Answers = {}
    for _ in range(6):
        ruling = case.rule(CURED["measure"], day(CURED), assumed=answers)
        points = [point for question in ruling.questions for point in question.points]
        new: Answers = {
            key: "yes" if value == "yes" else "no"
            for point in points for key, value in point.good.items()
        }  # fmt: skip
        if not new:
            return answers
        answers |= new
    raise AssertionError("still asking after six rounds")


def test_with_notice_and_a_remedy_the_sending_from_san_marino_proceeds() -> None:
    ruling = continued(TOLD, REMEDY).rule(CURED["measure"], day(CURED), assumed=ordinary_answers())
    check(CURED, ruling)
    assert ruling.decisions == (), "nobody raised a ground, so nobody has to decide"


def test_a_day_before_the_time_to_oppose_has_run_it_waits() -> None:
    early = CURED["one_day_too_early"]
    ruling = continued(TOLD, REMEDY).rule(CURED["measure"], day(early), assumed=ordinary_answers())
    check(early, ruling)


@pytest.mark.parametrize(("missing", "left"), [("notice", REMEDY), ("remedy", TOLD)])
def test_one_cure_alone_does_not_do(missing: str, left: ev.AnyEvent) -> None:
    ruling = continued(left).rule(CURED["measure"], day(CURED), assumed=ordinary_answers())
    check(CURED["without"][missing], ruling)


def test_no_answer_stands_in_for_a_cure() -> None:
    cures = ("notified", "remedy-open", "for-days")
    assert not [key for key in ordinary_answers() if key.startswith(cures)]


def test_nothing_political_is_seen_in_san_marino_and_no_law_of_others_counts() -> None:
    never = SAN_MARINO["never"]
    rulings = [
        control("sanmarino-2015").rule(row["measure"], day(row), row["view"])
        for row in SAN_MARINO["rows"]
    ]
    cured = continued(TOLD, REMEDY).rule(CURED["measure"], day(CURED), assumed=ordinary_answers())
    for ruling in (*rulings, cured):
        assert ruling.outcome not in never["outcomes"]
        in_the_way = shutting(ruling) | of_status(ruling, "open")
        assert not [n for n in in_the_way if n.startswith(tuple(never["provisions"]))]


def test_the_judgment_is_later_authority_on_the_days_of_the_case() -> None:
    ruling = control("sanmarino-2015").rule("bank-data-sending")
    norm = next(f for f in ruling.findings if f.norm == "echr-1950.8-third-party")
    own = next(a for a in norm.authorities if "San Marino" in a.case)
    assert own.later == "yes"


# --- A refugee and a genuine crime --------------------------------------------


LAST = {"origin-bank-data": date(2025, 5, 5), "origin-sending": date(2025, 6, 30)}
STEPS: dict[str, Callable[[ev.AnyEvent], bool]] = {
    "the reference to the authority that protects": lambda e: isinstance(e, ev.Referred),
    "the opinion": lambda e: isinstance(e, (ev.OpinionGiven, ev.OpinionAnswered)),
    "the answer to the opinion": lambda e: isinstance(e, ev.OpinionAnswered),
    "the reasoned decision": lambda e: isinstance(e, ev.DecisionTaken),
    "the findings on the grounds":
        lambda e: isinstance(e, ev.FindingMade) and e.by == "magistrate",
    "the check of the registers": lambda e: isinstance(e, ev.Screened),
    "the notice": lambda e: isinstance(e, ev.NoticeGiven),
}  # fmt: skip
"""Which events each step of the table is."""


@pytest.mark.parametrize("row", REFUGEE["without"], ids=lambda row: str(row["step"]))
def test_without_any_one_step_the_evidence_does_not_go(row: dict[str, Any]) -> None:
    left = [e for e in events(REFUGEE["case"]) if not STEPS[row["step"]](e)]
    assert len(left) < len(events(REFUGEE["case"]))
    check(row, Rulings(shipped(), left).rule(row["measure"], LAST[row["measure"]]))


def ended(event: ev.AnyEvent, until: str) -> ev.AnyEvent:
    """The event, if it says that she is protected, only up to a day."""
    if isinstance(event, ev.ProtectionStated):
        return structs.replace(event, until=until)
    if isinstance(event, ev.FactStated) and event.fact == "persecution-risk(origin,rena)":
        return structs.replace(event, valid_until=until)
    return event


def test_the_bar_goes_with_the_status_and_not_before() -> None:
    row = REFUGEE["status_ended"]
    case = Rulings(shipped(), [ended(e, row["until"]) for e in events(REFUGEE["case"])])
    ruling = case.rule(row["measure"], day(row))
    assert ruling.outcome not in row["outcome_never"]
    assert set(row["not_deciding"]) & shutting(ruling) == set()
    assert case.outcome(row["measure"], date(2025, 5, 31)) == "barred"


def test_no_judge_opens_the_surrender_to_the_state_of_origin() -> None:
    """Not the judge of the second run either, who is told everything and goes on."""
    case = Rulings(shipped(), determined(shipped(), events(REFUGEE["case"])))
    assert case.outcome("origin-surrender") == "barred"
    assert case.by_law("origin-surrender") == "barred"


def test_a_third_state_about_which_nobody_answered_gets_nothing() -> None:
    silent = [
        e for e in events(REFUGEE["case"])
        if not (isinstance(e, ev.FactStated) and e.fact.startswith("covers("))
    ]  # fmt: skip
    case = Rulings(shipped(), silent)
    for measure in ("third-surrender", "third-bank-data", "third-sending"):
        assert case.outcome(measure) == "undetermined"


def test_everybody_and_every_state_in_it_is_invented() -> None:
    asking = {
        e.requesting_state for e in events(REFUGEE["case"]) if isinstance(e, ev.RequestReceived)
    }
    listed = {p.state for t in shipped().treaties.values() for p in t.parties}
    assert asking == {"XA", "XB"}
    assert not asking & listed
