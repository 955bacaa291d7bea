"""What a viewer sees of a case, and what its events add up to."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from safeconduct.case.canonical import decode
from safeconduct.case.facts import Said
from safeconduct.case.state import State, fold, visible
from tests.support import CASE, DAY, a_case, event, outcome, problems, read, state, stated, without

EARLY = date(2025, 2, 5)


def protection(**fields: Any) -> dict[str, Any]:
    base = {"protection": "status", "person": "anna", "kind": "refugee-status", "against": "XA"}
    return {**base, "by": "asylum-officer", "day": "2024-01-01", "since": "2024-01-01", **fields}


def last(seen: State, key: str) -> Said | None:
    told = seen.told.get(key)
    return told[-1].value if told else None


def after(*events: dict[str, Any], facts: list[dict[str, Any]] | None = None) -> State:
    return state(a_case(events=list(events), facts=facts or []))


# --- who sees what ------------------------------------------------------------


def test_hearsay_stays_with_who_made_it_until_somebody_is_told() -> None:
    case = a_case(protections=[protection(known={"magistrate": "2025-02-20"})])
    assert "status" in state(case, "asylum-officer", date(2024, 6, 1)).protections
    assert "status" not in state(case, "magistrate", date(2025, 2, 19)).protections
    assert "status" in state(case, "magistrate", date(2025, 2, 20)).protections
    assert "status" not in state(case, "police-officer").protections


@pytest.mark.parametrize(
    ("section", "entry", "table"),
    [
        ("protections", protection(by=None), "protections"),
        ("facts", stated("lawyer(ben)", by=None), "told"),
        ("signals", {"signal": "s", "kind": "plot", "requests": ["req"], "title": "A plot"},
         "signals"),
        ("relations", {"relation": "parent", "person": "ben", "to": "anna"}, "relations"),
    ],
)  # fmt: skip
def test_hearsay_that_names_nobody_reaches_only_the_audit(
    section: str, entry: dict[str, Any], table: str
) -> None:
    case = a_case(**{section: [{k: v for k, v in entry.items() if v is not None}]})
    bare = len(getattr(state(CASE, "magistrate"), table))
    assert len(getattr(state(case, "magistrate"), table)) == bare
    assert len(getattr(state(case), table)) > bare


def test_knowing_since_an_open_day_is_not_certain_knowledge() -> None:
    told = {"magistrate": "since 2024"}
    case = a_case(protections=[protection(known=told)])
    assert "status" not in state(case, "magistrate", date(2030, 1, 1)).protections


def test_a_statement_is_not_known_before_its_last_possible_day() -> None:
    case = a_case(protections=[protection(known={"magistrate": "2025-02"})])
    assert "status" not in state(case, "magistrate", date(2025, 2, 27)).protections
    assert "status" in state(case, "magistrate", date(2025, 2, 28)).protections


def test_what_a_case_is_about_is_seen_by_all_unless_it_says_who() -> None:
    secret = {"person": "carl", "called": "Carl C.", "known": {"court": "2025-01-01"}}
    case = a_case(persons=[secret])
    assert set(state(case, "police-officer", date(1990, 1, 1)).persons) == {"anna", "ben"}
    assert "carl" in state(case, "court").persons


def test_the_audit_sees_everything_on_every_day() -> None:
    events = read(a_case(protections=[protection()]))
    assert visible(events, None, date(1990, 1, 1)) == events
    assert len(visible(events, "magistrate", DAY)) == len(events) - 1


@pytest.mark.parametrize(
    "closing",
    [
        event("hold-placed", hold="h", on="measure", of="search", why="A check runs."),
        event("freeze-requested", request="req", title="Counsel asks for a freeze"),
        event("opposition-filed", measure="search", title="Counsel opposes"),
    ],
)
def test_what_stands_in_the_way_binds_whoever_acts_told_or_not(closing: dict[str, Any]) -> None:
    untold = {**closing, "by": "defence", "known": {"court": "2025-02-10"}}
    seen = visible(read(a_case(events=[untold])), "magistrate", DAY)
    assert any(getattr(one, "day", "") == "2025-02-10" for one in seen)
    assert len(visible(read(a_case(events=[untold])), "magistrate", EARLY)) == len(seen) - 1


def test_an_opinion_that_did_not_arrive_was_not_heard() -> None:
    given = event("opinion-given", opinion="o", by="asylum-officer",
                  on=[{"measure": "search", "view": "objects"}])  # fmt: skip
    assert last(state(a_case(events=[given]), "magistrate"), "opinion-given(search)") is None
    told = {**given, "known": {"magistrate": "2025-02-11"}}
    assert last(state(a_case(events=[told]), "magistrate"), "opinion-given(search)") == "yes"


# --- lists --------------------------------------------------------------------


def test_a_declared_list_is_complete() -> None:
    assert {"touched(search)", "signals(req)", "protections(anna)"} <= set(state(CASE).declared)


LATER: list[tuple[str, dict[str, Any]]] = [
    ("signals(req)", event("signal-stated", signal="s", kind="plot", requests=["req"],
                           title="A plot")),
    ("protections(anna)", event("protection-stated", protection="p", person="anna",
                                kind="pending-claim", against="XA")),
    ("family(anna)", event("relation-stated", relation="parent", person="ben", to="anna")),
    ("family(ben)", event("relation-stated", relation="parent", person="ben", to="anna")),
    ("touched(search)", event("measure-planned", measure="search", kind="search", request="req",
                              title="Search, wider", acting="magistrate", on="2025-03-01",
                              touches=["anna", "ben"])),
]  # fmt: skip


@pytest.mark.parametrize(("name", "later"), LATER)
def test_a_member_added_later_undoes_a_declaration(name: str, later: dict[str, Any]) -> None:
    family = [event("list-declared", list=f"family({who})") for who in ("anna", "ben")]
    before = read(a_case(events=family))
    assert name in fold(before).declared
    added = decode(json.dumps(later).encode())
    assert name not in fold([*before, added]).declared


def test_a_relation_undoes_only_the_families_it_is_about() -> None:
    family = event("list-declared", list="family(anna)")
    other = event("relation-stated", relation="parent", person="ben", to="carl")
    carl = {"person": "carl", "called": "Carl C."}
    assert "family(anna)" in state(a_case(persons=[carl], events=[family, other])).declared


# --- identity and the registers -------------------------------------------------


def test_a_check_of_an_identified_person_completes_the_list() -> None:
    assert "protections(anna)" in state(CASE).declared


def test_a_check_of_somebody_nobody_identified_is_no_answer() -> None:
    case = without(CASE, "events", event="person-identified")
    assert "protections(anna)" not in state(case).declared
    assert outcome(case) == "undetermined"


def test_identifying_after_the_check_does_not_make_it_one() -> None:
    screened, identified = reversed(CASE["events"])
    late = {**identified, "day": "2025-02-03"}
    (line,) = problems({**CASE, "events": [screened, late]})
    assert "only once the person is identified" in line


def test_too_little_data_is_no_answer() -> None:
    too_little = {**CASE["events"][1], "result": "too-little"}
    case = {**CASE, "events": [CASE["events"][0], too_little]}
    assert "protections(anna)" not in state(case).declared


def test_a_check_that_no_register_answered_is_no_answer() -> None:
    nobody = {**CASE["events"][1], "registers": []}
    case = {**CASE, "events": [CASE["events"][0], nobody]}
    assert "protections(anna)" not in state(case).declared


def test_a_hit_that_nobody_told_the_magistrate_of_leaves_the_list_open() -> None:
    hit = {**CASE["events"][1], "result": "hit", "found": ["status"]}
    case = {**CASE, "events": [CASE["events"][0], hit], "protections": [protection()]}
    assert "protections(anna)" in state(case).declared
    assert "protections(anna)" not in state(case, "magistrate").declared
    assert outcome(case) == "undetermined"


# --- what the way of a request records ------------------------------------------

OPINION = event("opinion-given", opinion="o", on=[{"measure": "search", "view": "objects"}],
                points=["One.", "Two."], by="asylum-officer")  # fmt: skip
ANSWER = event("opinion-answered", opinion="o", answers=["To one.", "To two."])
DECISION = event("decision-taken", measures=["search"], outcome="proceed", reasons="Because.")
CLEARED = event("clearance-given", clearance="c", measure="search", scope="One room",
                until="2025-03-02")  # fmt: skip
FREEZE = event("freeze-requested", request="req", title="Counsel asks for a freeze")
OPPOSED = event("opposition-filed", measure="search", title="Counsel opposes")
HEARD = event("opposition-ended", measure="search", title="Dismissed", by="court")


def view(word: str) -> dict[str, Any]:
    return {**OPINION, "on": [{"measure": "search", "view": word}]}


@pytest.mark.parametrize(
    ("events", "key", "value"),
    [
        ([event("person-identified", person="ben", how="document")], "identified(ben)", "yes"),
        ([event("referred", measures=["search"], to="the authority")], "asylum-asked(search)",
         "yes"),
        ([OPINION], "opinion-given(search)", "yes"),
        ([view("objects")], "opinion-objects(search)", "yes"),
        ([view("objects-unless")], "opinion-objects(search)", "yes"),
        ([view("does-not-object")], "opinion-objects(search)", "no"),
        ([OPINION], "opinion-answered(search)", "no"),
        ([OPINION, ANSWER], "opinion-answered(search)", "yes"),
        ([OPINION, {**ANSWER, "answers": ["To one."]}], "opinion-answered(search)", "no"),
        ([{**OPINION, "points": []}, {**ANSWER, "answers": []}], "opinion-answered(search)", "no"),
        ([OPINION, ANSWER, {**OPINION, "opinion": "o2"}], "opinion-answered(search)", "no"),
        ([OPINION, {**OPINION, "opinion": "o2"}, ANSWER], "opinion-answered(search)", "no"),
        ([DECISION], "reasoned-decision(search)", "yes"),
        ([{**DECISION, "outcome": "refuse"}], "reasoned-decision(search)", "no"),
        ([DECISION, OPINION], "reasoned-decision(search)", "no"),
        ([{**DECISION, "by": "police-officer"}], "reasoned-decision(search)", None),
        ([CLEARED], "presence-cleared(search)", "yes"),
        ([CLEARED, event("clearance-revoked", clearance="c", reasons="No.")],
         "presence-cleared(search)", "no"),
        ([event("measure-executed", measure="search")], "execution-reported(search)", "yes"),
        ([event("notice-given", measure="search", persons=["ben"])], "notified(search,ben)", "yes"),
        ([event("notice-given", measure="search", persons=["ben"])], "notified(search,anna)", None),
        ([OPPOSED], "opposition-pending(search)", "yes"),
        ([OPPOSED, HEARD], "opposition-pending(search)", "no"),
        ([OPPOSED, OPPOSED, HEARD], "opposition-pending(search)", "yes"),
        ([OPPOSED, OPPOSED, HEARD, HEARD], "opposition-pending(search)", "no"),
        ([OPPOSED, HEARD, OPPOSED], "opposition-pending(search)", "yes"),
        ([FREEZE], "freeze-requested(req)", "yes"),
        ([FREEZE], "freeze-answered(req)", "no"),
        ([FREEZE, event("freeze-answered", request="req", outcome="refused", reasons="Spent.")],
         "freeze-answered(req)", "yes"),
        ([FREEZE, event("freeze-answered", request="req", outcome="refused")],
         "freeze-answered(req)", "no"),
        ([FREEZE, event("freeze-answered", request="req", outcome="granted", reasons="Risk.")],
         "freeze-answered(req)", "no"),
        ([event("question-answered", fact="lawyer(ben)", value="no")], "lawyer(ben)", "no"),
    ],
)  # fmt: skip
def test_an_event_records(events: list[dict[str, Any]], key: str, value: str | None) -> None:
    assert last(after(*events), key) == value


def test_a_freeze_holds_until_it_is_refused_with_reasons() -> None:
    refused = event("freeze-answered", request="req", outcome="refused")
    assert outcome(a_case(events=[FREEZE])) == "conditions-unmet"
    assert outcome(a_case(events=[FREEZE, refused])) == "conditions-unmet"
    granted = {**refused, "outcome": "granted", "reasons": "There is a risk."}
    assert outcome(a_case(events=[FREEZE, granted])) == "conditions-unmet"
    reasoned = {**refused, "reasons": "The context was looked into."}
    assert outcome(a_case(events=[FREEZE, reasoned])) == "no-bar-found"


def test_events_that_only_tell_change_nothing_that_is_known() -> None:
    told = [
        event("noted", title="A call"),
        event("submission-filed", title="A letter"),
        event("incident-opened", title="A breach"),
        event("transmission-sent", measure="search", recipient="XA"),
        event("question-asked", fact="lawyer(ben)", to="observer"),
    ]
    found = after(*told)
    assert list(found.incidents) == ["incident-1"]
    found.incidents.clear()
    assert found == state(CASE)


def test_a_recall_says_that_what_was_sent_is_called_back() -> None:
    told = after(event("recall-sent", measure="search", title="Called back")).told
    (recall,) = told["recalled(search)"]
    assert (recall.value, recall.valid_from) == ("yes", "2025-02-10")


def test_the_later_word_on_a_case_thing_replaces_the_earlier() -> None:
    report = event("measure-executed", measure="search", hour="05:30")
    later = event("measure-executed", measure="search", hour="04:30")
    assert after(report, later).executed["search"].hour == "04:30"
