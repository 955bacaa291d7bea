"""The conditions that the engine computes from a case: days, hours, treaties, holds, origins."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from safeconduct.case import events as ev
from safeconduct.case.document import BadInput
from safeconduct.case.facts import Value
from safeconduct.case.roles import Role
from safeconduct.case.state import fold
from safeconduct.law.caseworld import CaseWorld
from tests.support import (
    CASE,
    DAY,
    a_book,
    a_case,
    changed,
    cured,
    event,
    norm,
    outcome,
    problems,
    read,
    rulebook,
    shipped,
    stated,
    world,
)

NIGHT = "starts-between(search,21:00,05:00)"

# --- what is said ---------------------------------------------------------------


def said(*statements: dict[str, Any], events: list[dict[str, Any]] | None = None) -> CaseWorld:
    return world(a_case(facts=list(statements), events=events or []))


def test_a_fact_that_nobody_stated_is_unknown() -> None:
    assert world(CASE).value("lawyer(ben)") == "unknown"


def test_two_voices_that_differ_make_a_fact_contested() -> None:
    yes, no = stated("lawyer(ben)", said_by="counsel"), stated("lawyer(ben)", "no", said_by="XA")
    assert said(yes, no).value("lawyer(ben)") == "contested"
    assert said(yes, yes).value("lawyer(ben)") == "yes"
    assert said(no).value("lawyer(ben)") == "no"


def test_a_voice_that_corrects_itself_contests_nothing() -> None:
    assert said(stated("lawyer(ben)"), stated("lawyer(ben)", "no")).value("lawyer(ben)") == "no"


def test_not_knowing_contests_nothing_and_answers_nothing() -> None:
    lost = stated("lawyer(ben)", "unknown", said_by="the bar")
    assert said(lost).value("lawyer(ben)") == "unknown"
    assert said(stated("lawyer(ben)"), lost).value("lawyer(ben)") == "yes"


def test_what_the_gate_itself_records_is_no_until_it_is_entered() -> None:
    assert world(CASE).value("freeze-requested(req)") == "no"
    unsure = stated("freeze-requested(req)", "unknown")
    assert said(unsure).value("freeze-requested(req)") == "unknown"


def test_a_statement_speaks_of_the_days_it_names() -> None:
    fact = stated("lawyer(ben)", valid_from="2025-02-10", valid_until="2025-02-20")
    case = a_case(facts=[fact])
    values = [world(case, day=date(2025, 2, d)).value("lawyer(ben)") for d in (9, 10, 19, 20)]
    assert values == ["unknown", "yes", "yes", "unknown"]


@pytest.mark.parametrize("kind", ["legal-assistance", "order"])
def test_a_norm_may_turn_on_the_kind_of_the_request(kind: str) -> None:
    case = world(changed(CASE, "requests", kind=kind))
    assert case.value("is(req,order)") == ("yes" if kind == "order" else "no")
    assert case.value("is(req,order,legal-assistance)") == "yes"


# --- findings -------------------------------------------------------------------

CONTESTED = [stated("lawyer(ben)", said_by="counsel"), stated("lawyer(ben)", "no", said_by="XA")]


def finding(by: str, value: str = "yes", fact: str = "lawyer(ben)") -> dict[str, Any]:
    return event("finding-made", fact=fact, value=value, reasons="Because.", by=by)


def test_the_competent_authority_settles_a_contested_fact() -> None:
    assert said(*CONTESTED, events=[finding("court")]).value("lawyer(ben)") == "yes"
    assert said(*CONTESTED, events=[finding("court", "no")]).value("lawyer(ben)") == "no"
    twice = [finding("court"), finding("court", "no")]
    assert said(*CONTESTED, events=twice).value("lawyer(ben)") == "no"


def test_a_finding_by_another_role_is_refused_when_the_case_is_checked() -> None:
    (line,) = problems(a_case(facts=CONTESTED, events=[finding("magistrate")]))
    assert "only court settles it" in line
    (line,) = problems(a_case(events=[finding("court", fact="asylum-asked(search)")]))
    assert "nobody settles it" in line


@pytest.mark.parametrize(
    ("fact", "wrong", "right"),
    [
        ("lawyer(ben)", "magistrate", "court"),
        ("motivated(req)", "police-officer", "magistrate"),
        ("asylum-asked(search)", "magistrate", None),
    ],
)
def test_a_finding_by_another_role_is_ignored_by_the_engine(
    fact: str, wrong: Role, right: Role | None
) -> None:
    def found(*roles: Role) -> CaseWorld:
        made = [
            ev.FindingMade(fact=fact, value="yes", reasons="x", by=by, day="2025-02-10")
            for by in roles
        ]
        return CaseWorld(rulebook(), fold([*read(a_case(facts=CONTESTED)), *made]), "search", DAY)

    assert found(wrong).value(fact) != "yes"
    assert found(wrong).finding(fact) is None
    if right is not None:
        assert found(right, wrong).finding(fact) == "yes"


# --- decisions --------------------------------------------------------------------


def decided(**fields: Any) -> CaseWorld:
    base = {"measures": ["search"], "outcome": "proceed", "reasons": "Because."}
    return world(a_case(events=[event("decision-taken", **{**base, **fields})]))


def test_a_decision_counts_for_its_measure_role_and_norms_from_its_day() -> None:
    assert decided().decision("law.motive", "magistrate") == "proceed"
    assert decided(outcome="refuse").decision("law.motive", "magistrate") == "refuse"
    assert decided().decision("law.motive", "court") is None
    assert decided(by="court").decision("law.motive", "magistrate") is None
    assert decided(norms=["law.seals"]).decision("law.motive", "magistrate") is None
    assert decided(norms=["law.motive"]).decision("law.motive", "magistrate") == "proceed"
    assert decided(day="2025-03-02").decision("law.motive", "magistrate") is None
    assert decided(day="2025-03").decision("law.motive", "magistrate") is None
    assert decided(day="unknown").decision("law.motive", "magistrate") is None


# --- so many days --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "value"),
    [
        ("2025-02-14", "yes"),
        ("2025-02-15", "no"),
        ("2025-02-03..2025-02-05", "yes"),
        ("2025-02-10..2025-02-14", "yes"),
        ("2025-02-10..2025-02-15", "no"),
        ("2025-03-02", "unknown"),
        ("since 2020", "unknown"),
    ],
)
def test_fifteen_days_are_fifteen_whole_days(told: str, value: Value) -> None:
    notice = event("notice-given", measure="search", persons=["anna"], day=told)
    seen = world(a_case(events=[notice]))
    assert seen.value("for-days(notified(search,anna),15)") == value


def test_a_fact_without_a_first_day_has_lasted_nobody_knows_how_long() -> None:
    assert said(stated("notified(search,anna)")).value("for-days(notified(search,anna),15)") == (
        "unknown"
    )


def test_what_is_not_so_has_not_been_so_for_days() -> None:
    key = "for-days(notified(search,anna),15)"
    assert said(stated("notified(search,anna)", "no")).value(key) == "no"
    both = stated("notified(search,anna)", said_by="A"), stated("notified(search,anna)", "no")
    assert said(*both).value(key) == "contested"


# --- hours -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "night"),
    [("20:59", "no"), ("21:00", "yes"), ("23:59", "yes"), ("00:00", "yes"), ("04:59", "yes"),
     ("05:00", "no"), ("06:30", "no"), (None, "unknown")],
)  # fmt: skip
def test_night_begins_at_nine_and_ends_at_five(hour: str | None, night: Value) -> None:
    case = changed(CASE, "measures", hour=hour)
    if hour is None:
        del case["measures"][0]["hour"]
    assert world(case).value(NIGHT) == night


def test_a_span_within_one_day_does_not_cross_midnight() -> None:
    assert world(CASE).value("starts-between(search,09:00,17:00)") == "yes"
    assert world(CASE).value("starts-between(search,10:01,17:00)") == "no"


def test_the_hour_of_the_execution_report_counts_over_the_planned_one() -> None:
    report = event("measure-executed", measure="search", hour="22:15", day="2025-03-01")
    assert world(a_case(events=[report])).value(NIGHT) == "yes"
    silent = {k: v for k, v in report.items() if k != "hour"}
    assert world(a_case(events=[silent])).value(NIGHT) == "no"


# --- treaties -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "day", "value"),
    [
        ("XA", date(2010, 5, 31), "no"),
        ("XA", date(2010, 6, 1), "yes"),
        ("XA", date(2020, 5, 31), "yes"),
        ("XA", date(2020, 6, 1), "no"),
        ("XB", date(2015, 1, 1), "no"),
        ("XC", date(2015, 1, 1), "unknown"),
        ("XD", date(2015, 1, 1), "unknown"),
        ("XE", date(2015, 1, 1), "unknown"),
    ],
)
def test_a_treaty_binds_a_state_as_far_as_the_data_say(state: str, day: date, value: Value) -> None:
    seen = world(changed(CASE, "requests", requesting_state=state), day=day)
    assert seen.value("member(PACT,req)") == value
    assert seen.value("in-force(PACT,req)") == value
    assert seen.value("binds(PACT)") == "yes"


def test_a_treaty_between_two_states_needs_both() -> None:
    early = date(1999, 12, 31)
    assert world(CASE, day=early).value("binds(PACT)") == "no"
    unknown = changed(CASE, "requests", requesting_state="XC")
    assert world(unknown, day=early).value("in-force(PACT,req)") == "no"
    abroad = {**CASE, "executing_state": "XE"}
    assert world(abroad, day=date(2015, 1, 1)).value("in-force(PACT,req)") == "unknown"


def test_whoever_is_not_listed_in_a_closed_group_is_no_member() -> None:
    assert world(CASE).value("member(UNION,req)") == "no"
    assert world(CASE).value("binds(UNION)") == "yes"


# --- holds -------------------------------------------------------------------------------


def held(on: str, of: str, *more: dict[str, Any], seen: date = DAY, **fields: Any) -> Value:
    placed = event("hold-placed", hold="h", on=on, of=of, why="A check runs.", by="overseer")
    return world(a_case(events=[{**placed, **fields}, *more]), day=seen).value("held(search)")


@pytest.mark.parametrize(
    ("on", "of", "value"),
    [("measure", "search", "yes"), ("request", "req", "yes"), ("person", "anna", "yes"),
     ("state", "XA", "yes"), ("person", "ben", "no")],
)  # fmt: skip
def test_a_hold_binds_what_it_is_placed_on(on: str, of: str, value: Value) -> None:
    assert held(on, of) == value


def test_a_hold_on_a_person_binds_a_measure_aimed_at_that_person() -> None:
    case = changed(CASE, "measures", targets=["ben"], touches=["anna"])
    hold = event("hold-placed", hold="h", on="person", of="ben", why="A check runs.")
    assert world({**case, "events": [hold]}).value("held(search)") == "yes"


def test_a_hold_begins_in_doubt_early_and_ends_on_the_day_it_names() -> None:
    assert held("state", "XA", seen=date(2025, 2, 9)) == "no"
    assert held("state", "XA", seen=date(2025, 2, 10)) == "yes"
    assert held("state", "XA", seen=date(2025, 2, 3), day="2025-02") == "yes"
    assert held("state", "XA", until="2025-03-02") == "yes"
    assert held("state", "XA", until="2025-03-01") == "no"
    assert held("state", "XA", until="2025-03") == "yes"


def test_a_hold_ends_when_who_placed_it_lifts_it_and_not_before() -> None:
    lifted = event("hold-lifted", hold="h", reasons="Spent.", by="overseer", day="2025-02-20")
    assert held("state", "XA", lifted, seen=date(2025, 2, 19)) == "yes"
    assert held("state", "XA", lifted, seen=date(2025, 2, 20)) == "no"
    with pytest.raises(BadInput, match="is not for police-officer to write, only by: overseer"):
        held("state", "XA", {**lifted, "by": "police-officer"})
    assert held("state", "XA", {**lifted, "day": "unknown"}) == "yes"


def test_a_hold_that_the_acting_authority_was_not_told_of_binds_it() -> None:
    hold = event("hold-placed", hold="h", on="state", of="XA", why="x", by="overseer")
    assert outcome(CASE) == "no-bar-found"
    assert outcome(a_case(events=[hold])) == "conditions-unmet"


@pytest.mark.parametrize(
    ("on", "of"), [("state", "XX"), ("state", "Xa"), ("request", "reqq"), ("measure", "anna")]
)
def test_a_hold_on_nothing_is_refused_instead_of_holding_nothing(on: str, of: str) -> None:
    hold = event("hold-placed", hold="h", on=on, of=of, why="x")
    (line,) = problems(a_case(events=[hold]))
    assert f"is called '{of}'" in line


# --- protections ------------------------------------------------------------------------


def protected(day: date = DAY, **fields: Any) -> CaseWorld:
    base = {"protection": "p", "person": "anna", "kind": "refugee-status", "against": "XA",
            "by": "asylum-officer", "day": "2025-01-01"}  # fmt: skip
    return world(a_case(protections=[{**base, **fields}]), day=day)


@pytest.mark.parametrize(
    ("fields", "day", "counts"),
    [
        ({"since": "2025-02-10"}, date(2025, 2, 9), False),
        ({"since": "2025-02-10"}, date(2025, 2, 10), True),
        ({"since": "2025-02"}, date(2025, 2, 1), True),
        ({"since": "before 2025-02"}, date(2020, 1, 1), True),
        ({}, date(2020, 1, 1), True),
        ({"until": "2025-02-10"}, date(2025, 2, 9), True),
        ({"until": "2025-02-10"}, date(2025, 2, 10), False),
        ({"until": "2025"}, date(2025, 12, 30), True),
        ({"until": "unknown"}, date(2030, 1, 1), True),
    ],
)
def test_a_protection_counts_from_the_first_day_it_may_stand_to_the_last(
    fields: dict[str, Any], day: date, counts: bool
) -> None:
    assert (protected(day, **fields).members("protections", "anna") == ("p",)) is counts


def test_a_protection_against_another_state_may_cover_this_one_until_somebody_knows() -> None:
    assert protected().value("covers(req,p)") == "yes"
    assert protected(against="XB").value("covers(req,p)") == "unknown"
    case = a_case(
        protections=[{"protection": "p", "person": "anna", "kind": "pending-claim",
                      "against": "XB", "by": "magistrate", "day": "2025-01-01"}],
        facts=[stated("covers(req,p)", "no", by="asylum-officer")],
    )  # fmt: skip
    assert world(case).value("covers(req,p)") == "no"
    anybodys = changed(case, "facts", -1, by="magistrate")
    assert world(anybodys).value("covers(req,p)") == "unknown"


# --- lists ----------------------------------------------------------------------------------


def test_whom_a_measure_is_aimed_at_it_touches() -> None:
    case = changed(CASE, "measures", targets=["ben"], touches=["anna"])
    assert world(case).members("touched", "search") == ("anna", "ben")
    assert outcome(case) == "undetermined"  # nobody has identified or checked Ben


def test_a_list_with_a_member_the_viewer_does_not_see_is_not_complete() -> None:
    hidden = {"person": "carl", "called": "Carl C.", "known": {"court": "2025-01-01"}}
    for field in ("touches", "targets", "attendants"):
        both: dict[str, Any] = {field: ["anna", "carl"]}
        case = changed(a_case(persons=[hidden]), "measures", 0, **both)
        name = {"touches": "touched"}.get(field, field)
        declared = event("list-declared", list=f"{name}(search)")
        key = f"complete({name}(search))"
        seen = {**case, "events": [*case["events"], declared]}
        assert world(seen).value(key) == "yes"
        assert world(seen, role="magistrate").value(key) == "unknown"


def test_a_declaration_counts_from_its_day() -> None:
    declared = event("list-declared", list="family(anna)", day="2025-02-10")
    case = a_case(events=[declared])
    assert world(case, day=date(2025, 2, 9)).value("complete(family(anna))") == "unknown"
    assert world(case, day=date(2025, 2, 10)).value("complete(family(anna))") == "yes"


def test_nobody_is_family_by_living_there_or_by_business() -> None:
    ties = [
        {"relation": r, "person": "ben", "to": "anna"} for r in ("household", "client", "counsel")
    ]
    assert world(a_case(relations=ties)).members("family", "anna") == ()
    kin = {"relation": "sibling", "person": "ben", "to": "anna"}
    assert world(a_case(relations=[kin])).members("family", "anna") == ("ben",)
    assert world(a_case(relations=[kin])).members("family", "ben") == ("anna",)


# --- where items come from --------------------------------------------------------------


def sending(*items: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The small case with a transmission of these items, listed and declared."""
    plan = {
        "measure": "sending", "kind": "transmission", "request": "req", "title": "Sending",
        "acting": "magistrate", "on": "2025-03-20", "touches": ["anna"], "targets": ["anna"],
        "items": [item["item"] for item in items],
    }  # fmt: skip
    declared = {"list": "items(sending)", "by": "magistrate", "day": "2025-02-01"}
    return a_case(items=list(items), measures=[{**plan, **fields}], lists=[declared])


PHONE = {"item": "phone", "kind": "device", "title": "A phone", "measure": "search"}
STRAY = {"item": "stray", "kind": "document", "title": "A paper"}
NOTICE = {"item": "notice", "kind": "hearing-notice", "title": "A notice"}


def test_an_item_is_as_open_as_the_measure_that_produced_it() -> None:
    for answer in ("yes", "no", "unknown"):
        asked: list[str] = []

        def obtained(measure: str, answer: Any = answer, asked: list[str] = asked) -> Value:
            asked.append(measure)
            return answer  # type: ignore[no-any-return]

        seen = world(sending(PHONE), "sending", obtained=obtained)
        assert seen.value("obtained-open(phone)") == answer
        assert asked == ["search"]


def test_an_item_without_origin_may_come_from_anywhere() -> None:
    seen = world(sending(STRAY, NOTICE), "sending", obtained=lambda _measure: "yes")
    assert seen.value("obtained-open(stray)") == "unknown"
    assert seen.value("obtained-open(notice)") == "yes"


def test_the_origins_are_known_once_every_item_has_one() -> None:
    key = "complete(origins(sending))"
    assert world(sending(PHONE, NOTICE), "sending").value(key) == "yes"
    assert world(sending(PHONE, STRAY), "sending").value(key) == "unknown"
    undeclared = {**sending(PHONE), "lists": CASE["lists"]}
    assert world(undeclared, "sending").value(key) == "unknown"
    assert world(sending(PHONE, NOTICE), "sending").members("origins", "sending") == ("search",)


def sent(case: dict[str, Any]) -> str:
    """The outcome for the sending, under a rule that asks how each item was obtained."""
    book = a_book(
        norm("basis", "authorises"),
        norm("order", "requires", acts=["search"], must=[cured("ordered(measure)")]),
        norm("clean", "requires", acts=["transmission"], must=[
            {"every": "item in items(measure)", "where": "obtained-open(item)", "cure": "Court."},
        ]),
    )  # fmt: skip
    return outcome(case, "sending", book=book)


def test_what_a_shut_measure_produced_cannot_be_sent_as_if_it_were_open() -> None:
    assert sent(sending(PHONE)) == "no-bar-found"
    refused = changed(sending(PHONE), "facts", value="no")
    assert sent(refused) == "conditions-unmet"
    unsure = changed(sending(PHONE), "facts", value="unknown")
    assert sent(unsure) == "undetermined"
    assert sent(sending(STRAY)) == "undetermined"


@pytest.mark.parametrize("items", [("phone", "laptop"), ("laptop", "phone")])
def test_each_item_is_judged_by_the_measure_it_comes_from_itself(items: tuple[str, str]) -> None:
    laptop = {"item": "laptop", "kind": "device", "title": "A laptop", "measure": "second"}
    case = sending(PHONE, laptop)
    second = {**CASE["measures"][0], "measure": "second", "title": "A search without an order"}
    case = {**case, "measures": [*case["measures"], second]}
    case["measures"][1] = {**case["measures"][1], "items": list(items)}
    case["facts"] = [*case["facts"], {**case["facts"][0], "fact": "ordered(second)", "value": "no"}]
    assert sent(case) == "conditions-unmet"


def test_items_that_go_round_in_a_circle_were_obtained_nobody_knows_how() -> None:
    loop = {**PHONE, "measure": "sending"}
    assert sent(sending(loop)) == "undetermined"
    other = {"item": "copy", "kind": "data", "title": "A copy", "measure": "resending"}
    two = sending({**PHONE, "measure": "resending"})
    two = {
        **two,
        "items": [*two["items"], other],
        "measures": [*two["measures"], {**two["measures"][-1], "measure": "resending",
                                        "items": ["copy"], "on": "2025-03-19"}],
    }  # fmt: skip
    assert sent(two) == "undetermined"


# --- clearances --------------------------------------------------------------------------


def test_a_clearance_ends_on_its_day_and_when_it_is_revoked() -> None:
    given = event("clearance-given", clearance="c", measure="search", scope="One room",
                  until="2025-02-20")  # fmt: skip
    revoked = event("clearance-revoked", clearance="c", reasons="No.", day="2025-02-15")
    key = "presence-cleared(search)"

    def on(day: int, *events: dict[str, Any]) -> Value:
        return world(a_case(events=list(events)), day=date(2025, 2, day)).value(key)

    assert [on(d, given) for d in (9, 10, 19, 20)] == ["no", "yes", "yes", "no"]
    assert [on(d, given, revoked) for d in (14, 15)] == ["yes", "no"]


def test_the_law_of_the_day_is_that_of_the_shipped_treaties() -> None:
    treaty = shipped().treaties["EU"]
    assert treaty.party("GB", date(2020, 1, 31)) == "yes"
    assert treaty.party("GB", date(2020, 2, 1)) == "no"
    assert treaty.party("XA", date(2020, 2, 1)) == "no"
    assert shipped().treaties["UNTOC"].party("XA", date(2020, 2, 1)) == "unknown"
